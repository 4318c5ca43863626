"""What was made ready for one run serves the next, unless something it was made from has changed."""

from __future__ import annotations

from pathlib import Path

import duckdb
import polars as pl
import pytest

from doudi.mechanisms.matching.prepared import Prepared


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "prepared"


def a_run(folder: Path, rows: str, *, holds: str = "a", limit: int = 1) -> tuple[Prepared, bool]:
    """One table, and one view prepared from it; whether the view was taken up from an earlier run."""
    con = duckdb.connect(":memory:")
    con.execute(f"CREATE TABLE vehicles AS SELECT unnest({rows}) AS price")
    prepared = Prepared(con, folder)
    prepared.keys["vehicles"] = holds
    sql = "SELECT price FROM vehicles WHERE price > $limit"
    key = prepared.key(sql, {"limit": limit})
    recalled = prepared.recall(("dear",), key)
    if not recalled:
        con.execute(f"CREATE TEMP TABLE dear AS {sql}", {"limit": limit})
        prepared.keep(("dear",), key)
    prepared.forget_others()
    return prepared, recalled


def answer(prepared: Prepared) -> list[int]:
    return [row[0] for row in prepared.con.execute("SELECT price FROM dear ORDER BY 1").fetchall()]


def test_a_second_run_takes_up_what_the_first_made(folder: Path) -> None:
    assert not a_run(folder, "[1, 2, 3]")[1]
    prepared, recalled = a_run(folder, "[1, 2, 3]")
    assert recalled
    assert answer(prepared) == [2, 3]


def test_a_changed_list_or_parameter_makes_it_anew(folder: Path) -> None:
    a_run(folder, "[1, 2, 3]")
    prepared, recalled = a_run(folder, "[5, 6]", holds="b")
    assert not recalled
    assert answer(prepared) == [5, 6]
    prepared, recalled = a_run(folder, "[5, 6]", holds="b", limit=5)
    assert not recalled
    assert answer(prepared) == [6]


def test_nothing_made_from_older_rows_stays_behind(folder: Path) -> None:
    a_run(folder, "[1, 2, 3]")
    a_run(folder, "[5, 6]", holds="b")
    assert len(list(folder.iterdir())) == 1


def test_a_list_without_a_key_is_never_kept(folder: Path) -> None:
    assert not a_run(folder, "[1]", holds="")[1]
    assert not a_run(folder, "[1]", holds="")[1]
    assert not folder.exists() or not list(folder.iterdir())


def test_a_damaged_file_is_made_anew(folder: Path) -> None:
    a_run(folder, "[1, 2, 3]")
    for path in folder.iterdir():
        path.write_bytes(b"cut off")
    prepared, recalled = a_run(folder, "[1, 2, 3]")
    assert not recalled
    assert answer(prepared) == [2, 3]


def test_an_answer_is_asked_again_only_if_what_it_rests_on_has_changed(folder: Path) -> None:
    prepared, _ = a_run(folder, "[1, 2, 3]")
    key = prepared.key("SELECT price FROM dear", {})
    assert prepared.recall_answer("R-1", key) is None
    found = pl.DataFrame({"price": [2, 3], "evidence": [[{"spot": 1, "values": "{}"}], None]})
    prepared.keep_answer("R-1", key, found)
    again, _ = a_run(folder, "[1, 2, 3]")
    assert again.key("SELECT price FROM dear", {}) == key
    kept = again.recall_answer("R-1", key)
    assert kept is None  # a run that did not ask for it has put it away
    again.keep_answer("R-1", key, found)
    kept = again.recall_answer("R-1", key)
    assert kept is not None
    assert found.equals(kept)
    changed, _ = a_run(folder, "[5, 6]", holds="b")
    assert changed.key("SELECT price FROM dear", {}) != key


def test_a_damaged_answer_is_asked_again(folder: Path) -> None:
    prepared, _ = a_run(folder, "[1]")
    key = prepared.key("SELECT price FROM dear", {})
    prepared.keep_answer("R-1", key, pl.DataFrame({"price": [1]}))
    for path in folder.iterdir():
        path.write_bytes(b"cut off")
    assert prepared.recall_answer("R-1", key) is None
