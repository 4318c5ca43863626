"""What offices send, one kind of mess a story: laid out oddly, written oddly, counted oddly."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from doudi.mechanisms.exchange.intake import ProblemKind
from doudi.mechanisms.exchange.parts import Part
from doudi.mechanisms.exchange.testing import (
    HEADING,
    MONTH,
    archive,
    number,
    old_workbook,
    people,
    person,
    taken_in,
    text_table,
    web_page,
    workbook,
)  # fmt: skip

PEOPLE = people(6)


def one(folder: Path, name: str, data: bytes) -> Part:
    """The only part that comes of a file."""
    intake = taken_in(folder, (name, data))
    assert len(intake.parts) == 1, (intake.problems, [guess.columns for guess in intake.guesses])
    return intake.parts[0]


def assert_all(part: Part, expected: list[list[Any]] = PEOPLE) -> None:
    assert part.source.code == "pensions"
    assert part.frame["id_number"].to_list() == [row[1] for row in expected]
    assert part.frame["name"].to_list() == [row[0] for row in expected]
    assert part.frame["monthly"].to_list() == [row[2] * 100 for row in expected]
    assert part.rows == part.accepted == len(expected)


# --- how it is laid out -------------------------------------------------------------------------------------------------


def test_title_rows_above_and_notes_totals_signatures_below(tmp_path: Path) -> None:
    rows = [
        ["晴川县2023年6月养老金发放名册"], ["编制单位:县社保中心", None, None, "单位:元"], [], HEADING, *PEOPLE,
        ["合计", None, sum(row[2] for row in PEOPLE)], [], ["注:以上数据截至6月20日"], ["制表人:某某", None, "审核:某某"],
    ]  # fmt: skip
    part = one(tmp_path, "名册.xlsx", workbook(("Sheet1", rows)))
    assert_all(part)
    assert part.frame["_row"].to_list() == [5, 6, 7, 8, 9, 10]


def test_subtotals_of_villages_in_between(tmp_path: Path) -> None:
    rows = [HEADING, *PEOPLE[:3], ["小计", None, 3606], *PEOPLE[3:], ["总  计", "6人", 7221]]
    part = one(tmp_path, "养老金.xlsx", workbook(("Sheet1", rows)))
    assert_all(part)
    assert part.frame["_row"].to_list() == [2, 3, 4, 6, 7, 8]


def test_a_serial_number_in_front_of_the_total(tmp_path: Path) -> None:
    rows = [("序号", *HEADING), *[[place, *row] for place, row in enumerate(PEOPLE, 1)], [7, "合计", None, 7221]]
    assert_all(one(tmp_path, "养老金.xlsx", workbook(("Sheet1", rows))))


def test_the_heading_again_on_every_printed_page(tmp_path: Path) -> None:
    rows = [["养老金发放名册"], HEADING, *PEOPLE[:2], ["养老金发放名册"], HEADING, *PEOPLE[2:4], HEADING, *PEOPLE[4:]]
    part = one(tmp_path, "名册.xlsx", workbook(("Sheet1", rows)))
    assert_all(part)
    assert part.frame["_row"].to_list() == [3, 4, 7, 8, 10, 11]


def test_blank_rows_and_columns(tmp_path: Path) -> None:
    rows = [[], [], [None, None, *HEADING[:2], None, *HEADING[2:]]]
    for row in PEOPLE:
        rows += [[None, None, *row[:2], None, *row[2:]], []]
    part = one(tmp_path, "养老金.xlsx", workbook(("Sheet1", rows)))
    assert_all(part)
    assert part.frame["_row"].to_list() == [4, 6, 8, 10, 12, 14]


def test_blank_lines_in_a_text_table_keep_the_row_numbers(tmp_path: Path) -> None:
    data = text_table([["养老金名册"], [], HEADING, PEOPLE[0], [], *PEOPLE[1:]])
    part = one(tmp_path, "名册.csv", data)
    assert_all(part)
    assert part.frame["_row"].to_list() == [4, 6, 7, 8, 9, 10]


def test_a_heading_of_two_rows_with_merged_cells(tmp_path: Path) -> None:
    rows = [
        ["基本信息", None, "待遇", None, "认证"],
        ["姓名", "身份证号", "月养老金", "领取日期", "已认证"],
        *PEOPLE,
    ]

    def merge(book: Any) -> None:
        book.worksheets[0].merge_cells("A1:B1")
        book.worksheets[0].merge_cells("C1:D1")

    assert_all(one(tmp_path, "养老金.xlsx", workbook(("Sheet1", rows), change=merge)))


def test_a_heading_of_three_rows(tmp_path: Path) -> None:
    rows = [
        ["序号", "领取人员信息", None, None, "待遇", None],
        [None, "个人情况", None, "乡镇", "金额", None],
        [None, "姓名", "身份证号", None, "月养老金", "领取日期"],
        *[[place, row[0], row[1], "石桥镇", row[2], row[3]] for place, row in enumerate(PEOPLE, 1)],
    ]

    def merge(book: Any) -> None:
        for cells in ("A1:A3", "B1:D1", "E1:F1", "B2:C2", "D2:D3", "E2:F2"):
            book.worksheets[0].merge_cells(cells)

    part = one(tmp_path, "养老金.xlsx", workbook(("Sheet1", rows), change=merge))
    assert_all(part)
    assert part.frame["township"].unique().to_list() == ["石桥镇"]


@pytest.mark.parametrize("write", [workbook, old_workbook])
def test_a_township_merged_over_its_rows(tmp_path: Path, write: Any) -> None:
    rows = [["乡镇", *HEADING], *[["石桥镇" if at == 0 else "云岭乡" if at == 3 else None, *row] for at, row in enumerate(PEOPLE)]]  # fmt: skip

    def merge(book: Any) -> None:
        if write is workbook:
            book.worksheets[0].merge_cells("A2:A4")
            book.worksheets[0].merge_cells("A5:A7")
        else:
            book.get_sheet(0).merge(1, 3, 0, 0)
            book.get_sheet(0).merge(4, 6, 0, 0)

    part = one(tmp_path, "养老金" + (".xlsx" if write is workbook else ".xls"), write(("Sheet1", rows), change=merge))
    assert_all(part)
    assert part.frame["township"].to_list() == ["石桥镇"] * 3 + ["云岭乡"] * 3


def test_a_sheet_for_each_township(tmp_path: Path) -> None:
    sheets = [("石桥镇", [("乡镇", *HEADING), *[[None, *row] for row in PEOPLE[:3]]]), ("云岭乡", [("乡镇", *HEADING), *[[None, *row] for row in PEOPLE[3:]]])]  # fmt: skip
    intake = taken_in(tmp_path, ("养老金.xlsx", workbook(*sheets)))
    frame = pl.concat([part.frame for part in intake.parts])
    assert frame["id_number"].to_list() == [row[1] for row in PEOPLE]
    assert frame["township"].to_list() == ["石桥镇"] * 3 + ["云岭乡"] * 3
    assert frame["_sheet"].unique(maintain_order=True).to_list() == ["石桥镇", "云岭乡"]


def test_a_township_sheet_without_a_township_column_says_it_by_its_name(tmp_path: Path) -> None:
    sheets = [("石桥镇", [HEADING, *PEOPLE[:3]]), ("云岭乡", [HEADING, *PEOPLE[3:]])]
    intake = taken_in(tmp_path, ("养老金.xlsx", workbook(*sheets)))
    assert pl.concat([part.frame for part in intake.parts])["township"].to_list() == ["石桥镇"] * 3 + ["云岭乡"] * 3


def test_columns_in_another_order_than_last_month(tmp_path: Path) -> None:
    swapped = [[row[2], row[1], row[3], row[4], row[0]] for row in [HEADING, *PEOPLE]]
    assert_all(one(tmp_path, "养老金.csv", text_table(swapped)))


def test_columns_whose_content_speaks_against_their_heading(tmp_path: Path) -> None:
    rows = [["姓名", "登记号", "月养老金"], *[row[:3] for row in PEOPLE]]
    part = one(tmp_path, "养老金发放.csv", text_table(rows))
    assert part.frame["id_number"].to_list() == [row[1] for row in PEOPLE]


# --- how it is written --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    ["{0}", "'{0}", "‘{0}", " {0} ", "{0}\t", "\u3000{0}\u3000", "\ufeff{0}", "{1}", "{2}", "{3}", "{4}"],
)
def test_a_number_however_it_is_typed(tmp_path: Path, written: str) -> None:
    mine = next(number(order) for order in range(1, 40) if number(order).endswith("X"))
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in mine)
    spaced = f"{mine[:6]} {mine[6:14]} {mine[14:]}"
    cell = written.format(mine, mine.lower(), wide, spaced, mine[:17] + "×")
    rows = [HEADING, ["钱一", cell, 1300, "2012-04-01", "是"], *PEOPLE[1:]]
    part = one(tmp_path, "养老金.xlsx", workbook(("Sheet1", rows)))
    assert part.frame["id_number"][0] == mine
    assert part.frame["id_number_key"][0] == int(mine[:17])


def test_a_number_of_fifteen_digits_is_brought_up_to_date(tmp_path: Path) -> None:
    mine = number(1)
    old = mine[:6] + mine[8:17]
    for cell in (old, int(old)):
        part = one(tmp_path, "养老金.xlsx", workbook(("Sheet1", [HEADING, person(1, id=cell), *PEOPLE[1:]])))
        assert_all(part)
        assert part.frame["id_number"][0] == mine


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (lambda mine: int(mine[:15] + "000"), "截断"),
        (lambda mine: float(mine[:15] + "000"), "截断"),
        (lambda mine: mine[:14] + "5000", "截断"),
        (lambda mine: f"{float(mine[:17] + '0'):.5E}", "科学计数法"),
        (lambda mine: f"{float(mine[:17] + '0'):.14E}", "科学计数法"),
        (lambda mine: f"{mine[:1]}.{mine[1:6]}e17", "科学计数法"),
        (lambda mine: mine[:17] + ("0" if mine[17] != "0" else "1"), "校验位"),
        (lambda mine: mine[:17], "位数"),
        (lambda mine: mine[:10] + "1340" + mine[14:], "出生日期"),
        (lambda mine: mine[:8] + "*" * 8 + mine[16:], "字符"),
    ],
)
def test_a_damaged_number_is_refused_with_its_place_and_never_gets_a_key(tmp_path: Path, cell: Any, words: str) -> None:
    rows = [["养老金名册"], HEADING, *PEOPLE[:2], person(3, id=cell(number(3))), *PEOPLE[3:]]
    intake = taken_in(tmp_path, ("养老金.xlsx", workbook(("六月", rows))))
    (part,) = intake.parts
    assert part.frame["id_number"].to_list() == [row[1] for row in (*PEOPLE[:2], *PEOPLE[3:])]
    assert (part.rows, part.accepted, part.rejected) == (6, 5, 1)
    (refused,) = intake.rejects.to_dicts()
    assert (refused["file"], refused["sheet"], refused["row"], refused["column"]) == ("养老金.xlsx", "六月", 5, "身份证号")  # fmt: skip
    assert words in refused["why"]


def test_a_whole_column_of_numbers_cut_by_a_spreadsheet_is_refused_row_by_row(tmp_path: Path) -> None:
    rows = [HEADING, *[person(order, id=float(number(order)[:17] + "0")) for order in range(1, 7)]]
    intake = taken_in(tmp_path, ("养老金.xlsx", workbook(("Sheet1", rows))))
    (part,) = intake.parts
    assert (part.source.code, part.rows, part.accepted, part.rejected) == ("pensions", 6, 0, 6)


def test_a_cut_number_whose_check_digit_fits_by_chance_is_refused_with_the_others(tmp_path: Path) -> None:
    fits = next(number(order) for order in range(0, 1000, 100) if number(order).endswith("000"))
    rows = [HEADING, person(1, id=fits), *[person(order, id=number(order)[:15] + "000") for order in (210, 310, 420, 430, 440)], *people(3, 4)]  # fmt: skip
    part = one(tmp_path, "养老金.csv", text_table(rows))
    assert (part.rejected, part.frame["id_number"].to_list()) == (6, [row[1] for row in people(3, 4)])


def test_a_sound_number_that_ends_in_noughts_stands_where_nothing_was_cut(tmp_path: Path) -> None:
    fits = next(number(order) for order in range(0, 1000, 100) if number(order).endswith("000"))
    part = one(tmp_path, "养老金.csv", text_table([HEADING, person(1, id=fits), *PEOPLE[1:]]))
    assert part.frame["id_number"][0] == fits


def test_blanks_in_names(tmp_path: Path) -> None:
    rows = [
        HEADING,
        person(1, name="赵 二"),
        person(2, name="　孙　三妹 "),
        person(3, name="阿依古丽·买买提"),
        *people(3, 4),
    ]
    part = one(tmp_path, "养老金.csv", text_table(rows))
    assert part.frame["name"].to_list()[:3] == ["赵二", "孙三妹", "阿依古丽·买买提"]


@pytest.mark.parametrize(
    "written",
    [
        "2012-04-01", "2012/4/1", "2012.4.1", "2012.04.01", "20120401", "2012年4月1日", "2012年04月01日", "２０１２年４月１日",
        "二〇一二年四月一日", "41000", 41000, dt.date(2012, 4, 1), dt.datetime(2012, 4, 1, 0, 0), "2012-04-01 00:00:00", "4/1/2012",
        "2012-4", "201204", "2012年4月",
    ],
)  # fmt: skip
def test_a_day_in_any_form(tmp_path: Path, written: Any) -> None:
    rows = [HEADING, *[person(order, since=written) for order in range(1, 7)]]
    part = one(tmp_path, "养老金.xlsx", workbook(("Sheet1", rows)))
    assert part.frame["since"].to_list() == [dt.date(2012, 4, 1)] * 6


@pytest.mark.parametrize("impossible", ["2012-02-30", "2012-13-01", "不详", "99999999"])
def test_a_day_that_never_was_is_no_day(tmp_path: Path, impossible: str) -> None:
    part = one(tmp_path, "养老金.csv", text_table([HEADING, person(1, since=impossible), *PEOPLE[1:]]))
    assert part.frame["since"].to_list() == [None] + [dt.date(2012, 4, 1)] * 5


@pytest.mark.parametrize(
    ("heading", "written", "fen"),
    [
        ("月养老金(元)", "1234.56", 123456), ("月养老金(万元)", "0.123456", 123456), ("月养老金", "1,234.56", 123456),
        ("月养老金", "￥1,234.56", 123456), ("月养老金", "1234.56元", 123456), ("月养老金", "0.123456万元", 123456),
        ("月养老金(万元)", "1234.56元", 123456), ("月养老金", "１２３４．５６", 123456), ("月养老金", 1234.56, 123456),
        ("月养老金（单位：分）", "123456", 123456), ("月养老金", "1234.56元/月", 123456), ("月养老金", "'1234.56", 123456),
        ("月养老金", "0.1", 10), ("月养老金", "-200", -20000),
    ],
)  # fmt: skip
def test_an_amount_in_any_unit(tmp_path: Path, heading: str, written: Any, fen: int) -> None:
    rows = [[heading if each == "月养老金" else each for each in HEADING], *[person(order, monthly=written) for order in range(1, 7)]]  # fmt: skip
    part = one(tmp_path, "养老金.xlsx", workbook(("Sheet1", rows)))
    assert part.frame["monthly"].to_list() == [fen] * 6


@pytest.mark.parametrize("title", ["单位:万元", "（单位：万元）", "金额单位:万元", "养老金发放名册(单位:万元)"])
def test_the_unit_of_all_amounts_in_a_title_row(tmp_path: Path, title: str) -> None:
    rows = [
        ["养老金发放名册"],
        [None, None, None, title],
        HEADING,
        *[person(order, monthly=0.15) for order in range(1, 7)],
    ]
    part = one(tmp_path, "名册.xlsx", workbook(("Sheet1", rows)))
    assert part.frame["monthly"].to_list() == [150_000] * 6


@pytest.mark.parametrize(
    ("yes", "no"), [("√", ""), ("是", "否"), ("1", "0"), (1, 0), ("Y", "N"), ("有", "无"), ("✓", "×"), (True, False)]
)
def test_yes_and_no_in_any_sign(tmp_path: Path, yes: Any, no: Any) -> None:
    rows = [HEADING, person(1, alive=yes), person(2, alive=no), person(3, alive=yes), *[person(each, alive=yes) for each in range(4, 7)]]  # fmt: skip
    flags = one(tmp_path, "养老金.xlsx", workbook(("Sheet1", rows))).frame["alive"].to_list()
    assert flags[0] is True
    assert flags[2] is True
    assert not flags[1]


@pytest.mark.parametrize("coding", ["gb18030", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
@pytest.mark.parametrize("ends", ["\r\n", "\n"])
def test_text_in_any_coding_with_any_separator(tmp_path: Path, coding: str, delimiter: str, ends: str) -> None:
    rows = [["养老金发放名册"], HEADING, *PEOPLE]
    assert_all(one(tmp_path, "名册.csv", text_table(rows, coding=coding, delimiter=delimiter, ends=ends)))


def test_utf_16_without_a_mark(tmp_path: Path) -> None:
    assert_all(one(tmp_path, "养老金.txt", text_table([HEADING, *PEOPLE], coding="utf-16-le", delimiter="\t")))


def test_old_mac_line_ends(tmp_path: Path) -> None:
    assert_all(one(tmp_path, "养老金.csv", text_table([HEADING, *PEOPLE], ends="\r")))


def test_quoted_cells_with_separators_and_line_breaks(tmp_path: Path) -> None:
    rows = [["姓名", "身份证\n号", "月养老金", "领取日期", "已认证"], *PEOPLE[:5], [PEOPLE[5][0], PEOPLE[5][1], "1,206", "2012-04-01", "是"]]  # fmt: skip
    assert_all(one(tmp_path, "养老金.csv", text_table(rows)))


def test_a_stray_quotation_mark_loses_no_row(tmp_path: Path) -> None:
    data = text_table([HEADING, *PEOPLE]).replace("是".encode(), '是"补'.encode(), 1)
    assert one(tmp_path, "养老金.csv", data).frame["id_number"].to_list() == [row[1] for row in PEOPLE]


def test_a_few_rotten_bytes_in_a_gb18030_table_spoil_only_their_cell(tmp_path: Path) -> None:
    data = text_table([HEADING, *PEOPLE], coding="gb18030").replace(b"2012-04-01", b"\xff\xff", 1)
    assert one(tmp_path, "养老金.csv", data).frame["id_number"].to_list() == [row[1] for row in PEOPLE]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("名册.xls", old_workbook(("Sheet1", [["养老金"], HEADING, *PEOPLE]))),
        ("名册.xlsx", old_workbook(("Sheet1", [["养老金"], HEADING, *PEOPLE]))),
        ("名册.xls", workbook(("Sheet1", [["养老金"], HEADING, *PEOPLE]))),
        ("名册.et", workbook(("Sheet1", [["养老金"], HEADING, *PEOPLE]))),
        ("名册.xls", web_page([["养老金"], HEADING, *PEOPLE])),
        ("名册.xls", web_page([["养老金"], HEADING, *PEOPLE], coding="utf-8", declared="utf-8")),
        ("名册.xls", text_table([["养老金"], HEADING, *PEOPLE], coding="gb18030", delimiter="\t")),
        ("名册.xls", text_table([["养老金"], HEADING, *PEOPLE], coding="utf-16", delimiter="\t")),
    ],
)
def test_a_file_is_what_it_holds_not_what_it_is_called(tmp_path: Path, name: str, data: bytes) -> None:
    assert_all(one(tmp_path, name, data))


# --- what comes again ---------------------------------------------------------------------------------------------------


def test_the_same_file_again_is_taken_once(tmp_path: Path) -> None:
    data = text_table([HEADING, *PEOPLE])
    intake = taken_in(tmp_path, ("养老金.csv", data), ("养老金(1).csv", data))
    assert [part.rows for part in intake.parts] == [6]
    assert [problem.kind for problem in intake.problems] == [ProblemKind.REPEATED]


def test_last_months_file_under_this_months_name_is_no_news(tmp_path: Path) -> None:
    rows = [HEADING, *PEOPLE]
    intake = taken_in(
        tmp_path,
        ("养老金2023年5月.csv", text_table(rows)),
        ("养老金2023年6月.xlsx", workbook(("Sheet1", rows))),
    )
    (part,) = intake.parts
    assert part.as_of == MONTH - 1
    assert "完全相同" in intake.problems[0].sentence
    assert "2023年6月" in intake.problems[0].sentence


@pytest.mark.parametrize("old_names", [False, True])
def test_a_zip_of_all_of_it(tmp_path: Path, old_names: bool) -> None:
    inner = archive([("云岭乡养老金.xls", old_workbook(("Sheet1", [HEADING, *PEOPLE[3:]])))], old_names=old_names)
    outer = [
        ("石桥镇养老金.csv", text_table([HEADING, *PEOPLE[:3]])),
        ("乡镇/云岭.zip", inner),
        ("__MACOSX/._a.csv", b"x"),
    ]
    intake = taken_in(tmp_path, ("报送.zip", archive(outer, old_names=old_names)))
    assert sorted(part.file for part in intake.parts) == [
        "报送.zip/乡镇/云岭.zip/云岭乡养老金.xls",
        "报送.zip/石桥镇养老金.csv",
    ]
    assert sorted(each for part in intake.parts for each in part.frame["id_number"]) == sorted(row[1] for row in PEOPLE)
    assert not intake.problems


def test_parts_of_one_list_for_months_past_and_to_come(tmp_path: Path) -> None:
    """Townships one under another under headings that differ, one of them next month's: each is looked at for itself."""
    rows = [["2023年6月石桥镇养老金名册"], HEADING, *PEOPLE[:3], ["2023年7月云岭乡养老金名册"], HEADING, *PEOPLE[3:5]]
    intake = taken_in(tmp_path, ("名册.xlsx", workbook(("Sheet1", rows))))
    assert len(intake.parts) == 2
    assert [part is intake.parts[1] for part in intake.parts] == [False, True]
    assert intake.parts.index(intake.parts[1]) == 1  # comparing two would compare their rows
