"""For stories of rounds: an invented village with people on the roll, a helper, a clerk, a leader."""

from __future__ import annotations

import datetime as dt
from typing import Any, TypeAlias

from doudi.base.models import User
from doudi.base.roles import Role
from doudi.base.stories import NEXT_VILLAGE, SHANGHAI, TOWN, VILLAGE, build_county, number_of, somebody
from doudi.mechanisms.activities.declare import OK, VisitKind
from doudi.mechanisms.activities.models import Activity, RollEntry
from doudi.mechanisms.activities.rolls import NewEntry, enter
from doudi.mechanisms.activities.visiting import Visited
from doudi.mechanisms.phone.sent import Place
from doudi.mechanisms.registry.models import Person
from doudi.mechanisms.registry.services import NewPerson, register_people

Way: TypeAlias = Activity.Way
Outcome: TypeAlias = Activity.Outcome


def moment(day: str, hour: int = 10, minute: int = 0) -> dt.datetime:
    return dt.datetime.combine(dt.date.fromisoformat(day), dt.time(hour, minute), tzinfo=SHANGHAI)


class Rounds:
    """Somebody in each role, and people put onto a roll."""

    def __init__(self, kind: VisitKind) -> None:
        build_county()
        self.kind = kind
        self.helper = somebody("helper", Role.VILLAGE_WORKER, VILLAGE, id_number=number_of(dt.date(1980, 5, 1), 12))
        self.next_helper = somebody("next_helper", Role.VILLAGE_WORKER, NEXT_VILLAGE)
        self.clerk = somebody("clerk", Role.TOWNSHIP_CLERK, TOWN)
        self.head = somebody("head", Role.TOWNSHIP_LEADER, TOWN)
        self.born = 0

    def person(self, *, woman: bool = True, area: str = VILLAGE) -> Person:
        self.born += 1
        number = number_of(dt.date(1944, 3, 1) + dt.timedelta(days=self.born), 2 * self.born + (not woman))
        rows = [NewPerson(number, f"某人{self.born}", area)]
        return register_people(rows, by=None, at=moment("2023-12-01"), because="户籍底册")[0]

    def on_roll(
        self, level: str, from_on: str = "2024-01-01", *, woman: bool = True, area: str = VILLAGE, **more: Any
    ) -> RollEntry:
        new = NewEntry(
            self.person(woman=woman, area=area).pk, area, level, "年度摸底", dt.date.fromisoformat(from_on), **more
        )
        return enter(self.kind, [new], by=self.clerk, at=moment(from_on))[0]

    def visited(self, entry: RollEntry, day: str, hour: int = 10, **more: Any) -> Visited:
        """A face to face visit with nothing wrong about it, unless told otherwise."""
        by: User = more.pop("by", self.helper)
        held_at = moment(day, hour)
        usual: dict[str, Any] = {
            "outcome": Outcome.SEEN.value,
            "way": Way.FACE.value,
            "said": {each.code: OK for each in self.kind.groups},
            "reason": "没有定位信号",
            "minutes": 20,
            "at": held_at + dt.timedelta(hours=1),
        }
        return Visited(entry=entry, held_at=held_at, by=by, **{**usual, **more})


__all__ = ["Outcome", "Place", "Rounds", "Way", "moment"]
