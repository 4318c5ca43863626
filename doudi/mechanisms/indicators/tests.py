"""A figure opens its records, and stays as it was reported."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db.models import Count, QuerySet, Sum

from doudi.base.models import Record
from doudi.base.refused import Refused
from doudi.base.spans import Period
from doudi.base.stories import COUNTY, NOW, OTHER_VILLAGE, TOWN, VILLAGE, build_county, number_of
from doudi.mechanisms.indicators.declare import Indicator
from doudi.mechanisms.indicators.queries import Counted, figure, records_of
from doudi.mechanisms.indicators.services import freeze
from doudi.mechanisms.registry.models import Category
from doudi.mechanisms.registry.services import NewCategory, NewPerson, put_in_category, register_people

pytestmark = pytest.mark.django_db
YEAR = Period(dt.date(2024, 1, 1), dt.date(2024, 12, 31))


def awarded(period: Period) -> QuerySet[Category]:
    return Category.objects.filter(from_on__range=(period.first, period.last))


PEOPLE = Indicator("test.people", "新增低保", "人", Count("pk"), of=awarded, area_field="party__area_id")
MONEY = Indicator(
    "test.money", "月金额", "万元", Sum("monthly_fen"), of=awarded, area_field="party__area_id", per=10**6
)


@pytest.fixture(autouse=True)
def three_people() -> None:
    build_county()
    rows = [
        NewPerson(number_of(dt.date(1960, 1, 1), n), "某人", area)
        for n, area in enumerate((VILLAGE, VILLAGE, OTHER_VILLAGE))
    ]
    award(*(person.pk for person in register_people(rows, by=None, at=NOW, because="户籍底册")))


def award(*people: int, kind: Category.Kind = Category.Kind.DIBAO_RURAL) -> None:
    rows = [NewCategory(person, kind, dt.date(2024, 3, 1), monthly_fen=71500) for person in people]
    put_in_category(rows, by=None, at=NOW)


def test_a_figure_and_the_list_behind_it() -> None:
    assert figure(PEOPLE, YEAR, area_code=COUNTY) == Counted(Decimal(3), 3)
    assert figure(PEOPLE, YEAR, area_code=TOWN) == Counted(Decimal(2), 2)
    assert records_of(PEOPLE, YEAR, area_code=TOWN).count() == 2
    assert figure(MONEY, YEAR, area_code=COUNTY) == Counted(Decimal("0.2145"), 3)


def test_nothing_counted_is_nought() -> None:
    assert figure(MONEY, Period(dt.date(2023, 1, 1), dt.date(2023, 12, 31)), area_code=COUNTY) == Counted(Decimal(0), 0)


def test_a_reported_figure_stays() -> None:
    first = freeze(PEOPLE, YEAR, area_code=COUNTY, by=None, at=NOW)
    assert freeze(PEOPLE, YEAR, area_code=COUNTY, by=None, at=NOW) == first
    assert Record.objects.filter(action="figure.freeze").count() == 1
    award(records_of(PEOPLE, YEAR, area_code=COUNTY)[0].party_id, kind=Category.Kind.AGE_ALLOWANCE)
    with pytest.raises(Refused, match="已上报为3人，现为"):
        freeze(PEOPLE, YEAR, area_code=COUNTY, by=None, at=NOW)
