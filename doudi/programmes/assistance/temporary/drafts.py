"""备用金冲销的双人签批: a clerk prepares the reversal of a use, the leader in charge signs with his own sign-in or sends it back."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from doudi.base.access import require
from doudi.base.models import User
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.mechanisms.ledger.models import Reason
from doudi.programmes.assistance.temporary import following
from doudi.programmes.assistance.temporary.models import ReserveDraft, ReserveUse
from doudi.programmes.assistance.temporary.reserves import CLERK, LEADER

Kind, State = ReserveDraft.Kind, ReserveDraft.State


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
    """签批: the leader signs; only now the use is reversed, and its case follows."""
    with transaction.atomic():
        _answer(draft, State.SIGNED, by, at)
        assert draft.use is not None, "a reversal names its use"
        following.reverse_use(
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
