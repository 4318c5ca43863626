"""政策找人, every night."""

from __future__ import annotations

import datetime as dt

from doudi.base.nightly import Nightly
from doudi.programmes.office.reception.finding import find
from doudi.programmes.office.reception.policy import quiet_months


def find_entitled(on: dt.date, now: dt.datetime) -> str:
    """Who may be entitled as things stand on a day and receives nothing."""
    done = find(on=on, at=now, quiet_months=quiet_months(on))
    return f"核算{done.people:,}人，新发现{done.new}人（户），已纳入{done.admitted}人，其他办结{done.closed}人。"


NIGHTLY = (Nightly("find_entitled", "政策找人", find_entitled),)
