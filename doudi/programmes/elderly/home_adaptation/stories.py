"""Homes adapted through the services the pages use, for the tests of this line."""

from __future__ import annotations

import datetime as dt
import io
import random
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from PIL import Image

from doudi.base.models import Grant, StoredFile, User
from doudi.base.roles import Role
from doudi.base.stories import COUNTY, TOWN, VILLAGE, number_of, somebody
from doudi.mechanisms.casework.lapses import lapse
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.casework.services import take
from doudi.mechanisms.entitlement.testing_awards import Office
from doudi.mechanisms.entitlement.testing_awards import moment as at_hour
from doudi.mechanisms.ledger.bank.testing import csv_of, rows_of
from doudi.mechanisms.phone.sent import Place
from doudi.mechanisms.registry import services as registry
from doudi.mechanisms.registry.models import Category, Household, Person
from doudi.programmes.elderly.home_adaptation import (
    accepting,
    applying,
    building,
    contracting,
    flow,
    paying,
    planning,
)
from doudi.programmes.elderly.home_adaptation.accepting import Found
from doudi.programmes.elderly.home_adaptation.building import Built, Phase
from doudi.programmes.elderly.home_adaptation.catalogue import DEVICES, Item
from doudi.programmes.elderly.home_adaptation.models import Adaptation, Contractor, PlanLine
from doudi.programmes.elderly.home_adaptation.planning import Planned

START = dt.date(2024, 3, 4)  # a Monday
DAY = dt.timedelta(days=1)
ACCOUNT = "3601001234567890"
HOME = Place(Decimal("27.400000"), Decimal("114.600000"), 12)
HOUSE = {"lawful": True, "dwelling": True, "lived_in": True, "consent": True, "stays": True}
USUAL = (Planned(Item.M01, "卫生间", 1), Planned(Item.M13, "卫生间", 1))  # 1,800 元, both basic


class Builders(Office):
    """The county with a contractor, and an old woman of eighty-two on dibao who lives with her son."""

    def __init__(self) -> None:
        super().__init__()
        self.helper = somebody("helper", Role.VILLAGE_WORKER, VILLAGE)
        self.companion = somebody("companion", Role.TOWNSHIP_CLERK, TOWN)
        Grant.objects.update(since=dt.date(2020, 1, 1))
        self.contractor = self.signed_contractor("B01", "安居工程队")
        self.builder = self.of("B01", "builder")
        self.pictures = 0
        self.paper = StoredFile.objects.create(
            sha256="0" * 64, name="照片.png", content_type="image/png", size=1, purpose="测试", at=at_hour(START)
        )
        self.old, self.home = self.elder(1942)

    def signed_contractor(self, code: str, name: str, **more: Any) -> Contractor:
        given: dict[str, Any] = {
            "tender": "县采2024-7", "since": dt.date(2024, 1, 1), "until": dt.date(2026, 12, 31), "account": ACCOUNT, **more
        }  # fmt: skip
        new = contracting.NewContractor(code, name, **given)
        return contracting.sign_contractor(new, area_code=COUNTY, by=self.officer, at=at_hour("2024-01-05"))

    def another(self) -> User:
        """The office of another contractor of the county."""
        self.signed_contractor("B09", "另一家工程队")
        return self.of("B09", "other")

    def of(self, organisation: str, name: str) -> User:
        user = User.objects.create(username=name, name=name)
        Grant.objects.create(user=user, role=Role.PROVIDER, organisation=organisation, since=dt.date(2020, 1, 1))
        return user

    def elder(self, born: int, *, kind: str = Category.Kind.DIBAO_RURAL) -> tuple[Person, Household]:
        """An old person with a son, in a category since 2023 (none: in no need)."""
        self.known += 2
        numbers = [number_of(dt.date(year, 5, 6), 400 + self.known) for year in (born, born + 30)]
        new = registry.NewHousehold(
            f"A{self.known}",
            VILLAGE,
            (
                registry.NewMember(registry.NewPerson(numbers[0], f"老人{self.known}", VILLAGE), "户主"),
                registry.NewMember(registry.NewPerson(numbers[1], f"儿子{self.known}", VILLAGE), "之子"),
            ),
            since=dt.date(2020, 1, 1),
        )
        home = registry.register_households([new], by=None, at=at_hour("2024-01-02"), because="登记")[0]
        if kind:
            Category.objects.create(party=home.party, kind=kind, from_on=dt.date(2023, 1, 1), because="花名册")
        return self.people(home)[0], home

    # --- the road, step by step ---

    def take(
        self, case: Case, code: str, by: User, on: dt.date, *, second: User | None = None, because: str = "情况属实", **said: Any
    ) -> ActionTaken:  # fmt: skip
        case.refresh_from_db()
        action = flow.ADAPTATIONS.action(code)
        kept = [self.paper] if any(each.kind in ("photo", "file") for each in action.fields) else []
        told = {key: str(value) if isinstance(value, dt.date) else value for key, value in said.items()}
        return take(case, action, by=by, at=at_hour(on), because=because, data=told, files=kept, together_with=second)

    def applied(self, person: Person | None = None, on: dt.date = START, **more: Any) -> Case:
        new = applying.NewAdaptation(person or self.old, VILLAGE, **more)
        case = applying.apply(new, by=self.helper, at=at_hour(on)).case
        self.take(case, "submit", self.helper, on, signed=True)
        self.take(case, "check", self.clerk, on + DAY, found="本人在家居住，没有改造过。")
        return case

    def surveyed(self, case: Case, on: dt.date = START, *, level: int = 1, **more: Any) -> Case:
        self.take(case, "eligible", self.officer, on + DAY)
        said = {**HOUSE, "visited_on": on + 2 * DAY, "found": "卫生间地面湿滑，没有扶手。", "level": str(level), **more}
        self.take(case, "survey", self.clerk, on + 2 * DAY, second=self.companion, **said)
        return case

    def planned(self, case: Case, lines: Sequence[Planned] = USUAL, on: dt.date = START, **more: Any) -> Case:
        """The plan put down, made final, and signed by the old woman."""
        case.refresh_from_db()
        contractor = more.pop("contractor", self.contractor)
        planning.set_plan(row_of(case), lines, contractor, by=self.clerk, at=at_hour(on + 3 * DAY), **more)
        self.take(case, "plan", self.clerk, on + 3 * DAY)
        self.take(case, "elder_sign", self.helper, on + 3 * DAY, signed=True, signer="本人")
        return case

    def approved(
        self, case: Case | None = None, lines: Sequence[Planned] = USUAL, on: dt.date = START, **more: Any
    ) -> Case:
        """Approved and told of for a week (what is self-paid: handed over at once)."""
        case = case or self.planned(self.surveyed(self.applied(on=on), on), lines, on, **more)
        self.take(case, "approve", self.leader, on + 4 * DAY, document="县民养〔2024〕3号")
        if row_of(case).fund_class == Adaptation.FundClass.SELF:
            self.take(case, "hand_over", self.clerk, on + 4 * DAY)
            return case
        self.take(case, "post", self.helper, on + 4 * DAY, posted_on=on + 4 * DAY)
        self.lapse(on + 14 * DAY)
        case.refresh_from_db()
        return case

    def started(self, case: Case, on: dt.date = START, *, by: User | None = None) -> Case:
        self.photograph(case, Phase.BEFORE, on + 15 * DAY, by=by)
        self.take(case, "start", by or self.builder, on + 15 * DAY)
        return case

    def built(
        self, case: Case, on: dt.date = START, *, by: User | None = None, quantities: dict[Item, int] | None = None
    ) -> Case:
        """Started, photographed, counted and reported."""
        by = by or self.builder
        self.started(case, on, by=by)
        self.photograph(case, Phase.DURING, on + 16 * DAY, by=by)
        self.photograph(case, Phase.AFTER, on + 17 * DAY, by=by)
        self.count(case, on + 17 * DAY, by=by, quantities=quantities)
        self.take(case, "report", by, on + 17 * DAY)
        return case

    def count(
        self, case: Case, on: dt.date, *, by: User | None = None, quantities: dict[Item, int] | None = None
    ) -> None:
        built = [
            Built(line, (quantities or {}).get(line.kind, line.approved or 0), "SN-1" if line.kind in DEVICES else "")
            for line in row_of(case).lines.select_related("adaptation__case")
        ]
        building.set_built(built, by=by or self.builder, at=at_hour(on))

    def accepted(self, case: Case, on: dt.date = START) -> Case:
        """Everything that was reported is there."""
        self.verify(case, on + 18 * DAY)
        self.take(
            case,
            "accept",
            self.clerk,
            on + 18 * DAY,
            elder=True,
            village=True,
            third_party="县质检站",
            found="逐项核对，一致。",
        )
        return case

    def verify(
        self, case: Case, on: dt.date, *, quantities: dict[Item, int] | None = None, online: dt.date | None = None
    ) -> None:
        found = [
            Found(line, (quantities or {}).get(line.kind, line.done or 0), online)
            for line in row_of(case).lines.select_related("adaptation__case")
        ]
        accepting.verify(found, by=self.clerk, at=at_hour(on))

    def audited(self, case: Case, on: dt.date = START) -> Case:
        """Looked at on the spot if it was drawn, then audited by the bureau."""
        case.refresh_from_db()
        if case.site_visit:
            self.take(
                case,
                "inspect",
                self.officer,
                on + 19 * DAY,
                second=self.second,
                visited_on=on + 19 * DAY,
                found="一致。",
            )
        total = planning.verified_prices(row_of(case)).total
        self.take(case, "audit", self.officer, on + 20 * DAY, invoice="04400012", amount=total)
        return case

    def settled(self, case: Case, on: dt.date = START, **words: str) -> Case:
        at = at_hour(on + 21 * DAY)
        file = paying.send_to_bank(by=self.finance, at=at)
        paying.take_answer(file, "回盘.csv", csv_of(rows_of(file, **words)), by=self.finance, at=at)
        case.refresh_from_db()
        return case

    def whole(
        self, lines: Sequence[Planned] = USUAL, person: Person | None = None, on: dt.date = START, **more: Any
    ) -> Case:
        """From the application to the money."""
        case = self.planned(self.surveyed(self.applied(person, on=on), on, **more), lines, on)
        return self.settled(self.audited(self.accepted(self.built(self.approved(case, on=on), on), on), on), on)

    def lapse(self, on: dt.date) -> int:
        """The daily job."""
        return lapse([flow.ADAPTATIONS], today=on, at=at_hour(on, 1))

    # --- photos ---

    def picture(self, number: int | None = None) -> bytes:
        """A photo unlike all others; of a number, always the same."""
        if number is None:
            self.pictures += 1
            number = self.pictures
        noise = random.Random(number).randbytes(72)
        found = Image.frombytes("L", (9, 8), noise).resize((180, 160), Image.Resampling.NEAREST)
        out = io.BytesIO()
        found.save(out, "PNG")
        return out.getvalue()

    def photograph(self, case: Case, phase: Phase, on: dt.date, *, by: User | None = None) -> None:
        """One photo of each item."""
        for line in row_of(case).lines.select_related("adaptation__case"):
            self.hand_in(line, phase, self.picture(), on, by=by)

    def hand_in(
        self, line: PlanLine, phase: Phase, content: bytes, on: dt.date, *, by: User | None = None, place: Place | None = HOME, **more: Any
    ) -> None:  # fmt: skip
        building.hand_in(line, phase, "照片.png", content, by=by or self.builder, at=at_hour(on), place=place, **more)


def row_of(case: Case) -> Adaptation:
    return Adaptation.objects.select_related("case", "person__party", "contractor__organisation__party").get(pk=case.pk)


def line_of(case: Case, item: Item) -> PlanLine:
    return PlanLine.objects.select_related("adaptation__case", "adaptation__contractor").get(
        adaptation=case.pk, item=int(item)
    )
