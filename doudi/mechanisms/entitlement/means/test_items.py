"""From income items to the monthly figures of a person."""

from __future__ import annotations

import datetime as dt

import pytest

from doudi.base.months import parse_month
from doudi.base.refused import Refused
from doudi.mechanisms.entitlement.means.items import KINDS, IncomeItem, Source, differing, monthly
from doudi.mechanisms.entitlement.means.rules import MEANS
from doudi.mechanisms.entitlement.testing import fen

JANUARY, AUGUST = parse_month("2024-01"), parse_month("2024-08")
YEAR_FROM = parse_month("2023-09")


def item(kind: str, yuan: float, first: int = YEAR_FROM, last: int = AUGUST, **more: object) -> IncomeItem:
    return IncomeItem(kind, first, last, fen(yuan), **more)  # type: ignore[arg-type]


def of(*items: IncomeItem) -> dict[str, int | None]:
    return {figure: each.value for figure, each in monthly(items, AUGUST, 12).items()}


def test_twelve_months_are_averaged() -> None:
    assert of(item("wages", 31_200)) == {"wages": fen(2_600)}


def test_four_months_of_work_count_a_third_and_what_lies_before_the_window_not_at_all() -> None:
    assert of(item("wages", 12_000, parse_month("2024-05"))) == {"wages": fen(1_000)}
    half_before = item("rent", 1_200, parse_month("2023-03"), parse_month("2024-02"))
    assert of(half_before) == {"property_income": fen(50)}
    assert of(item("rent", 1_200, parse_month("2022-01"), parse_month("2022-12"))) == {}


def test_fractions_of_a_fen_go_in_the_persons_favour() -> None:
    assert of(item("farming", 1_000, deduction=fen(500))) == {"business_income": 8333, "business_costs": 4167}


def test_the_pension_stays_in_its_three_parts() -> None:
    found = of(item("pension_central", 1_476), item("pension_local", 240), item("pension_account", 480))
    assert found == {"central_pension": fen(123), "local_pension": fen(20), "account_pension": fen(40)}


def test_what_was_checked_counts_and_the_difference_is_told() -> None:
    items = [
        item("wages", 12_000),
        item(
            "wages", 24_000, source=Source.CHECKED, evidence="核对报告2024-0912", on=dt.date(2024, 8, 30), by="王经办"
        ),
    ]
    found = monthly(items, AUGUST, 12)
    assert found["wages"].value == fen(2_000)
    assert str(found["wages"]) == "核对:核对报告2024-0912、2024-08-30、王经办"
    assert [(each.kind.code, each.declared, each.checked) for each in differing(items, AUGUST, 12)] == [
        ("wages", fen(1_000), fen(2_000))
    ]


def test_support_that_is_waived_and_an_imputed_wage_do_not_count_when_set_aside() -> None:
    waived = item("support", 6_000, set_aside="父母年满60周岁,扶养成年无业重度残疾子女")
    imputed = item("wages", 12_000, source=Source.IMPUTED, set_aside="照护重病家人,确实无法就业")
    assert of(waived, imputed) == {}


def test_aid_and_preferential_pensions_are_told_and_not_counted() -> None:
    assert of(item("veterans", 2_400), item("assistance", 1_200)) == {"not_counted": fen(300)}


@pytest.mark.parametrize(
    ("kind", "first", "last", "gross", "sentence"),
    [
        ("lottery", JANUARY, AUGUST, 1, "没有“lottery”这一类收入"),
        ("wages", AUGUST, JANUARY, 1, "止月早于起月"),
        ("wages", JANUARY, AUGUST, -1, "不能是负数"),
    ],
)
def test_bad_items_are_refused(kind: str, first: int, last: int, gross: int, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        IncomeItem(kind, first, last, gross)


def test_every_kind_goes_into_figures_that_the_rules_know() -> None:
    for each in KINDS.values():
        assert all(figure in MEANS.all_facts for figure in (each.figure, each.costs) if figure)
