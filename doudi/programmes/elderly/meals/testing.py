"""A canteen and its people for the tests of meals: a point that is open, its operator's office, old people with cards, and who looks on."""

from __future__ import annotations

import datetime as dt
import itertools
from decimal import Decimal

from doudi.base.models import Grant, User
from doudi.base.roles import Role
from doudi.base.stories import COUNTY, NEXT_VILLAGE, SHANGHAI, TOWN, VILLAGE, build_county, number_of, somebody
from doudi.mechanisms.registry.models import Category, Organisation, Person
from doudi.mechanisms.registry.services import (
    NewCategory,
    NewPerson,
    put_in_category,
    register_organisation,
    register_people,
)
from doudi.programmes.elderly.meals import diners, register
from doudi.programmes.elderly.meals.models import Card, Meal, MealPoint, OperatingModel, PointState
from doudi.programmes.elderly.meals.serving import Served, Serving, serve

DECIDED = "县民政局老年助餐工作方案"
YEAR = dt.date(2024, 1, 1)
NOVEMBER = 2024 * 12 + 10
HERE = (Decimal("27.400000"), Decimal("114.600000"))


def clock(day: int, hour: int = 11, minute: int = 40, month: int = 11) -> dt.datetime:
    return dt.datetime(2024, month, day, hour, minute, tzinfo=SHANGHAI)


class Canteen:
    """Two points of two operators, and an office for each."""

    def __init__(self) -> None:
        build_county()
        self.officer = somebody("officer", Role.COUNTY_OFFICER, COUNTY)
        self.leader = somebody("leader", Role.BUREAU_LEADER, COUNTY)
        self.finance = somebody("finance", Role.FINANCE, COUNTY)
        self.clerk = somebody("clerk", Role.TOWNSHIP_CLERK, TOWN)
        self.helper = somebody("helper", Role.VILLAGE_WORKER, VILLAGE)
        self.keys = itertools.count(1)
        self.point = self.open("Z01", "上村老年食堂", VILLAGE, "K01")
        self.other = self.open("Z02", "下村助餐点", NEXT_VILLAGE, "K02", place=(Decimal("27.450000"), HERE[1]))
        self.office = self.of("K01")
        self.other_office = self.of("K02")

    def open(
        self, code: str, name: str, area: str, operator: str, *, place: tuple[Decimal, Decimal] = HERE,
        model: OperatingModel = OperatingModel.OPERATOR_RUN, state: PointState | None = PointState.OPEN, urban: bool | None = None,
        on: dt.date = YEAR,
    ) -> MealPoint:  # fmt: skip
        """A point, run by somebody, with a set meal of 8.00 for the old and 12.00 for everybody; `state` None: only being built."""
        at = clock(1, 9, 0, month=1)
        new = register.NewPoint(
            code, name, area, MealPoint.Kind.CANTEEN, seats=40, capacity=100, place=place, urban=urban,
            supper=(dt.time(17, 0), dt.time(18, 30)),
        )  # fmt: skip
        point = register.register_point(
            new, on=on, document=DECIDED, by=self.officer, at=at, state=PointState.ACCEPTED if state else PointState.BUILDING
        )  # fmt: skip
        register.hand_to(
            point, self.organisation(operator).party, model=model, on=on, document="委托运营合同", by=self.officer, at=at,
            organisation=operator, licence=f"JY{operator}", licence_until=dt.date(2026, 12, 31),
        )  # fmt: skip
        register.set_price(
            point, "一荤两素", listed=800, public=1200, on=on, document="价目公示", by=self.officer, at=at
        )
        if state is not None:
            step = "open" if state == PointState.OPEN else "try_out"
            register.change_state(point, register.BY_CODE[step], on=on, document="验收报告", by=self.officer, at=at)
        return point

    def organisation(self, code: str) -> Organisation:
        return register_organisation(
            code, name=f"{code}餐饮服务中心", kind="助餐运营方", by=self.officer, at=clock(1, month=1), area_code=COUNTY
        )

    def of(self, organisation: str) -> User:
        user = User.objects.create(username=organisation.lower(), name=f"{organisation}收银")
        Grant.objects.create(user=user, role=Role.PROVIDER, organisation=organisation, since=YEAR)
        return user

    def person(self, name: str, born: int, *, dibao: bool = False, month: int = 6, day: int = 1) -> Person:
        number = number_of(dt.date(born, month, day), Person.objects.count() + 1)
        new = [NewPerson(number, name, VILLAGE)]
        person = register_people(new, by=None, at=clock(1, month=1), because="户籍底册")[0]
        if dibao:
            put_in_category(
                [NewCategory(person.pk, Category.Kind.DIBAO_RURAL, YEAR, because="低保")], by=None, at=clock(1, month=1)
            )
        return Person.objects.select_related("party").get(pk=person.pk)

    def card(self, person: Person) -> Card:
        return diners.issue_cards([person], by=self.officer, at=clock(1, month=1))[0]

    def serving(
        self, person: Person, at: dt.datetime, *, point: MealPoint | None = None, key: str = "",
        known: Meal.Known = Meal.Known.CARD, way: Meal.Way = Meal.Way.DINE_IN, reason: str = "", by: User | None = None,
    ) -> Serving:  # fmt: skip
        where = point or self.point
        by = by or (self.office if where == self.point else self.other_office)
        return Serving(key or f"k{next(self.keys)}", where, person, at, known, by, way, reason, "T1")

    def serve(self, person: Person, at: dt.datetime, **more: object) -> Served:
        return serve(self.serving(person, at, **more), received=at)  # type: ignore[arg-type]  # as serving says
