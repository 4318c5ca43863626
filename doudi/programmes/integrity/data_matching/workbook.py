"""The workbook that a clerk prints: coverage first, a summary, one sheet per check, then what could not be read."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from doudi.base.months import chinese_month
from doudi.base.parameters import ParameterSet
from doudi.mechanisms.exchange.intake import Problem
from doudi.mechanisms.matching.engine import CheckResult
from doudi.programmes.integrity.data_matching.comparison import Comparison
from doudi.programmes.integrity.data_matching.sources import SOURCES

DIRECTIONS = {"paid": "疑似不该发", "missed": "疑似漏保", "filing": "应备未备", "mismatch": "两表不一致"}
STRENGTHS = {"exact": "证号一致", "probable": "很可能", "possible": "可能"}
_NAMES = {source.code: source.name for source in SOURCES}


@dataclass(frozen=True)
class Report:
    """Everything that the workbook says."""

    month: int
    found: Comparison
    coverage: Sequence[dict[str, object]]
    rejects: Sequence[dict[str, object]]
    problems: Sequence[Problem]
    settings: ParameterSet
    made_on: dt.date


class _Book:
    """A workbook with our formats; every text is written as text, so that no cell is ever a formula."""

    def __init__(self, path: Path) -> None:
        self.book = xlsxwriter.Workbook(
            str(path), {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        )
        self.title = self.book.add_format({"bold": True, "font_size": 14})
        self.note = self.book.add_format({"font_color": "#4e5969"})
        self.head = self.book.add_format(
            {
                "bold": True,
                "bg_color": "#f2f6fd",
                "border": 1,
                "border_color": "#c9cdd4",
                "text_wrap": True,
                "valign": "vcenter",
            }
        )
        self.cell = self.book.add_format({"border": 1, "border_color": "#e5e8ef", "text_wrap": True, "valign": "top"})
        self.money = self.book.add_format(
            {"border": 1, "border_color": "#e5e8ef", "num_format": "#,##0.00", "valign": "top"}
        )
        self.share = self.book.add_format(
            {"border": 1, "border_color": "#e5e8ef", "num_format": "0.0%", "valign": "top"}
        )

    def sheet(self, name: str, title: str, note: str, heads: Sequence[tuple[str, float]]) -> tuple[Worksheet, int]:
        """A sheet with title, note and headings; returns it and the row of the first data row (from 0)."""
        sheet = self.book.add_worksheet(name[:31])
        sheet.write_string(0, 0, title, self.title)
        sheet.write_string(1, 0, note, self.note)
        for place, (head, width) in enumerate(heads):
            sheet.set_column(place, place, width)
            sheet.write_string(2, place, head, self.head)
        sheet.freeze_panes(3, 0)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(2)
        sheet.set_footer("&L内部资料,注意保密&C第 &P 页,共 &N 页&R&D")
        return sheet, 3

    def write(
        self, sheet: Worksheet, row: int, values: Sequence[object], formats: Sequence[Format | None] = ()
    ) -> None:
        for place, value in enumerate(values):
            style = (formats[place] if place < len(formats) else None) or self.cell
            if value is None or value == "":
                sheet.write_blank(row, place, None, style)
            elif isinstance(value, bool):
                sheet.write_string(row, place, "是" if value else "否", style)
            elif isinstance(value, int | float):
                sheet.write_number(row, place, value, style)
            else:
                sheet.write_string(row, place, str(value)[:32000], style)

    def filter(self, sheet: Worksheet, first: int, rows: int, columns: int) -> None:
        if rows:
            sheet.autofilter(first - 1, 0, first + rows - 1, columns - 1)


def write_workbook(path: Path, report: Report) -> None:
    book = _Book(path)
    _coverage(book, report)
    _summary(book, report)
    findings = report.found.findings
    for result in report.found.results:
        if result.compared and result.hits:
            _check(book, report, result, findings.filter(findings["rule"] == result.check.code).to_dicts())
    _problems(book, report)
    _parameters(book, report)
    book.book.close()


def _coverage(book: _Book, report: Report) -> None:
    heads = [
        ("名单", 26),
        ("报送单位", 22),
        ("文件", 34),
        ("工作表", 12),
        ("数据所属月", 12),
        ("过期", 7),
        ("行数", 9),
        ("接收", 9),
        ("退回", 9),
        ("可比对象占比", 12),
        ("说明", 30),
    ]
    note = f"在册对象 {report.found.recipients} 人。没有收到或已过期的名单,不能说明没有问题。"
    sheet, row = book.sheet("覆盖情况", f"{chinese_month(report.month)}数据比对覆盖情况", note, heads)
    for number, each in enumerate(report.coverage):
        as_of = each["as_of"]
        words = "未收到,相关疑点未比对" if not each["file"] else "名单过期,只作待核实" if each["stale"] else ""
        values = [
            each["name"],
            each["supplier"],
            each["file"],
            each["sheet"],
            chinese_month(as_of) if isinstance(as_of, int) else "",
            each["stale"],
            each["rows"],
            each["accepted"],
            each["rejected"],
            each["share"],
            words,
        ]
        book.write(sheet, row + number, values, [None] * 9 + [book.share])
    book.filter(sheet, row, len(report.coverage), len(heads))


def _summary(book: _Book, report: Report) -> None:
    heads = [
        ("规则", 11),
        ("疑点", 30),
        ("方向", 12),
        ("条数", 9),
        ("可作依据", 9),
        ("金额(元)", 16),
        ("比对情况", 44),
        ("问题", 50),
    ]
    note = "疑点只是问题,须经核实才能处理;任何待遇不因比对结果自动改变。"
    sheet, row = book.sheet("汇总", f"{chinese_month(report.month)}疑点汇总", note, heads)
    findings = report.found.findings
    for number, result in enumerate(report.found.results):
        mine = findings.filter(findings["rule"] == result.check.code)
        state = (
            "已比对" if result.compared else "未比对:缺" + "、".join(_NAMES.get(code, code) for code in result.missing)
        )
        values = [result.check.code, result.check.name, DIRECTIONS[result.check.direction.value], result.hits if result.compared else None, int(mine["conclusive"].sum()) if result.compared else None,
                  result.amount_fen / 100 if result.amount_fen else None, state, result.check.question]  # fmt: skip
        book.write(sheet, row + number, values, [None] * 5 + [book.money])
    book.filter(sheet, row, len(report.found.results), len(heads))


def _check(book: _Book, report: Report, result: CheckResult, rows: Sequence[dict[str, Any]]) -> None:
    heads = [
        ("序号", 6),
        ("姓名", 10),
        ("身份证号", 21),
        ("户编号", 20),
        ("待遇", 18),
        ("区划代码", 14),
        ("把握", 10),
        ("可作依据", 9),
        ("金额(元)", 12),
        ("理由", 60),
        ("存疑", 24),
        ("证据", 60),
        ("核实结果", 14),
        ("核实人", 12),
    ]
    excuses = "、".join(each.words for each in result.check.exemptions)
    title = f"{result.check.code} {result.check.name}"
    sheet, row = book.sheet(
        title,
        f"{title}({chinese_month(report.month)},{len(rows)}条)",
        f"{result.check.question} 常见误报:{excuses or '无'}。依据:{result.check.basis}",
        heads,
    )
    for number, each in enumerate(rows):
        values = [number + 1, each["subject_name"], each["subject_id"], each["household_no"], each["programme"], each["area_code"], STRENGTHS.get(each["strength"], each["strength"]), bool(each["conclusive"]),
                  each["amount_fen"] / 100 if each["amount_fen"] is not None else None, each["reason"], ";".join(each["doubts"] or []), _evidence(each["evidence"]), "", ""]  # fmt: skip
        book.write(sheet, row + number, values, [None] * 8 + [book.money])
    book.filter(sheet, row, len(rows), len(heads))


def _evidence(pieces: Sequence[dict[str, Any]] | None) -> str:
    lines = []
    for piece in (pieces or [])[:12]:
        values = json.loads(piece["values"]) if piece["values"] else {}
        said = ",".join(f"{key}:{value}" for key, value in values.items() if value not in (None, ""))
        lines.append(
            f"{_NAMES.get(piece['source'], piece['source'])}({piece['file']} {piece['sheet']} 第{piece['row']}行) {said}"
        )
    more = len(pieces or []) - 12
    return "\n".join(lines) + (f"\n……另有{more}条" if more > 0 else "")


def _problems(book: _Book, report: Report) -> None:
    heads = [("类别", 14), ("文件", 40), ("工作表", 14), ("行", 8), ("列", 20), ("原值", 26), ("说明", 70)]
    sheet, row = book.sheet("未接收", "未接收的文件和行", "请退回报送单位更正后重新报送。", heads)
    lines: list[list[object]] = [
        [each.kind.value, each.file, each.sheet, None, "", "", each.sentence] for each in report.problems
    ]
    lines += [
        ["退回行", each["file"], each["sheet"], each["row"], each["column"], each["value"], each["why"]]
        for each in report.rejects
    ]
    for number, values in enumerate(lines):
        book.write(sheet, row + number, values)
    book.filter(sheet, row, len(lines), len(heads))


def _parameters(book: _Book, report: Report) -> None:
    heads = [("代码", 24), ("参数", 40), ("取值", 50), ("单位", 14), ("依据", 44)]
    sheet, row = book.sheet("参数", "本次比对所用参数", "用 --parameters 可以改为本县约定的值。", heads)
    for number, each in enumerate(report.settings.parameters.values()):
        book.write(
            sheet,
            row + number,
            [each.code, each.label, str(report.settings[each.code]), each.unit, report.settings.document(each.code)],
        )
