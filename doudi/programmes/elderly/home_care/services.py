"""What is done with providers: signed, their months proved and settled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Min, Q
from django.utils import timezone

from doudi.base import bulk
from doudi.base.access import may
from doudi.base.models import Area, User
from doudi.base.months import chinese_month, first_day, last_day
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.base.spans import Period
from doudi.mechanisms.ledger import services as ledger
from doudi.mechanisms.orders import declare
from doudi.mechanisms.orders.declare import Doing
from doudi.mechanisms.orders.models import Assignment, CallBack, Order, OrderEvent, State
from doudi.mechanisms.orders.proof.services import Proved, prove
from doudi.mechanisms.orders.proof.signals import HOME_VISIT
from doudi.mechanisms.orders.services import step_each
from doudi.mechanisms.registry.services import register_organisation
from doudi.programmes.elderly.home_care import accounts
from doudi.programmes.elderly.home_care.beds import owing
from doudi.programmes.elderly.home_care.models import Provider, SettledVisit, Settlement
from doudi.programmes.elderly.home_care.policy import Service
from doudi.programmes.elderly.home_care.settling import Conduct, Visit, score_of, settle, share_of
from doudi.programmes.elderly.home_care.visits import AWAY, VISITS, policy_on

COUNTY = frozenset({Role.COUNTY_OFFICER})
SIGNING = frozenset({Role.BUREAU_LEADER})


def sign_provider(code: str, name: str, *, area_code: str, since: dt.date, by: User, at: dt.datetime) -> Provider:
    """签约服务机构: its code is that of the grants of its office and carers."""
    if not may(by, COUNTY, on=at.date()):
        raise Refused("签约服务机构须由县级经办人登记。")
    with transaction.atomic():
        organisation = register_organisation(
            code, name=name, kind="居家养老服务机构", by=by, at=at, area_code=area_code
        )
        made, _ = Provider.objects.get_or_create(
            organisation=organisation, defaults={"code": code, "name": name, "area_code": area_code, "since": since}
        )
        record("home_care.provider", f"organisation:{code}", by=by, at=at, because="签订服务协议", area_code=area_code)
    return made


def prove_month(month: int, *, by: User | None, at: dt.datetime) -> Proved:
    """Judge the visits of a month and hold what is in doubt, before it is settled."""
    return prove(VISITS, Period(first_day(month), last_day(month)), HOME_VISIT, by=by, at=at, away=AWAY)


def draft(provider: Provider, month: int, *, by: User, at: dt.datetime) -> Settlement:
    """The month's settlement of a provider, computed anew until it is signed: every confirmed visit up to the end of the month that is not
    held, not drawn for a call-back that is still open, and in no other settlement. What is left out now comes into the month after its
    release or its call (R-MEAL-08, R-HOME-10)."""
    if not may(by, COUNTY, on=at.date()):
        raise Refused("结算须由县级经办人生成。")
    known = Settlement.objects.filter(provider=provider, month=month).first()
    if known is not None and known.state not in (Settlement.State.DRAFT, Settlement.State.CONFIRMED):
        raise Refused(f"{provider.name}{chinese_month(month)}已审批入账，不能重新计算。")
    with transaction.atomic():
        if known is not None:
            known.delete()
        waiting = _confirmed(provider, month)
        unasked = _still_to_be_called(waiting)
        orders = [order for order in waiting if not order.held and order.pk not in unasked]
        made = _compute(provider, month, orders, held=len(waiting) - len(orders), by=by, at=at)
        record(
            "home_care.draft", f"organisation:{provider.code}", by=by, at=at, because=f"{chinese_month(month)}结算",
            data={"visits": made.visits, "payable": made.payable},
        )  # fmt: skip
    return made


def _confirmed(provider: Provider, month: int) -> list[Order]:
    rows = Order.objects.filter(
        kind=VISITS.code,
        organisation=provider.code,
        state=State.CONFIRMED,
        ended_at__date__lte=last_day(month),
        care_settlement=None,
    )
    return list(
        rows.annotate(first_in=Min("assignments__in_at", filter=Q(assignments__state=Assignment.State.OUT))).order_by(
            "pk"
        )
    )


def _still_to_be_called(orders: Sequence[Order]) -> set[int]:
    found: set[int] = set()
    for part in bulk.parts(order.pk for order in orders):
        found |= set(CallBack.objects.filter(order__in=part, done_at=None).values_list("order", flat=True))
    return found


def _compute(
    provider: Provider, month: int, orders: list[Order], *, held: int, by: User, at: dt.datetime
) -> Settlement:
    policy = policy_on(last_day(month))
    minutes = _minutes([order.pk for order in orders])
    visits = [Visit(order.item, minutes.get(order.pk, 0)) for order in orders]
    least = {order.pk: int(policy.minutes[Service[order.item]]) for order in orders}
    shares = {
        order.pk: share_of(visit.minutes, least[order.pk], policy) for order, visit in zip(orders, visits, strict=True)
    }
    tolerance = dt.timedelta(minutes=policy.on_time_minutes)
    conduct = Conduct(
        len(orders) + held,
        sum(order.first_in is not None and abs(order.first_in - order.starts_at) <= tolerance for order in orders),  # type: ignore[attr-defined]  # annotated
        sum(share > 0 for share in shares.values()),
        tuple(order.rating for order in orders if order.rating is not None),
        OrderEvent.objects.filter(
            order__kind=VISITS.code, order__organisation=provider.code, step=declare.DISPUTE.code, at__date__range=(first_day(month), last_day(month))
        ).count(),
    )  # fmt: skip
    score, how = score_of(conduct)
    found = settle(visits, score=score, policy=policy)
    owed = owing.owed_for(provider, month)
    beds = sum(each.amount for each in owed)
    made = Settlement.objects.create(
        provider=provider,
        month=month,
        visits=len(orders),
        gross=found.gross,
        rejected=found.rejected,
        cut=found.cut,
        beds=beds,
        score=score,
        coefficient=found.coefficient,
        payable=found.payable + beds,
        held=held,
        words="\n".join([*(line.words for line in found.lines), how, found.words, *owing.words_of(owed)]),
        drafted_by=by,
        drafted_at=at,
    )
    SettledVisit.objects.bulk_create(
        [
            SettledVisit(order=order, settlement=made, minutes=visit.minutes, price=int(policy.price[Service[order.item]]), share=shares[order.pk])
            for order, visit in zip(orders, visits, strict=True)
        ],
        batch_size=2000,
    )  # fmt: skip
    owing.keep(owed, made)
    return made


def _minutes(ids: list[int]) -> dict[int, int]:
    """Order → minutes of whoever stayed the shortest of those who were sent: two who bathe somebody are both paid for."""
    found: dict[int, int] = {}
    for part in bulk.parts(ids):
        rows = Assignment.objects.filter(order__in=part, state=Assignment.State.OUT)
        found.update(rows.values("order").annotate(least=Min("minutes")).values_list("order", "least"))
    return found


def confirm_settlement(settlement: Settlement, *, by: User, at: dt.datetime) -> Settlement:
    """机构确认: by the provider's own office."""
    if not may(by, frozenset({Role.PROVIDER}), organisation=settlement.provider.code, on=at.date()):
        raise Refused("结算单须由该服务机构确认。")
    if settlement.state != Settlement.State.DRAFT:
        raise Refused("这份结算单已经确认过，请刷新后查看。")
    with transaction.atomic():
        settlement.state, settlement.confirmed_by = Settlement.State.CONFIRMED, by
        settlement.save(update_fields=["state", "confirmed_by"])
        record(
            "home_care.confirm",
            f"organisation:{settlement.provider.code}",
            by=by,
            at=at,
            data={"payable": settlement.payable},
        )
    return settlement


def sign(settlement: Settlement, *, by: User, at: dt.datetime) -> Settlement:
    """审批: by a leader who did not draw it up (R-X-03). The visits are settled and the money is owed, in one transaction."""
    if by in (settlement.drafted_by, settlement.confirmed_by):
        raise Refused("生成、确认结算单的人不能审批，请由他人审批。")
    if not may(by, SIGNING, on=at.date()):
        raise Refused("结算单须由局领导审批。")
    if settlement.state != Settlement.State.CONFIRMED:
        raise Refused("结算单须先由服务机构确认，再审批。")
    provider = settlement.provider
    with transaction.atomic():
        orders = list(Order.objects.filter(care_settlement__settlement=settlement).order_by("pk"))
        late = next((order for order in orders if order.held or order.state != State.CONFIRMED), None)
        if late is not None:
            raise Refused(f"{late.number}在生成结算单之后有变化，请退回重新生成。")
        step_each(_settling(orders, by, at))
        if settlement.payable:
            settlement.entry = ledger.post(
                accounts.DECIDE,
                source=_county(),
                target=provider.organisation.party,
                amount=settlement.payable,
                key=f"home_care.settlement:{settlement.pk}",
                because=f"{provider.name}{chinese_month(settlement.month)}居家养老上门服务{settlement.visits}单",
                by=by,
                at=at,
                on=timezone.localdate(at),
                subject=f"organisation:{provider.code}",
            )
        settlement.state, settlement.signed_by, settlement.signed_at = Settlement.State.SIGNED, by, at
        settlement.save(update_fields=["state", "signed_by", "signed_at", "entry"])
    return settlement


def _settling(orders: Iterable[Order], by: User, at: dt.datetime) -> Iterable[Doing]:
    return [Doing(declare.SETTLE, order, by, at) for order in orders]


def _county() -> Area:
    area = Area.objects.filter(level=Area.Level.COUNTY).first()
    assert area is not None, "a county is always there"
    return area
