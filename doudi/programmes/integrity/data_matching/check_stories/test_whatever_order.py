"""What must hold for all checks together: how a list is written down changes nothing, and a list less proves nothing more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import cache

import polars as pl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from doudi.mechanisms.matching.models import Finding, Run
from doudi.mechanisms.matching.services import keep
from doudi.programmes.integrity.data_matching.check_stories.county import Row, shuffled
from doudi.programmes.integrity.data_matching.check_stories.rich import RichCounty
from doudi.programmes.integrity.data_matching.checks import CHECKS
from doudi.programmes.integrity.data_matching.sources import SOURCES

Said = set[tuple[object, ...]]
# Each line of these two is money that was ordered or sent: twice is twice.
EVERY_LINE_COUNTS = ("subsidy_system_list", "bank_return")
OWN = {source.code for source in SOURCES if source.own}
# Asked of the bureau's own rolls and payments alone.
ONLY_OWN_LISTS = {"R-CMP-04", "R-CMP-24", "R-CMP-29", "R-CMP-30"}


@cache
def county() -> RichCounty:
    return RichCounty()


@cache
def before() -> pl.DataFrame:
    return county().compare().findings


def said(findings: pl.DataFrame) -> Said:
    """What is found and about whom; not in which row of which file it stands."""
    columns = (
        "identity",
        "rule",
        "subject_id",
        "household_no",
        "programme",
        "strength",
        "conclusive",
        "amount_fen",
        "reason",
    )
    return set(findings.select(*columns, pl.col("doubts").list.join(";")).iter_rows())


def conclusive(findings: pl.DataFrame) -> set[tuple[str, str]]:
    return set(findings.filter("conclusive").select("rule", "subject_id").iter_rows())


def test_every_check_finds_somebody_in_the_rich_county() -> None:
    assert set(before()["rule"]) == {check.code for check in CHECKS} - {"R-ID-02"}
    assert before()["identity"].n_unique() == before().height


# Each example is a whole comparison: a few, and none smaller if one fails.
FEW = settings(max_examples=3, deadline=None, phases=[Phase.generate])


@FEW
@given(seed=st.integers(0, 2**32))
def test_the_order_of_the_lines_changes_nothing(seed: int) -> None:
    assert said(county().compare(county().tables(shuffled(seed))).findings) == said(before())


@FEW
@given(seed=st.integers(0, 2**32))
def test_lines_written_twice_change_nothing(seed: int) -> None:
    def twice(rows: list[Row]) -> Iterable[Row]:
        return shuffled(seed)([*rows, *rows[seed % 2 :: 2]])

    tables = {**county().tables(twice), **{code: county().tables()[code] for code in EVERY_LINE_COUNTS}}
    assert said(county().compare(tables).findings) == said(before())


@FEW
@given(seed=st.integers(0, 2**32))
def test_a_list_sent_in_two_files_is_one_list(seed: int) -> None:
    def in_two(rows: list[Row]) -> list[Row]:
        half = len(rows) * (seed % 7) // 7
        second = [{**row, "_file": "续表.xls", "_sheet": "2", "_row": row["_row"] - half} for row in rows[half:]]
        return rows[:half] + second

    findings = county().compare(county().tables(in_two)).findings
    assert said(findings) == said(before())
    assert set(findings["data_key"]) == set(before()["data_key"])


def test_a_list_less_never_makes_anything_conclusive() -> None:
    """What a list would have excused may be asked about without it, but never stands as proved."""
    tables = county().tables()
    for missing in sorted(tables.keys() - {"areas"}):
        found = county().compare({code: table for code, table in tables.items() if code != missing}).findings
        assert conclusive(found) <= conclusive(before()), missing


def test_a_stale_list_proves_nothing() -> None:
    """R-CHK-01: the same lists three months old; whatever rests on another office's list is not conclusive."""
    old = {
        code: table if code in OWN else table.with_columns(_as_of=pl.col("_as_of") - 3, _stale=True)
        for code, table in county().tables().items()
    }
    found = county().compare(old).findings
    others = {rule for rule, _ in conclusive(before())} - ONLY_OWN_LISTS
    assert others
    assert {rule for rule, _ in conclusive(found)} <= ONLY_OWN_LISTS


@pytest.mark.django_db
def test_a_second_run_adds_nothing() -> None:
    runs = [Run.objects.create(month=county().month, state=Run.State.DONE) for _ in range(2)]
    first, _ = keep(runs[0], before(), on=dt.date(2024, 12, 5), cleared_months=6)
    again, _ = keep(runs[1], county().compare().findings, on=dt.date(2024, 12, 6), cleared_months=6)
    assert len(first) == before().height == Finding.objects.count()
    assert again == []


def test_the_next_month_names_the_same_findings() -> None:
    """R-FIND-01: the period slides from month to month and is no part of the identity."""
    county().month += 1
    try:
        later = county().compare().findings
    finally:
        county().month -= 1
    kept = set(later["identity"]) & set(before()["identity"])
    assert len(kept) > 0.7 * before().height
