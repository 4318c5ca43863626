"""Every paper is opened again: every fact stands in it, no place is left open, the page is the standard's."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import re
import zipfile
from typing import Any, TypeVar

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm

from doudi.base.money import in_capitals, yuan
from doudi.base.months import chinese_month, parse_month
from doudi.base.refused import Refused
from doudi.mechanisms.papers import forms, letters, table, telling_first, transfer
from doudi.mechanisms.papers.filling import day
from doudi.mechanisms.papers.remedy import Remedy

Filled = TypeVar("Filled")
REMEDY = Remedy("某县人民政府", 60, "某县人民法院", 6)
ON = dt.date(2024, 6, 5)
APPLICANT = forms.Applicant("王大力", "男", "369999********1234", "138****5678", "东镇上村", "东镇上村3组", "农村")
MEMBERS = (
    forms.Member("王大力", "本人", "369999********1234", "务农", "良好"),
    forms.Member("李水秀", "配偶", "369999********2345", "", "体弱"),
)
DECLARED = (forms.Item("务工收入", "王大力", 120_000), forms.Item("存款", "李水秀", 300_000))
ITEMS = (forms.Item("务工收入", "王大力", 120_000, 150_000, "入户"), forms.Item("存款", "李水秀", 300_000))
OPINION = forms.Opinion("同意上报。", "周平", dt.date(2024, 5, 23))

FACTS: list[Any] = [
    forms.Application(
        "最低生活保障", "保202404-000001", APPLICANT, MEMBERS, DECLARED, "家中劳力不足，收入低。", "王大力",
        "6217********0001", "村级协理员赵敏", "", dt.date(2024, 4, 26),
    ),
    forms.Survey(
        "最低生活保障", "保202404-000001", APPLICANT, MEMBERS, ITEMS, dt.datetime(2024, 4, 30, 9, 30), "王大力家中",
        "砖混平房一层", "家中两人，实际收入与申报略有出入。", ("周平", "吴小燕"), "李水秀",
    ),
    forms.Approval(
        "最低生活保障", "保202404-000001", APPLICANT, MEMBERS, 52_000, 71_500, 2, 91_100, parse_month("2024-07"),
        dt.date(2024, 5, 14), dt.date(2024, 5, 21), "", OPINION, forms.Opinion(),
    ),
    forms.Authorisation(
        "授202404-0001", "某县民政局", "申请最低生活保障", ("银行存款和理财", "车辆登记"),
        (forms.Signer("王大力", "369999********1234", "本人"), forms.Signer("王小宝", "369999********3456", "之子", "王大力")),
        ON, dt.date(2025, 6, 4),
    ),
    forms.ReserveVoucher(
        "备202406-0007", "东镇", ON, "临202406-000003", "王大力", "369999********1234", "急难型", "房屋失火，无处居住。", 2,
        100_000, "转账", 1_900_000, "周平", "李敏",
    ),
    letters.Decision(
        "某县民政局", "某民救〔2024〕12号", "最低生活保障", "王大力", dt.date(2024, 4, 26), 2, 91_100, parse_month("2024-07"),
        ("家庭月收入520元。", "差额911元。"), ("《社会救助暂行办法》第九条",), "收入、人口、财产有变化的，及时报告。", REMEDY, ON,
    ),
    letters.Refusal(
        "某县民政局", "某民救〔2024〕13号", "最低生活保障", "王大力",
        ("家庭月收入2,050元，不低于保障线1,870元，超出180元。",), ("《最低生活保障审核确认办法》第二十一条",),
        "可以申请低保边缘家庭认定。", REMEDY, ON, applied_on=dt.date(2024, 4, 26),
        worksheet=("家庭月收入2,050元。", "保障线1,870元。"),
    ),
    letters.RecognitionMade(
        "某县民政局", "某民认〔2024〕3号", "低保边缘家庭", "王大力", ("王大力", "陈二妹"), dt.date(2024, 4, 26), dt.date(2025, 4, 26),
        ("家庭人均月收入1,100元，低于低保边缘标准。",), ("《社会救助暂行办法》第九条",), "收入、人口、财产有变化的，及时报告。", REMEDY, ON,
    ),
    letters.Stop(
        "某县民政局", "某民救〔2024〕14号", "最低生活保障", "王大力", ("成员稳定就业，人均收入超过标准。",),
        ("《最低生活保障审核确认办法》第三十三条",), "生活再有困难的，可以重新申请。", REMEDY, ON,
        last_month=parse_month("2024-06"),
    ),
    letters.Notice(
        "东镇上村拟确认最低生活保障对象公示", "2024-04-25 至 2024-05-06（7 天）", "根据有关规定，现公示如下。", "月保障金（元）",
        (letters.NoticeRow(1, "王大力", 2, "农村低保", "上村3组", "911.00"), letters.NoticeRow(2, "陈二妹", 1, "农村低保", "上村1组", "715.00")),
        ("名单由乡镇核定。",), "公示期内有异议的，请反映。", (("东镇民政所", "0797-7234567"), ("县民政局", "12345")), "东镇人民政府", ON,
    ),
    telling_first.ToldFirst(
        "东镇人民政府", "变202406-000001", "最低生活保障", "王大力", "由每月911.00元调整为645.00元", parse_month("2024-07"),
        ("长子稳定就业，家庭收入增加。",), ("《最低生活保障审核确认办法》第三十二条",), 5, ON,
    ),
    transfer.Transfer(
        "某县民政局", "某民救〔2024〕15号", "邻县民政局", "最低生活保障", "王大力", "东镇上村", 2, 91_100, parse_month("2024-01"),
        parse_month("2024-06"), ON,
    ),
]  # fmt: skip
NAMES = [table.PAPERS[type(facts)].code for facts in FACTS]


def example(kind: type[Filled]) -> Filled:
    """The facts of one paper."""
    return next(facts for facts in FACTS if isinstance(facts, kind))


def test_every_paper_of_the_table_is_tried() -> None:
    assert {type(facts) for facts in FACTS} == set(table.PAPERS)


def words_in(content: bytes) -> str:
    """Everything that stands in a document, tables and feet included."""
    found = Document(io.BytesIO(content))
    parts = [found.element.body, *(section.footer._element for section in found.sections)]
    return "\n".join(text.text or "" for part in parts for text in part.iter(qn("w:t")))


def facts_in(value: Any) -> list[str]:
    """How every fact of a paper is written on it."""
    if isinstance(value, Remedy):
        return [str(value)]
    if dataclasses.is_dataclass(value):
        return [
            words
            for each in dataclasses.fields(value)
            for words in facts_in_field(each.name, getattr(value, each.name))
        ]
    if isinstance(value, tuple):
        return [words for each in value for words in facts_in(each)]
    return [str(value)] if value not in ("", None) else []


def facts_in_field(name: str, value: Any) -> list[str]:
    if name == "residence":
        return []  # said by which standard it is
    if isinstance(value, dt.date):
        return [day(value)]
    if name in ("from_month", "last_month") and isinstance(value, int):
        return [chinese_month(value)]
    if isinstance(value, int) and name in ("amount", "monthly_income", "standard", "balance", "declared", "found"):
        return [yuan(value)]
    return facts_in(value)


@pytest.mark.parametrize("facts", FACTS, ids=NAMES)
def test_every_fact_stands_on_the_paper_and_no_place_is_left_open(facts: Any) -> None:
    text = words_in(table.docx(facts))
    dense = "".join(text.split())
    for fact in facts_in(facts):
        assert "".join(fact.split()) in dense, f"{type(facts).__name__}没有写出：{fact}"
    assert not re.search(r"\{\{|\}\}|\{%|%\}|None", text)


@pytest.mark.parametrize("facts", FACTS, ids=NAMES)
def test_the_print_view_says_the_same(facts: Any) -> None:
    view = str(table.print_view(facts))
    dense = "".join(re.sub(r"<[^>]+>", "", view).split())
    for fact in facts_in(facts):
        assert "".join(fact.split()) in dense, f"{type(facts).__name__}没有写出：{fact}"
    assert not re.search(r"\{\{|\{%|None", view)


@pytest.mark.parametrize("facts", FACTS, ids=NAMES)
def test_the_page_is_the_standards_and_nothing_travels_along_unseen(facts: Any) -> None:
    content = table.docx(facts)
    found = Document(io.BytesIO(content))
    section = found.sections[0]
    page = (section.page_width, section.page_height, section.top_margin, section.left_margin, section.right_margin)
    assert [round((each or 0) / Mm(1)) for each in page] == (
        [210, 297, 37, 28, 26] if table.PAPERS[type(facts)].official else [210, 297, 22, 22, 22]
    )
    assert found.core_properties.author == ""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert not [name for name in archive.namelist() if "thumbnail" in name or "comments" in name]
        fonts = set(re.findall(r'w:eastAsia="([^"]+)"', archive.read("word/document.xml").decode()))
    assert fonts & {"仿宋_GB2312", "黑体", "方正小标宋简体"}


def test_r_dibao_15_no_refusal_and_no_stop_without_reason_law_and_remedy() -> None:
    refusal = example(letters.Refusal)
    for gap in ({"reasons": ()}, {"reasons": ("  ",)}, {"articles": ()}):
        with pytest.raises(Refused, match="R-DIBAO-15"):
            dataclasses.replace(refusal, **gap)
    stop = example(letters.Stop)
    with pytest.raises(Refused, match="必须写明理由"):
        dataclasses.replace(stop, reasons=())
    text = words_in(table.docx(refusal))
    assert "60日内向某县人民政府申请行政复议" in text
    assert "6个月内向某县人民法院提起行政诉讼" in text


def test_what_is_filled_in_is_text_and_never_markup_or_a_template() -> None:
    refusal = example(letters.Refusal)
    odd = dataclasses.replace(refusal, name="<b>王&大力</b>", other_help="{{ number }}")
    text = words_in(table.docx(odd))
    assert "<b>王&大力</b>" in text
    assert "{{ number }}" in text
    assert "&lt;b&gt;" in str(table.print_view(odd))


def test_the_voucher_says_the_amount_in_capitals() -> None:
    voucher = example(forms.ReserveVoucher)
    assert in_capitals(100_000) in words_in(table.docx(voucher))


def test_a_long_list_repeats_its_heading() -> None:
    notice = example(letters.Notice)
    rows = tuple(letters.NoticeRow(n, "王大力", 1, "农村低保", "上村", "715.00") for n in range(1, 80))
    found = Document(io.BytesIO(table.docx(dataclasses.replace(notice, rows=rows))))
    (listing,) = found.tables
    assert len(listing.rows) == 80
    assert next(listing.rows[0]._tr.iter(qn("w:tblHeader")), None) is not None
