"""What is done with a debt, in this order: propose, notify, hear, decide; then plan, receive, waive. Money moves only after the decision."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils import timezone

from doudi.base.access import require
from doudi.base.areas import township_of
from doudi.base.models import Area, User
from doudi.base.money import yuan
from doudi.base.notices import calendar
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.mechanisms.ledger import services as ledger
from doudi.mechanisms.ledger.debts.declare import HEAR_WITHIN, RECOVERIES, Recovery
from doudi.mechanisms.ledger.debts.models import Cause, Debt, Hearing, Instalment, Repayment, WaiverRequest
from doudi.mechanisms.ledger.models import Entry
from doudi.mechanisms.registry.models import Party

DECIDERS = frozenset({Role.COUNTY_OFFICER, Role.BUREAU_LEADER})
RECEIVERS = frozenset({Role.FINANCE})
WAIVERS = frozenset({Role.BUREAU_LEADER})
TELLERS = frozenset(
    {Role.COUNTY_OFFICER, Role.FINANCE, Role.TOWNSHIP_CLERK}
)  # who tell the person and write down what he says
PLANNERS = frozenset({Role.COUNTY_OFFICER, Role.FINANCE})  # who agree on instalments and ask for a waiver
State = Debt.State


def propose(
    recovery: Recovery,
    party: Party,
    *,
    amount: int,
    cause: Cause,
    basis: str,
    area_code: str,
    key: str,
    by: User | None,
    at: dt.datetime,
) -> Debt:
    """Somebody was paid `amount` fen too much, it seems. Proposing the same key again gives the debt that is there."""
    known = Debt.objects.filter(key=key).first()
    if known is not None:
        if (known.proposed, known.party_id, known.recovery) != (amount, party.pk, recovery.code):
            raise Refused(f"“{key}”已登记拟追缴{yuan(known.proposed)}元,内容不同,没有重复登记。")
        return known
    if amount <= 0:
        raise Refused("拟追缴金额应大于零。")
    if not basis.strip():
        raise Refused("拟追缴须写明事实和依据。")
    with transaction.atomic():
        debt = Debt.objects.create(
            key=key,
            recovery=recovery.code,
            party=party,
            area_code=area_code,
            cause=cause,
            basis=basis[:400],
            proposed=amount,
            proposed_by=by,
            proposed_at=at,
        )
        _record("debt.propose", debt, by, at, basis, {"amount": amount})
    return debt


def notify(debt: Debt, *, notice: str, by: User, at: dt.datetime) -> Debt:
    """告知: the person is told facts, basis and sum, and until when he may answer."""
    day = timezone.localdate(at)
    require(by, TELLERS, area_code=debt.area_code, on=day)
    if not notice.strip():
        raise Refused("请写明怎样告知、由谁签收。")
    days = HEAR_WITHIN.on(day).value
    assert type(days) is int
    until = calendar().add_workdays(day, days)
    with transaction.atomic():
        _change(debt, (State.PROPOSED,), state=State.NOTIFIED, notified_on=day, notice=notice[:80], hear_until=until)
        _record("debt.notify", debt, by, at, notice, {"hear_until": until})
    return debt


def hear(debt: Debt, *, statement: str, by: User, at: dt.datetime) -> Hearing:
    """陈述申辩: what the person says to it is written down before anybody decides."""
    require(by, TELLERS, area_code=debt.area_code, on=timezone.localdate(at))
    if not statement.strip():
        raise Refused("请记录陈述申辩的内容。")
    with transaction.atomic():
        _change(debt, (State.NOTIFIED,), state=State.NOTIFIED)
        hearing = Hearing.objects.create(debt=debt, at=at, by=by, statement=statement[:2000])
        _record("debt.hear", debt, by, at, "", {"hearing": hearing.pk})
    return hearing


def decide(debt: Debt, *, amount: int, because: str, by: User, at: dt.datetime) -> Debt:
    """决定: how much is owed after all (nothing: dropped), by somebody else than who proposed it, when the person was heard or his time is
    over. From here on it is a debt in the ledger."""
    day = timezone.localdate(at)
    require(by, DECIDERS, on=day)
    if by.pk == debt.proposed_by_id:
        raise Refused("提出追缴的人不能作出追缴决定,请换人办理。")
    if not 0 <= amount <= debt.proposed:
        raise Refused(f"决定的金额应在0与告知的{yuan(debt.proposed)}元之间;要增加的须重新告知。")
    if not because.strip():
        raise Refused("决定须写明理由,并回应陈述申辩。")
    early = debt.state == State.NOTIFIED and debt.hear_until is not None and day <= debt.hear_until
    if early and not debt.hearings.exists():
        raise Refused(f"陈述申辩期限到{debt.hear_until},期满或本人申辩后才能决定。")
    with transaction.atomic():
        _change(
            debt,
            (State.NOTIFIED,),
            state=State.OWED if amount else State.DROPPED,
            amount=amount,
            decided_on=day,
            decided_by=by,
            decided_because=because[:400],
        )
        if amount:
            recovery = RECOVERIES[debt.recovery]
            ledger.post(
                recovery.claim,
                source=Area.objects.get(code=township_of(debt.area_code)),
                target=debt.party,
                amount=amount,
                key=f"debt:{debt.pk}:claim",
                because=because,
                by=by,
                at=at,
                subject=f"debt:{debt.pk}",
                party=debt.party,
                area_code=debt.area_code,
                reference=debt.key[:80],
            )
        _record("debt.decide", debt, by, at, because, {"amount": amount})
    return debt


def plan(debt: Debt, parts: Sequence[tuple[dt.date, int]], *, by: User, at: dt.datetime) -> list[Instalment]:
    """分期: by when how much; the parts add up to what is outstanding. A new plan takes the place of the old one."""
    day = timezone.localdate(at)
    require(by, PLANNERS, area_code=debt.area_code, on=day)
    days = [due for due, _ in parts]
    if not parts or days != sorted(set(days)) or days[0] < day:
        raise Refused("分期的日期应从今天起依次排列,不重复。")
    if any(amount <= 0 for _, amount in parts):
        raise Refused("每期金额应大于零。")
    with transaction.atomic():
        _change(debt, (State.OWED,), state=State.OWED)
        if sum(amount for _, amount in parts) != debt.outstanding:
            raise Refused(f"各期合计应等于尚欠的{yuan(debt.outstanding)}元。")
        number = (debt.instalments.aggregate(last=Max("plan"))["last"] or 0) + 1
        made = Instalment.objects.bulk_create(
            [Instalment(debt=debt, plan=number, due_on=due, amount=amount) for due, amount in parts]
        )
        _record("debt.plan", debt, by, at, "", {"plan": number, "parts": len(parts)})
    return made


def receive(debt: Debt, *, amount: int, receipt: str, by: User, at: dt.datetime) -> Repayment:
    """追回: so many fen were repaid, once under each receipt."""
    require(by, RECEIVERS, on=timezone.localdate(at))
    return _lessen(debt, amount, receipt, waived=False, because=f"收据{receipt}", by=by, at=at, approved_by=None)


def waive(
    debt: Debt, *, amount: int, because: str, document: str, by: User, approved_by: User, at: dt.datetime
) -> Repayment:
    """核销: not to be recovered any more, for a reason, approved by a leader who is not the one who asks."""
    if by.pk == approved_by.pk:
        raise Refused("核销须由他人批准。")
    require(approved_by, WAIVERS, on=timezone.localdate(at))
    if not because.strip():
        raise Refused("核销须写明理由。")
    return _lessen(debt, amount, document, waived=True, because=because, by=by, at=at, approved_by=approved_by)


def ask_waiver(debt: Debt, *, amount: int, because: str, by: User, at: dt.datetime) -> WaiverRequest:
    """申请核销 of so many fen: one request at a time, for a leader to answer."""
    require(by, PLANNERS, area_code=debt.area_code, on=timezone.localdate(at))
    if not because.strip():
        raise Refused("核销须写明理由。")
    if debt.state != State.OWED:
        raise Refused(f"这笔追缴现为“{debt.get_state_display()}”,不能申请核销。")
    if not 0 < amount <= debt.outstanding:
        raise Refused(f"申请核销的金额应大于零,不超过尚欠的{yuan(debt.outstanding)}元。")
    try:
        with transaction.atomic():
            asked = WaiverRequest.objects.create(
                debt=debt, amount=amount, because=because[:400], asked_by=by, asked_at=at
            )
            _record("debt.ask_waiver", debt, by, at, because, {"amount": amount})
    except IntegrityError as error:
        raise Refused("这笔追缴已有核销申请待批,请等待批复。") from error
    return asked


def answer_waiver(
    asked: WaiverRequest, *, approve: bool, document: str, words: str, by: User, at: dt.datetime
) -> WaiverRequest:
    """批复: by a leader who is not the one who asked; approved, it is waived at once under the document's number."""
    require(by, WAIVERS, area_code=asked.debt.area_code, on=timezone.localdate(at))
    if not approve and not words.strip():
        raise Refused("不批准的,请写明意见。")
    with transaction.atomic():
        rows = WaiverRequest.objects.filter(pk=asked.pk, answered_at=None)
        if not rows.update(
            answered_by=by, answered_at=at, approved=approve, document=document[:80], answer=words[:400]
        ):
            raise Refused("这份核销申请已经批复,请刷新后查看。")
        asked.refresh_from_db()
        if approve:
            waive(
                asked.debt,
                amount=asked.amount,
                because=asked.because,
                document=document,
                by=asked.asked_by,
                approved_by=by,
                at=at,
            )
        else:
            _record("debt.decline_waiver", asked.debt, by, at, words, {"amount": asked.amount})
    return asked


# --- small moves -----------------------------------------------------------------------------------------------------------


def _lessen(
    debt: Debt,
    amount: int,
    document: str,
    *,
    waived: bool,
    because: str,
    by: User,
    at: dt.datetime,
    approved_by: User | None,
) -> Repayment:
    if not 1 <= len(document.strip()) <= 60:
        raise Refused("请填写收据或批准文号(60字以内)。")
    key = f"debt:{debt.pk}:{'waive' if waived else 'receipt'}:{document.strip()}"
    known: Repayment | None = Repayment.objects.filter(entry__key=key).first()
    if known is not None and known.amount == amount:
        return known
    with transaction.atomic():
        held = Debt.objects.select_for_update().get(pk=debt.pk)
        if held.state != State.OWED:
            raise Refused(f"这笔追缴现为“{held.get_state_display()}”,不能登记。")
        if amount > held.outstanding:
            raise Refused(f"尚欠{yuan(held.outstanding)}元,不能登记{yuan(amount)}元。")
        entry = _post(held, amount, key, waived, because, by, at)
        done = Repayment.objects.create(
            debt=debt,
            entry=entry,
            on=timezone.localdate(at),
            amount=amount,
            waived=waived,
            document=document.strip(),
        )
        column = "waived" if waived else "repaid"
        state = State.SETTLED if amount == held.outstanding else State.OWED
        _change(debt, (State.OWED,), state=state, **{column: F(column) + amount})
        second = {"approved_by": approved_by.pk} if approved_by is not None else {}
        _record("debt.waive" if waived else "debt.receive", debt, by, at, because, {"amount": amount, **second})
    return done


def _post(debt: Debt, amount: int, key: str, waived: bool, because: str, by: User, at: dt.datetime) -> Entry:
    recovery = RECOVERIES[debt.recovery]
    town = Area.objects.select_related("parent").get(code=township_of(debt.area_code))
    target = town if waived else town.parent
    assert target is not None, "a township lies in a county"
    return ledger.post(
        recovery.waive if waived else recovery.repay,
        source=debt.party,
        target=target,
        amount=amount,
        key=key[:120],
        because=because,
        by=by,
        at=at,
        subject=f"debt:{debt.pk}",
        party=debt.party,
        area_code=debt.area_code,
        reference=debt.key[:80],
    )


def _change(debt: Debt, before: Sequence[State], **columns: Any) -> None:
    """Of two who act at once the second is told."""
    if not Debt.objects.filter(pk=debt.pk, state__in=before).update(**columns):
        now = Debt.objects.get(pk=debt.pk).get_state_display()
        raise Refused(f"这笔追缴现为“{now}”,不能这样办理,请刷新后查看。")
    debt.refresh_from_db()


def _record(action: str, debt: Debt, by: User | None, at: dt.datetime, because: str, data: Mapping[str, Any]) -> None:
    record(action, debt, by=by, at=at, because=because, area_code=debt.area_code, data=data)
