"""开账单: by the list of the day, with the waiver taken off at once (R-FEE-09); reversed as a whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from doudi.base import bulk
from doudi.base.access import require
from doudi.base.models import User
from doudi.base.numbers import next_numbers
from doudi.base.records import Happening, record, record_many
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.mechanisms.custody.models import Custodian
from doudi.mechanisms.registry.death_records.models import Death
from doudi.mechanisms.registry.models import Category, Membership
from doudi.programmes.funeral.funeral_fees import policy
from doudi.programmes.funeral.funeral_fees.items import Asked, charged
from doudi.programmes.funeral.funeral_fees.models import Bill, FeeLine

BILLERS = frozenset({Role.FUNERAL_HOME, Role.CEMETERY_KEEPER})
_GROUPS = {
    Category.Kind.TEKUN: Bill.Group.TEKUN, Category.Kind.DIBAO_RURAL: Bill.Group.DIBAO, Category.Kind.DIBAO_URBAN: Bill.Group.DIBAO,
    Category.Kind.MARGINAL: Bill.Group.MARGINAL, Category.Kind.UNAVOIDABLE_EXPENSES: Bill.Group.MARGINAL,
}  # fmt: skip


@dataclass(frozen=True)
class NewBill:
    """What one house charges for one deceased. `group`: of those whom papers show to be buried free (donors, the honoured); those whom the
    register knows (dibao, tekun, marginal) are found there."""

    death: Death
    charger: Custodian
    lines: Sequence[Asked]
    by: User
    at: dt.datetime
    group: str = ""
    insured_grant: bool = False


def bill(new: NewBill) -> Bill:
    """One bill; Refused with the sentence for the page."""
    return bill_each([new])[0]


def bill_each(wanted: Sequence[NewBill]) -> list[Bill]:
    """Many, all or none, in the order given; the queries do not grow with their number."""
    for each in wanted:
        require(each.by, BILLERS, area_code=each.charger.area_code, on=timezone.localdate(each.at))
        if each.death.state == Death.State.VOID:
            raise Refused("这件死亡登记已经作废，不能开账单。")
    groups = groups_of([each.death for each in wanted])
    had: dict[int, list[str]] = {}
    lines = FeeLine.objects.filter(death__in=[each.death.pk for each in wanted], live=True)
    for death, item in lines.values_list("death", "item"):
        had.setdefault(death, []).append(item)
    try:
        with transaction.atomic():
            return _write(wanted, groups, had)
    except IntegrityError as error:
        raise Refused("这名逝者的同一项目已经减免过，不能再减免（F-06）。") from error


def _write(wanted: Sequence[NewBill], groups: dict[int, str], had: dict[int, list[str]]) -> list[Bill]:
    bills: list[Bill] = []
    rows: list[FeeLine] = []
    months: dict[tuple[int, int], list[NewBill]] = {}
    for each in wanted:
        months.setdefault((each.at.year, each.at.month), []).append(each)
    numbers = {key: next_numbers(Bill, "账", at=those[0].at, many=len(those)) for key, those in months.items()}
    in_force = {day: policy.on(day) for day in {timezone.localdate(each.at) for each in wanted}}
    for each, key in zip(wanted, bulk.reserve_keys(Bill, len(wanted)), strict=True):
        on, death = timezone.localdate(each.at), each.death
        terms = in_force[on]
        group = groups.get(death.pk) or each.group or (Bill.Group.DONOR if death.donor else "")
        found = charged(
            each.lines,
            prices=terms.values,
            eligible=eligible(death, insured_grant=each.insured_grant, prices=terms.values),
            needy=bool(group),
            had=had.get(death.pk, ()),
        )
        had.setdefault(death.pk, []).extend(line.item.code for line in found)
        made = Bill(
            pk=key, number=next(numbers[each.at.year, each.at.month]), death=death, charger=each.charger, area_code=death.area_code, on=on, group=group,
            insured_grant=each.insured_grant, gross=sum(line.gross for line in found), waived=sum(line.waived for line in found), by=each.by,
        )  # fmt: skip
        bills.append(made)
        rows += [
            FeeLine(
                bill=made, death=death, item=line.item.code, unit_price=line.asked.unit_price, quantity=line.asked.quantity, gross=line.gross,
                waived=line.waived, over=line.over, chosen_by=line.asked.chosen_by.strip(), supplier=line.asked.supplier.strip(),
            )
            for line in found
        ]  # fmt: skip
    bulk.insert(bills)
    bulk.insert(rows)
    record_many(
        [
            Happening(
                "funeral_fees.bill", f"bill:{made.pk}", "", made.area_code, {"number": made.number, "gross": made.gross, "waived": made.waived},
                made.by, each.at,
            )
            for made, each in zip(bills, wanted, strict=True)
        ],
        by=None,
        at=wanted[0].at,
    )  # fmt: skip
    return bills


def eligible(death: Death, *, insured_grant: bool, prices: object) -> bool:
    """R-FEE-05: a resident, and none who has had a funeral grant of social insurance where the county excludes them."""
    terms = dict(prices)  # type: ignore[call-overload]  # the values of Terms
    if terms["residents_only"] and not death.resident:
        return False
    return not (terms["without_grant"] and insured_grant)


def groups_of(deaths: Sequence[Death]) -> dict[int, str]:
    """Which group of R-FEE-07 the register knows a deceased to be of on the day of his death, he or his household; two queries."""
    people = {each.person_id: each for each in deaths if each.person_id is not None}
    homes: dict[int, list[int]] = {}
    for person, household in Membership.objects.filter(person__in=list(people)).values_list("person", "household"):
        homes.setdefault(household, []).append(person)
    parties = {*people, *homes}
    found: dict[int, str] = {}
    rows = Category.objects.filter(party__in=parties, kind__in=list(_GROUPS)).order_by("kind")
    for party, kind, since, until in rows.values_list("party", "kind", "from_on", "to_on"):
        for person in (*homes.get(party, ()), *((party,) if party in people else ())):
            death = people[person]
            day = timezone.localdate(death.died_at)
            if since <= day and (until is None or day <= until):
                found[death.pk] = _GROUPS[Category.Kind(kind)]
    return found


def reverse_bill(row: Bill, *, because: str, by: User, at: dt.datetime) -> None:
    """冲销 a bill that was wrong, before it is settled: its items may be charged and waived anew."""
    on = timezone.localdate(at)
    require(by, BILLERS, area_code=row.charger.area_code, on=on)
    if not because.strip():
        raise Refused("请填写冲销的原因。")
    with transaction.atomic():
        open_ = Bill.objects.filter(pk=row.pk, reversed_on=None, settlement=None)
        if not open_.update(reversed_on=on, because=because.strip()[:200]):
            raise Refused("这张账单已经冲销，或者已经结算，不能冲销。")
        FeeLine.objects.filter(bill=row).update(live=False)
        row.reversed_on = on
        record(
            "funeral_fees.reverse",
            row,
            by=by,
            at=at,
            because=because,
            area_code=row.area_code,
            data={"number": row.number},
        )
