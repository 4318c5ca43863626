"""The subsidy system's list against the bank's: no error hides behind another."""

from __future__ import annotations

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from doudi.mechanisms.ledger.bank.lists import compare

ROW = st.tuples(st.integers(1, 6), st.sampled_from(["living", "nursing"]), st.sampled_from([10_000, 15_000]))


def a_list(rows: list[tuple[int, str, int]], **changed: str) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {"person": person, "kind": kind, "amount": amount, "name": f"户{person}", "account": f"{person:010d}"}
            | changed
            for person, kind, amount in rows
        ],
        schema={"person": pl.Int64, "kind": pl.String, "amount": pl.Int64, "name": pl.String, "account": pl.String},
    )


def test_ex_33_three_missing_and_one_extra_are_four_errors_though_the_net_is_two() -> None:
    online = a_list([(person, "nursing", 10_000) for person in range(1203)])
    paid = a_list([(person, "nursing", 10_000) for person in range(3, 1203)] + [(9999, "nursing", 10_000)])
    found = compare(online, paid)
    assert (found.only_online.height, found.only_paid.height, found.net) == (3, 1, 2)
    assert (found.online, found.paid) == ((1203, 12_030_000), (1201, 12_010_000))
    assert not found.closed


def test_another_amount_and_another_account_are_classes_of_their_own() -> None:
    online = a_list([(1, "living", 10_000), (2, "living", 10_000), (3, "living", 10_000)])
    paid = pl.concat(
        [a_list([(1, "living", 9_000)]), a_list([(2, "living", 10_000)], account="x"), a_list([(3, "living", 10_000)])]
    )
    found = compare(online, paid)
    assert (found.other_amount["person"].to_list(), found.other_account["person"].to_list()) == ([1], [2])
    assert (found.agree, found.closed, found.net) == (1, False, 0)


def test_somebody_paid_twice_is_not_somebody_who_agrees() -> None:
    found = compare(a_list([(1, "living", 10_000)]), a_list([(1, "living", 10_000)] * 2))
    assert (found.agree, found.only_paid.height, found.closed) == (1, 1, False)


@settings(deadline=None)
@given(st.lists(ROW), st.lists(ROW))
def test_every_line_is_in_exactly_one_class(
    online: list[tuple[int, str, int]], paid: list[tuple[int, str, int]]
) -> None:
    found = compare(a_list(online), a_list(paid))
    pairs = found.other_amount.height + found.other_account.height + found.agree
    assert found.only_online.height + pairs == len(online)
    assert found.only_paid.height + pairs == len(paid)
    assert compare(a_list(online), a_list(online)).closed
