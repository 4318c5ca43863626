"""Applications made and moved through the services the pages use, for the tests of this line and of those that build on it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from doudi.base.models import StoredFile, User
from doudi.base.months import parse_month
from doudi.base.roles import Role
from doudi.base.stories import COUNTY, TOWN, VILLAGE, somebody
from doudi.mechanisms.casework.declare import Action
from doudi.mechanisms.casework.lapses import lapse
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.casework.services import take
from doudi.mechanisms.entitlement.means.items import Source
from doudi.mechanisms.entitlement.means.rules import Relation
from doudi.mechanisms.entitlement.testing_awards import Office, moment
from doudi.mechanisms.entitlement.units import Residence
from doudi.mechanisms.registry.models import Household
from doudi.programmes.assistance.dibao import applying, flow, papers
from doudi.programmes.assistance.dibao.applying import NewApplication, NewApplying
from doudi.programmes.assistance.dibao.models import Application, PaperKind


class Hall(Office):
    """The county's offices with those whom an application passes through."""

    def __init__(self) -> None:
        super().__init__()
        self.helper = somebody("helper", Role.VILLAGE_WORKER, VILLAGE)
        self.companion = somebody("companion", Role.TOWNSHIP_CLERK, TOWN)
        self.other_clerk = somebody("otherclerk", Role.TOWNSHIP_CLERK, TOWN)
        self.head = somebody("head", Role.TOWNSHIP_LEADER, TOWN)
        self.centre = somebody("centre", Role.VERIFICATION_CENTRE, COUNTY)
        self.photo = StoredFile.objects.create(
            sha256="0" * 64, name="照片.png", content_type="image/png", size=1, purpose="测试", at=moment("2024-01-02")
        )

    def applied(
        self,
        people: int = 3,
        *,
        income: int = 189_400,
        on: str = "2024-04-24",
        residence: Residence = Residence.URBAN,
        household: Household | None = None,
        **more: Any,
    ) -> Application:
        """A household of so many adults whose first member earns `income` fen a month in transfers, as a draft with everything in hand."""
        at = moment(on)
        home = household or self.household(people)
        members = self.people(home)
        new = [
            NewApplying(
                person,
                "户主" if not place else "之子",
                Relation.SELF_OR_SPOUSE if not place else Relation.SUPPORTED_TOGETHER,
            )
            for place, person in enumerate(members)
        ]
        application = applying.apply(
            NewApplication(home, members[0], new, residence, account="6217000012345678", **more), by=self.helper, at=at
        )
        first = application.members.all()[0]
        if income:
            applying.enter_income(first, "survivors", months=year_before(on), gross=income * 12, by=self.helper, at=at)
        return application

    def complete(self, application: Application, on: str) -> None:
        """Every paper and every signature."""
        for kind in papers.needed(application):
            if not application.papers.filter(kind=kind).exists():
                applying.hand_in(application, kind, by=self.helper, at=moment(on))
        for member in application.members.all():
            applying.authorise(member, signer="本人", on=dt.date.fromisoformat(on), by=self.helper, at=moment(on))

    def accepted(self, on: str = "2024-04-26", **more: Any) -> Case:
        application = self.applied(on=on, **more)
        self.complete(application, on)
        case = application.case
        self.take(case, flow.SUBMIT, self.helper, on, signed=True)
        self.take(case, flow.ACCEPT, self.clerk, on)
        return case

    def investigated(self, *, result: str = "WITHIN", on: str = "2024-04-26", **more: Any) -> Case:
        """Surveyed and checked by 10 May."""
        case = self.accepted(on, **more)
        self.take(case, flow.START, self.clerk, "2024-04-30")
        self.survey(case, flow.SURVEY, self.clerk, "2024-05-06")
        self.take(case, flow.REQUEST, self.clerk, "2024-04-30")
        self.take(case, flow.START_CHECK, self.centre, "2024-05-07")
        self.take(case, flow.REPORT, self.centre, "2024-05-10", number="核2024-17", result=result)
        return case

    def posted(self, on: str = "2024-05-14", **more: Any) -> Case:
        case = self.investigated(**more)
        self.take(case, flow.OPINE, self.clerk, "2024-05-13", proposal="ADMIT")
        self.take(case, flow.SIGN, self.head, "2024-05-14")
        self.take(case, flow.POST, self.helper, on, posted_on=on)
        return case

    def at_county(self, received: str = "2024-05-23", **more: Any) -> Case:
        case = self.posted(**more)
        self.lapse("2024-05-22")
        case.refresh_from_db()
        self.take(case, flow.FORWARD, self.clerk, "2024-05-22")
        self.take(case, flow.RECEIVE, self.officer, received)
        return case

    def confirmed(self, on: str = "2024-06-05", **more: Any) -> Case:
        case = self.at_county(**more)
        self.visit_if_drawn(case, "2024-05-30")
        self.take(case, flow.CONFIRM, self.officer, on, document="某民低保〔2024〕17号")
        return case

    def refused(self, on: str = "2024-06-05", **more: Any) -> Case:
        """Above the limits, told, not rebutted, refused by the county."""
        case = self.investigated(result="ABOVE", **more)
        self.take(case, flow.NOT_MET, self.clerk, "2024-05-10", told_on="2024-05-10")
        self.take(case, flow.GIVE_UP, self.clerk, "2024-05-17")
        self.take(case, flow.SIGN_REFUSAL, self.head, "2024-05-20")
        self.take(case, flow.FORWARD, self.clerk, "2024-05-22")
        self.take(case, flow.RECEIVE, self.officer, "2024-05-23")
        self.visit_if_drawn(case, "2024-05-30")
        self.take(
            case,
            flow.REFUSE,
            self.officer,
            on,
            ground="PROPERTY",
            words="名下有价值二十万元的轿车。",
            document="某民低保〔2024〕18号",
        )
        return case

    def visit_if_drawn(self, case: Case, on: str) -> None:
        if case.site_visit:
            self.take(case, flow.VISIT, self.officer, on, second=self.second, visited_on=on, found="与乡镇调查一致。")

    def survey(self, case: Case, action: Action, by: User, on: str, **more: Any) -> ActionTaken:
        said = {"visited_on": on, "way": "HOME", "signed_by": "户主", "found": "三口之家，住房简陋。", **more}
        return self.take(case, action, by, on, second=said.pop("second", self.companion), **said)

    def take(
        self,
        case: Case,
        action: Action,
        by: User,
        on: str,
        *,
        second: User | None = None,
        because: str = "情况属实",
        **said: Any,
    ) -> ActionTaken:
        files = [self.photo] if any(field.kind == "photo" for field in action.fields) else []
        return take(case, action, by=by, at=moment(on), because=because, data=said, files=files, together_with=second)

    def lapse(self, on: str) -> int:
        """The daily job."""
        return lapse([flow.APPLICATIONS], today=dt.date.fromisoformat(on), at=moment(on, 1))


def year_before(on: str) -> tuple[int, int]:
    """The twelve months before an application, by their numbers."""
    month = parse_month(on[:7])
    return month - 12, month - 1


__all__ = ["Hall", "PaperKind", "Source", "year_before"]
