"""救助额: a need is granted up to what the rules allow, and paid by one road or by both: the township's reserve, the county's fund."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Max, Sum
from django.utils import timezone

from doudi.base.money import yuan
from doudi.base.months import month_of
from doudi.base.refused import Refused
from doudi.mechanisms.entitlement.explain import explain
from doudi.mechanisms.entitlement.family import Family, Member
from doudi.mechanisms.entitlement.parameters_entered import queries as parameters
from doudi.mechanisms.entitlement.policy import Terms
from doudi.mechanisms.entitlement.units import FLAG
from doudi.mechanisms.registry.kin import recused
from doudi.mechanisms.registry.models import Party
from doudi.programmes.assistance.temporary import grant_queries as queries
from doudi.programmes.assistance.temporary.models import Cause, TemporaryGrant
from doudi.programmes.assistance.temporary.paying import FromReserve, Pay, pay_all
from doudi.programmes.assistance.temporary.policy import Hardship
from doudi.programmes.assistance.temporary.rules import TEMPORARY_RULES


@dataclass(frozen=True)
class Need:
    """A need as applied for. `people`: how many are helped; `spending`: fen the household has borne itself, for 支出型; `county_decision`:
    the document that allows the same cause a second time in a year (R-TEMP-03); `minutes`: of the meeting that allows more than the
    ceiling (R-TEMP-04)."""

    case_number: str
    applicant: Party
    area_code: str
    hardship: Hardship
    cause: Cause
    people: int
    months: int
    happened_on: dt.date | None = None
    spending: int | None = None
    county_decision: str = ""
    minutes: str = ""
    of_household: tuple[Party | None] | None = (
        None  # the household as the application has it; None: as the register has it now
    )


@dataclass(frozen=True)
class Assessed:
    """What the rules say of a need on a day, in fen, with the worksheet to read."""

    household: Party | None
    ceiling: int
    town_may_grant: int
    worksheet: str


def assess(need: Need, day: dt.date) -> Assessed:
    """Compute a need by the rules of the day; what the household got before for the same cause is looked up, not asked for."""
    check_need(need, day)
    household = need.of_household[0] if need.of_household else queries.household_of(need.applicant, day)
    terms = parameters.terms(TEMPORARY_RULES, month_of(day), known=day, area=need.area_code)
    family = _family(need, household, terms, day)
    sheet = explain(TEMPORARY_RULES, family, terms, with_turns=False)
    if not sheet.result and not need.minutes:
        conditions = TEMPORARY_RULES.rules
        against = [line.sentence for line in sheet.lines if not line.figure and conditions[line.name].unit is FLAG]
        raise Refused(f"{need.case_number}不能救助:{';'.join(against) or '按规则核算的救助上限为零'}。")
    return Assessed(household, sheet.result, _town_may_grant(family, terms), sheet.text())


def check_use(need: Need, amount: int, county_approval: str, day: dt.date) -> Assessed:
    """What stands against paying a need out of the reserve is told before it is handed on for signature."""
    found = assess(need, day)
    room = amount if county_approval.strip() else found.town_may_grant
    if amount > found.ceiling and not need.minutes:
        room = min(room, found.ceiling)
    if amount > room:
        raise Refused(
            f"救助上限{yuan(found.ceiling)}元,其中乡镇可审批{yuan(found.town_may_grant)}元,本次{yuan(amount)}元;超过的报县民政局。"
        )
    return found


def check_more(done: TemporaryGrant, amount: int, county_approval: str) -> None:
    """What stands against a further part out of the reserve is told before it is handed on for signature."""
    helped = paid_of(done)
    room = amount if county_approval.strip() else _room(done, helped)
    if helped + amount > done.ceiling and not done.minutes:
        room = min(room, done.ceiling - helped)
    if amount > room:
        raise Refused(
            f"该户这次已救助{yuan(helped)}元,乡镇还可审批{yuan(room)}元,本次{yuan(amount)}元;超过的报县民政局。"
        )


def paid_of(done: TemporaryGrant | None) -> int:
    """Fen of a grant that stand: what was taken back is not in it."""
    if done is None:
        return 0
    return done.payments.filter(taken_back_on=None).aggregate(sum=Sum("amount"))["sum"] or 0


def grant(need: Need, *pays: Pay, at: dt.datetime) -> TemporaryGrant:
    """Grant one need and pay it, all or nothing: `grant(need, FromReserve(…))`, `grant(need, FromCounty(…))`, or both at once.

    Refused: without a household that is helped, above the ceiling of the rules (R-TEMP-01), a second time in the year for the same
    cause (R-TEMP-03), above what the township may still decide for this cause (R-TEMP-02), an empty reserve, kin of the handler.
    """
    day = timezone.localdate(at)
    if not pays:
        raise Refused("请填写救助金额和资金渠道。")
    found = assess(need, day)
    _check_recusal(need.applicant, found.household, pays, day)
    _check_amounts(pays, ceiling=found.ceiling, minutes=need.minutes, room=found.town_may_grant)
    try:
        with transaction.atomic():
            done = TemporaryGrant.objects.create(
                **{name: getattr(need, name) for name in _COPIED},
                household=found.household,
                hardship=int(need.hardship),
                ceiling=found.ceiling,
                worksheet=found.worksheet,
                decided_on=day,
                at=at,
            )
            pay_all(done, pays, 0, at)
    except IntegrityError as error:
        if not TemporaryGrant.objects.filter(case_number=need.case_number).exists():
            raise
        raise Refused(f"办件{need.case_number}已经登记过救助,余额请在该办件下续发。") from error
    return done


def grant_more(done: TemporaryGrant, *pays: Pay, at: dt.datetime) -> TemporaryGrant:
    """续发: pay a further part of a need that was granted, as when the township helped first and the county adds the rest (EX-26).
    All parts together stay within the ceiling that held when it was granted."""
    day = timezone.localdate(at)
    if not pays:
        raise Refused("请填写救助金额和资金渠道。")
    _check_recusal(done.applicant, done.household, pays, day)
    with transaction.atomic():
        TemporaryGrant.objects.select_for_update().get(pk=done.pk)  # of two parts at once the second sees the first
        helped = paid_of(done)
        _check_amounts(pays, ceiling=done.ceiling, minutes=done.minutes, room=_room(done, helped), helped=helped)
        last = done.payments.aggregate(last=Max("number"))["last"] or 0
        pay_all(done, pays, last, at)
    return done


_COPIED = (
    "case_number", "applicant", "area_code", "cause", "happened_on", "people", "months", "spending", "county_decision", "minutes",
)  # fmt: skip


# --- what is checked ------------------------------------------------------------------------------------------------------


def check_need(need: Need, day: dt.date) -> None:
    """Refuses a need that is not whole."""
    if not need.case_number.strip():
        raise Refused("请填写临时救助办件编号。")
    if need.people < 1:
        raise Refused("救助人数至少为1人。")
    if need.happened_on is not None and need.happened_on > day:
        raise Refused("困难发生日期晚于今天,请核对。")
    if need.hardship == Hardship.EXPENDITURE and not need.spending:
        raise Refused("支出型救助须填写家庭自己负担的支出(有效票据合计)。")


def _check_recusal(applicant: Party, household: Party | None, pays: Sequence[Pay], day: dt.date) -> None:
    """R-ORG-01: nobody signs for his own kin, whoever of the household they are."""
    people = queries.people_of(applicant, household, day)
    signing = [
        user for pay in pays for user in ((pay.clerk, pay.leader) if isinstance(pay, FromReserve) else (pay.by,))
    ]
    for user in signing:
        reason = recused(user, people, on=day)
        if reason is not None:
            raise Refused(reason)


def _check_amounts(pays: Sequence[Pay], *, ceiling: int, minutes: str, room: int, helped: int = 0) -> None:
    """`room`: fen that the township may still decide itself for this household and cause."""
    total = helped + sum(pay.amount for pay in pays)
    if total > ceiling and not minutes.strip():
        raise Refused(
            f"本次救助上限为{yuan(ceiling)}元,合计{yuan(total)}元;确需超过的,提请一事一议并填写会议纪要文号。"
        )
    by_town = sum(pay.amount for pay in pays if isinstance(pay, FromReserve) and not pay.county_approval.strip())
    if by_town > room:
        raise Refused(
            f"该户同一原因乡镇还可审批{yuan(room)}元,本次{yuan(by_town)}元;超过的报县民政局,由县级资金支付或填写批准文号。"
        )


def _room(done: TemporaryGrant, helped: int) -> int:
    """Fen that the township may still add to a grant by itself."""
    terms = parameters.terms(TEMPORARY_RULES, month_of(done.decided_on), known=done.decided_on, area=done.area_code)
    return _town_may_grant(_family_of(done, helped, terms), terms)


def _town_may_grant(family: Family, terms: Terms) -> int:
    return int(TEMPORARY_RULES.run(family.facts(TEMPORARY_RULES), terms, "town_may_grant")["town_may_grant"][0])


def _family(need: Need, household: Party | None, terms: Terms, day: dt.date) -> Family:
    """The facts of a new need: what the household got before for the same cause is looked up, not asked for."""
    before = queries.grants_for(need.applicant, household, need.cause)
    days = list(before.order_by().values_list("decided_on", flat=True))
    year = sum(each.year == day.year and each <= day for each in days)
    since = day - dt.timedelta(days=terms["splitting_days"])
    lately = queries.by_town(before, since=since, until=day) if days else 0
    return _facts(
        need.applicant,
        hardship=need.hardship,
        people_helped=need.people,
        hardship_months=need.months,
        granted_lately=lately,
        granted_this_year=year,
        county_decision=int(bool(need.county_decision.strip())),
        **({"spending": need.spending} if need.spending is not None else {}),
    )


def _family_of(done: TemporaryGrant, helped: int, terms: Terms) -> Family:
    """The facts of a need already granted; what was paid for it counts as helped already, not as granted before."""
    before = queries.grants_for(done.applicant, done.household, Cause(done.cause)).exclude(pk=done.pk)
    since = done.decided_on - dt.timedelta(days=terms["splitting_days"])
    return _facts(
        done.applicant,
        hardship=done.hardship,
        people_helped=done.people,
        hardship_months=done.months,
        already_helped=helped,
        granted_lately=queries.by_town(before, since=since, until=done.decided_on),
        county_decision=int(bool(done.county_decision)),
        **({"spending": done.spending} if done.spending is not None else {}),
    )


def _facts(applicant: Party, **figures: int) -> Family:
    return Family(applicant.name, {name: int(each) for name, each in figures.items()}, (Member("1", applicant.name),))
