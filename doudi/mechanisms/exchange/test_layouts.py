"""Tables laid out as no program would: in halves, one under another, two things in a cell, a row per month, no household's number."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from doudi.mechanisms.exchange.declare import Kind, Source, column
from doudi.mechanisms.exchange.parts import Part
from doudi.mechanisms.exchange.testing import (
    HEADING,
    LISTS,
    number,
    people,
    taken_in,
    text_table,
    web_page,
    workbook,
)  # fmt: skip

PEOPLE = people(6)
POWER = Source(
    "power",
    "居民供电用电量",
    "供电公司",
    (
        column("meter_no", Kind.CODE, "户号"),
        column("holder", Kind.NAME, "户名"),
        column("address", Kind.ADDRESS, "用电地址", required=True),
        column("use", Kind.SERIES, "用电量", unit="千瓦时", required=True),
    ),
    titles=("用电",),
)
ROLL = Source(
    "roll",
    "低保花名册",
    "县民政局",
    (
        column("household_no", Kind.CODE, "户编号", "户主身份证号", required=True, per_household=True),
        column("name", Kind.NAME, "姓名"),
        column("relation", Kind.RELATION, "与户主关系"),
        column("id_number", Kind.IDENTITY, "身份证号", subject=True, required=True),
        column("amount", Kind.MONEY, "户月保障金", unit="元", per_household=True),
    ),
    titles=("低保",),
)
KNOWN = (*LISTS, POWER, ROLL)


def parts(folder: Path, name: str, data: bytes) -> list[Part]:
    intake = taken_in(folder, (name, data), sources=KNOWN)
    assert intake.parts, intake.problems
    assert intake.rejects.is_empty(), intake.rejects
    return intake.parts


def one(folder: Path, name: str, *lines: Any) -> Part:
    (part,) = parts(folder, name, workbook(("Sheet1", lines)))
    return part


@pytest.mark.parametrize("form", ["{}({})", "{}（{}）", "{} {}", "{}/{}", "{}\n{}"])
def test_name_and_number_in_one_cell(tmp_path: Path, form: str) -> None:
    rows = [[form.format(row[0], row[1]), row[2], row[3], row[4]] for row in PEOPLE]
    part = one(tmp_path, "养老金.xlsx", ["领取人", "月养老金", "领取日期", "已认证"], *rows)
    assert part.frame["name"].to_list() == [row[0] for row in PEOPLE]
    assert part.frame["id_number"].to_list() == [row[1] for row in PEOPLE]


def test_printed_in_two_halves_side_by_side(tmp_path: Path) -> None:
    rows = [[*left, *right] for left, right in zip(PEOPLE[:3], PEOPLE[3:], strict=True)]
    found = parts(tmp_path, "名册.xlsx", workbook(("Sheet1", [["养老金名册"], [*HEADING, *HEADING], *rows])))
    assert sorted(each for part in found for each in part.frame["id_number"]) == [row[1] for row in PEOPLE]
    assert [part.frame["_row"].to_list() for part in found] == [[3, 4, 5], [3, 4, 5]]


def test_townships_one_under_another_each_under_its_title(tmp_path: Path) -> None:
    lines = [["石桥镇养老金名册"], HEADING, *PEOPLE[:3], [], ["云岭乡养老金名册"], HEADING, *PEOPLE[3:]]
    found = parts(tmp_path, "名册.xlsx", workbook(("Sheet1", lines)))
    told = [pair for part in found for pair in zip(part.frame["_row"], part.frame["township"], strict=True)]
    assert told == [(3, "石桥镇"), (4, "石桥镇"), (5, "石桥镇"), (9, "云岭乡"), (10, "云岭乡"), (11, "云岭乡")]


def test_a_township_with_one_row_is_what_its_sisters_are(tmp_path: Path) -> None:
    heading = ["领取人", "证号", "月养老金"]
    sheets = [("石桥镇", [heading, *[row[:3] for row in PEOPLE[:5]]]), ("云岭乡", [heading, PEOPLE[5][:3]])]
    found = parts(tmp_path, "养老金.xlsx", workbook(*sheets))
    assert [part.frame["name"].to_list() for part in found] == [[row[0] for row in PEOPLE[:5]], [PEOPLE[5][0]]]


@pytest.mark.parametrize("apart", ["、", "\n", ",", "/", ";"])
def test_two_people_in_one_cell_are_two_rows(tmp_path: Path, apart: str) -> None:
    both = [f"{PEOPLE[4][0]}{apart}{PEOPLE[5][0]}", f"{PEOPLE[4][1]}{apart}{PEOPLE[5][1]}", *PEOPLE[4][2:]]
    part = one(tmp_path, "养老金.xlsx", HEADING, *PEOPLE[:4], both)
    assert part.frame["id_number"].to_list() == [row[1] for row in PEOPLE]
    assert part.frame["name"].to_list() == [row[0] for row in PEOPLE]
    assert part.frame["_row"].to_list() == [2, 3, 4, 5, 6, 6]


def test_a_row_per_meter_and_month(tmp_path: Path) -> None:
    rows = [[f"10{each}", "王某", "某镇某村", month, use] for month, use in (("202305", 30), ("202306", 35)) for each in range(5)]  # fmt: skip
    part = one(tmp_path, "用电明细.xlsx", ["户号", "户名", "用电地址", "电费年月", "电量"], *rows)
    assert part.frame["meter_no"].to_list() == [f"10{each}" for each in range(5)]
    assert [[pair["value"] for pair in series] for series in part.frame["use"]] == [[30.0, 35.0]] * 5
    assert part.frame["_row"].to_list() == [2, 3, 4, 5, 6]


def test_words_below_a_heading_that_nobody_knows(tmp_path: Path) -> None:
    above, below = ["姓名", "身份证号", "待遇", None, "已认证"], [None, None, "月养老金", "起", None]
    part = one(tmp_path, "养老金.xlsx", above, below, *[[row[0], row[1], row[2], row[3], row[4]] for row in PEOPLE])
    assert part.frame["monthly"].to_list() == [row[2] * 100 for row in PEOPLE]
    assert part.rows == 6


def test_households_without_a_number_begin_with_their_head(tmp_path: Path) -> None:
    lines = [
        ["姓名", "与户主关系", "身份证号", "户月保障金"],
        ["王某", "户主", number(1), 800], ["李某", "配偶", number(2), None], ["王小", "子", number(3), None], ["张某", "户主", number(4), 500],
    ]  # fmt: skip
    part = one(tmp_path, "低保.xlsx", *lines)
    first, *rest = part.frame["household_no"].to_list()
    assert rest[:2] == [first, first]
    assert rest[2] != first
    assert part.frame["amount"].to_list() == [80000, 80000, 80000, 50000]
    assert part.warnings


@pytest.mark.parametrize("numbered", [True, False])
def test_a_roll_with_the_heads_identity_number_alone_keeps_the_others_by_name(tmp_path: Path, numbered: bool) -> None:
    households: list[list[Any]] = [[f"H{each}", "王某", "户主", number(each), 800 + each] for each in range(1, 8)]
    members = [[None, "李某", "配偶", None, None], [None, "王小", "子", None, None]]
    lines = [
        ["户编号", "姓名", "与户主关系", "身份证号", "户月保障金"],
        *[row for head in households for row in (head, *members)],
    ]
    part = one(tmp_path, "低保.xlsx", *(lines if numbered else [row[1:] for row in lines]))
    assert part.rows == part.accepted == 21
    assert part.frame["id_number"].to_list() == [each for row in households for each in (row[3], None, None)]
    marks = part.frame["household_no"].to_list()
    assert all(marks[first] == marks[first + 1] == marks[first + 2] for first in range(0, 21, 3))
    assert len(set(marks)) == 7
    assert part.frame["amount"].to_list() == [row[4] * 100 for row in households for _ in range(3)]


def test_the_heads_number_in_place_of_a_households_is_not_shown(tmp_path: Path) -> None:
    lines = [["户主身份证号", "姓名", "身份证号", "户月保障金"], *[[number(1 + each // 2), "王某", number(each + 1), 500] for each in range(6)]]  # fmt: skip
    marks = one(tmp_path, "低保.xlsx", *lines).frame["household_no"].to_list()
    assert [marks[each] == marks[each + 1] for each in (0, 2, 4)] == [True] * 3
    assert len(set(marks)) == 3
    assert not any(number(each)[6:14] in mark for mark in marks for each in range(1, 7))


@pytest.mark.parametrize("numbers", [("1", "2"), ("一", "二")])
@pytest.mark.parametrize("form", ["家庭成员{}{}", "{1}{0}", "成员{}_{}"])
def test_members_in_one_row_are_rows_of_their_own(tmp_path: Path, numbers: tuple[str, str], form: str) -> None:
    theirs = [form.format(each, what) for each in numbers for what in ("姓名", "与户主关系", "身份证号")]
    lines = [
        ["低保花名册"], ["户编号", "姓名", "身份证号", "户月保障金", *theirs],
        ["H1", "王某", number(1), 800, "李某", "配偶", number(2), "王小", "子", number(3)],
        ["H2", "张某", number(4), 500, None, None, None, None, None, None],
    ]  # fmt: skip
    part = one(tmp_path, "低保.xlsx", *lines)
    assert part.frame["name"].to_list() == ["王某", "李某", "王小", "张某"]
    assert part.frame["id_number"].to_list() == [number(each) for each in (1, 2, 3, 4)]
    assert part.frame["relation"].to_list() == ["户主", "配偶", "子", "户主"]
    assert part.frame["household_no"].to_list() == ["H1", "H1", "H1", "H2"]
    assert part.frame["amount"].to_list() == [80000, 80000, 80000, 50000]
    assert part.frame["_row"].to_list() == [3, 3, 3, 4]


def test_members_under_headings_of_two_rows(tmp_path: Path) -> None:
    above = ["户编号", "姓名", "身份证号", "家庭成员1", None, "家庭成员2", None]
    below = [None, None, None, "姓名", "身份证号", "姓名", "身份证号"]
    rows = [[f"H00{each}", "王某", number(each), "李某", number(each + 10), None, None] for each in range(1, 5)]
    part = one(tmp_path, "低保.xlsx", above, below, *rows)
    assert part.rows == 8
    assert part.frame["household_no"].to_list() == [f"H00{each}" for each in (1, 1, 2, 2, 3, 3, 4, 4)]


def test_a_sheet_of_explanations_is_passed_over(tmp_path: Path) -> None:
    prose = [["填报说明"], ["一、每月5日前报送。"], ["二、身份证号为18位文本。"]]
    intake = taken_in(tmp_path, ("养老金.xlsx", workbook(("填报说明", prose), ("数据", [HEADING, *PEOPLE]))))
    assert [part.sheet for part in intake.parts] == ["数据"]
    assert intake.problems == []
    only = taken_in(tmp_path / "only", ("通知.xlsx", workbook(("Sheet1", prose))))
    assert ["没有表格" in problem.sentence for problem in only.problems] == [True]


def test_an_xml_spreadsheet_of_2003(tmp_path: Path) -> None:
    cells = "".join("<Row>" + "".join(f'<Cell><Data ss:Type="String">{cell}</Data></Cell>' for cell in row) + "</Row>" for row in [HEADING, *PEOPLE])  # fmt: skip
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    book = f'<?xml version="1.0"?><Workbook xmlns="{space}" xmlns:ss="{space}"><Worksheet ss:Name="甲"><Table>{cells}</Table></Worksheet></Workbook>'
    (part,) = parts(tmp_path, "养老金.xls", book.encode())
    assert part.frame["id_number"].to_list() == [row[1] for row in PEOPLE]


def test_a_web_page_in_one_file(tmp_path: Path) -> None:
    mail = b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"\r\n\r\n--x\r\nContent-Type: text/html\r\n\r\n'
    (part,) = parts(tmp_path, "养老金.xls", mail + web_page([HEADING, *PEOPLE]) + b"\r\n--x--\r\n")
    assert part.rows == 6


def test_stray_noughts_in_a_text_table(tmp_path: Path) -> None:
    data = text_table([HEADING, *PEOPLE]).replace(b"2012", b"20\x0012", 1)
    (part,) = parts(tmp_path, "养老金.csv", data)
    assert part.frame["since"].null_count() == 0


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("养老金.rar", b"Rar!\x1a\x07\x00", "zip"), ("养老金.xlsx", b"%PDF-1.4", "PDF"), ("养老金.csv", b"\x89PNG\r\n\x1a\n", "照片"),
        ("养老金.docx", b"PK", "文档"), ("养老金.zip", b"", "损坏"), ("养老金.xls", b"", "空文件"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_said_with_what_to_do(tmp_path: Path, name: str, data: bytes, words: str) -> None:
    (problem,) = taken_in(tmp_path, (name, data)).problems
    assert words in problem.sentence
    assert problem.sentence.count("。") == 1


def test_a_row_per_meter_and_month_in_a_township_of_its_own(tmp_path: Path) -> None:
    """The township of a title is read after the rows were turned."""
    heading = ["乡镇", "户号", "户名", "用电地址", "电费年月", "电量"]
    rows = [[None, f"10{each}", "王某", "某镇某村", month, use] for month, use in (("202305", 30), ("202306", 35)) for each in range(5)]  # fmt: skip
    placed = Source(
        "power",
        "居民供电用电量",
        "供电公司",
        (*POWER.columns, column("township", Kind.PLACE, "乡镇")),
        titles=("用电",),
    )
    (part,) = taken_in(
        tmp_path, ("用电明细.xlsx", workbook(("Sheet1", [["石桥镇用电明细"], heading, *rows]))), sources=(placed,)
    ).parts
    assert part.frame["township"].unique().to_list() == ["石桥镇"]


def test_months_broken_over_two_lines(tmp_path: Path) -> None:
    heading = ["户号", "户名", "用电\n地址", "2023年\n5月", "2023年\n6月"]
    part = one(tmp_path, "用电明细.xlsx", heading, *[[f"10{each}", "王某", "某镇某村", 30, 35] for each in range(5)])
    assert [[pair["value"] for pair in series] for series in part.frame["use"]] == [[30.0, 35.0]] * 5


def test_a_bare_heading_over_long_numbers_is_a_number_of_something(tmp_path: Path) -> None:
    rows = [[each, f"369902023{each:06d}", *row] for each, row in enumerate(PEOPLE, start=1)]
    certified = Source(
        "certified",
        "死亡证明",
        "卫健委",
        (column("certificate_no", Kind.CODE, "证明编号"), *LISTS[0].columns),
        titles=("养老",),
    )
    (part,) = taken_in(
        tmp_path, ("养老金.xlsx", workbook(("Sheet1", [["序号", "编号", *HEADING], *rows]))), sources=(certified,)
    ).parts
    assert part.frame["certificate_no"].to_list() == [row[1] for row in rows]
