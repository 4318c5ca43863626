"""The reader of official prose: numerals, files in every state, each kind of fault, and what must not be called one."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from doudi.base.refused import Refused
from doudi.mechanisms.prose.checked import Checked, check
from doudi.mechanisms.prose.faults import Kind, Severity
from doudi.mechanisms.prose.numerals import chinese_number
from doudi.mechanisms.prose.reading import read, read_bytes
from doudi.mechanisms.prose.text import Text
from doudi.mechanisms.prose.written import SCHEMA, as_json, as_lines

_SMALL = "零一二三四五六七八九"


def of(words: str) -> Checked:
    """The check of a text of the year 2024."""
    return check(Text(f"某县民政局2024年工作总结\n{words}"))


def kinds(words: str) -> set[Kind]:
    return {each.kind for each in of(words).faults if each.severity is not Severity.NOTE}


def values(words: str) -> list[tuple[str, str]]:
    return [(f"{each.value.normalize():f}", each.unit) for each in of(words).figures]


def spelled(number: int) -> str:
    """A number below ten thousand in characters, as people write it."""
    parts, rest, gap = "", number, False
    for size, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, rest = divmod(rest, size)
        if digit:
            parts += ("零" if gap and parts else "") + _SMALL[digit] + sign
            gap = False
        else:
            gap = True
    return parts


@given(st.integers(1, 9999), st.integers(1, 9999))
def test_a_number_in_characters_is_read_back(small: int, large: int) -> None:
    assert chinese_number(spelled(small)) == small
    assert chinese_number(f"{spelled(large)}万{'零' if small < 1000 else ''}{spelled(small)}") == large * 10**4 + small
    assert chinese_number(f"{spelled(large)}亿") == large * 10**8


@pytest.mark.parametrize(
    ("words", "value"),
    [("十二", 12), ("一千零六十", 1060), ("二〇二四", 2024), ("三万六千", 36000), ("一百二", 120), ("两千一百六十四", 2164), ("三点五万", 35000), ("贰佰零捌", 208), ("十百", None), ("万", 10000)],
)  # fmt: skip
def test_numerals(words: str, value: int | None) -> None:
    assert chinese_number(words) == (None if value is None else Decimal(value))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("实施临时救助1,060人次，发放救助资金249.85万元。", [("1060", "人次"), ("249.85", "万元")]),
        ("标准提高至９３５元/人/月。", [("935", "元/人/月")]),
        ("惠及群众1.2万人，投入3.5亿元。", [("12000", "人"), ("3.5", "亿元")]),
        ("覆盖率百分之九十五，完成三分之二，八成以上满意。", [("95", "%"), ("66.67", "%"), ("80", "%")]),
        ("给予6个月至3年不等的延退期。", [("6", "个月"), ("3", "年")]),
        ("取得全省第一名的好成绩。", [("1", "名次")]),
        ("打造一两个户外颁证基地。", [("1", "个")]),
        ("满意度提升1.5个百分点。", [("1.5", "个百分点")]),
        # What has a number and is no figure: names, dates, ages, set phrases, outline numbers, documents.
        ("一是贯彻党的二十届三中全会精神，增强“四个意识”，依托4A景区、“12345”热线和“15分钟养老服务圈”。", []),
        ("按照民发〔2023〕83号和《规划（2023-2025）》，10月8日为80周岁以上老人上门。", []),
    ],
)
def test_figures(words: str, expected: list[tuple[str, str]]) -> None:
    assert values(words) == expected


def test_what_a_figure_counts_and_where_it_belongs() -> None:
    found = of(
        "（一）社会救助。低保延退共74户97人；城市、农村低保标准分别提高至935元/人/月和715元/人/月。\n三、2025年工作计划\n拟新增3个养老院。"
    ).figures
    assert [(each.counts, each.line, each.planned) for each in found] == [
        ("低保延退", "社会救助", False),
        ("低保延退", "社会救助", False),
        ("城市低保标准", "社会救助", False),
        ("农村低保标准", "社会救助", False),
        ("养老院", "养老服务", True),
    ]
    assert [each.period for each in found] == ["2024年"] * 4 + ["2025年"]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("全县有14家农村助餐点。另一处写道，全县打造20个助餐点（城市8个，农村12个）。", Kind.CONTRADICTION),
        ("低保对象8,642户，其中城市1,206户、农村7,346户。", Kind.SUM),
        ("排查问题27项，已完成24项，4项正在推进。", Kind.SUM),
        ("发现隐患87处，现场整改65处，限期整改23处。", Kind.SUM),
        ("社会团体156家，民办非企业254家，合计420家。", Kind.SUM),
        ("年初在册52人，新增6人，退出11人，年末在册49人。", Kind.STOCK),
        ("排查问题132个，整改121个，占总数的96.2%。", Kind.SHARE),
        ("床位由1,200张增加到2,100张，增长57%。", Kind.CHANGE),
        ("标准由820元降至850元。", Kind.CHANGE),
        ("救助1,060人次，发放249.85万元，人均3,257元。", Kind.MEAN),
        ("低保延退97户74人。", Kind.RATIO),
        ("围绕救助、养老、儿童、殡葬等五大类内容开展整治。", Kind.NAMED_LIST),
        ("全县有3个试点：东门、南门、北门、西门。", Kind.NAMED_LIST),
        ("对六类对象给予延退。", Kind.LIST_MISSING),
        ("移送问题线索X条。", Kind.BLANK),
        ("发放资金___万元。", Kind.BLANK),
        ("慰问困难群众　　人次。", Kind.BLANK),
        ("单个志愿服务7654余单。", Kind.ROUNDING),
        ("培训近300余人。", Kind.ROUNDING),
        ("做好重度残疾人探视巡访全覆盖工作。", Kind.COVERAGE),
        ("截至目前，仍有3个乡镇未完成。", Kind.DATE_MISSING),
        ("2月30日召开会议。", Kind.DATE_IMPOSSIBLE),
        ("计划在2052年前建成。", Kind.DATE_IMPOSSIBLE),
        ("每月服务2303单。", Kind.PERIOD_MISSING),
        ("微信扫一扫在手机阅读、分享本文", Kind.RESIDUE),
        ("建设&nbsp;养老机构。", Kind.RESIDUE),
        ("殡葬领域私自改扩建公募问题。", Kind.SLIP),
        ("上门服务服务对象增加。", Kind.SLIP),
        ("低保标准为935万元/人/月。", Kind.UNIT_SLIP),
        ("救助1060人次，发放救助金249.85元。", Kind.UNIT_SLIP),
        ("任务完成率达104%。", Kind.PERCENT),
        ("每村有10至5名志愿者。", Kind.RANGE),
        ("一是抓救助。三是抓养老。", Kind.NUMBERING),
        ("联系人电话13800001111。", Kind.PERSONAL),
    ],
)
def test_each_kind_of_fault(words: str, kind: Kind) -> None:
    assert kind in kinds(words)


@pytest.mark.parametrize(
    "words",
    [
        "低保对象8,642户，其中城市1,206户、农村7,436户。",
        "排查问题27项，已完成24项，3项正在推进，完成率88.9%。",
        "年初在册52人，新增6人，退出11人，年末在册47人。",
        "床位由1,200张增加到2,100张，增长75%。",
        "救助1,060人次，发放249.85万元，人均2,357元。",
        "低保延退74户97人。",
        "围绕救助、养老、儿童、殡葬四大类内容开展整治。",
        "联合教育、公安等6家单位开展行动。",
        "培训200余人，走访约300人次，发放资金2万余元。",
        "对135个村实现全覆盖。",
        "上半年火化864具，较去年同期的820具增长5.4%。",
        "新增养老床位200张。全县养老床位3,200张。",
        "城关镇建成助餐点3个；东乡镇建成助餐点2个。",
        "2023年低保对象9,000人。2024年低保对象8,800人。",
        "一是抓救助。\n二是抓养老。\n三是抓殡葬。",
        "城市标准由760元提高到805元，农村标准由6840元提高到7320元，分别增长5.9%和7.0%。",
        "孤儿243人，每人每月发放基本生活费1450元。",
        "建成驿站48个，覆盖率达92.3%（应建52个）。建成站点48个（应建52个）。",
        "群众纷纷点赞，家家户户的的确确受益。",
        "资金执行率达103%，同比增长120%。",
    ],
)
def test_what_is_right_is_left_alone(words: str) -> None:
    assert kinds(words) == set()


def test_wr_03_and_wr_04_what_holds_is_said() -> None:
    """24 + 3 = 27 and 8 + 12 = 20 were looked at; 14 against 12 blocks."""
    found = of(
        "问题27项，已完成24项，3项正在推进。\n打造20个助餐点（城市8个，农村12个）。有14家农村助餐点。低保延退74户97人。"
    )
    assert [each.words for each in found.held] == ["24+3=27项，完成率88.89%", "8+12=20个", "74户97人，户均1.31人"]
    assert [(each.kind, each.severity) for each in found.faults] == [(Kind.CONTRADICTION, Severity.ERROR)]


def test_wr_12_two_blanks_block() -> None:
    found = of("被评为试点县，X唯一。共移送问题线索X条。")
    assert [(each.kind, each.severity, each.words) for each in found.faults] == [(Kind.BLANK, Severity.ERROR, "X")] * 2


def test_wr_13_four_names_and_others_of_five_is_a_warning() -> None:
    [fault] = of("围绕社会救助、儿童福利、残疾人补贴、殡葬服务等五大类内容制定方案。").faults
    assert (fault.kind, fault.severity) == (Kind.NAMED_LIST, Severity.WARNING)


def test_wr_10_rounding_words() -> None:
    assert kinds("培训经办人员200余人。") == set()
    assert kinds("培训经办人员207余人。") == {Kind.ROUNDING}
    assert kinds("单个服务7654单。") == set()
    assert kinds("单个服务7654余单。") == {Kind.ROUNDING}
    assert kinds("培训近200人。前文写培训经办人员196人。") == set()


def test_wr_22_unlike_activities_are_not_added() -> None:
    assert Kind.TOTAL_OF_UNLIKE in kinds("开展讲座20次、上户探访建档70次、小组工作12次，共开展活动102次。")


# --- files ------------------------------------------------------------------------------------------------------------

WORDS = "某县民政局2024年工作总结\n打造20个助餐点（城市8个，农村13个）。"


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text_in_whatever_coding(coding: str) -> None:
    found = check(read_bytes(WORDS.encode(coding), name="总结.txt"))
    assert [each.value for each in found.figures] == [20, 8, 13]
    assert [each.kind for each in found.faults] == [Kind.SUM]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "空文件"),
        (b"\xef\xbb\xbf  \r\n", "空文件"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\xff\xd8\xff\xe0....", "图片"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "另存为 .docx"),
        (b"PK\x03\x04broken", "已损坏"),
        (bytes(range(256)) * 4, "另存为 UTF-8"),
        (b"abc\x01\x02\x03\x04", "不是文字文件"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_do(content: bytes, says: str) -> None:
    with pytest.raises(Refused, match=says):
        read_bytes(content, name="文件")


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="没有文件"):
        read(tmp_path / "没有.txt")
    with pytest.raises(Refused, match="文件夹"):
        read(tmp_path)


def in_docx(document: object) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)  # type: ignore[attr-defined]
    return buffer.getvalue()


def test_a_document_with_a_table_whose_total_is_wrong() -> None:
    document = Document()
    document.add_paragraph("某县2024年工作总结")
    table = document.add_table(rows=4, cols=3)
    for row, cells in enumerate(
        (("乡镇", "户数（户）", "资金（万元）"), ("东乡", "12", "3.5"), ("西乡", "20", "4"), ("合计", "33", "7.5"))
    ):
        for column, words in enumerate(cells):
            table.cell(row, column).text = words
    found = check(read_bytes(in_docx(document), name="表.docx"))
    assert [(each.value, each.unit) for each in found.figures if each.subject == "东乡"] == [
        (12, "户"),
        (Decimal("3.5"), "万元"),
    ]
    [fault] = found.faults
    assert fault.kind is Kind.SUM
    assert "32" in fault.why
    assert "33" in fault.why


def test_tracked_changes_are_read_as_accepted_and_what_was_deleted_is_said() -> None:
    document = Document()
    document.add_paragraph("2024年建成助餐点KEEP个。")
    content = in_docx(document)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {each: archive.read(each) for each in archive.namelist()}
    body = parts["word/document.xml"].decode()
    changed = '2024年建成助餐点</w:t></w:r><w:del w:id="1" w:author="甲"><w:r><w:delText>14</w:delText></w:r></w:del><w:ins w:id="2" w:author="甲"><w:r><w:t>12</w:t></w:r></w:ins><w:r><w:t>个。'
    parts["word/document.xml"] = body.replace("2024年建成助餐点KEEP个。", changed).encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    text = read_bytes(buffer.getvalue(), name="修订.docx")
    assert text.words == "2024年建成助餐点12个。"
    assert text.deleted == ("14",)
    assert any("修订" in each for each in text.notices)
    assert [each.value for each in check(text).figures] == [12]


def test_a_document_of_pictures_only_is_a_scan() -> None:
    document = Document()
    png = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010806000000" "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082")  # fmt: skip
    document.add_picture(io.BytesIO(png))
    with pytest.raises(Refused, match="文字识别"):
        read_bytes(in_docx(document), name="扫描.docx")


# --- the stable face ----------------------------------------------------------------------------------------------------


def test_the_json_says_where_everything_stands() -> None:
    words = f"{WORDS}\n移送线索X条。"
    plain = as_json(check(Text(words, name="总结.txt")))
    assert plain["schema"] == SCHEMA
    assert plain["counts"] == {"figures": 3, "errors": 2, "warnings": 0, "notes": 0}
    for each in plain["figures"]:
        assert words[each["start"] : each["end"]] == each["text"]
    for each in plain["faults"]:
        assert words[each["start"] : each["end"]] == each["text"]
        assert each["text"] in each["sentence"]
    assert (
        plain["figures"][1] | {"value": 8, "unit": "个", "counts": "城市助餐点", "part_of": "20个"}
        == plain["figures"][1]
    )


def test_the_lines_show_the_sentence_of_a_fault() -> None:
    lines = "\n".join(as_lines(check(Text(WORDS, name="总结.txt"))))
    assert "错误（1处）" in lines
    assert "原文：打造20个助餐点（城市8个，农村13个）。" in lines


@given(
    st.text(
        alphabet="一二三十百千万亿0123456789.,，。；、（）（）《》“”其中合计共户人万元%至-年月日X的了同比增长由到占率第 \n",
        max_size=120,
    )
)
def test_no_text_breaks_the_reader(words: str) -> None:
    """Whatever is written, it is read, and every place that is told lies in the text and says what it says."""
    found = check(Text(words))
    for each in found.figures:
        assert words[each.start : each.end] == each.words
    for fault in found.faults:
        assert words[fault.start : fault.end] == fault.words or fault.kind is Kind.PERSONAL
    assert as_json(found)["counts"]["figures"] == len(found.figures)


@pytest.mark.parametrize("words", ["修订村规民约158份。", "签订公约213份。", "网上预约1234人次。"])
def test_a_word_that_ends_in_a_rounding_word_rounds_nothing(words: str) -> None:
    assert Kind.ROUNDING not in {each.kind for each in check(Text(words)).faults}
    assert Kind.ROUNDING in {each.kind for each in check(Text("培训约213人。")).faults}


def test_a_rounding_word_behind_the_percent_sign() -> None:
    found = check(Text("持证率92.3%多。"))
    assert (found.figures[0].words, [each.kind for each in found.faults if each.kind is Kind.ROUNDING]) == (
        "92.3%多",
        [Kind.ROUNDING],
    )


def test_parts_in_a_sentence_of_their_own() -> None:
    words = "三季度救助{}人次，较二季度的288人次增加。其中急难型97人次，支出型205人次。"
    assert [each.kind for each in check(Text(words.format(312))).faults if each.kind is Kind.SUM] == [Kind.SUM]
    assert Kind.SUM not in {each.kind for each in check(Text(words.format(302))).faults}


def test_growth_told_in_the_sentence_after_the_figure() -> None:
    words = "全年办理结婚登记2146对、离婚登记873对。与2023年相比，结婚登记减少312对，下降12.69%；离婚登记增加41对，上升{}%。"
    found = [each for each in of(words.format("5.93")).faults if each.kind is Kind.CHANGE]
    assert [(each.words, "4.93%" in each.why) for each in found] == [("5.93%", True)]
    assert Kind.CHANGE not in {each.kind for each in of(words.format("4.93")).faults}
