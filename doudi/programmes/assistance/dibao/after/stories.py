"""Awards that are looked after through the services the pages use."""

from __future__ import annotations

import datetime as dt
from typing import Any

from doudi.base.models import Grant, StoredFile, User
from doudi.base.roles import Role
from doudi.base.stories import COUNTY, TOWN, VILLAGE, somebody
from doudi.mechanisms.casework.declare import Action
from doudi.mechanisms.casework.lapses import lapse
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.casework.services import take
from doudi.mechanisms.entitlement.amendments import reporting
from doudi.mechanisms.entitlement.amendments.models import Amendment, Occasion
from doudi.mechanisms.entitlement.amendments.reporting import NewAmendment
from doudi.mechanisms.entitlement.awards.models import Award
from doudi.mechanisms.entitlement.testing_awards import Office, moment
from doudi.mechanisms.entitlement.units import Residence
from doudi.mechanisms.registry.models import Person
from doudi.programmes.assistance.dibao.after import flow
from doudi.programmes.assistance.dibao.after.looking_after import AMENDING
from doudi.programmes.assistance.dibao.benefit import DIBAO_BENEFIT


class Hearth(Office):
    """The county's offices with those who look after households."""

    def __init__(self) -> None:
        super().__init__()
        self.helper = somebody("helper", Role.VILLAGE_WORKER, VILLAGE)
        self.companion = somebody("companion", Role.TOWNSHIP_CLERK, TOWN)
        self.head = somebody("head", Role.TOWNSHIP_LEADER, TOWN)
        self.centre = somebody("centre", Role.VERIFICATION_CENTRE, COUNTY)
        self.photo = StoredFile.objects.create(
            sha256="0" * 64, name="照片.png", content_type="image/png", size=1, purpose="测试", at=moment("2024-01-02")
        )
        Grant.objects.update(since=dt.date(2020, 1, 1))

    def award(
        self, people: int = 3, *, income: int = 189_400, village: str = VILLAGE, residence: Residence = Residence.URBAN, **more: Any
    ) -> Award:  # fmt: skip
        """EX-01: an urban household of three with 1,894 yuan a month, confirmed in December 2023."""
        household = self.household(people, village=village)
        own = [{"transfers": income}, *[{} for _ in range(people - 1)]]
        return self.grant(DIBAO_BENEFIT, household, *own, residence=residence, **more)

    def people_of(self, award: Award) -> list[Person]:
        return self.people(award.party.household)

    def reported(self, award: Award, occasion: Occasion, on: str = "2024-09-02", **more: Any) -> Amendment:
        new = NewAmendment(occasion, "家里情况有变化。", **more)
        return reporting.report(AMENDING, award, new, by=self.helper, at=moment(on))

    def looked_at(self, award: Award, occasion: Occasion, on: str = "2024-09-02", **more: Any) -> Amendment:
        """Reported and visited; what was found is put down next."""
        row = self.reported(award, occasion, on, **more)
        self.look(row, on)
        return row

    def look(self, row: Amendment, on: str = "2024-09-02") -> None:
        if row.occasion in (Occasion.MOVE, Occasion.GRACE, Occasion.EXIT):
            self.take(row, flow.START_PAPERS, self.clerk, on)
            return
        self.take(row, flow.START, self.clerk, on)
        self.take(row, flow.VISIT, self.clerk, on, second=self.companion, visited_on=on, signed_by="户主", found="属实")
        self.take(row, flow.CHECK, self.centre, on, number="核2024-88", result="WITHIN")

    def found(
        self, row: Amendment, fact: str, value: int, person: Person | None = None, on: str = "2024-09-02"
    ) -> None:
        reporting.put_down(
            row, fact, value, person=person, evidence="核对报告", on=dt.date.fromisoformat(on), by=self.clerk, at=moment(on)
        )  # fmt: skip

    def propose(self, row: Amendment, outcome: str, on: str = "2024-09-03", **said: Any) -> ActionTaken:
        said = {"outcome": outcome, "review_class": "STABLE", "words": "经核查属实。", **said}
        return self.take(row, flow.PROPOSE, self.clerk, on, **said)

    def at_county(self, row: Amendment, outcome: str, on: str = "2024-09-03", **said: Any) -> Case:
        """Proposed and signed; a reduction or stop told first, and nothing said against it."""
        self.propose(row, outcome, on, **said)
        if flow.SIGN.unless is not None and flow.SIGN.unless(row.case, None) is None:  # type: ignore[arg-type]
            self.take(row, flow.SIGN, self.head, on)
        else:
            self.take(row, flow.SIGN_ADVERSE, self.head, on)
            self.take(row, flow.TELL_FIRST, self.clerk, on, told_on=on)
            self.take(row, flow.WAIVE, self.clerk, on)
        return row.case

    def decided(self, row: Amendment, outcome: str, on: str = "2024-09-12", **said: Any) -> Amendment:
        self.at_county(row, outcome, **said)
        action = flow.KEEP if outcome == "KEEP" else flow.DECIDE
        self.take(row, action, self.officer, on, document="某民低保变〔2024〕5号")
        return Amendment.objects.select_related("award", "change", "other").get(pk=row.pk)

    def take(
        self, row: Amendment, action: Action, by: User, on: str, *, second: User | None = None, because: str = "情况属实", **said: Any
    ) -> ActionTaken:  # fmt: skip
        files = [self.photo] if any(field.kind == "photo" for field in action.fields) else []
        return take(
            row.case, action, by=by, at=moment(on), because=because, data=said, files=files, together_with=second
        )

    def lapse(self, on: str) -> int:
        return lapse([flow.CHANGES], today=dt.date.fromisoformat(on), at=moment(on, 1))
