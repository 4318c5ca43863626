"""The month of a point from draft to payment: drawn up by itself, confirmed by the operator, checked by call-backs, approved, posted, paid.

No two of the last steps are taken by one natural person (R-X-03). The money moves when the leader approves (县级资金 → 应付) and when finance
pays (应付 → 已付); a paid settlement is never changed: what is taken back later is deducted in a later month.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from doudi.base.access import may, require
from doudi.base.models import Area, User
from doudi.base.months import chinese_month, first_day, last_day
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.mechanisms.call_backs.drawing import number_of
from doudi.mechanisms.ledger import services as ledger
from doudi.mechanisms.registry.models import Party
from doudi.programmes.elderly.meals import accounts
from doudi.programmes.elderly.meals.models import (
    CallBack,
    Meal,
    MealPeriod,
    MealPoint,
    OperatingSubsidy,
    Operation,
    Settlement,
)
from doudi.programmes.elderly.meals.policy import Tier, policy_on
from doudi.programmes.elderly.meals.settling import TierLine, operate, settle

DRAWING_UP, CHECKING = frozenset({Role.COUNTY_OFFICER}), frozenset({Role.TOWNSHIP_CLERK})
SIGNING, PAYING = frozenset({Role.BUREAU_LEADER}), frozenset({Role.FINANCE})
POSTING = CHECKING | DRAWING_UP
_OPERATING, _VILLAGE = frozenset({Role.PROVIDER}), frozenset({Role.VILLAGE_WORKER})
S = Settlement.State


def draft_month(month: int, *, by: User | None, at: dt.datetime) -> list[Settlement]:
    """生成月结算单 of every point and operator that has meals to settle through the end of a month; those that are under way stay as they are."""
    if by is not None:
        require(by, DRAWING_UP, on=at.date())
    pairs = _open_meals(month).values_list("point", "operator").distinct()
    back = _to_recover().values_list("point", "operator").distinct()
    going = set(Settlement.objects.filter(month=month).exclude(state=S.DRAFT).values_list("point", "operator"))
    points = {each.pk: each for each in MealPoint.objects.all()}
    wanted = [pair for pair in dict.fromkeys([*pairs, *back]) if pair not in going]
    operators = {each.pk: each for each in Party.objects.filter(pk__in={operator for _, operator in wanted})}
    with transaction.atomic():
        return [_draft(points[point], operators[operator], month, by=by, at=at) for point, operator in sorted(wanted)]


def draft(point: MealPoint, operator: Party, month: int, *, by: User, at: dt.datetime) -> Settlement:
    """One point's month, computed anew; Refused once the operator has confirmed it."""
    require(by, DRAWING_UP, area_code=point.area_code, on=at.date())
    known = Settlement.objects.filter(point=point, operator=operator, month=month).exclude(state=S.DRAFT).first()
    if known is not None:
        raise Refused(
            f"{point.name}{chinese_month(month)}的结算单是“{known.get_state_display()}”，退回后才能重新生成。"
        )
    with transaction.atomic():
        return _draft(point, operator, month, by=by, at=at)


def _open_meals(month: int) -> QuerySet[Meal]:
    """Subsidised, in no settlement that is under way, through the end of a month: those released since an earlier month among them."""
    free = Q(settlement=None) | Q(settlement__state=S.DRAFT, settlement__month=month)
    return Meal.objects.filter(free, subsidised=True, state=Meal.State.SERVED, on__lte=last_day(month)).order_by()


def _to_recover() -> QuerySet[Meal]:
    """Settled and then taken back, and not yet deducted anywhere that is under way."""
    settled = Q(settlement__state__in=(S.APPROVED, S.POSTED, S.PAID))
    free = Q(recovered_in=None) | Q(recovered_in__state=S.DRAFT)
    return Meal.objects.filter(settled, free, state=Meal.State.REVERSED, government__gt=0).order_by()


def _draft(point: MealPoint, operator: Party, month: int, *, by: User | None, at: dt.datetime) -> Settlement:
    Settlement.objects.filter(point=point, operator=operator, month=month, state=S.DRAFT).delete()
    policy = policy_on(last_day(month))
    mine = _open_meals(month).filter(point=point, operator=operator)
    held = Meal.objects.filter(
        point=point, operator=operator, subsidised=True, state=Meal.State.HELD, on__range=(first_day(month), last_day(month))
    ).order_by()  # fmt: skip
    ids = list(mine.values_list("pk", flat=True))
    lines = _lines(mine, held)
    brought = mine.filter(way=Meal.Way.DELIVERY).values("person", "on").distinct().count()
    net = sum(each.government - each.held_government for each in lines) + brought * policy.delivery
    back, back_money = _deduct(_to_recover().filter(point=point, operator=operator), net)
    found = settle(lines, delivery_days=brought, reversed=back_money, policy=policy)
    running = _operation_of(point, operator)
    made = Settlement.objects.create(
        point=point, operator=operator, organisation=running.organisation if running else "", area_code=point.area_code,
        month=month, meals=found.meals - found.held, by_tier={each.tier.name: each.meals - each.held for each in lines},
        gross=found.gross, delivery_days=brought, delivery=found.delivery, held=found.held, reversed=back_money,
        payable=found.payable, words="\n".join(found.words), drafted_by=by, drafted_at=at,
    )  # fmt: skip
    for part in _few(ids):
        Meal.objects.filter(pk__in=part).update(settlement=made)
    Meal.objects.filter(pk__in=back).update(recovered_in=made)
    record(
        "meals.draft", f"mealpoint:{point.pk}", by=by, at=at, because=f"{chinese_month(month)}结算", area_code=point.area_code,
        data={"meals": made.meals, "payable": made.payable},
    )  # fmt: skip
    return made


def _lines(mine: QuerySet[Meal], held: QuerySet[Meal]) -> list[TierLine]:
    def sums(rows: QuerySet[Meal]) -> dict[int, tuple[int, int]]:
        found = rows.values_list("tier").annotate(number=Count("pk"), money=Sum("government"))
        return {tier: (number, money) for tier, number, money in found}

    counted, waiting = sums(mine), sums(held)
    lines = []
    for tier in Tier:
        number, money = counted.get(int(tier), (0, 0))
        held_number, held_money = waiting.get(int(tier), (0, 0))
        if number or held_number:
            lines.append(TierLine(tier, number + held_number, money + held_money, held_number, held_money))
    return lines


def _deduct(rows: QuerySet[Meal], most: int) -> tuple[list[int], int]:
    """Which meals that were taken back are deducted now: the oldest first, never more than there is to pay. The rest waits."""
    ids, money = [], 0
    for pk, government in rows.order_by("on", "pk").values_list("pk", "government"):
        if money + government > most:
            break
        ids.append(pk)
        money += government
    return ids, money


def _few(ids: Sequence[int]) -> list[Sequence[int]]:
    return [ids[start : start + 500] for start in range(0, len(ids), 500)]


def _operation_of(point: MealPoint, operator: Party) -> Operation | None:
    return point.operations.filter(operator=operator).order_by("-from_on", "-pk").first()


# --- the steps ---------------------------------------------------------------------------------------------------------------


def confirm(settlement: Settlement, *, by: User, at: dt.datetime) -> None:
    """运营方确认: by its own office; of neighbours who cook together, by the village."""
    office = bool(settlement.organisation) and may(by, _OPERATING, organisation=settlement.organisation, on=at.date())
    village = not settlement.organisation and may(by, _VILLAGE, area_code=settlement.area_code, on=at.date())
    if not (office or village):
        raise Refused("结算单须由该点的运营方确认。")
    _step(settlement, S.DRAFT, S.CONFIRMED, "confirm", by=by, at=at, confirmed_by=by, returned_because="")


def check(settlement: Settlement, *, by: User, at: dt.datetime) -> None:
    """乡镇核对: after enough elders of the month were called back (R-MEAL-08)."""
    if not may(by, CHECKING, area_code=settlement.area_code, on=at.date()):
        raise Refused("结算单须由本地乡镇经办人核对。")
    done, wanted = call_backs(settlement)
    if done < wanted:
        raise Refused(f"本月须回访{wanted}人，已回访{done}人，请先完成回访再核对。")
    _step(settlement, S.CONFIRMED, S.CHECKED, "check", by=by, at=at, checked_by=by)


def call_backs(settlement: Settlement) -> tuple[int, int]:
    """How many elders of the month were reached, and how many have to be: a share of them, at least so many, never more than there are."""
    policy = policy_on(last_day(settlement.month))
    elders = settlement.lines.values("person").distinct().count()
    wanted = number_of(elders, policy.call_back_share, least=policy.call_back_least)
    reached = CallBack.objects.filter(point=settlement.point, month=settlement.month).exclude(
        answer=CallBack.Answer.NOT_REACHED
    )
    return reached.values("person").distinct().count(), wanted


def approve(settlement: Settlement, *, by: User, at: dt.datetime) -> None:
    """审批: by a leader who took no step before. The meals are settled and the money is owed, in one transaction."""
    if not may(by, SIGNING, area_code=settlement.area_code, on=at.date()):
        raise Refused("结算单须由局领导审批。")
    with transaction.atomic():
        _step(settlement, S.CHECKED, S.APPROVED, "approve", by=by, at=at, approved_by=by)
        changed = settlement.lines.exclude(state=Meal.State.SERVED).count()
        if changed:
            raise Refused(f"生成结算单之后有{changed}份被暂缓或撤销，请退回重新生成。")
        settlement.lines.update(state=Meal.State.SETTLED)
        if settlement.payable:
            settlement.owed_entry = ledger.post(
                accounts.DECIDE,
                source=_county(),
                target=settlement.operator,
                amount=settlement.payable,
                key=f"meals.settlement:{settlement.pk}",
                because=f"{settlement.point.name}{chinese_month(settlement.month)}助餐{settlement.meals}份",
                by=by,
                at=at,
                on=timezone.localdate(at),
                subject=f"mealpoint:{settlement.point_id}",
                area_code=settlement.area_code,
            )
            settlement.save(update_fields=["owed_entry"])


def post(settlement: Settlement, *, on: dt.date, by: User, at: dt.datetime) -> None:
    """公示: the totals hang at the point from a day on."""
    if not may(by, POSTING, area_code=settlement.area_code, on=at.date()):
        raise Refused("公示须由本地乡镇或县级经办人登记。")
    if on > timezone.localdate(at):
        raise Refused("公示日期在今天以后，请核对。")
    _step(settlement, S.APPROVED, S.POSTED, "post", by=by, at=at, posted_on=on)


def pay(settlement: Settlement, *, by: User, at: dt.datetime) -> None:
    """支付: by finance, who did not approve it."""
    if not may(by, PAYING, on=at.date()):
        raise Refused("结算单须由财务支付。")
    with transaction.atomic():
        _step(settlement, S.POSTED, S.PAID, "pay", by=by, at=at, paid_by=by, paid_on=timezone.localdate(at))
        if settlement.payable:
            settlement.paid_entry = ledger.post(
                accounts.PAY,
                source=settlement.operator,
                target=settlement.operator,
                amount=settlement.payable,
                key=f"meals.payment:{settlement.pk}",
                because=f"{settlement.point.name}{chinese_month(settlement.month)}助餐补贴",
                by=by,
                at=at,
                on=timezone.localdate(at),
                subject=f"mealpoint:{settlement.point_id}",
                area_code=settlement.area_code,
            )
            settlement.save(update_fields=["paid_entry"])


def give_back(settlement: Settlement, *, because: str, by: User, at: dt.datetime) -> None:
    """退回 with a reason, by whoever would take the next step; it is drawn up anew from what is known then."""
    reviewers = {S.CONFIRMED: CHECKING, S.CHECKED: SIGNING}
    if settlement.state not in reviewers:
        raise Refused("只有待乡镇核对、待审批的结算单可以退回。")
    if not may(by, reviewers[S(settlement.state)], area_code=settlement.area_code, on=at.date()):
        raise Refused("您不是这一步的审核人，不能退回。")
    if len(because.strip()) < 4:
        raise Refused("请写明退回原因（不少于四个字）。")
    _step(
        settlement, S(settlement.state), S.DRAFT, "give_back", by=by, at=at, returned_because=because.strip()[:200],
        confirmed_by=None, checked_by=None,
    )  # fmt: skip


def _step(
    settlement: Settlement, source: Settlement.State, target: Settlement.State, code: str, *, by: User, at: dt.datetime, **fields: object
) -> None:  # fmt: skip
    """From one state to the next, once: the row is taken by its state, so that two who press at once do not both go through."""
    earlier = [settlement.drafted_by, settlement.confirmed_by, settlement.checked_by, settlement.approved_by]
    if code in ("check", "approve", "pay") and any(_same_person(by, each) for each in earlier if each is not None):
        raise Refused("同一人不能办理结算的两个环节，请由他人办理。")
    with transaction.atomic():
        taken = Settlement.objects.filter(pk=settlement.pk, state=source).update(state=target, **fields)
        if not taken:
            raise Refused(f"结算单不是“{source.label}”，请刷新后查看。")
        settlement.refresh_from_db()
        record(
            f"meals.{code}", f"mealpoint:{settlement.point_id}", by=by, at=at, area_code=settlement.area_code,
            because=settlement.returned_because if code == "give_back" else "",
            data={"settlement": settlement.pk, "payable": settlement.payable},
        )  # fmt: skip


def _same_person(one: User, other: User) -> bool:
    """By the natural person, not by the account (R-X-03)."""
    return one.pk == other.pk or bool(one.id_index and one.id_index == other.id_index)


def _county() -> Area:
    area = Area.objects.filter(level=Area.Level.COUNTY).first()
    assert area is not None, "a county is always there"
    return area


# --- the operating subsidy of a year ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Volume:
    """What a point did in a year: meals of elders that are not doubted, and days on which it served any."""

    meals: int
    open_days: int


def volume_of(point: MealPoint, year: int) -> Volume:
    """Served volume of a year (R-MEAL-09): rejected, held and reversed portions do not count."""
    rows = Meal.objects.filter(
        point=point, on__year=year, state__in=(Meal.State.SERVED, Meal.State.SETTLED), period__in=MealPeriod.values
    )
    found = rows.aggregate(meals=Count("pk"), days=Count("on", distinct=True))
    return Volume(found["meals"], found["days"])


def draft_operating(
    point: MealPoint, year: int, *, score: int, accident: bool, by: User, at: dt.datetime
) -> OperatingSubsidy:
    """运营补助 drawn up from what was served in a year and the score of its assessment (0 to 100)."""
    require(by, DRAWING_UP, area_code=point.area_code, on=at.date())
    if not 0 <= score <= 100:
        raise Refused("考核得分应在0至100之间。")
    running = point.operations.filter(from_on__lte=dt.date(year, 12, 31)).order_by("-from_on", "-pk").first()
    if running is None:
        raise Refused(f"{point.name}{year}年没有运营方，不能计算运营补助。")
    known = OperatingSubsidy.objects.filter(point=point, year=year).first()
    if known is not None and known.state != OperatingSubsidy.State.DRAFT:
        raise Refused(f"{point.name}{year}年运营补助已审批，不能重新计算。")
    done = volume_of(point, year)
    found = operate(done.meals, done.open_days, score, accident=accident, policy=policy_on(dt.date(year, 12, 31)))
    with transaction.atomic():
        if known is not None:
            known.delete()
        made = OperatingSubsidy.objects.create(
            point=point, operator=running.operator, area_code=point.area_code, year=year, meals=done.meals,
            open_days=done.open_days, score=score, accident=accident, amount=found.amount, words=found.words, drafted_by=by,
            drafted_at=at,
        )  # fmt: skip
        record("meals.draft_operating", point, by=by, at=at, area_code=point.area_code, data={"year": year, "amount": found.amount})  # fmt: skip
    return made


def move_operating(subsidy: OperatingSubsidy, *, by: User, at: dt.datetime) -> None:
    """Its next step: approved by a leader (owed), paid by finance; each by another person."""
    O = OperatingSubsidy.State  # noqa: E741
    approving = subsidy.state == O.DRAFT
    if subsidy.state == O.PAID:
        raise Refused("这笔运营补助已支付。")
    if not may(by, SIGNING if approving else PAYING, on=at.date()):
        raise Refused("运营补助须由局领导审批。" if approving else "运营补助须由财务支付。")
    if any(_same_person(by, each) for each in (subsidy.drafted_by, subsidy.approved_by) if each is not None):
        raise Refused("同一人不能办理两个环节，请由他人办理。")
    fields = {"state": O.APPROVED, "approved_by": by} if approving else {"state": O.PAID, "paid_by": by}
    with transaction.atomic():
        if not OperatingSubsidy.objects.filter(pk=subsidy.pk, state=subsidy.state).update(**fields):
            raise Refused("这笔运营补助刚刚由他人办理，请刷新后查看。")
        subsidy.refresh_from_db()
        if subsidy.amount:
            _post_operating(subsidy, approving=approving, by=by, at=at)
        record(f"meals.operating_{subsidy.state.lower()}", f"mealpoint:{subsidy.point_id}", by=by, at=at, area_code=subsidy.area_code)  # fmt: skip


def _post_operating(subsidy: OperatingSubsidy, *, approving: bool, by: User, at: dt.datetime) -> None:
    because, on = f"{subsidy.point.name}{subsidy.year}年助餐运营补助", timezone.localdate(at)
    if approving:
        ledger.post(
            accounts.DECIDE, source=_county(), target=subsidy.operator, amount=subsidy.amount, key=f"meals.operating:{subsidy.pk}",
            because=because, by=by, at=at, on=on, subject=f"mealpoint:{subsidy.point_id}", area_code=subsidy.area_code,
        )  # fmt: skip
    else:
        ledger.post(
            accounts.PAY, source=subsidy.operator, target=subsidy.operator, amount=subsidy.amount,
            key=f"meals.operating_paid:{subsidy.pk}", because=because, by=by, at=at, on=on,
            subject=f"mealpoint:{subsidy.point_id}", area_code=subsidy.area_code,
        )  # fmt: skip
