"""Who comes in the year to what single persons receive, by the roads of the regulations: tekun are told of in the village, the disabled are
checked by their federation, of children nothing is posted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from doudi.base.models import StoredFile, User
from doudi.base.notices import calendar
from doudi.demo.dossier import Row, account_of
from doudi.demo.year import at_home, boards
from doudi.demo.year.roads import Road, Step, Walker, go
from doudi.demo.year.staff import Staff, day_of, moment
from doudi.mechanisms.entitlement.applications.models import ForAward
from doudi.mechanisms.entitlement.awards.models import Award
from doudi.mechanisms.entitlement.declare import Benefit
from doudi.mechanisms.entitlement.family import Given
from doudi.mechanisms.registry.models import Person as Registered
from doudi.programmes.assistance.tekun import flow as tekun_flow
from doudi.programmes.assistance.tekun import handling as tekun
from doudi.programmes.assistance.tekun.benefit import TEKUN_BENEFIT
from doudi.programmes.assistance.tekun.models import TekunApplication
from doudi.programmes.assistance.tekun.rules import SIX_ITEMS
from doudi.programmes.children.child_allowances import flow as child_flow
from doudi.programmes.children.child_allowances import handling as children
from doudi.programmes.children.child_allowances.benefit import ORPHAN, UNATTENDED_CHILD
from doudi.programmes.disability.disability_subsidies import flow as subsidy_flow
from doudi.programmes.disability.disability_subsidies import handling as subsidies
from doudi.programmes.disability.disability_subsidies.benefit import LIVING_SUBSIDY, NURSING_SUBSIDY

Facts = Mapping[str, Given | int | None]


@dataclass
class Applicant:
    """A row of a roll, and who it is in the registry; the facts as the rules ask for them. `until`: so many steps it has come."""

    row: Row
    person: Registered
    facts: Facts
    applied: dt.date
    document: str
    refused: str = ""  # the ground, if it is
    until: int = 99

    @property
    def figures(self) -> dict[str, int]:
        """What the form says; when he was born the register knows."""
        known = {name: each.value if isinstance(each, Given) else each for name, each in self.facts.items()}
        return {name: int(value) for name, value in known.items() if value is not None and name != "born"}


def _tekun(applicant: Applicant, *, by: User, at: dt.datetime) -> ForAward:
    account = account_of(applicant.row["person"])
    return tekun.apply(tekun_flow.APPLICATIONS, applicant.person, applicant.figures, by=by, at=at, account=account)


def _subsidy(kind: str) -> Callable[..., ForAward]:
    def apply(applicant: Applicant, *, by: User, at: dt.datetime) -> ForAward:
        account = account_of(applicant.row["person"])
        return subsidies.apply(
            subsidy_flow.APPLICATIONS, applicant.person, applicant.figures, kind=kind, by=by, at=at, account=account
        )

    return apply


def _child(kind: str) -> Callable[..., ForAward]:
    def apply(applicant: Applicant, *, by: User, at: dt.datetime) -> ForAward:
        guardian = applicant.row["guardian"]
        relation = "父亲" if guardian.sex == "男" else "母亲"
        return children.apply(
            child_flow.APPLICATIONS, applicant.person, applicant.figures, kind=kind, guardian=guardian.name,
            guardian_relation=relation if kind == UNATTENDED_CHILD.code else "监护人", by=by, at=at, payee=guardian.name,
            account=account_of(guardian),
        )  # fmt: skip

    return apply


class TekunWalk(Walker):
    """特困: fifteen days, the notice, fifteen days."""

    def road(self, document: str) -> Road:
        found = "独居，无劳动能力、无生活来源，没有法定赡养义务人；六项自理能力当面评估。"
        on_the_phone = self.day >= at_home.SINCE
        yield self.by(self.clerk, "submit")
        yield self.by(self.clerk, "accept", 11)
        self.later(1)
        if on_the_phone:
            yield self._at_home("survey", self.clerk, self.second, found, 15)
            at_home.confirmed(self)
        else:
            yield self.by(self.clerk, "survey", 15, second=self.second, visited_on=str(self.day), found=found)
        yield self.by(self.clerk, "opine", 18, proposal="ADMIT")
        self.later(1)
        yield self.by(self.leader, "sign")
        posted = self.day
        if on_the_phone:
            yield boards.hung(self, TEKUN_BENEFIT.code)
            boards.last_day(self)
        else:
            yield self.by(self.clerk, "post", 15, posted_on=str(posted))
        yield self.lapse("lapse", self.notice_over(posted))
        self.day = self.days.next_workday(self.day)
        yield self.by(self.clerk, "forward", received_on=str(self.day))
        if self.case.site_visit:
            same = "与乡镇调查一致。"
            if on_the_phone:
                yield self._at_home("visit", self.officer, self.staff.second, same, 15)
                at_home.confirmed(self)
            else:
                yield self.by(self.officer, "visit", 15, second=self.staff.second, visited_on=str(self.day), found=same)
        self.later(1)
        yield self.by(self.officer, "confirm", 15, document=document)

    def _at_home(self, code: str, by: User, second: User, found: str, hour: int) -> Step:
        """Two at his home with a phone: the six abilities as he applied with them."""
        row = TekunApplication.objects.select_related("person__party").get(pk=self.case.pk)
        able = {item: bool(row.facts.get(item)) for item in SIX_ITEMS}
        said = {"visited_on": str(self.day), "found": found, "signed_by": row.person.party.name, **able}
        return at_home.surveyed(self, code, second, said, by=by, hour=hour)


class SubsidyWalk(Walker):
    """两项补贴: township, federation, county."""

    def road(self, document: str) -> Road:
        yield self.by(self.clerk, "submit", signed=True)
        yield self.by(self.clerk, "accept", 11, found="人证相符，长期需要照护，本人在场。")
        self.later(1)
        yield self.by(self.centre, "verify", 8, number=f"残核{self.case.number}", certificate="AS_DECLARED")
        yield self.by(self.officer, "confirm", 9, document=document)


class ChildWalk(Walker):
    """孤儿、事实无人抚养儿童: checked by the township, confirmed by the county, nothing posted."""

    def road(self, document: str) -> Road:
        yield self.by(self.clerk, "submit", signed=True)
        yield self.by(self.clerk, "accept", 11)
        self.later(3)
        found = "父母情形与数据比对一致，儿童随监护人生活，在读。"
        yield self.by(self.clerk, "check", 16, way="BOTH", found=found, proposal="ADMIT")
        self.later(1)
        yield self.by(self.leader, "forward")
        self.later(3)
        yield self.by(self.officer, "confirm", 15, document=document)


@dataclass(frozen=True)
class Line:
    """How one comes to a benefit: opened by whom with what, and the road."""

    apply: Callable[..., ForAward]
    walk: type[TekunWalk | SubsidyWalk | ChildWalk]
    # The first month is that of the application (R-DIS-04), else the one after the decision.
    at_once: bool = False


LINES: Mapping[str, Line] = {
    TEKUN_BENEFIT.code: Line(_tekun, TekunWalk),
    LIVING_SUBSIDY.code: Line(_subsidy(LIVING_SUBSIDY.code), SubsidyWalk, at_once=True),
    NURSING_SUBSIDY.code: Line(_subsidy(NURSING_SUBSIDY.code), SubsidyWalk, at_once=True),
    ORPHAN.code: Line(_child(ORPHAN.code), ChildWalk),
    UNATTENDED_CHILD.code: Line(_child(UNATTENDED_CHILD.code), ChildWalk),
}


def carry(
    benefit: Benefit, applicants: Sequence[Applicant], staff: Staff, photo: StoredFile | None = None
) -> list[Award]:
    """All of a month, from the application to the award; in the order given."""
    line, days = LINES[benefit.code], calendar()
    rows = [
        line.apply(each, by=staff.clerk(each.person.party.area_id or ""), at=moment(each.applied, 9))
        for each in applicants
    ]
    go(
        line.walk(row.case, staff, each.applied, photo, days).road(each.document)
        for row, each in zip(rows, applicants, strict=True)
    )
    awards = []
    for row in rows:
        row.refresh_from_db()
        assert row.award is not None, f"{row.case.number} was to be confirmed"
        awards.append(row.award)
    return awards


def first_days(month: int, number: int, *, at_once: bool = False) -> list[dt.date]:
    """The days on which so many apply in a month: its first workdays, one after the other; `at_once`: the first one, all of them."""
    days = calendar()
    first = days.next_workday(day_of(month, 1))
    return [days.add_workdays(first, 0 if at_once else turn % 2) for turn in range(number)]


__all__ = ["LINES", "Any", "Applicant", "carry", "first_days"]
