"""A figure opens its records, and stays as it was reported."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Count, QuerySet, Sum
from hypothesis import given
from hypothesis import strategies as st

from doudi.base.models import Record, User
from doudi.base.refused import Refused
from doudi.base.spans import Period
from doudi.base.stories import COUNTY, NOW, OTHER_VILLAGE, TOWN, VILLAGE, build_county, number_of
from doudi.mechanisms.indicators.declare import Indicator, Kind, Split
from doudi.mechanisms.indicators.numbers import change, flow_of, in_table, in_text, may_say_near, rounded_words
from doudi.mechanisms.indicators.periods import before, code_of, parse_period, year_before
from doudi.mechanisms.indicators.queries import (
    Counted,
    by_area,
    by_class,
    figure,
    records_of,
    suppressed,
    versions_of,
)
from doudi.mechanisms.indicators.services import correct, freeze
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


# --- kinds of figures, classes, corrections ---------------------------------------------------------------------------------


def test_a_cumulative_figure_reaches_back_to_january() -> None:
    quarter = parse_period("2024-Q2")
    flow = replace(PEOPLE, code="test.flow", kind=Kind.FLOW)
    cumulative = replace(PEOPLE, code="test.cumulative", kind=Kind.CUMULATIVE)
    assert figure(flow, quarter, area_code=COUNTY).value == 0  # all were awarded in March
    assert figure(cumulative, quarter, area_code=COUNTY).value == 3
    assert figure(flow, parse_period("2024-Q1"), area_code=COUNTY).value == 3


def test_by_township_and_village_the_parts_make_up_the_whole() -> None:
    whole = figure(PEOPLE, YEAR, area_code=COUNTY)
    for digits in (9, 12):
        parts = by_area(PEOPLE, YEAR, area_code=COUNTY, digits=digits)
        assert sum(each.value for each in parts.values()) == whole.value
    assert by_area(PEOPLE, YEAR, area_code=COUNTY, digits=12)[VILLAGE] == Counted(Decimal(2), 2)


def test_small_cells_of_a_sensitive_figure_are_not_told() -> None:
    """Two of three classes are below five: told neither; with one below five the next smallest goes with it, or the total tells it."""
    sensitive = replace(PEOPLE, sensitive=True)
    assert suppressed(sensitive, [4, 3, 20]) == [True, True, False]
    assert suppressed(sensitive, [4, 9, 20]) == [True, True, False]
    assert suppressed(sensitive, [5, 9, 0]) == [False, False, False]
    assert suppressed(PEOPLE, [1, 2, 3]) == [False, False, False]
    split = Split("kind", "类别", "kind", ((Category.Kind.DIBAO_RURAL, "农村"), (Category.Kind.DIBAO_URBAN, "城市")))
    [(name, cells)] = by_class(replace(PEOPLE, splits=(split,)), YEAR, area_code=COUNTY)
    assert (name, [each.counted and each.counted.records for each in cells]) == ("类别", [3, 0])
    [(_, cells)] = by_class(replace(sensitive, splits=(split,)), YEAR, area_code=COUNTY)
    assert cells[0].counted is None


def test_a_correction_is_a_version_of_its_own_by_two_people() -> None:
    officer, leader = (User.objects.create(username=name, name=name) for name in ("tongji", "juzhang"))
    first = freeze(PEOPLE, YEAR, area_code=COUNTY, by=officer, at=NOW)
    said: dict[str, Any] = {"area_code": COUNTY, "by": officer, "together_with": leader, "at": NOW}
    with pytest.raises(Refused, match="与上报数一致"):
        correct(PEOPLE, YEAR, because="迟报", **said)
    award(records_of(PEOPLE, YEAR, area_code=COUNTY)[0].party_id, kind=Category.Kind.AGE_ALLOWANCE)
    with pytest.raises(Refused, match="原因"):
        correct(PEOPLE, YEAR, because=" ", **said)
    with pytest.raises(Refused, match="两人"):
        correct(PEOPLE, YEAR, because="迟报", **{**said, "together_with": officer})
    second = correct(PEOPLE, YEAR, because="迟报1人", **said)
    assert [each.pk for each in versions_of(PEOPLE, YEAR, area_code=COUNTY)] == [first.pk, second.pk]
    first.refresh_from_db()
    assert (int(first.value), int(second.value), second.version) == (3, 4, 2)
    assert freeze(PEOPLE, YEAR, area_code=COUNTY, by=officer, at=NOW) == second


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [("2024", "2024-01-01", "2024-12-31"), ("2024-Q3", "2024-07-01", "2024-09-30"), ("2024-H1", "2024-01-01", "2024-06-30"), ("2024-02", "2024-02-01", "2024-02-29")],
)  # fmt: skip
def test_periods_as_they_are_written(written: str, first: str, last: str) -> None:
    period = parse_period(written)
    assert (str(period.first), str(period.last)) == (first, last)
    assert code_of(period) == written


def test_a_period_that_nobody_understands_is_refused() -> None:
    with pytest.raises(Refused, match="认不出统计期"):
        parse_period("去年")


@given(st.sampled_from(["2024", "2023-Q1", "2024-Q2", "2024-H2", "2025-01", "2024-12"]))
def test_the_period_before_ends_where_this_one_begins(written: str) -> None:
    period = parse_period(written)
    assert before(period).last + dt.timedelta(days=1) == period.first
    assert code_of(year_before(period))[4:] == code_of(period)[4:]


# --- as they are written (worked examples of the statistics table) ---------------------------------------------------------


def test_wr_06_change_and_the_flow_of_a_quarter() -> None:
    now, before_ = Decimal("1750824.6"), Decimal("1142713.9")
    assert change(now, before_) == Decimal("53.22")
    assert flow_of(now, before_) == Decimal("608110.7")
    assert flow_of(before_, None) == before_


@pytest.mark.parametrize(
    ("before_", "now", "percent"),
    [("614443.6", "936537.8", "52.42"), ("138714.2", "154084.4", "11.08"), ("83834.9", "121243", "44.62")],
)
def test_wr_07_changes(before_: str, now: str, percent: str) -> None:
    assert change(Decimal(now), Decimal(before_)) == Decimal(percent)


def test_wr_08_blank_where_nothing_changed_or_nothing_was_before() -> None:
    assert change(3101, 3101) is None
    assert change(3101, None) is None
    assert change(3101, 0) is None


def test_wr_09_money_in_text_and_in_the_table_both_come_from_fen() -> None:
    wan = Decimal(249_850_000) / 10**6
    assert in_text(wan) == "249.85"
    assert in_table(wan, money=True) == "249.9"  # half up; a binary float would say 249.8
    assert in_text(Decimal(208)) == "208"
    assert in_table(Decimal(1060), money=False) == "1060"


def test_wr_10_rounding_words() -> None:
    assert [rounded_words(each) for each in (207, 200, 99)] == ["200余", "200", "99"]
    assert rounded_words(7654) == "7600余"
    assert may_say_near(200, 196)
    assert not may_say_near(200, 189)
    assert not may_say_near(200, 200)
