"""Stories of the scanner: what somebody wants to hang out, and what it says about it."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from doudi.base import identity
from doudi.base.money import yuan
from doudi.base.refused import Refused
from doudi.base.stories import number_of
from doudi.mechanisms.casework.notices.scanner.files import published, scan_file
from doudi.mechanisms.casework.notices.scanner.found import Finding, Kind, blocking
from doudi.mechanisms.casework.notices.scanner.pictures import exif_of, stripped
from doudi.mechanisms.casework.notices.scanner.text import Known, scan_text
from doudi.mechanisms.casework.notices.testing import document, jpeg, pdf, png, workbook

NUMBER = number_of(dt.date(1990, 1, 2), 123)


def kinds(found: list[Finding]) -> list[Kind]:
    return [each.kind for each in found]


def said(text: str, known: Known | None = None) -> list[Kind]:
    return kinds(scan_text(text, where="说明", known=known or Known()))


# --- text ---------------------------------------------------------------------------------------------------------------


def test_ex_38_a_draft_is_blocked_twice_and_allowed_after_both_are_gone() -> None:
    draft = f"张三，3人，911元，2组，妻子精神残疾二级，{NUMBER}"
    found = blocking(scan_text(draft, where="说明"))
    assert kinds(found) == [Kind.HEALTH, Kind.IDENTITY]
    assert found[1].sentence == "说明：出现身份证号（369…共18位）。请删去，公示不需要任何证件号码，部分号码也不行。"
    assert said("张三，3人，911元，2组，妻子精神残疾二级") == [Kind.HEALTH]
    assert said("张三，3人，911元，2组") == []


def test_a_finding_never_repeats_a_number() -> None:
    for text in (NUMBER, "13812345678", "6222021105001234567"):
        (found,) = scan_text(text, where="说明")
        assert text[3:8] not in found.sentence


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("369999********1234", Kind.IDENTITY),  # any part that identifies
        ("证号369999900102123", Kind.IDENTITY),  # the old cards
        (f"一二三四{NUMBER}5678", Kind.IDENTITY),
        ("三六九九九九一九九〇〇一〇二一二三" + NUMBER[17], Kind.IDENTITY),
        ("123456789012345678", Kind.IDENTITY),  # of the length, though mistyped
        ("6222021105001234567", Kind.ACCOUNT),
        ("6222 0211 0500 1234 567", Kind.ACCOUNT),
        ("账号：1020304050607", Kind.ACCOUNT),
        ("13812345678", Kind.PHONE),
        ("１３８ １２３４ ５６７８", Kind.PHONE),
        ("138-1234-5678", Kind.PHONE),
        ("0797-7234567", Kind.PHONE),
        ("东镇解放路12号", Kind.HOUSE),
        ("上村12-3号", Kind.HOUSE),
        ("3栋2单元501室", Kind.HOUSE),
        ("患有尿毒症", Kind.HEALTH),
        ("肢 体 残 疾 一 级", Kind.HEALTH),
        ("肢体1级", Kind.HEALTH),
        ("ＨＩＶ", Kind.HEALTH),
        ("因病", Kind.HEALTH),
        ("就读于东镇中心小学", Kind.MINOR),
        ("儿子王小明", Kind.MEMBER),
        ("人均月收入620元", Kind.MEANS),
        ("离异", Kind.CAUSE),
        ("系村支书亲属", Kind.CADRE),
    ],
)
def test_what_a_notice_may_never_show_is_blocked(text: str, kind: Kind) -> None:
    assert kind in said(text)


@pytest.mark.parametrize(
    "text",
    [
        "张三，3人，911元，上村3组",
        "根据《社会救助暂行办法》和民发〔2021〕57号文件，经入户调查、民主评议，现将拟纳入最低生活保障的家庭公示如下。",
        "公示期自2024-05-14至2024年5月21日，如有异议，请通过下列方式反映，我们为反映人保密。",
        "困难残疾人生活补贴发放名单，由县残疾人联合会和县民政局公示",
        "911 3 2 715 1430 2145 2860 7150 13 7 15",  # a table's row is no number
        "合计 1,234,567.00 元，共 135 个村 20000 户",
        "12345热线",
    ],
)
def test_what_a_notice_has_to_say_may_be_said(text: str) -> None:
    assert said(text) == []


def test_names_known_to_be_of_minors_and_other_members_are_found_however_spaced() -> None:
    known = Known(minors=frozenset({"王小明"}), members=frozenset({"李小红"}))
    assert said("王 小 明", known) == [Kind.MINOR]
    assert said("与李小红同住", known) == [Kind.MEMBER]
    assert said("王小明") == []


BLANKS = st.text(st.sampled_from(" 　\t\u200b\u00a0-·"), max_size=3)
FORMS = st.sampled_from([0, 0xFF10 - 0x30, 0x1D7CE - 0x30])  # ASCII, full width, mathematical bold


@st.composite
def disguised(draw: Any) -> tuple[str, str]:
    """A valid identity number, and the same in disguise."""
    born = draw(st.dates(dt.date(1900, 1, 1), dt.date(2024, 1, 1)))
    number = number_of(born, draw(st.integers(0, 999)), draw(st.from_regex(r"[1-9][0-9]{5}", fullmatch=True)))
    letters = []
    for letter in number:
        form = draw(FORMS)
        letters.append(chr(ord(letter) + form) if letter.isdigit() else draw(st.sampled_from("Xxｘ×Ⅹ")))
    return number, "".join(letter + draw(BLANKS) for letter in letters)


@given(
    disguised(),
    st.text(st.sampled_from("张三人元，0123456789 "), max_size=20),
    st.sampled_from(["", "，", "1", "证号"]),
)
def test_every_valid_identity_number_is_found_in_every_disguise(pair: tuple[str, str], before: str, glue: str) -> None:
    number, written = pair
    assert identity.is_valid(number)
    found = scan_text(before + glue + written, where="说明")
    assert Kind.IDENTITY in kinds(found)
    assert all(number not in each.sentence for each in found)


@given(st.lists(st.integers(1, 999_999), min_size=1, max_size=12))
def test_amounts_side_by_side_are_no_phones_and_no_accounts(amounts: list[int]) -> None:
    found = said("  ".join(yuan(each) for each in amounts))
    assert Kind.PHONE not in found
    assert Kind.ACCOUNT not in found


# --- workbooks ----------------------------------------------------------------------------------------------------------


def scan(content: bytes, name: str = "名单.xlsx", known: Known | None = None) -> list[Finding]:
    return scan_file(content, name=name, known=known or Known())


def test_a_harmless_workbook_passes() -> None:
    assert scan(workbook(lambda book: None)) == []


def test_a_hidden_column_of_numbers_is_found_with_its_place() -> None:
    def fill(book: Any) -> None:
        book.active["F1"], book.active["F2"] = "证件", NUMBER
        book.active.column_dimensions["F"].hidden = True

    found = scan(workbook(fill))
    assert kinds(found) == [Kind.HIDDEN, Kind.IDENTITY]
    assert found[0].sentence == (
        "附件“名单.xlsx”工作表“公示名单”：F列是隐藏的，内有2格内容。请在原软件中取消隐藏并删除后，再上传。"
    )
    assert "F2（隐藏列）" in found[1].where


def test_hidden_rows_and_sheets_are_found_even_if_what_they_hold_is_harmless() -> None:
    def fill(book: Any) -> None:
        book.active.row_dimensions[3].hidden = True
        book.create_sheet("底册")["A1"] = "旧表"
        book["底册"].sheet_state = "veryHidden"

    assert [each.where + each.words for each in scan(workbook(fill))] == [
        "附件“名单.xlsx”工作表“公示名单”第3行是隐藏的，内有内容",
        "附件“名单.xlsx”工作表“底册”是隐藏的，内有1格内容",
    ]


@pytest.mark.parametrize("where", ["comment", "name", "title", "validation", "header", "formula"])
def test_a_number_is_found_wherever_a_workbook_hides_it(where: str) -> None:
    def fill(book: Any) -> None:
        sheet = book.active
        match where:
            case "comment":
                sheet["B2"].comment = openpyxl_comment(NUMBER)
            case "name":
                book.defined_names["旧"] = defined_name(f'"{NUMBER}"')
            case "title":
                book.properties.keywords = NUMBER
            case "validation":
                choices = DataValidation(type="list", formula1=f'"{NUMBER},无"')
                choices.add("B2")
                sheet.add_data_validation(choices)
            case "header":
                sheet.oddHeader.center.text = NUMBER
            case "formula":
                sheet["E2"] = f'=IF(A2=1,"","{NUMBER}")'

    assert Kind.IDENTITY in kinds(scan(workbook(fill)))


def test_a_number_split_over_cells_and_a_phone_kept_as_a_number_are_found() -> None:
    def fill(book: Any) -> None:
        book.active["F2"], book.active["G2"], book.active["H2"] = NUMBER[:6], NUMBER[6:14], NUMBER[14:]
        book.active["F3"] = 13812345678

    assert kinds(scan(workbook(fill))) == [Kind.PHONE, Kind.IDENTITY]


def test_a_thousand_numbers_in_a_column_are_one_finding() -> None:
    def fill(book: Any) -> None:
        for row in range(4, 300):
            book.active.cell(row, 5, number_of(dt.date(1960, 1, 1), row))

    found = scan(workbook(fill))
    assert kinds(found) == [Kind.IDENTITY]
    assert "E4、E5、E6、E7、E8等296格" in found[0].where


def test_texts_in_the_common_store_are_read_and_so_are_those_no_cell_shows_any_more() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("名单")
        sheet.write_string("A1", NUMBER)
        sheet.set_column("A:A", None, None, {"hidden": True})
    assert kinds(scan(out.getvalue())) == [Kind.HIDDEN, Kind.IDENTITY, Kind.IDENTITY]
    bare = io.BytesIO()
    with zipfile.ZipFile(out) as old, zipfile.ZipFile(bare, "w") as new:
        for each in old.namelist():
            cell = b'<c r="A1" t="s"><v>0</v></c>'
            assert each != "xl/worksheets/sheet1.xml" or cell in old.read(each)
            new.writestr(each, old.read(each).replace(cell, b""))
    (found,) = scan(bare.getvalue())
    assert found.where == "附件“名单.xlsx”工作簿的文字存储区"


# --- documents, PDF, others ----------------------------------------------------------------------------------------------


def test_a_harmless_document_passes() -> None:
    assert scan(document(lambda made: None), "公示.docx") == []


@pytest.mark.parametrize("where", ["table", "header", "hidden", "comment", "author", "split"])
def test_a_number_is_found_wherever_a_document_hides_it(where: str) -> None:
    def fill(made: Any) -> None:
        match where:
            case "table":
                made.add_table(1, 1).cell(0, 0).text = NUMBER
            case "header":
                made.sections[0].header.paragraphs[0].text = NUMBER
            case "hidden":
                made.paragraphs[0].add_run(NUMBER).font.hidden = True
            case "comment":
                made.add_comment(made.paragraphs[0].runs, text=NUMBER, author="某")
            case "author":
                made.core_properties.author = NUMBER
            case "split":
                for letter in NUMBER:
                    made.paragraphs[0].add_run(letter)

    found = scan(document(fill), "公示.docx")
    assert Kind.IDENTITY in kinds(found)
    if where in ("hidden", "comment"):
        assert Kind.HIDDEN in kinds(found)


def test_a_pdf_is_read_with_its_properties() -> None:
    assert kinds(scan(pdf("Notice"), "a.pdf")) == []
    assert kinds(scan(pdf(f"No {NUMBER}"), "a.pdf")) == [Kind.IDENTITY]
    assert kinds(scan(pdf("Notice", title="精神残疾名单"), "a.pdf")) == [Kind.HEALTH]
    assert kinds(scan(b"%PDF-1.4 damaged", "a.pdf")) == [Kind.UNREAD]


def test_a_pdf_without_text_asks_for_a_persons_eyes() -> None:
    (found,) = scan(pdf(""), "a.pdf")
    assert (found.kind, found.blocks) == (Kind.PICTURE, False)


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "名单.xls"), (b"PK\x03\x04broken", "a.zip")],
)
def test_what_cannot_be_looked_into_blocks(content: bytes, name: str) -> None:
    assert kinds(blocking(scan(content, name))) == [Kind.UNREAD]


def test_text_files_and_names_of_files_are_looked_at() -> None:
    assert kinds(scan(f"张三,{NUMBER}".encode("gb18030"), "a.csv")) == [Kind.IDENTITY]
    assert kinds(scan("序号,姓名\n1,甲某\n".encode(), f"{NUMBER}.csv")) == [Kind.IDENTITY]


# --- pictures -------------------------------------------------------------------------------------------------------------


def test_what_a_camera_wrote_is_found_and_taken_out_of_the_published_copy() -> None:
    picture = jpeg(gps=True, camera="Phone 9", comment=f"拍摄人 {NUMBER}", orientation=6, behind=b"a film behind")
    assert {each.kind for each in scan(picture, "牌.jpg")} == {Kind.PICTURE, Kind.METADATA, Kind.IDENTITY}
    clean = published(picture)
    assert kinds(scan(clean, "牌.jpg")) == [Kind.PICTURE]
    assert exif_of(clean).orientation == 6  # else it would lie on its side
    for trace in (NUMBER.encode(), b"Phone", b"film"):
        assert trace not in clean
    assert b"coded\xff\x00picture\xff\xd3on" in clean


def test_comments_of_a_png_go_too() -> None:
    picture = png(f"note {NUMBER}")
    assert Kind.IDENTITY in kinds(scan(picture, "a.png"))
    assert NUMBER.encode() not in published(picture)
    assert published(png()) == png()


def test_a_picture_inside_a_document_is_looked_at_and_blocks() -> None:
    content = document(lambda made: None)
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("word/media/image1.jpg", jpeg(gps=True))
    assert kinds(blocking(scan(out.getvalue(), "公示.docx"))) == [Kind.METADATA]


def test_only_pictures_are_stripped() -> None:
    with pytest.raises(Refused, match="jpg或png"):
        stripped(b"GIF89a")


def openpyxl_comment(text: str) -> Any:
    return Comment(text, "某")


def defined_name(text: str) -> Any:
    return DefinedName("旧", attr_text=text)
