"""What changes for households on dibao, by the road of its regulation: reported, looked at by two, proposed, signed, decided by the county,
served. Who earns more now keeps the last amount for a while (渐退); who is not poor any more is told first and stopped."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from doudi.base.models import StoredFile
from doudi.base.notices import calendar
from doudi.demo.year.roads import Road, Walker, go
from doudi.demo.year.staff import Staff, day_of, moment
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.entitlement.amendments import reporting
from doudi.mechanisms.entitlement.amendments.models import Amendment, Occasion, Outcome
from doudi.mechanisms.entitlement.amendments.reporting import NewAmendment
from doudi.mechanisms.entitlement.awards.models import Award
from doudi.mechanisms.entitlement.awards.reasons import StopReason
from doudi.mechanisms.registry.models import Person
from doudi.programmes.assistance.dibao.after.looking_after import AMENDING

ON_PAPER = (Occasion.MOVE, Occasion.EXIT, Occasion.GRACE)


@dataclass
class Found:
    """A figure as it is now: fen a month of somebody."""

    person: Person
    fact: str
    value: int
    evidence: str


@dataclass
class Change:
    """What is reported of an award and what comes of it. `until`: so many steps it has come; all of them if left out."""

    award: Award
    occasion: Occasion
    words: str
    outcome: Outcome
    document: str
    found: Sequence[Found] = ()
    reason: str = ""  # of a stop
    grace: tuple[int, int] | None = None  # group and months
    joins: tuple[Person, str] | None = None  # and as what
    leaves: Person | None = None
    moves_to: str = ""
    leaves_to: str = ""  # the office of another county
    reported: dt.date | None = None
    until: int = 99
    made: Amendment | None = field(default=None, repr=False)


def carry(changes: Iterable[Change], month: int, staff: Staff, photo: StoredFile | None = None) -> list[Case]:
    """All changes of a month, from the report to the decision served: reported on its first workdays."""
    days, cases, roads = calendar(), [], []
    for turn, change in enumerate(changes):
        first = days.next_workday(day_of(month, 1))
        on = change.reported or (days.add_workdays(first, turn % 2) if change.outcome != Outcome.STOP else first)
        case = report(change, on, staff)
        cases.append(case)
        roads.append(Walk(case, staff, on, photo, days).road(change))
    go(roads)
    return cases


def report(change: Change, on: dt.date, staff: Staff) -> Case:
    """登记变更, by the clerk of the township."""
    new = NewAmendment(
        change.occasion,
        change.words,
        reporter=change.award.party.name,
        happened_on=on,
        moves_to=change.moves_to,
        leaves_to=change.leaves_to,
    )
    clerk = staff.clerk(change.award.area_code)
    change.made = reporting.report(AMENDING, change.award, new, by=clerk, at=moment(on, 9))
    return change.made.case


class Walk(Walker):
    """One change on its road."""

    def road(self, change: Change) -> Road:
        yield from islice(self._road(change), change.until)

    def _road(self, change: Change) -> Road:
        yield from self._looked_at(change)
        self._put_down(change)
        said: dict[str, Any] = {
            "outcome": change.outcome.value,
            "review_class": "STABLE",
            "words": f"{change.words}经核查属实。",
        }
        if change.reason:
            said["reason"] = change.reason
        if change.grace is not None:
            said |= {"grace_group": str(change.grace[0]), "grace_months": str(change.grace[1])}
            said["provincial_basis"] = change.grace[1] > 6
        self.later(1)
        yield self.by(self.clerk, "propose", 9, **said)
        if change.outcome == Outcome.STOP:
            yield from self._told_first()
        else:
            yield self.by(self.leader, "sign", 15)
        self.later(2)
        if change.outcome == Outcome.KEEP:
            yield self.by(self.officer, "keep", 15, document=change.document)
            return
        yield self.by(self.officer, "decide", 15, document=change.document)
        self.later(1)
        yield self.by(self.clerk, "serve", told_on=str(self.day))

    def _looked_at(self, change: Change) -> Road:
        if change.occasion in ON_PAPER:
            yield self.by(self.clerk, "start_papers", 14)
            return
        yield self.by(self.clerk, "start", 14)
        self.later(1)
        said = {"visited_on": str(self.day), "signed_by": change.award.party.name, "found": change.words}
        yield self.by(self.clerk, "visit", 15, second=self.second, **said)
        result = "ABOVE" if change.found and change.outcome != Outcome.ADJUST else "WITHIN"
        yield self.by(self.centre, "check", 17, number=f"核{self.case.number}", result=result)

    def _put_down(self, change: Change) -> None:
        row, at = change.made, moment(self.day, 17)
        assert row is not None
        if change.joins is not None:
            person, relation = change.joins
            reporting.join(row, person, relation=relation, because=change.words, by=self.clerk, at=at)
        if change.leaves is not None:
            reporting.leave(row, change.leaves, because=change.words, by=self.clerk, at=at)
        for each in change.found:
            reporting.put_down(
                row,
                each.fact,
                each.value,
                person=each.person,
                evidence=each.evidence,
                on=self.day,
                by=self.clerk,
                at=at,
            )

    def _told_first(self) -> Road:
        yield self.by(self.leader, "sign_adverse", 15)
        self.later(1)
        yield self.by(self.clerk, "tell_first", 9, told_on=str(self.day))
        answered = self.days.add_workdays(self.day, 5)
        yield self.lapse("lapse", answered + dt.timedelta(days=1))


__all__ = ["Change", "Found", "StopReason", "Walk", "carry", "report"]
