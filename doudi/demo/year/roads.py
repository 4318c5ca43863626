"""Cases on their roads, many side by side: each says its next step, and what is the same action is taken on all of them at once."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from doudi.base.calendar import Calendar
from doudi.base.models import StoredFile, User
from doudi.base.notices import calendar
from doudi.demo.people_in_office import crew
from doudi.demo.year.staff import Staff, moment
from doudi.mechanisms.casework import queries
from doudi.mechanisms.casework.declare import Action
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.services import Taking, take_each, take_each_by_system


@dataclass(frozen=True)
class Lapse:
    """What happens by itself: nobody takes it."""

    case: Case
    at: dt.datetime


@dataclass(frozen=True)
class Deed:
    """A step that is more than its action: a service of its own takes it, case by case (a survey that comes back, a notice that is hung)."""

    do: Callable[[], None]


Step = tuple[Action, Taking | Lapse] | Deed
Road = Iterator[Step]


def go(roads: Iterable[Road]) -> None:
    """Every road to its end, or to where it stops of itself: all take their next step together, so that thousands cost a few statements.

    A road is a generator: it goes on reading its case after each step, which has been brought up to date by then."""
    going = list(roads)
    while going:
        steps: dict[tuple[str, str], list[tuple[Action, Taking | Lapse]]] = defaultdict(list)
        still = []
        for road in going:
            if (step := next(road, None)) is None:
                continue
            still.append(road)
            if isinstance(step, Deed):
                step.do()
            else:
                steps[step[1].case.flow, step[0].code].append(step)
        for together in steps.values():
            _take(together[0][0], [each for _, each in together])
        going = still


def _take(action: Action, those: list[Taking | Lapse]) -> None:
    taken = [each for each in those if isinstance(each, Taking)]
    if taken:
        take_each(action, taken)
    else:
        take_each_by_system(action, [(each.case, each.at) for each in those], because="期限届满")


@dataclass
class Walker:
    """One case on its road: who of its township acts, on which day it is now, and what the steps have in common."""

    case: Case
    staff: Staff
    day: dt.date
    photo: StoredFile | None = None
    days: Calendar = field(default_factory=calendar)

    def __post_init__(self) -> None:
        self.clerk, self.second, self.leader = crew(self.staff.users, self.case.area_code)
        self.centre, self.officer = self.staff.users["hedui"], self.staff.officer
        self.flow = queries.flow_of(self.case)

    def later(self, workdays: int) -> dt.date:
        """So many workdays pass."""
        self.day = self.days.add_workdays(self.day, workdays)
        return self.day

    def by(
        self, who: User, code: str, hour: int = 10, *, because: str = "", second: User | None = None, **said: Any
    ) -> Step:
        """The action of this code, on the day it is now."""
        action = self.flow.action(code)
        files = [self.photo] if self.photo and any(each.kind == "photo" for each in action.fields) else []
        return action, Taking(self.case, who, moment(self.day, hour), because, said, files, second)

    def lapse(self, code: str, on: dt.date) -> Step:
        """What happens by itself in the night that begins a day."""
        self.day = on
        return self.flow.action(code), Lapse(self.case, moment(on, 1))

    def notice_over(self, posted: dt.date, days: int = 7) -> dt.date:
        """The day after a notice of so many days has ended."""
        return self.days.due_in_days(posted, days).legal + dt.timedelta(days=1)


def workday(days: Calendar, first: dt.date) -> dt.date:
    """This day, or the next one that is worked on."""
    return days.next_workday(first)


__all__ = ["Deed", "Lapse", "Road", "Step", "Walker", "go", "workday"]
