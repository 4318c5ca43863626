"""Parameters by two dates, by class and by area; what is not known is refused, not guessed."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doudi.base.documents import COUNTY
from doudi.base.months import parse_month
from doudi.base.refused import Refused
from doudi.mechanisms.entitlement.means.policy import MeansPolicy
from doudi.mechanisms.entitlement.policy import (
    Policy,
    PolicyValue,
    entries,
    in_force,
    months_reopened,
    parameter,
    since,
    table,
    terms_on,
)
from doudi.mechanisms.entitlement.units import NUMBER, YUAN, Residence

URBAN, RURAL = Residence.URBAN, Residence.RURAL


class Invented(Policy):
    code = "invented"
    name = "虚构"

    number = parameter("个数", NUMBER, since("2024-01-01", 3, COUNTY, "D"), basis=COUNTY["测试"])
    sums = table(
        "金额",
        YUAN,
        since("2023-01-01", (10, 20), COUNTY, "D"),
        since("2024-01-01", {RURAL: 25}, COUNTY, "D", issued="2024-06-10"),
        by=Residence,
        basis=COUNTY["测试"],
    )


def value(code: str, amount: int, applies: str, issued: str, key: tuple[int, ...] = (), **more: object) -> PolicyValue:
    day = dt.date.fromisoformat
    return PolicyValue(code, key, amount, day(applies), day(issued), "测试文件", "A", **more)  # type: ignore[arg-type]


def test_a_value_by_the_day_it_applies_from_and_the_day_it_was_known() -> None:
    march = dt.date(2024, 3, 1)
    assert in_force(Invented, march).sums.tolist() == [1000, 2500]  # only the rural one rose
    assert in_force(Invented, march, known=dt.date(2024, 6, 9)).sums.tolist() == [1000, 2000]
    assert in_force(Invented, march, known=dt.date(2024, 6, 10)).sums.tolist() == [1000, 2500]


def test_an_entry_corrects_another_of_the_same_day_and_counts_from_its_approval() -> None:
    entered = [value("invented.number", 5, "2024-01-01", "2024-02-01", approved_on=dt.date(2024, 2, 20))]
    day = dt.date(2024, 3, 1)
    assert in_force(Invented, day, entered=entered).number == 5
    assert in_force(Invented, day, entered=entered, known=dt.date(2024, 2, 19)).number == 3
    assert in_force(Invented, day, entered=entered, known=dt.date(2024, 2, 20)).number == 5


def test_an_older_rule_issued_late_does_not_displace_the_newer() -> None:
    entered = [value("invented.number", 9, "2023-06-01", "2024-05-01")]
    assert in_force(Invented, dt.date(2024, 3, 1), entered=entered).number == 3
    assert in_force(Invented, dt.date(2023, 7, 1), entered=entered).number == 9


def test_a_value_of_an_area_holds_there_only() -> None:
    entered = [value("invented.number", 7, "2024-01-01", "2024-01-01", area="3601")]
    day = dt.date(2024, 3, 1)
    assert in_force(Invented, day, entered=entered, area="360102").number == 7
    assert in_force(Invented, day, entered=entered, area="360800").number == 3


def test_no_value_is_refused_when_it_is_asked_for() -> None:
    early = terms_on([Invented], dt.date(2023, 5, 1))
    assert early["sums"].tolist() == [1000, 2000]
    with pytest.raises(Refused, match="参数“个数”在2023年5月尚无取值，请先录入并经复核。"):
        early["number"]


def test_a_reform_may_name_one_class_and_must_name_a_parameter_that_is_there() -> None:
    day = dt.date(2024, 3, 1)
    assert in_force(Invented, day, reform={"invented.sums": {URBAN: 7}}).sums.tolist() == [7, 2500]
    with pytest.raises(Refused, match=r"没有名为invented\.nothing的参数"):
        in_force(Invented, day, reform={"invented.nothing": 1})


def test_a_sum_with_half_a_fen_is_refused() -> None:
    with pytest.raises(Refused, match="不足最小单位"):
        YUAN.kept("0.005")


def test_a_value_that_reaches_back_names_the_closed_months() -> None:
    late = value("invented.number", 5, "2024-01-01", "2024-06-10")
    assert list(months_reopened(late, parse_month("2024-05"))) == list(
        range(parse_month("2024-01"), parse_month("2024-06"))
    )
    assert not months_reopened(late, parse_month("2023-12"))


def test_the_history_of_the_standards_of_section_four() -> None:
    rows = [
        (row.key[0], row.applies_from.year, row.value, row.tag)
        for each, row in entries(MeansPolicy)
        if each.name == "standard"
    ]
    assert rows == [
        (0, 2021, 76500, "B"),
        (0, 2022, 82500, "B"),
        (0, 2023, 88500, "B"),
        (0, 2024, 93500, "A"),
        (0, 2025, 98000, "C"),
        (1, 2021, 51500, "B"),
        (1, 2022, 60000, "B"),
        (1, 2023, 66000, "B"),
        (1, 2024, 71500, "A"),
        (1, 2025, 76500, "C"),
    ]


days = st.dates(dt.date(2023, 1, 1), dt.date(2025, 12, 31))


@given(st.lists(st.tuples(days, days, st.integers(0, 99)), max_size=6), days, days)
def test_what_is_known_later_only_adds(rows: list[tuple[dt.date, dt.date, int]], on: dt.date, known: dt.date) -> None:
    """Whatever is issued after a day changes nothing that was known on that day."""
    entered = [
        PolicyValue("invented.sums", (0,), amount, applies, issued, "测试", "A") for applies, issued, amount in rows
    ]
    held = [row for row in entered if row.issued_on <= known]
    assert (
        terms_on([Invented], on, known=known, entered=entered)["sums"].tolist()
        == terms_on([Invented], on, known=known, entered=held)["sums"].tolist()
    )
