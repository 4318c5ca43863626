"""备用金双人签批: a clerk prepares a use or its reversal, the leader in charge signs with his own sign-in or sends it back."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from doudi.base.access import require
from doudi.base.areas import township_of
from doudi.base.models import User
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.mechanisms.ledger.models import Reason
from doudi.mechanisms.registry.kin import recused
from doudi.programmes.assistance.temporary import grant_queries, reserves
from doudi.programmes.assistance.temporary.grants import FromReserve, Need, check_use, grant
from doudi.programmes.assistance.temporary.models import Cause, ReserveDraft, ReserveUse
from doudi.programmes.assistance.temporary.policy import Hardship
from doudi.programmes.assistance.temporary.reserves import CLERK, LEADER

Kind, State = ReserveDraft.Kind, ReserveDraft.State


def propose_use(
    need: Need,
    *,
    amount: int,
    receipt: str,
    by: User,
    at: dt.datetime,
    helped_first: bool = False,
    county_approval: str = "",
) -> ReserveDraft:
    """提交支出: a grant out of the reserve, for signature. What the rules refuse is refused now and not at the signature."""
    day = timezone.localdate(at)
    require(by, CLERK, area_code=need.area_code, on=day)
    if not receipt.strip():
        raise Refused("备用金支出须有收据或转账凭证。")
    found = check_use(need, amount, county_approval, day)
    people = grant_queries.people_of(need.applicant, found.household, day)
    if (reason := recused(by, people, on=day)) is not None:
        raise Refused(reason)
    said = {
        "area_code": need.area_code,
        "hardship": int(need.hardship),
        "cause": str(need.cause),
        "people": need.people,
        "months": need.months,
        "happened_on": need.happened_on.isoformat() if need.happened_on else "",
        "spending": need.spending,
        "county_decision": need.county_decision,
        "minutes": need.minutes,
        "receipt": receipt.strip(),
        "helped_first": helped_first,
        "county_approval": county_approval.strip(),
    }
    with transaction.atomic():
        done = ReserveDraft.objects.create(
            township_id=township_of(need.area_code),
            kind=Kind.USE,
            applicant=need.applicant,
            case_number=need.case_number.strip(),
            amount=amount,
            said=said,
            clerk=by,
            at=at,
        )
        _record("temporary.propose_use", done, by, at)
    return done


def propose_reversal(use: ReserveUse, *, reason: Reason, because: str, by: User, at: dt.datetime) -> ReserveDraft:
    """提交冲销: take back a use that was wrong, for signature."""
    require(by, CLERK, area_code=use.township_id, on=timezone.localdate(at))
    if use.reversed_by_id is not None:
        raise Refused("这笔支出已经冲销过。")
    if not because.strip():
        raise Refused("请写明冲销的事由。")
    with transaction.atomic():
        if ReserveDraft.objects.filter(use=use, state=State.WAITING).exists():
            raise Refused("这笔支出的冲销正在等待签批。")
        done = ReserveDraft.objects.create(
            township_id=use.township_id,
            kind=Kind.REVERSE,
            applicant=use.applicant,
            case_number=use.case_number,
            amount=use.amount,
            use=use,
            said={"reason": str(reason), "because": because.strip()[:400]},
            clerk=by,
            at=at,
        )
        _record("temporary.propose_reversal", done, by, at, because)
    return done


def sign(draft: ReserveDraft, *, by: User, at: dt.datetime) -> ReserveDraft:
    """签批: the leader signs; only now the money moves. Refused as `grants.grant` refuses; then the draft goes on waiting."""
    with transaction.atomic():
        _answer(draft, State.SIGNED, by, at)
        if draft.kind == Kind.USE:
            said = draft.said
            pay = FromReserve(
                draft.amount,
                said["receipt"],
                clerk=draft.clerk,
                leader=by,
                helped_first=said["helped_first"],
                county_approval=said["county_approval"],
            )
            grant(need_of(draft), pay, at=at)
        else:
            assert draft.use is not None, "a reversal names its use"
            reserves.reverse_use(
                draft.use,
                reason=Reason(draft.said["reason"]),
                because=draft.said["because"],
                clerk=draft.clerk,
                leader=by,
                at=at,
            )
    return draft


def send_back(draft: ReserveDraft, *, because: str, by: User, at: dt.datetime) -> ReserveDraft:
    """退回: not signed, with the reason; nothing has moved."""
    if not because.strip():
        raise Refused("请写明退回的理由。")
    with transaction.atomic():
        _answer(draft, State.RETURNED, by, at, because)
        _record("temporary.send_back", draft, by, at, because)
    return draft


def need_of(draft: ReserveDraft) -> Need:
    """What the clerk applied for, as it was written down."""
    said = draft.said
    return Need(
        draft.case_number,
        draft.applicant,
        said["area_code"],
        tuple(Hardship)[said["hardship"]],
        Cause(said["cause"]),
        said["people"],
        said["months"],
        dt.date.fromisoformat(said["happened_on"]) if said["happened_on"] else None,
        said["spending"],
        said["county_decision"],
        said["minutes"],
    )


def _answer(draft: ReserveDraft, state: ReserveDraft.State, by: User, at: dt.datetime, because: str = "") -> None:
    require(by, LEADER, area_code=draft.township_id, on=timezone.localdate(at))
    if by.pk == draft.clerk_id:
        raise Refused("备用金须经办人和分管领导两人签字,您是经办人。")
    rows = ReserveDraft.objects.filter(pk=draft.pk, state=State.WAITING)
    if not rows.update(state=state, leader=by, answered_at=at, because=because.strip()[:400]):
        raise Refused("这件事项已经签批或退回,请刷新后查看。")
    draft.refresh_from_db()


def _record(action: str, draft: ReserveDraft, by: User, at: dt.datetime, because: str = "") -> None:
    record(
        action,
        draft,
        by=by,
        at=at,
        because=because or f"临时救助{draft.case_number}",
        area_code=draft.township_id,
        data={"case": draft.case_number, "amount": draft.amount},
    )
