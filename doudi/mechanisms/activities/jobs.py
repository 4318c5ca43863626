"""What happens by itself: the visits of this month and the last are looked through for what is odd."""

from __future__ import annotations

import datetime as dt

from doudi.base.months import month_of
from doudi.base.nightly import Nightly
from doudi.mechanisms.activities.declare import VISITS
from doudi.mechanisms.activities.doubts import find_signals


def look_through(on: dt.date, at: dt.datetime) -> str:
    """A visit from a phone may arrive some days late, so the month before is looked at again."""
    months = (month_of(on) - 1, month_of(on))
    number = sum(find_signals(kind, month, at=at) for kind in VISITS.values() for month in months)
    return f"新发现巡访疑点{number}条。"


NIGHTLY = (Nightly("activities.signals", "巡访疑点", look_through),)
