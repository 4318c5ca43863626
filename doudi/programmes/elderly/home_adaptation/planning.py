"""一户一策: the plan of a home, item by item with place, number and price, and by whom it is built. Prices are those of the framework tender."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from doudi.base import bulk
from doudi.base.access import holders, require
from doudi.base.models import User
from doudi.base.money import yuan
from doudi.base.records import Happening, record_many
from doudi.base.refused import Refused
from doudi.base.roles import STAFF_ROLES, Role
from doudi.mechanisms.registry.kin import KinSet, near_kin
from doudi.mechanisms.registry.models import Category, Person
from doudi.programmes.elderly.home_adaptation.catalogue import Item
from doudi.programmes.elderly.home_adaptation.models import Adaptation, Contractor, PlanLine
from doudi.programmes.elderly.home_adaptation.splitting import Prices, policy_on

PLANNERS = frozenset({Role.TOWNSHIP_CLERK, Role.COUNTY_OFFICER})
OPEN_FOR_PLAN = frozenset({"SURVEYED", "CHANGE"})


@dataclass(frozen=True)
class Planned:
    """One item of a plan. `price` in fen a piece; None: the price of the tender."""

    item: Item
    place: str
    quantity: int
    price: int | None = None


def set_plan(
    row: Adaptation,
    lines: Sequence[Planned],
    contractor: Contractor,
    *,
    kin_filed: str = "",
    by: User,
    at: dt.datetime,
) -> list[PlanLine]:
    """Put down the plan of one home; one that stands is replaced. Refused as `set_plans` says."""
    return set_plans([(row, lines, contractor, kin_filed, by, at)])[0]


def set_plans(
    many: Iterable[tuple[Adaptation, Sequence[Planned], Contractor, str, User, dt.datetime]],
) -> list[list[PlanLine]]:
    """Plans of many homes, all or none. Refused: at the wrong stage, without an item, an item twice in one place, above the tender's
    price, a contractor without a framework agreement on that day (R-MOD-06)."""
    wanted = list(many)
    with transaction.atomic():
        made = [
            _lines(row, lines, contractor, by, timezone.localdate(at)) for row, lines, contractor, _, by, at in wanted
        ]
        PlanLine.objects.bulk_create([line for _, fresh in made for line in fresh])
        happenings = []
        for (row, _, contractor, kin_filed, by, at), (kept, fresh) in zip(wanted, made, strict=True):
            row.contractor, row.kin_filed = contractor, kin_filed.strip()[:200]
            items = [[each.kind.name, each.quantity, each.price] for each in (*kept, *fresh)]
            data = {"items": items, "contractor": contractor.code}
            happenings.append(Happening("home_adaptation.plan", f"case:{row.pk}", "", row.case.area_code, data, by, at))
        bulk.update([row for row, *_ in wanted], ["contractor", "kin_filed"])
        if happenings:
            record_many(happenings, by=None, at=wanted[-1][-1])
    return [[*kept, *fresh] for kept, fresh in made]


def _lines(
    row: Adaptation, lines: Sequence[Planned], contractor: Contractor, by: User, on: dt.date
) -> tuple[list[PlanLine], list[PlanLine]]:
    """Those that stay (changed where they are), and those that are new."""
    require(by, PLANNERS, area_code=row.case.area_code, on=on)
    if row.case.stage not in OPEN_FOR_PLAN:
        raise Refused("改造方案在入户评估后、变更时才能填写，请刷新后查看最新情况。")
    if not lines:
        raise Refused("请至少填写一项改造项目的数量。")
    if not (contractor.since <= on <= (contractor.until or on)):
        raise Refused(f"{contractor.name}的框架协议在{on}不在有效期内，请另选施工单位。")
    policy = policy_on(on, row.case.area_code)
    prices, funded = policy.price, policy.funded
    seen: set[tuple[int, str]] = set()
    wanted: dict[tuple[int, str], Planned] = {}
    for each in lines:
        key = (int(each.item), each.place.strip())
        if not key[1]:
            raise Refused(f"“{each.item.label}”没有写位置，请写明装在哪里。")
        if key in seen:
            raise Refused(f"“{each.item.label}”在“{key[1]}”写了两次，请合并成一行。")
        if each.quantity <= 0:
            raise Refused(f"“{each.item.label}”的数量应大于零。")
        if each.price is not None and each.price > int(prices[each.item]):
            raise Refused(_above(each.item, each.price, int(prices[each.item])))
        seen.add(key)
        wanted[key] = each
    stand = {(line.item, line.place): line for line in row.lines.all()}
    for key, line in stand.items():
        if key not in wanted:
            if line.approved is not None:
                raise Refused(f"“{line}”已经审批，不能删去；不再施工的，由施工单位在完工申报时填0。")
            line.delete()
    kept, fresh = [], []
    for key, each in wanted.items():
        price = int(prices[each.item]) if each.price is None else each.price
        if key in stand:
            line = stand[key]
            line.quantity = each.quantity
            line.price = price if line.approved is None else line.price
            line.save(update_fields=["quantity", "price"])
            kept.append(line)
        else:
            fresh.append(
                PlanLine(adaptation=row, item=key[0], place=key[1], quantity=each.quantity, price=price, funded=bool(funded[each.item]))
            )  # fmt: skip
    return kept, fresh


def _above(item: Item, price: int, tender: int) -> str:
    return f"“{item.label}”单价{yuan(price)}元，高于框架招标单价{yuan(tender)}元，请按招标单价填写（R-MOD-06）。"


def planned_prices(row: Adaptation) -> Prices:
    """What the plan comes to."""
    return _prices((line.funded, line.quantity * line.price) for line in row.lines.all())


def verified_prices(row: Adaptation, *, without_missing: bool = False) -> Prices:
    """What was found built at the acceptance; `without_missing`: less what a later visit did not find any more."""
    return _prices(
        (line.funded, ((line.verified or 0) - (line.missing if without_missing else 0)) * line.price)
        for line in row.lines.all()
    )


def _prices(parts: Iterable[tuple[bool, int]]) -> Prices:
    funded = own = 0
    for is_funded, amount in parts:
        funded, own = (funded + amount, own) if is_funded else (funded, own + amount)
    return Prices(funded, own)


def wrong(row: Adaptation, on: dt.date) -> str | None:
    """What stands against a plan: the house (R-MOD-04), no items, prices, the contractor's kin (R-X-07). None: nothing."""
    if row.house_wrong:
        return f"住房不符合改造条件（{row.house_wrong}），不能定方案；请办理“不予资助”或“终止”。"
    lines = list(row.lines.all())
    if not lines or row.contractor is None:
        return "还没有填写改造方案，请先在“改造方案”里填写项目、位置、数量和施工单位。"
    policy = policy_on(on, row.case.area_code)
    prices = policy.price
    for line in lines:
        if line.approved is None and line.price > int(prices[line.item]):
            return _above(line.kind, line.price, int(prices[line.item]))
    kin = kin_in_office(row.contractor, row.case.area_code, on)
    if kin and not row.kin_filed:
        return f"{kin}，请另选施工单位；确需由其施工的，先备案并在改造方案里填写备案情况。"
    return None


def kin_in_office(contractor: Contractor, area_code: str, on: dt.date) -> str:
    """Whether the contractor's owner is near to a cadre of the village or to somebody who handles its cases (R-X-07): as a sentence
    without its end; empty if to nobody."""
    if contractor.owner_id is None:
        return ""
    relatives = near_kin(contractor.owner_id, on, KinSet.EXTENDED)
    near = {contractor.owner_id, *relatives}
    cadres = set(
        Category.objects.filter(
            party__in=near, kind=Category.Kind.VILLAGE_CADRE, party__area=area_code, from_on__lte=on
        ).values_list("party", flat=True)
    )
    users = {each.id_index for each in holders(STAFF_ROLES, area_code=area_code, on=on) if each.id_index}
    handlers = (
        set(Person.objects.filter(pk__in=near, id_index__in=users).values_list("pk", flat=True)) if users else set()
    )
    for person in sorted(cadres | handlers):
        what = "村（社区）干部" if person in cadres else "经办人员"
        name = Person.objects.select_related("party").get(pk=person).party.name
        relation = f"是{what}{name}的近亲属" if person in relatives else f"本人是{what}"
        return f"施工单位“{contractor.name}”的负责人{relation}"
    return ""
