"""Files that hide, harm, or are not what they say; each is read for its values only, or refused in one sentence."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import msoffcrypto
import openpyxl
import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from doudi.mechanisms.exchange.intake import Intake, ProblemKind
from doudi.mechanisms.exchange.reading.files import FoundFile, Refusal, find_files, read_file
from doudi.mechanisms.exchange.reading.sheets import Unreadable
from doudi.mechanisms.exchange.testing import (
    HEADING,
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
TABLE = [HEADING, *PEOPLE]


def refusal(folder: Path, name: str, data: bytes) -> str:
    """The one sentence with which a file is refused; nothing of it is taken in."""
    intake = taken_in(folder, (name, data))
    assert not intake.parts
    (problem,) = intake.problems
    assert problem.kind == ProblemKind.REFUSED
    assert name in problem.sentence
    return problem.sentence


def warnings(intake: Intake) -> list[str]:
    return [problem.sentence for problem in intake.problems if problem.kind == ProblemKind.WARNING]


# --- hidden -------------------------------------------------------------------------------------------------------------


def test_hidden_rows_and_columns_are_read_and_told(tmp_path: Path) -> None:
    def hide(book: Any) -> None:
        sheet = book.worksheets[0]
        sheet.row_dimensions[3].hidden = True
        sheet.row_dimensions[5].hidden = True
        sheet.column_dimensions["D"].hidden = True

    intake = taken_in(tmp_path, ("养老金.xlsx", workbook(("六月", TABLE), change=hide)))
    assert intake.parts[0].accepted == 6
    assert intake.parts[0].frame["since"].null_count() == 0
    assert warnings(intake) == ["“养老金.xlsx”的工作表“六月”有2行、1列被隐藏或筛选掉,已一并读取,请核对是否应报送。"]


def test_columns_hidden_to_the_right_of_everything_are_nobodys_matter(tmp_path: Path) -> None:
    def hide(book: Any) -> None:
        book.worksheets[0].column_dimensions.group("J", "XFD", hidden=True)

    assert not warnings(taken_in(tmp_path, ("养老金.xlsx", workbook(("六月", TABLE), change=hide))))


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_read_and_told(tmp_path: Path, state: str) -> None:
    def hide(book: Any) -> None:
        book.worksheets[1].sheet_state = state

    sheets = ("六月", [HEADING, *PEOPLE[:3]]), ("补", [HEADING, *PEOPLE[3:]])
    intake = taken_in(tmp_path, ("养老金.xlsx", workbook(*sheets, change=hide)))
    assert [part.accepted for part in intake.parts] == [3, 3]
    assert warnings(intake) == ["“养老金.xlsx”的工作表“补”是隐藏的,已一并读取,请核对是否应报送。"]


def test_a_hidden_sheet_of_an_old_workbook_is_told(tmp_path: Path) -> None:
    def hide(book: Any) -> None:
        book.get_sheet(1).visibility = 1

    sheets = ("六月", [HEADING, *PEOPLE[:3]]), ("补", [HEADING, *PEOPLE[3:]])
    intake = taken_in(tmp_path, ("养老金.xls", old_workbook(*sheets, change=hide)))
    assert [part.accepted for part in intake.parts] == [3, 3]
    assert "隐藏" in warnings(intake)[0]


# --- harm ---------------------------------------------------------------------------------------------------------------


def test_formulas_stay_text_or_values_and_nothing_is_run(tmp_path: Path) -> None:
    rows = [HEADING, person(1, name='=HYPERLINK("http://example.invalid","赵")'), person(2, since="=cmd|'/c calc'!A0"), *people(4, 3)]  # fmt: skip
    part = taken_in(tmp_path, ("养老金.csv", text_table(rows))).parts[0]
    assert part.accepted == 6
    assert part.frame["since"][1] is None


def test_a_formula_gives_the_value_that_the_program_saved_with_it(tmp_path: Path) -> None:
    data = workbook(("六月", TABLE))
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    page = parts["xl/worksheets/sheet1.xml"]
    assert b"<v>1201</v>" in page
    parts["xl/worksheets/sheet1.xml"] = page.replace(b"<v>1201</v>", b"<f>1000+201</f><v>1201</v>")
    part = taken_in(tmp_path, ("养老金.xlsx", archive(parts.items()))).parts[0]
    assert part.frame["monthly"][0] == 120_100


def test_macros_and_links_to_other_files_are_passed_over(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(workbook(("六月", TABLE)))) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    parts["xl/vbaProject.bin"] = b"\xd0\xcf\x11\xe0" + b"macro" * 50
    parts["xl/externalLinks/externalLink1.xml"] = (
        b'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    )
    assert taken_in(tmp_path, ("养老金.xlsm", archive(parts.items()))).parts[0].accepted == 6


def test_a_workbook_that_names_a_file_of_ours_shows_nothing_of_it(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret", encoding="utf-8")
    with zipfile.ZipFile(io.BytesIO(workbook(("六月", TABLE)))) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    entity = f'<!DOCTYPE w [<!ENTITY x SYSTEM "file://{secret}">]>'.encode()
    for name in ("xl/workbook.xml", "xl/worksheets/sheet1.xml"):
        start = parts[name].find(b"?>") + 2 if parts[name].startswith(b"<?xml") else 0
        parts[name] = parts[name][:start] + entity + parts[name][start:].replace(PEOPLE[0][0].encode(), b"&x;")
    intake = taken_in(tmp_path / "in", ("养老金.xlsx", archive(parts.items())))
    assert "secret" not in "".join(str(part.frame.to_dicts()) for part in intake.parts)


def test_a_zip_that_unpacks_to_far_more_than_it_weighs_is_not_opened(tmp_path: Path) -> None:
    bomb = archive([("养老金.csv", b"0" * 60_000_000)])
    assert "异常庞大" in refusal(tmp_path, "报送.zip", bomb)


def test_a_workbook_that_unpacks_to_far_more_than_it_weighs_is_not_opened(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(workbook(("六月", TABLE)))) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    parts["xl/worksheets/sheet1.xml"] += b" " * 60_000_000
    assert "异常庞大" in refusal(tmp_path, "养老金.xlsx", archive(parts.items()))


def test_zips_within_zips_within_zips_are_not_followed_for_ever(tmp_path: Path) -> None:
    data = archive([("养老金.csv", text_table(TABLE))])
    for _ in range(6):
        data = archive([("内.zip", data)])
    intake = taken_in(tmp_path, ("报送.zip", data))
    assert not intake.parts
    assert "层数过多" in intake.problems[0].sentence


def test_a_zip_entry_cannot_step_out_of_its_folder(tmp_path: Path) -> None:
    (tmp_path / "报送.zip").write_bytes(archive([("../../etc/养老金.csv", text_table(TABLE))]))
    assert [each.name for each in find_files([tmp_path])] == ["报送.zip/etc/养老金.csv"]


def test_a_link_that_leads_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside.csv"
    outside.write_bytes(text_table(TABLE))
    inside = tmp_path / "in"
    inside.mkdir()
    (inside / "养老金.csv").symlink_to(outside)
    assert not list(find_files([inside]))


# --- closed, cut, empty, something else ---------------------------------------------------------------------------------


def test_a_workbook_with_a_password_says_so(tmp_path: Path) -> None:
    closed = io.BytesIO()
    OOXMLFile(io.BytesIO(workbook(("六月", TABLE)))).encrypt("abc", closed)
    assert "密码" in refusal(tmp_path, "养老金.xlsx", closed.getvalue())


def test_an_old_workbook_with_a_password_says_so(tmp_path: Path) -> None:
    data = old_workbook(("六月", TABLE))
    start = data.find(
        b"\x09\x08\x10\x00\x00\x06\x05\x00"
    )  # the globals: BOF of 16 bytes, then FILEPASS in place of what follows
    assert start >= 0
    after = start + 20
    length = int.from_bytes(data[after + 2 : after + 4], "little")
    closed = data[:after] + b"\x2f\x00" + data[after + 2 : after + 4] + b"\x00\x00" + b"\x01" * (length - 2) + data[after + 4 + length :]  # fmt: skip
    assert msoffcrypto.OfficeFile(io.BytesIO(closed)).is_encrypted()
    assert "密码" in refusal(tmp_path, "养老金.xls", closed)


def test_a_zip_with_a_password_says_so(tmp_path: Path) -> None:
    data = bytearray(archive([("养老金.csv", text_table(TABLE))]))
    data[6] |= 1
    data[data.find(b"PK\x01\x02") + 8] |= 1
    assert "密码" in refusal(tmp_path, "报送.zip", bytes(data))


PICTURE = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 8


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("养老金.xlsx", b""),
        ("养老金.csv", b""),
        ("养老金.csv", b"\xef\xbb\xbf"),
        ("养老金.csv", b" \r\n\r\n"),
        ("养老金.xlsx", workbook(("Sheet1", []))),
        ("养老金.xlsx", PICTURE),
        ("养老金.xls", PICTURE),
        ("养老金.csv", PICTURE),
        ("养老金.png", PICTURE),
        ("养老金.jpg.xls", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(range(256)) * 8),
        ("养老金.xls", b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n" + bytes(range(256)) * 4),
        ("养老金.xlsx", workbook(("六月", TABLE))[:3000]),
        ("养老金.xlsx", workbook(("六月", TABLE))[:-200]),
        ("养老金.xls", old_workbook(("六月", TABLE))[:3000]),
        ("养老金.zip", archive([("养老金.csv", text_table(TABLE))])[:200]),
        ("养老金.xls", b"<html><body>404</body></html>"),
    ],
)
def test_what_is_no_table_is_refused_in_one_sentence(tmp_path: Path, name: str, data: bytes) -> None:
    sentence = refusal(tmp_path, name, data)
    assert sentence.endswith("。")
    assert len(sentence) < 80


def test_a_text_table_cut_off_in_the_middle_of_a_character_is_read_and_told(tmp_path: Path) -> None:
    data = text_table([*TABLE, person(7, name="钱完整")], coding="utf-8")
    cut = data[: data.rfind("整".encode()) + 1]
    intake = taken_in(tmp_path, ("养老金.csv", cut))
    assert intake.parts[0].frame["name"].to_list()[:6] == [row[0] for row in PEOPLE]
    assert "不完整" in warnings(intake)[0]


def test_cells_that_span_rows_and_columns_in_a_web_page() -> None:
    page = "<table><tr><td rowspan=2>石桥镇</td><td colspan=2>甲</td></tr><tr><td>乙</td><td>丙</td></tr></table>"
    (sheet,) = read_file(FoundFile("a.xls", page.encode()))
    assert sheet.head() == [["石桥镇", "甲", ""], ["石桥镇", "乙", "丙"]]


def test_a_broken_web_page_gives_what_can_be_read(tmp_path: Path) -> None:
    data = web_page(TABLE).replace(b"</tr>", b"").replace(b"</td>", b"").replace(b"</table></body></html>", b"")
    assert taken_in(tmp_path, ("养老金.xls", data)).parts[0].accepted == 6


def test_a_file_that_is_not_there_is_said() -> None:
    (found,) = find_files([Path("不在.xlsx")])
    assert isinstance(found, Refusal)


def test_rubbish_is_unreadable_not_a_crash() -> None:
    for start in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x09\x08", b"<table", b"\xff\xfe", b"\x00\x01"):
        try:
            read_file(FoundFile("a.xls", start + bytes(range(256)) * 3))
        except Unreadable as error:
            assert "a.xls" in str(error)  # noqa: PT017 - some are read as odd text, the others must say so


def test_openpyxl_and_ours_count_rows_alike(tmp_path: Path) -> None:
    data = workbook(("六月", [[], ["养老金"], [], *TABLE]))
    part = taken_in(tmp_path, ("养老金.xlsx", data)).parts[0]
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    for row, mine in zip(part.frame["_row"], part.frame["id_number"], strict=True):
        assert sheet.cell(row, 2).value == mine
    assert number(1) == part.frame["id_number"][0]
