"""Recognitions asked for and moved through the services that the pages use, for the tests of this line and of those that build on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from doudi.base.models import Grant, StoredFile, User
from doudi.base.roles import Role
from doudi.base.stories import COUNTY, TOWN, VILLAGE, somebody
from doudi.mechanisms.casework.lapses import lapse
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.casework.queries import flow_of
from doudi.mechanisms.casework.services import take
from doudi.mechanisms.entitlement.recognitions.models import Recognised
from doudi.mechanisms.entitlement.testing_awards import Office, moment
from doudi.mechanisms.entitlement.units import Residence
from doudi.mechanisms.registry.models import Household
from doudi.programmes.assistance.low_income import applying
from doudi.programmes.assistance.low_income.flows import FLOWS
from doudi.programmes.assistance.low_income.models import Application

Kind = Application.Kind
HOME = {"residence": int(Residence.RURAL), "savings": 0}


class Hall(Office):
    """The county's offices with those whom an application passes through."""

    def __init__(self) -> None:
        super().__init__()
        self.helper = somebody("helper", Role.VILLAGE_WORKER, VILLAGE)
        self.companion = somebody("companion", Role.TOWNSHIP_CLERK, TOWN)
        self.head = somebody("head", Role.TOWNSHIP_LEADER, TOWN)
        self.centre = somebody("centre", Role.VERIFICATION_CENTRE, COUNTY)
        Grant.objects.update(since=dt.date(2020, 1, 1))
        self.photo = StoredFile.objects.create(
            sha256="0" * 64, name="照片.png", content_type="image/png", size=1, purpose="测试", at=moment("2024-01-02")
        )

    def applied(
        self,
        *members: Mapping[str, int],
        kind: Kind = Kind.MARGINAL,
        on: str = "2024-09-02",
        household: Household | None = None,
        **home: int,
    ) -> Application:
        """A household whose members have such figures (wages nought unless said), as a draft."""
        there = household or self.household(len(members))
        people = self.people(there)
        told = {person.pk: {"wages": 0, "relation": 3 if place else 0, **figures} for place, (person, figures) in enumerate(zip(people, members, strict=True))}  # fmt: skip
        return applying.apply(kind, people[0], {**HOME, **home}, by=self.helper, at=moment(on), of_members=told)

    def investigated(
        self, *members: Mapping[str, int], result: str = "WITHIN", on: str = "2024-09-02", **more: Any
    ) -> Case:
        case = self.applied(*members, on=on, **more).case
        self.take(case, "submit", self.helper, on, signed=True)
        self.take(case, "accept", self.clerk, on)
        day = later(on, 3)
        self.take(
            case, "survey", self.clerk, day, second=self.companion, visited_on=day, way="HOME", found="住房简陋。"
        )
        self.take(case, "report", self.centre, day, number="核2024-31", result=result)
        return case

    def at_county(self, *members: Mapping[str, int], on: str = "2024-09-02", **more: Any) -> Case:
        case = self.investigated(*members, on=on, **more)
        self.take(case, "opine", self.clerk, later(on, 4), proposal="ADMIT")
        self.take(case, "sign", self.head, later(on, 5))
        self.take(case, "post", self.helper, later(on, 5), posted_on=later(on, 5))
        self.lapse(later(on, 18))
        case.refresh_from_db()
        self.take(case, "forward", self.clerk, later(on, 18))
        self.visit_if_drawn(case, later(on, 19))
        return case

    def recognised(self, *members: Mapping[str, int], on: str = "2024-09-02", **more: Any) -> Recognised:
        """Recognised three weeks after the application."""
        case = self.at_county(*members, on=on, **more)
        self.take(case, "confirm", self.officer, later(on, 21), document=f"某民救〔2024〕{case.pk}号")
        return Recognised.objects.latest("pk")

    def visit_if_drawn(self, case: Case, on: str) -> None:
        if case.site_visit:
            self.take(case, "visit", self.officer, on, second=self.second, visited_on=on, found="与乡镇调查一致。")

    def take(
        self,
        case: Case,
        action: str,
        by: User,
        on: str,
        *,
        second: User | None = None,
        because: str = "情况属实",
        **said: Any,
    ) -> ActionTaken:
        declared = flow_of(case).action(action)
        files = [self.photo] if any(field.kind == "photo" for field in declared.fields) else []
        return take(case, declared, by=by, at=moment(on), because=because, data=said, files=files, together_with=second)

    def lapse(self, on: str) -> int:
        """The daily job."""
        return lapse(list(FLOWS.values()), today=dt.date.fromisoformat(on), at=moment(on, 1))


def later(day: str, days: int) -> str:
    """2024-09-02 and so many days."""
    return (dt.date.fromisoformat(day) + dt.timedelta(days=days)).isoformat()
