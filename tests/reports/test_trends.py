"""Figures over time, on the board, on the board of a line, and beside a figure (R-STAT-02, R-STAT-03, R-STAT-10)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from doudi.base.models import Grant, Record
from doudi.base.roles import Role
from doudi.base.stories import COUNTY, TOWN, somebody
from doudi.mechanisms.entitlement.awards.models import Award
from doudi.mechanisms.entitlement.testing_awards import Office, acting
from doudi.mechanisms.entitlement.units import Residence
from doudi.mechanisms.indicators.declare import INDICATORS, Indicator, Kind, indicator_of
from doudi.mechanisms.indicators.periods import parse_period
from doudi.mechanisms.indicators.queries import figure
from doudi.programmes.assistance.dibao.programme import DIBAO_BENEFIT
from doudi.programmes.office.reports.trends import beside, spans_of, trend_of

pytestmark = pytest.mark.django_db
TODAY = dt.date(2025, 1, 6)
YEAR = parse_period("2024")
OCTOBER = 2024 * 12 + 9


@pytest.fixture
def office() -> Office:
    """Two households on dibao, one of them since October 2024, the other for long."""
    office = Office()
    Grant.objects.update(since=dt.date(2020, 1, 1))
    for _ in range(2):
        office.grant(DIBAO_BENEFIT, office.household(1), {}, residence=Residence.RURAL)
    old, new = Award.objects.order_by("pk")
    Award.objects.filter(pk=old.pk).update(from_month=2023 * 12)
    Award.objects.filter(pk=new.pk).update(from_month=OCTOBER)
    return office


def households() -> Indicator:
    found = indicator_of("dibao.households")
    assert found is not None
    return found


def test_a_year_is_drawn_by_the_quarters_of_two_years_and_none_that_is_to_come() -> None:
    assert [str(each.first) for each in spans_of(YEAR, today=TODAY)][::7] == ["2023-01-01", "2024-10-01"]
    assert str(spans_of(YEAR, today=dt.date(2024, 9, 30))[-1].last) == "2024-09-30"
    assert str(spans_of(parse_period("2024-H1"), today=TODAY)[-1].last) == "2024-06-30"
    months = spans_of(parse_period("2024-06"), today=TODAY)
    assert (len(months), str(months[0].first), str(months[-1].last)) == (12, "2023-07-01", "2024-06-30")


def test_a_stock_is_drawn_as_it_stood_at_the_end_of_each_quarter(office: Office) -> None:
    drawn = trend_of(households(), YEAR, area_code=COUNTY, today=TODAY)
    assert [each.value for each in drawn.points] == [1, 1, 1, 1, 1, 1, 1, 2]
    assert "2024年第四季度2户" in drawn.words
    for point, span in zip(drawn.points, spans_of(YEAR, today=TODAY), strict=True):
        assert point.value == float(figure(households(), span, area_code=COUNTY).value)


def test_a_cumulative_figure_is_drawn_by_what_each_quarter_added(office: Office) -> None:
    begun = replace(
        households(),
        code="test.begun",
        kind=Kind.CUMULATIVE,
        of=lambda period: Award.objects.filter(
            from_month__range=(
                period.first.year * 12 + period.first.month - 1,
                period.last.year * 12 + period.last.month - 1,
            )
        ),
    )
    drawn = trend_of(begun, YEAR, area_code=COUNTY, today=TODAY)
    assert [each.value for each in drawn.points] == [1, 0, 0, 0, 0, 0, 0, 1]
    running = dt.date(2024, 12, 9)  # a quarter that still runs would look like a fall; a stock is what stands today
    assert len(trend_of(begun, YEAR, area_code=COUNTY, today=running).points) == 7
    assert len(trend_of(households(), YEAR, area_code=COUNTY, today=running).points) == 8


def test_few_of_a_sensitive_kind_are_not_drawn(office: Office) -> None:
    drawn = trend_of(replace(households(), code="test.sensitive", sensitive=True), YEAR, area_code=COUNTY, today=TODAY)
    assert {each.value for each in drawn.points} == {None}
    assert not drawn.is_drawn
    assert "少于5" in drawn.words


def test_r_stat_03_against_the_year_before_and_the_span_before(office: Office) -> None:
    quarter = parse_period("2024-Q4")
    now = figure(households(), quarter, area_code=COUNTY)
    told = beside(households(), quarter, now, area_code=COUNTY)
    assert [(each.name, each.words, each.change) for each in told] == [
        ("上年同期", "1", Decimal("100.00")),
        ("上期（2024年第三季度）", "1", Decimal("100.00")),
    ]
    cumulative = replace(households(), kind=Kind.CUMULATIVE)
    assert [each.name for each in beside(cumulative, quarter, now, area_code=COUNTY)] == ["上年同期"]
    year = figure(households(), YEAR, area_code=COUNTY)
    assert [each.name for each in beside(households(), YEAR, year, area_code=COUNTY)] == ["上年同期"]
    sensitive = replace(households(), sensitive=True)
    assert [(each.words, each.change) for each in beside(sensitive, quarter, now, area_code=COUNTY)] == [
        ("少于5", None)
    ] * 2


def test_the_boards_draw_lines_that_are_told_in_words_and_lead_to_each_line(office: Office) -> None:
    board = acting(office.leader).get(reverse("reports:board") + "?period=2024").content.decode()
    assert 'class="trend"' in board
    assert "最低生活保障户数：2023年第一季度1户" in board
    line = reverse("reports:line", args=["dibao"])
    assert line in board
    page = acting(office.leader).get(line + "?period=2024").content.decode()
    assert reverse("reports:figure", args=["dibao.households", "2024", COUNTY]) in page
    assert "+100.00%" in page
    figures = acting(office.leader).get(reverse("reports:figure", args=["dibao.households", "2024-Q4", COUNTY]))
    assert "环比" in figures.content.decode()
    assert acting(office.leader).get(reverse("reports:line", args=["nothing"])).status_code == 404
    inspector = somebody("inspector", Role.INSPECTOR, COUNTY)
    Grant.objects.filter(user=inspector).update(since=dt.date(2020, 1, 1))
    assert acting(inspector).get(line).status_code == 200  # the discipline commission reads figures


def test_a_township_sees_its_own_line(office: Office) -> None:
    page = acting(office.clerk).get(reverse("reports:line", args=["dibao"]) + "?period=2024").content.decode()
    assert reverse("reports:figure", args=["dibao.households", "2024", TOWN]) in page
    assert reverse("reports:figure", args=["dibao.households", "2024", COUNTY]) not in page


def test_every_line_has_its_board(office: Office) -> None:
    for programme in {programme for programme, each in INDICATORS.values() if not each.code.startswith("test.")}:
        assert acting(office.leader).get(reverse("reports:line", args=[programme])).status_code == 200, programme


def test_a_board_is_counted_once_until_something_is_recorded(office: Office) -> None:
    client, url = acting(office.leader), reverse("reports:board") + "?period=2024"
    client.get(url)
    before = Record.objects.count()
    with CaptureQueriesContext(connection) as caught:
        client.get(url)
    assert Record.objects.count() == before
    assert len(caught) < 40
