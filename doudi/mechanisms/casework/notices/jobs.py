"""What happens to notices every night: what has hung for its time comes down."""

from __future__ import annotations

import datetime as dt

from doudi.base.nightly import Nightly
from doudi.mechanisms.casework.notices.progress import forget_tries
from doudi.mechanisms.casework.notices.services import take_down_expired


def take_down(today: dt.date, now: dt.datetime) -> str:
    """公示期满撤下 (R-PUB-05); and yesterday's tries at looking up somebody's progress are forgotten."""
    done = take_down_expired(on=today, at=now)
    forget_tries(before=now - dt.timedelta(days=1))
    return f"公示期满撤下{len(done)}件" + (f"：{'、'.join(each.number for each in done)}。" if done else "。")


NIGHTLY = (Nightly("take_down_notices", "公示期满撤下", take_down),)
