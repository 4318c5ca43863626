"""需求和预警: what was found is answered by one, and an alarm confirmed by another (R-GEN-08)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from doudi.base.access import require
from doudi.base.models import User
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.mechanisms.activities import queries
from doudi.mechanisms.activities.declare import NOT_FOUND, VisitKind
from doudi.mechanisms.activities.models import Activity, FollowUp, RollEntry


def settle(follow_up: FollowUp, *, result: str, by: User, at: dt.datetime) -> None:
    """Answer a need or an alarm. A need is closed by it; an alarm waits for somebody else to confirm (R-GEN-08)."""
    kind = queries.kind_of(follow_up.entry)
    need = kind.need(follow_up.need)
    if follow_up.state != FollowUp.State.OPEN:
        raise Refused("这件事已经处理过，请刷新后查看。")
    if not result.strip():
        raise Refused("请写明处理结果。")
    roles = kind.readers if need.worker else kind.readers - {Role.VILLAGE_WORKER}
    require(by, roles, area_code=follow_up.entry.area_code, on=timezone.localdate(at))
    with transaction.atomic():
        follow_up.result, follow_up.handled_by, follow_up.handled_at = result.strip()[:300], by, at
        follow_up.state = FollowUp.State.HANDLED if follow_up.alarm else FollowUp.State.CLOSED
        if not follow_up.alarm:
            follow_up.closed_by, follow_up.closed_at = by, at
        follow_up.save()
        record(
            "followup.settle", follow_up, by=by, at=at, area_code=follow_up.entry.area_code, data={"need": need.code}
        )


def confirm(follow_up: FollowUp, *, by: User, at: dt.datetime) -> None:
    """Confirm how an alarm was answered; never by who answered it (R-GEN-08)."""
    kind = queries.kind_of(follow_up.entry)
    if follow_up.state != FollowUp.State.HANDLED:
        raise Refused("这件预警还没有处理结果，或已经办结。")
    if follow_up.handled_by_id == by.pk:
        raise Refused("处理人不能确认自己的处理结果，请由他人确认。")
    require(by, kind.readers - {Role.VILLAGE_WORKER}, area_code=follow_up.entry.area_code, on=timezone.localdate(at))
    with transaction.atomic():
        follow_up.state, follow_up.closed_by, follow_up.closed_at = FollowUp.State.CLOSED, by, at
        follow_up.save()
        record("followup.confirm", follow_up, by=by, at=at, area_code=follow_up.entry.area_code)


def follow_up_of(
    kind: VisitKind, entry: RollEntry, code: str, words: str, at: dt.datetime, activity: Activity | None
) -> FollowUp:
    """A need or alarm that is not kept yet, with its moment as the rules stand on the day `at`; `code`: of a `Need` of the kind."""
    need, on = kind.need(code), timezone.localdate(at)
    hours = kind.rules.not_found_hours.on(on) if code == NOT_FOUND else need.within.on(on)
    return FollowUp(
        entry=entry, activity=activity, need=code, alarm=need.alarm, words=words.strip()[:300],
        raised_at=at, due_at=at + dt.timedelta(hours=hours),
    )  # fmt: skip
