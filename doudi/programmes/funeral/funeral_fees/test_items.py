"""The list of prices and the waiver as pure functions, with the worked example of the brief. Amounts in fen."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doudi.base.refused import Refused
from doudi.mechanisms.entitlement.policy import terms_on
from doudi.programmes.funeral.funeral_fees.items import ITEMS, Asked, Charged, charged
from doudi.programmes.funeral.funeral_fees.policy import FeePolicy

PRICES = terms_on([FeePolicy], dt.date(2024, 9, 12)).values
WE_06 = (
    Asked("transport", 30_000, 1), Asked("storage", 6_000, 5), Asked("cremation", 48_000, 1), Asked("urn", 60_000, 1, "王五"),
    Asked("custody", 1_000, 8),
)  # fmt: skip


def lines(*asked: Asked, eligible: bool = True, needy: bool = False, had: tuple[str, ...] = ()) -> list[Charged]:
    return charged(asked, prices=PRICES, eligible=eligible, needy=needy, had=had)


def test_we_06_what_is_waived_and_what_the_family_pays() -> None:
    found = lines(*WE_06)
    assert sum(each.gross for each in found) == 176_000
    assert [each.waived for each in found] == [30_000, 18_000, 48_000, 15_000, 6_000]
    assert sum(each.waived for each in found) == 117_000
    assert sum(each.net for each in found) == 59_000


def test_we_06_whoever_had_a_grant_is_excluded_where_the_county_excludes_him() -> None:
    found = lines(*WE_06, eligible=False)
    assert (sum(each.waived for each in found), sum(each.net for each in found)) == (0, 176_000)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (Asked("plot", 100, 1), "不在当日的收费清单上"),
        (Asked("cremation", 48_001, 1), "最高480.00元，不能收480.01元"),
        (Asked("urn", 60_000, 1), "须有家属签字"),
        (Asked("urn", 60_000, 1, " "), "须有家属签字"),
        (Asked("transport", 30_000, 0), "数量须大于零"),
        (Asked("transport", -1, 1), "单价不能为负"),
    ],
)
def test_r_fee_02_and_03_what_may_not_be_charged(asked: Asked, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        lines(asked)


def test_r_fee_03_the_same_is_not_charged_twice_nor_under_another_name() -> None:
    with pytest.raises(Refused, match="不能重复收费"):
        lines(Asked("cremation", 48_000, 1), Asked("fine_cremation", 100_000, 1, "王五"))
    with pytest.raises(Refused, match="不能重复收费"):
        lines(Asked("transport", 30_000, 1), had=("transport",))


def test_r_fee_05_an_upgrade_is_paid_by_the_family() -> None:
    (line,) = lines(Asked("fine_cremation", 128_000, 1, "王五"))
    assert (line.waived, line.net) == (48_000, 80_000)


def test_above_the_reference_range_it_is_charged_and_shown() -> None:
    (line,) = lines(Asked("urn", 350_000, 1, "王五"))
    assert line.over == 50_000


def test_r_fee_07_the_plot_is_free_for_the_needy_only() -> None:
    asked = Asked("maintenance", 200_000, 1)
    assert lines(asked)[0].waived == 0
    assert lines(asked, needy=True)[0].waived == 200_000


def test_a_price_that_is_not_in_force_is_no_item() -> None:
    with pytest.raises(Refused, match="不在当日的收费清单上"):
        charged([Asked("transport", 1, 1)], prices={}, eligible=True, needy=False)


@given(
    item=st.sampled_from(sorted(ITEMS)),
    price=st.integers(0, 500_000),
    quantity=st.integers(1, 60),
    eligible=st.booleans(),
    needy=st.booleans(),
)
def test_never_more_is_waived_than_charged_nor_than_the_list_allows(
    item: str, price: int, quantity: int, eligible: bool, needy: bool
) -> None:
    """R-FEE-10: net is never below nought, and what is waived grows neither with the price nor with the quantity above what is covered."""
    price = min(price, PRICES[item]) if ITEMS[item].basic else price
    (line,) = lines(Asked(item, price, quantity, "王五"), eligible=eligible, needy=needy)
    assert 0 <= line.waived <= line.gross
    covers = ITEMS[item].covers
    most = covers if isinstance(covers, int) else PRICES[covers]
    assert line.waived <= most * PRICES[ITEMS[item].cap or item]
    assert line.net == line.gross - line.waived
