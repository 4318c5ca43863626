"""What holds for any table in any dress, and for any bytes whatever they are called."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from doudi.base.identity import check_digit
from doudi.mechanisms.exchange.intake import Intake
from doudi.mechanisms.exchange.testing import (
    HEADING,
    MONTH,
    archive,
    number,
    old_workbook,
    people,
    taken_in,
    text_table,
    web_page,
    workbook,
)  # fmt: skip

calmly = settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])


def taken(name: str, data: bytes, month: int | None = MONTH) -> Intake:
    with tempfile.TemporaryDirectory() as folder:
        return taken_in(Path(folder), (name, data), month=month)


# --- any table, any dress -----------------------------------------------------------------------------------------------

NAMES = st.builds(
    str.__add__,
    st.sampled_from("王李张刘陈杨黄赵吴周徐孙马朱胡"),
    st.text(st.sampled_from("伟芳娜秀英敏静㛃䶮𬀩龘妹·"), min_size=1, max_size=3).filter(
        lambda text: text.strip("·") == text
    ),
)
ROWS = st.lists(
    st.tuples(NAMES, st.integers(0, 999).map(number), st.integers(1, 10_000), st.just("2012-04-01"), st.just("是")),
    min_size=4,
    max_size=20,
    unique_by=lambda row: row[1],
)
FORMATS = {
    "名册.xlsx": lambda rows: workbook(("Sheet1", rows)),
    "名册.xls": lambda rows: old_workbook(("Sheet1", rows)),
    "名册.html": lambda rows: web_page(rows),
    "名册.csv": lambda rows: text_table(rows, coding="gb18030"),
    "名册.txt": lambda rows: text_table(rows, delimiter="\t", coding="utf-16"),
    "名册.tsv": lambda rows: text_table(rows, delimiter="|", coding="utf-8-sig", ends="\n"),
}


@calmly
@given(
    rows=ROWS,
    dress=st.lists(
        st.sampled_from(["title", "blank above", "blank left", "total", "note", "page", "subtotal", "serial"])
    ),
    written=st.sampled_from(sorted(FORMATS)),
    order=st.permutations(range(5)),
)
def test_any_table_in_any_dress_reads_back_as_the_same_rows(
    rows: list[tuple[Any, ...]], dress: list[str], written: str, order: list[int]
) -> None:
    heading = [HEADING[place] for place in order]
    lines: list[list[Any]] = [heading]
    for count, row in enumerate(rows):
        if "page" in dress and count == 3:
            lines.append(heading)
        if "subtotal" in dress and count == 2:
            lines.append(["青石镇小计", *[None] * 4])
        lines.append([row[place] for place in order])
    if "total" in dress:
        lines.append(["合  计", *[None] * 4])
    if "note" in dress:
        lines += [[], ["注:本表一式两份"]]
    if "serial" in dress:
        lines = [
            line if len(line) < 2 else ["序号" if line == heading else place, *line] for place, line in enumerate(lines)
        ]
    if "blank above" in dress:
        lines = [[], [], *lines]
    if "title" in dress:
        lines = [["养老金发放名册(2023年6月)"], *lines]
    if "blank left" in dress:
        lines = [[None, *line] for line in lines]
    intake = taken(f"养老金{written}", FORMATS[written](lines))
    assert [part.source.code for part in intake.parts] == ["pensions"], (intake.problems, lines)
    frame = intake.parts[0].frame
    assert frame["id_number"].to_list() == [row[1] for row in rows]
    assert frame["name"].to_list() == [row[0] for row in rows]
    assert frame["monthly"].to_list() == [row[2] * 100 for row in rows]
    assert intake.rejects.is_empty()


# --- any bytes ----------------------------------------------------------------------------------------------------------

BOOK = workbook(("养老金", [HEADING, *people(6)]))
WHOLE = {
    "养老金.xlsx": BOOK,
    "养老金.xls": old_workbook(("养老金", [HEADING, *people(6)])),
    "养老金.zip": archive([("养老金.csv", text_table([HEADING, *people(6)])), ("养老金.xlsx", BOOK)]),
    "养老金.html": web_page([HEADING, *people(6)]),
    "养老金.csv": text_table([HEADING, *people(6)], coding="gb18030"),
}


def assert_read_or_refused(intake: Intake) -> None:
    """Either rows, or one sentence that says what is wrong; never an error."""
    assert intake.parts or intake.problems
    for problem in intake.problems:
        assert problem.sentence.endswith("。")
        assert "\n" not in problem.sentence
        assert "Error" not in problem.sentence


@calmly
@given(
    name=st.sampled_from(["养老金.xlsx", "养老金.xls", "养老金.csv", "养老金.zip", "养老金.html", "养老金"]),
    head=st.sampled_from(
        [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<table", b"\xff\xfe", b"\x09\x08"]
    ),
    data=st.binary(max_size=3000),
)
def test_no_bytes_do_harm(name: str, head: bytes, data: bytes) -> None:
    assert_read_or_refused(taken(name, head + data))


@settings(calmly, max_examples=60)
@given(data=st.data(), name=st.sampled_from(sorted(WHOLE)))
def test_a_damaged_file_is_read_or_refused(data: st.DataObject, name: str) -> None:
    damaged = bytearray(WHOLE[name])
    for place, value in data.draw(
        st.lists(st.tuples(st.integers(0, len(damaged) - 1), st.integers(0, 255)), max_size=8)
    ):
        damaged[place] = value
    end = data.draw(st.integers(1, len(damaged)) | st.just(len(damaged)))
    assert_read_or_refused(taken(name, bytes(damaged[:end])))


# --- cut numbers --------------------------------------------------------------------------------------------------------


def fits(cut: str) -> bool:
    return check_digit(cut[:17]) == "0"


@calmly
@given(
    births=st.lists(st.dates(dt.date(1930, 1, 1), dt.date(2020, 1, 1)), min_size=2, max_size=15, unique=True),
    written=st.sampled_from(["as text", "as number", "with e", "with blanks", "with apostrophe"]),
)
def test_a_cut_number_never_becomes_a_match(births: list[dt.date], written: str) -> None:
    cut = [number(237, f"{born:%Y%m%d}")[:15] + "000" for born in births]
    assume(not all(fits(each) for each in cut))  # one alone whose check digit fits looks like any other
    ways: dict[str, list[Any]] = {
        "as text": cut,
        "as number": [int(each) for each in cut],
        "with e": [f"{int(each):.14E}" for each in cut],
        "with blanks": [f"{each[:6]} {each[6:]}" for each in cut],
        "with apostrophe": [f"'{each}" for each in cut],
    }
    sound = people(15)
    rows = [["王某", cell, 100, "2012-04-01", "是"] for cell in ways[written]]
    intake = taken("养老金.xlsx", workbook(("养老金", [HEADING, *sound, *rows])))
    (part,) = intake.parts
    assert part.frame["id_number"].to_list() == [row[1] for row in sound]
    assert intake.rejects["row"].to_list() == list(range(17, 17 + len(cut)))


@pytest.mark.parametrize("name", sorted(WHOLE))
def test_the_undamaged_files_are_read(name: str) -> None:
    assert taken(name, WHOLE[name]).parts
