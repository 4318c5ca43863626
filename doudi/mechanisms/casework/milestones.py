"""时间节点: the day by which a case is to be done where a plan of its own says so, and not a limit of its flow.

A limit of a flow is a number of days from a step; a milestone is a day that somebody has set for this one matter.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from doudi.base import bulk
from doudi.base.notices import calendar
from doudi.mechanisms.casework.deadlines import COLUMNS, RED_PERCENT, YELLOW_PERCENT, Deadline, share_of
from doudi.mechanisms.casework.models import Case

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Milestone:
    """A case, and by when it is to be done. `since`: the day from which its time runs."""

    case: Case
    due_on: dt.date
    since: dt.date


def set_milestones(milestones: Sequence[Milestone]) -> None:
    """Make these days the limits of their cases until they leave their stage; one statement for all. Part of the transaction that says
    so: the consequence of an action, or the opening. The day is as it was set and moves over no holiday; alerts use the last working
    day before it (R-WD-04)."""
    known = calendar()
    for each in milestones:
        span = max((each.due_on - each.since).days, 0)
        yellow, red = (each.since + share_of(span, percent) * _DAY for percent in (YELLOW_PERCENT, RED_PERCENT))
        Deadline(
            each.since,
            due_on=each.due_on,
            internal_due_on=known.last_workday(each.due_on),
            yellow_on=yellow,
            red_on=red,
        ).put_on(each.case)
    bulk.update([each.case for each in milestones], COLUMNS)
