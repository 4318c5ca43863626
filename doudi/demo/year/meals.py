"""城乡老年助餐 in the year: the register of points as it grew and shrank, old people who eat there, cheats that were found, months paid."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.contrib.auth.hashers import make_password
from django.db import transaction

from doudi.base.models import Grant, User
from doudi.base.months import first_day, last_day
from doudi.base.once import read_once
from doudi.base.roles import Role
from doudi.demo.county import Person, Village
from doudi.demo.dossier import Dossier, address
from doudi.demo.places import middle_of
from doudi.demo.year.staff import Staff, moment
from doudi.mechanisms.registry import services as registry
from doudi.mechanisms.registry.models import Person as Registered
from doudi.programmes.elderly.meals import diners, doubts, queries, register, settlements
from doudi.programmes.elderly.meals.models import CallBack, Meal, MealPoint, OperatingModel, PointState, Settlement
from doudi.programmes.elderly.meals.register import BY_CODE, NewPoint
from doudi.programmes.elderly.meals.serving import Serving, serve_each

# The summary's eight urban points: six open, one not yet, one in trial with a catering enterprise (WR-04).
OPEN = ("水槽", "南门", "新华", "国安", "东方红", "磨市")
NOT_YET, ON_TRIAL = "东门", "明清古城"
RURAL, CLOSED = (
    14,
    2,
)  # fourteen were open in summer; two closed in September, so that twelve stand at the end of the year
_WHOLE_COUNTY = 100_000
_DINERS = 12  # of a point, at the size of the whole county
_PLAN = "老年助餐工作方案"
M = OperatingModel


@dataclass
class Place:
    """A point with its operator's account and those who eat there."""

    point: MealPoint
    village: Village
    office: User
    opened: dt.date
    closed: dt.date | None = None
    diners: list[Registered] = field(default_factory=list)

    def serves(self, on: dt.date) -> bool:
        return (
            self.opened <= on
            and (self.closed is None or on < self.closed)
            and str(on.isoweekday()) in self.point.weekdays
        )


class Meals:
    """`begin` once, then `pass_month` in order, at last `december`."""

    def __init__(
        self, staff: Staff, dossier: Dossier, months: Sequence[int], users: dict[str, User], seed: int
    ) -> None:
        self.staff, self.dossier, self.months, self.users = staff, dossier, months, users
        self.dice = random.Random(seed + 47)
        self.share = min(1.0, len(dossier.county.people) / _WHOLE_COUNTY)
        self.password = make_password(None)
        self.number = 0
        self.places: list[Place] = []

    def begin(self) -> None:
        """The register as the year knew it, and who eats where. Points open one after the other."""
        self.at = moment(dt.date(2024, 1, 2), 9)
        by_name = {each.name.removesuffix("社区").removesuffix("村"): each for each in self.dossier.county.villages}
        rural = [each for each in self.dossier.county.villages if not each.urban]
        with transaction.atomic(), read_once():
            for number, name in enumerate(OPEN):
                model = M.OPERATOR_RUN if number % 2 == 0 else M.VILLAGE_RUN
                self._open(by_name[name], model, self._day(1 + number * 8))
            self._open(by_name[NOT_YET], M.VILLAGE_RUN, None)
            self._open(by_name[ON_TRIAL], M.ENTERPRISE_RUN, dt.date(2024, 10, 15), trial=True)
            for number, village in enumerate(rural[:: len(rural) // RURAL][:RURAL]):
                model = M.NEIGHBOURS if number % 6 == 5 else M.OPERATOR_RUN if number % 4 == 3 else M.VILLAGE_RUN
                self._open(village, model, self._day(20 + number * 9))
            for place in self.places[-CLOSED:]:
                place.closed = dt.date(2024, 9, 1)
            self._find_diners()

    def pass_month(self, month: int) -> None:
        """What was eaten in a month, looked at on its last night, and the month before paid."""
        first, last = first_day(month), last_day(month)
        with transaction.atomic(), read_once():
            for place in self.places:
                if place.closed is not None and first == place.closed:
                    register.change_state(
                        place.point, BY_CODE["close"], on=first, document="县民政局批复（就餐老人不足）", by=self.staff.officer,
                        at=moment(first, 9), because="日均就餐不足三人，就近并入邻村",
                    )  # fmt: skip
            self._eat(first, last)
            doubts.look_at_month(month, at=moment(last, 23))
            self._settle(month, paid=month < self.months[-1])

    def december(self, today: dt.date) -> None:
        """The first days of the month; some meals are in doubt this morning."""
        with transaction.atomic(), read_once():
            self._eat(today.replace(day=1), today - dt.timedelta(days=1))
            doubts.look_at_month(self.months[-1] + 1, at=moment(today, 1))

    # --- the register ---

    def _day(self, number: int) -> dt.date:
        return dt.date(2024, 1, 1) + dt.timedelta(days=number)

    def _open(self, village: Village, model: OperatingModel, opened: dt.date | None, *, trial: bool = False) -> None:
        self.number += 1
        code, officer, at = f"ZC{self.number:02d}", self.staff.officer, self.at
        few = model == M.NEIGHBOURS
        kind = MealPoint.Kind.NEIGHBOUR if few else MealPoint.Kind.CANTEEN if village.urban else MealPoint.Kind.POINT
        name = village.name + ("邻里搭伙点" if few else "老年食堂" if village.urban else "助餐点")
        new = NewPoint(
            code, name, village.code, kind, seats=8 if few else 40, capacity=10 if few else 80, weekdays="12345", place=middle_of(village),
            urban=village.urban, square_metres=0 if few else 120 if village.urban else 60,
        )  # fmt: skip
        begun = self._day(0)
        point = register.register_point(new, on=begun, document=_PLAN, by=officer, at=at, state=PointState.BUILDING)
        if opened is None:
            return
        firm = registry.register_organisation(
            code, name=f"{village.name}{'搭伙户' if few else '餐饮公司' if model == M.ENTERPRISE_RUN else '居民服务社'}",
            kind="助餐运营方", by=officer, at=at, area_code=village.code,
        )  # fmt: skip
        register.hand_to(
            point, firm.party, model=model, on=begun, document="运营协议", by=officer, at=at, organisation=code,
            licence="" if few else f"JY{code}", licence_until=None if few else dt.date(2027, 12, 31),
        )  # fmt: skip
        register.set_price(
            point, "一荤两素一汤", listed=1000 if trial else 800, public=1200, on=begun, document="价目公示", by=officer, at=at,
            enterprise=100 if model == M.ENTERPRISE_RUN else 0, collective=100 if model == M.VILLAGE_RUN else 0,
        )  # fmt: skip
        for step, on in (("accept", opened - dt.timedelta(days=1)), ("try_out" if trial else "open", opened)):
            register.change_state(point, BY_CODE[step], on=on, document="验收报告", by=officer, at=moment(on, 9))
        self.places.append(Place(point, village, self._office(code, name), opened))

    def _office(self, code: str, name: str) -> User:
        if code == "ZC01":
            return self.users["zhucan"]
        user = User.objects.create(username=code.lower(), name=f"{name[:2]}收银", unit=name, password=self.password)
        Grant.objects.create(user=user, role=Role.PROVIDER, organisation=code, since=dt.date(2024, 1, 1))
        return user

    def _find_diners(self) -> None:
        """Old people of the point's village, then of its township; each at one point."""
        old: list[Person] = [each for each in self.dossier.county.people if 61 <= each.age(self.at.date()) <= 92]
        self.dice.shuffle(old)
        taken: set[str] = set()
        chosen: list[tuple[Place, Person]] = []
        wanted = max(4, round(_DINERS * self.share))
        for place in self.places:
            near = sorted(
                (each for each in old if each.village.town == place.village.town and each.number not in taken),
                key=lambda each, at=place.village.code: each.village.code != at,  # type: ignore[misc]  # of this turn
            )[:wanted]
            taken |= {each.number for each in near}
            chosen += [(place, each) for each in near]
        new = [
            registry.NewPerson(each.number, each.name, each.village.code, address=address(each)) for _, each in chosen
        ]
        rows = registry.register_people(new, by=self.staff.officer, at=self.at, because="助餐登记")
        diners.issue_cards(rows, by=self.staff.officer, at=self.at)
        for (place, _), row in zip(chosen, rows, strict=True):
            place.diners.append(row)

    # --- what was eaten ---

    def _eat(self, first: dt.date, last: dt.date) -> None:
        away = self._known([each for place in self.places for each in place.diners])
        servings: list[Serving] = []
        for place in self.places:
            able = [away[each.pk] for each in place.diners]
            for number in range((last - first).days + 1):
                on = first + dt.timedelta(days=number)
                if place.serves(on):
                    servings += self._lunch(place, able, on)
        self._hand_out(servings)

    def _hand_out(self, servings: list[Serving]) -> None:
        """In parts of less than three days, as no terminal may send later."""
        servings.sort(key=lambda each: each.at)
        part: list[Serving] = []
        for each in servings:
            if part and (each.at - part[0].at) > dt.timedelta(hours=60):
                serve_each(part, received=part[-1].at + dt.timedelta(minutes=1))
                part = []
            part.append(each)
        if part:
            serve_each(part, received=part[-1].at + dt.timedelta(minutes=1))

    def _known(self, people: Sequence[Registered]) -> dict[int, Registered]:
        """As the registry knows them today: who has died eats no more, unless nobody has reported it."""
        ids = [each.pk for each in people]
        return {each.pk: each for each in Registered.objects.filter(pk__in=ids).select_related("party")}

    def _lunch(self, place: Place, able: Sequence[Registered], on: dt.date) -> list[Serving]:
        found, at = [], moment(on, 11)
        for person in able:
            if self.dice.random() > 0.45 or (person.died_on is not None and person.died_on < on):
                continue
            at += dt.timedelta(seconds=self.dice.randrange(25, 420))
            by_hand = self.dice.random() < 0.03
            found.append(
                Serving(
                    f"{place.point.code}-{on:%m%d}-{person.pk}", place.point, person, at, Meal.Known.MANUAL if by_hand else Meal.Known.CARD,
                    place.office, reason="忘带卡" if by_hand else "", terminal="1",
                )
            )  # fmt: skip
        # Now and then somebody's card is lent to a neighbour who eats elsewhere: found by the second reading within two hours.
        if found and self.dice.random() < 0.004:
            other = next((each for each in self.places if each is not place and each.serves(on)), None)
            if other is not None:
                first = found[0]
                found.append(
                    Serving(
                        f"{other.point.code}-{on:%m%d}-{first.person.pk}x", other.point, first.person, first.at + dt.timedelta(minutes=24),
                        Meal.Known.CARD, other.office, terminal="1",
                    )
                )  # fmt: skip
        return found

    # --- the money ---

    def _settle(self, month: int, *, paid: bool) -> None:
        """The month's settlements; of the newest month they stand at different steps."""
        after = first_day(month + 1)
        self._decide(after)
        made = settlements.draft_month(month, by=None, at=moment(after, 2))
        offices = {place.point.pk: place.office for place in self.places}
        for number, each in enumerate(made):
            if not paid and number % 5 == 0:
                continue
            settlements.confirm(each, by=offices[each.point_id], at=moment(after.replace(day=3)))
            if not paid and number % 5 in (1, 2):
                continue
            self._call_back(each, month, moment(after.replace(day=6)))
            clerk = self.staff.clerk(each.area_code)
            settlements.check(each, by=clerk, at=moment(after.replace(day=8)))
            if not paid:
                continue
            settlements.approve(each, by=self.staff.leader, at=moment(after.replace(day=12)))
            settlements.post(each, on=after.replace(day=13), by=clerk, at=moment(after.replace(day=13)))
            settlements.pay(each, by=self.staff.finance, at=moment(after.replace(day=20)))

    def _call_back(self, settlement: Settlement, month: int, at: dt.datetime) -> None:
        _, wanted = settlements.call_backs(settlement)
        people = queries.to_call(settlement, wanted)
        yes = CallBack.Answer.YES
        doubts.call_back_each(
            settlement.point, month, [(each.pk, yes, "") for each in people], by=self.staff.clerk(settlement.area_code), at=at
        )  # fmt: skip

    def _decide(self, after: dt.date) -> None:
        """Meals in doubt of the month before: most are looked at, a few wait still."""
        held = Meal.objects.filter(state=Meal.State.HELD, on__lt=after).select_related("point").order_by("pk")
        for number, meal in enumerate(held):
            at = moment(after, 9)
            clerk = self.staff.clerk(meal.area_code)
            if number % 4 == 3:
                continue
            if number % 4 == 2:
                doubts.reject([meal], because="本人称当天没有去过", by=clerk, at=at)
            else:
                doubts.release([meal], because="看过监控，本人取餐", by=clerk, at=at)
