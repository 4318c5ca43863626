"""居家适老化改造 in the year: 140 homes from the application to the acceptance, two contractors, and a few that are under way in December;
all by the services."""

from __future__ import annotations

import datetime as dt
import io
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from PIL import Image

from doudi.base import files
from doudi.base.models import Grant, User
from doudi.base.notices import calendar
from doudi.base.once import read_once
from doudi.base.roles import Role
from doudi.demo.county import Person
from doudi.demo.dossier import Dossier, address, scale_of
from doudi.demo.places import home_of
from doudi.demo.working_off import drawn_photo
from doudi.demo.year.bank import Bank
from doudi.demo.year.roads import Road, Walker, go
from doudi.demo.year.staff import Staff, day_of, moment
from doudi.mechanisms.phone.sent import Place
from doudi.mechanisms.registry import services as registry
from doudi.mechanisms.registry.models import Membership
from doudi.mechanisms.registry.models import Person as Registered
from doudi.programmes.elderly.home_adaptation import (
    accepting,
    aftercare,
    applying,
    building,
    contracting,
    paying,
    planning,
    queries,
)
from doudi.programmes.elderly.home_adaptation.accepting import Found
from doudi.programmes.elderly.home_adaptation.building import Built, NewPhoto, Phase
from doudi.programmes.elderly.home_adaptation.catalogue import Item
from doudi.programmes.elderly.home_adaptation.models import Adaptation, Contractor, PlanLine
from doudi.programmes.elderly.home_adaptation.planning import Planned

HOMES = 140  # accepted in 2024, in a county of a hundred thousand
SELF_PAID = 0.3  # of them, by their families
UNDER_WAY = 6
SIGNED_IN, OTHER = "SG01", "SG02"  # the contractor with a button on the sign-in page, and another one
HOUSE = {"lawful": True, "dwelling": True, "lived_in": True, "consent": True, "stays": True}
RISKS = (
    "卫生间地面湿滑，没有扶手。",
    "床边无处借力，夜间起身易跌倒。",
    "进门有台阶，雨天湿滑。",
    "如厕起身困难，灯光昏暗。",
)
PLANS: tuple[tuple[Planned, ...], ...] = (
    (Planned(Item.M01, "卫生间", 1), Planned(Item.M13, "卫生间", 1)),
    (Planned(Item.M13, "卫生间", 2), Planned(Item.M11, "卧室", 1)),
    (Planned(Item.M02, "门口", 1), Planned(Item.M13, "卫生间", 1), Planned(Item.M24, "随身", 1)),
    (Planned(Item.M01, "卫生间", 2), Planned(Item.M17, "卫生间", 1), Planned(Item.M14, "卫生间", 1)),
    (Planned(Item.M11, "卧室", 1), Planned(Item.M20, "过道", 2)),
)


@dataclass
class _Home:
    """One home on its road: what is planned, who builds it."""

    row: Adaptation
    walk: AdaptationWalk
    plan: tuple[Planned, ...]
    contractor: Contractor
    builder: User
    place: Place


class AdaptationWalk(Walker):
    """The roads between what is put down beside the flow: plan, photos, quantities."""

    def to_the_plan(self, level: int, found: str) -> Road:
        yield self.by(self.clerk, "submit", signed=True)
        self.later(1)
        yield self.by(self.clerk, "check", found="本人在家居住，没有改造过。")
        self.later(1)
        yield self.by(self.officer, "eligible")
        self.later(2)
        said: dict[str, Any] = {**HOUSE, "visited_on": str(self.day), "level": str(level), "found": found}
        yield self.by(self.clerk, "survey", 15, second=self.second, **said)
        self.later(1)

    def to_the_works(self, document: str) -> Road:
        yield self.by(self.clerk, "plan")
        yield self.by(self.clerk, "elder_sign", 15, signed=True, signer="本人")
        self.later(2)
        yield self.by(self.staff.leader, "approve", document=document)
        if self.case.home_adaptation.fund_class == Adaptation.FundClass.SELF:
            yield self.by(self.clerk, "hand_over", 16)
            self.later(5)  # until the family has the money together
        else:
            posted = self.day
            yield self.by(self.clerk, "post", 16, posted_on=str(posted))
            yield self.lapse("lapse", self.notice_over(posted))
        self.day = self.days.next_workday(self.day)

    def started(self, builder: User) -> Road:
        yield self.by(builder, "start", 14)
        self.later(3)

    def reported(self, builder: User) -> Road:
        yield self.by(builder, "report", 17)
        self.later(2)

    def to_the_money(self, total: int) -> Road:
        said: dict[str, Any] = {
            "elder": True,
            "village": True,
            "third_party": "县建筑质量检测站",
            "found": "逐项核对，数量一致，安装牢固。",
        }
        yield self.by(self.clerk, "accept", 15, **said)
        if self.case.site_visit:
            self.later(1)
            yield self.by(
                self.officer, "inspect", second=self.staff.second, visited_on=str(self.day), found="与验收单一致。"
            )
        self.later(1)
        if self.case.home_adaptation.government:
            yield self.by(self.officer, "audit", 16, invoice=f"0{self.case.pk:07d}", amount=total)
        else:
            yield self.by(self.officer, "settle_self", 16, receipt=f"收{self.case.pk}")

    def visited(self, on: dt.date, score: int) -> Road:
        self.day = on
        yield self.by(self.clerk, "first_visit", visited_on=str(on), score=str(score), found="各项都在使用，老人满意。")


class HomeAdaptation:
    """`begin` once, then `pass_month` in order, at last `december`."""

    def __init__(self, staff: Staff, bank: Bank, dossier: Dossier, months: Sequence[int], seed: int) -> None:
        self.staff, self.bank, self.dossier, self.months = staff, bank, dossier, months
        self.dice = random.Random(seed + 47)
        self.homes = max(round(HOMES * scale_of(dossier.county)), len(months))
        self.accepted: dict[int, list[_Home]] = {}

    def begin(self) -> None:
        """Two contractors under a framework agreement; who may come in the year."""
        at = moment(dt.date(2023, 12, 28))
        self.photo = drawn_photo(self.staff.users["gucheng"], at, purpose="入户、公示和验收(演示)")
        self.days = calendar()
        with transaction.atomic():
            self.builders = [
                (self._signed(SIGNED_IN, "安居适老工程队", at), self.staff.users["shigong"]),
                (self._signed(OTHER, "康宁装饰工程部", at), self._builder(OTHER, "江工")),
            ]
        self.waiting = self._chosen()

    def pass_month(self, month: int) -> None:
        """The homes that are accepted in a month: they came at the beginning of the one before."""
        place, number = self.months.index(month), len(self.months)
        many = self.homes // number + (place < self.homes % number)
        first = self.days.next_workday(day_of(month - 1, 14))
        with transaction.atomic(), read_once():
            homes = self._applied([next(self.waiting) for _ in range(many)], first)
            self._planned(homes)
            self._built(homes)
            self._accepted(homes, day_of(month, 1))
            self.accepted[month] = homes
            self._paid(month)
            self._visited(month)

    def december(self, today: dt.date) -> None:
        """What is under way this morning: surveyed, waiting for a signature, being built, reported; and a handrail that came loose."""
        with transaction.atomic(), read_once():
            homes = self._applied([next(self.waiting) for _ in range(UNDER_WAY)], dt.date(2024, 11, 11))
            self._planned(homes[1:])
            self._built(homes[3:], count=len(homes[5:]))
            broken = self.accepted[self.months[-2]][0].row
            broken.refresh_from_db()  # accepted since it was made
            aftercare.tell_defect(
                broken, "卫生间扶手松动", by=self.staff.clerk(broken.case.area_code), at=moment(today, 9)
            )

    # --- who comes -----------------------------------------------------------------------------------------------------------

    def _chosen(self) -> Iterator[tuple[Registered, Person, bool]]:
        """Old people, one a household: those of the rolls with public money, others with their families' own; without end of the second."""
        on = dt.date(2023, 12, 1)
        number = self.homes + UNDER_WAY
        poor = [each for case in self.dossier.cases if not case.until for each in case.members if each.age(on) >= 70]
        poor = self._one_a_household(poor)
        well = {case.home.number for case in self.dossier.cases}
        others = self._one_a_household(
            [
                each
                for home in self.dossier.county.homes
                if home.number not in well
                for each in home.people
                if 72 <= each.age(on) <= 90
            ]
        )
        publicly = round(number * (1 - SELF_PAID))
        chosen = [(each, True) for each in self.dice.sample(poor, min(len(poor), publicly))]
        chosen += [(each, False) for each in self.dice.sample(others, min(len(others), 2 * number - len(chosen)))]
        late = chosen[number:]
        chosen = chosen[:number]
        self.dice.shuffle(chosen)
        people = [each for each, _ in (*chosen, *late)]
        new = [registry.NewPerson(each.number, each.name, each.village.code, address=address(each)) for each in people]
        known = registry.register_people(new, by=self.staff.officer, at=moment(on), because="居家适老化改造摸底")
        households: set[int] = set()
        home_of = dict(
            Membership.objects.filter(person__in=[row.pk for row in known], to_on=None).values_list(
                "person", "household"
            )
        )
        for row, (person, in_need) in zip(known, (*chosen, *late), strict=True):
            home = home_of.get(row.pk, row.pk)
            if row.died_on is None and home not in households:
                households.add(home)
                yield row, person, in_need

    def _one_a_household(self, people: Sequence[Person]) -> list[Person]:
        found: dict[str, Person] = {}
        for each in people:
            found.setdefault(each.household, each)
        return list(found.values())

    def _applied(self, those: Sequence[tuple[Registered, Person, bool]], first: dt.date) -> list[_Home]:
        new = [
            (
                applying.NewAdaptation(row, person.village.code, agent="村里代办"),
                self.staff.clerk(person.village.code),
                moment(first, 9),
            )
            for row, person, _ in those
        ]
        homes = []
        for row, (_, person, _) in zip(applying.apply_each(new), those, strict=True):
            contractor, builder = self.builders[self.dice.random() < 0.4]
            plan = self.dice.choice(PLANS)
            homes.append(
                _Home(
                    row,
                    AdaptationWalk(row.case, self.staff, first, self.photo, self.days),
                    plan,
                    contractor,
                    builder,
                    Place(*home_of(person), 15),
                )
            )
        go(each.walk.to_the_plan(self.dice.choice((1, 1, 2, 2, 3)), self.dice.choice(RISKS)) for each in homes)
        return homes

    # --- the works -----------------------------------------------------------------------------------------------------------

    def _planned(self, homes: Sequence[_Home]) -> None:
        planning.set_plans(
            [(each.row, each.plan, each.contractor, "", each.walk.clerk, moment(each.walk.day)) for each in homes]
        )
        go(each.walk.to_the_works(f"县民养〔2024〕{each.row.pk % 400}号") for each in homes)

    def _built(self, homes: Sequence[_Home], *, count: int | None = None) -> None:
        """Photographed before, started; the last `count` (all) photographed on, counted, and reported."""
        lines = self._lines(homes)
        self._photograph(homes, lines, Phase.BEFORE)
        go(each.walk.started(each.builder) for each in homes)
        done = homes if count is None else homes[len(homes) - count :]
        self._photograph(done, lines, Phase.DURING)
        self._photograph(done, lines, Phase.AFTER)
        for builder, those in self._by_builder(done):
            built = [Built(line, line.approved or 0) for each in those for line in lines[each.row.pk]]
            building.set_built(built, by=builder, at=moment(max(each.walk.day for each in those), 16))
        go(each.walk.reported(each.builder) for each in done)

    def _accepted(self, homes: Sequence[_Home], first: dt.date) -> None:
        """On or after the first of a month: what was paid for before is closed."""
        for each in homes:
            each.walk.day = max(each.walk.day, self.days.next_workday(first))
        lines = self._lines(homes)
        by_clerk: dict[User, list[_Home]] = {}
        for each in homes:
            by_clerk.setdefault(each.walk.clerk, []).append(each)
        for clerk, those in by_clerk.items():
            found = [Found(line, line.done or 0) for each in those for line in lines[each.row.pk]]
            accepting.verify(found, by=clerk, at=moment(max(each.walk.day for each in those), 14))
        totals = {each.row.pk: sum(line.price * (line.done or 0) for line in lines[each.row.pk]) for each in homes}
        go(each.walk.to_the_money(totals[each.row.pk]) for each in homes)

    def _paid(self, month: int) -> None:
        """Towards the end of the month; in the newest one the bank has not answered yet."""
        if not queries.never_sent().exists():
            return  # in a small county all of a month may have paid for themselves
        file = paying.send_to_bank(by=self.staff.finance, at=moment(day_of(month, 26)))
        if month != self.months[-1]:
            answer = self.bank.answer(file, month)
            paying.take_answer(
                file, f"改造补助{month}回盘.csv", answer, by=self.staff.finance, at=moment(day_of(month, 27))
            )

    def _visited(self, month: int) -> None:
        """Three months after."""
        before = self.accepted.get(month - 3, [])
        for each in before:
            each.row.case.refresh_from_db()
        standing = [each for each in before if each.row.case.stage == "FOLLOW_UP"]
        on = standing[0].walk.days.next_workday(day_of(month, 20)) if standing else day_of(month, 20)
        go(each.walk.visited(on, self.dice.choice((5, 5, 4))) for each in standing)

    # --- hands ---------------------------------------------------------------------------------------------------------------

    def _lines(self, homes: Sequence[_Home]) -> dict[int, list[PlanLine]]:
        """The lines of each home, all of one home with one and the same adaptation behind them."""
        of_home = {each.row.pk: each.row for each in homes}
        found: dict[int, list[PlanLine]] = {pk: [] for pk in of_home}
        for line in PlanLine.objects.filter(adaptation__in=list(of_home)).order_by("pk"):
            line.adaptation = of_home[line.adaptation_id]
            found[line.adaptation_id].append(line)
        return found

    def _photograph(self, homes: Sequence[_Home], lines: dict[int, list[PlanLine]], phase: Phase) -> None:
        for builder, those in self._by_builder(homes):
            at = moment(max(each.walk.day for each in those), 13)
            new = [
                NewPhoto(line, phase, files.keep(self._picture(), name="施工照片.png", purpose="适老化改造照片", by=builder, at=at, area_code=each.row.case.area_code), each.place)
                for each in those
                for line in lines[each.row.pk]
            ]  # fmt: skip
            building.add_photos(new, by=builder, at=at)

    def _by_builder(self, homes: Sequence[_Home]) -> list[tuple[User, list[_Home]]]:
        found = [(builder, [each for each in homes if each.builder is builder]) for _, builder in self.builders]
        return [(builder, those) for builder, those in found if those]

    def _picture(self) -> bytes:
        """A little picture unlike all others."""
        out = io.BytesIO()
        Image.frombytes("L", (9, 8), self.dice.randbytes(72)).resize((72, 64), Image.Resampling.NEAREST).save(
            out, "PNG", compress_level=1
        )
        return out.getvalue()

    def _signed(self, code: str, name: str, at: dt.datetime) -> Contractor:
        new = contracting.NewContractor(
            code, name, "县采购〔2023〕45号", dt.date(2023, 12, 1), dt.date(2026, 11, 30), f"3605010{code[2:]}88002211"
        )
        return contracting.sign_contractor(new, area_code=self.staff.county.code, by=self.staff.officer, at=at)

    def _builder(self, code: str, name: str) -> User:
        user = User.objects.create(username=code.lower(), name=name, unit="施工单位", is_demo=False)
        Grant.objects.create(user=user, role=Role.PROVIDER, organisation=code, since=dt.date(2023, 12, 1))
        return user
