"""Who may answer a call-back, once, and what is filled in; the line writes it down in its own transaction and says what follows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.utils import timezone

from doudi.base.access import may
from doudi.base.models import User
from doudi.base.refused import Refused
from doudi.mechanisms.call_backs.declare import CallBacks
from doudi.mechanisms.call_backs.models import UNREACHED, Called

FILLED = ("tries", "done_at", "by")  # the columns that `fill` sets


def require_caller(
    row: Called, terms: CallBacks, *, by: User, at: dt.datetime, name: str, handlers: Collection[int | None] = (), did: str = "经办"
) -> None:  # fmt: skip
    """Refused: it was answered before, by somebody whose role does not call, or by one who handled the matter himself (`did` says how)."""
    if row.done_at is not None:
        raise Refused(f"{name}已经回访过，请刷新后查看。")
    if not may(by, terms.by, area_code=row.area_code, on=timezone.localdate(at)):
        names = "、".join(sorted(role.label for role in terms.by))
        raise Refused(f"回访须由{terms.apart}{names}办理。")
    if by.pk in handlers:
        raise Refused(f"{name}是您{did}的，须由他人回访。")


def fill(row: Called, outcome: str, *, by: User, at: dt.datetime) -> None:
    """Done; or one try more, and it stays on the list. In memory: the line writes it."""
    row.by = by
    if outcome == UNREACHED:
        row.tries += 1
    else:
        row.done_at = at


def keep_once(row: Called, *columns: str) -> None:
    """Write what was filled in, if nobody has answered meanwhile: of two at the same moment the second is Refused."""
    values = {name: getattr(row, name) for name in (*FILLED, *columns)}
    if not type(row)._default_manager.filter(pk=row.pk, done_at=None).update(**values):
        raise Refused("这次回访刚刚由他人登记，请刷新后查看。")
