"""For tests: a list of an invented county and the ways in which offices write it into files."""

from __future__ import annotations

import csv
import html
import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import xlwt

from doudi.base.identity import check_digit
from doudi.mechanisms.exchange.declare import Kind, Source, column
from doudi.mechanisms.exchange.intake import Hints, Intake, take_in

MONTH = 2023 * 12 + 5  # June 2023
Rows = Sequence[Any]  # of rows, each a sequence of cells

PENSIONS = Source(
    "pensions",
    "养老金发放名册",
    "县社保中心",
    (
        column("township", Kind.PLACE, "乡镇", "所在乡镇"),
        column("name", Kind.NAME, "姓名"),
        column("id_number", Kind.IDENTITY, "公民身份号码", "身份证号", "证件号码", subject=True, required=True),
        column("monthly", Kind.MONEY, "月养老金", "养老金", "待遇金额", required=True, unit="元"),
        column("since", Kind.DATE, "领取日期", "开始领取时间"),
        column("alive", Kind.FLAG, "已认证", "生存认证"),
    ),
    titles=("养老金", "养老待遇"),
)
VEHICLES = Source(
    "vehicles",
    "机动车登记名册",
    "县公安局",
    (
        column("owner", Kind.NAME, "所有人", "车主"),
        column("id_number", Kind.IDENTITY, "公民身份号码", "身份证号", subject=True, required=True),
        column("plate", Kind.CODE, "号牌号码", "车牌号", required=True),
    ),
    titles=("机动车", "车辆"),
)
LISTS = (PENSIONS, VEHICLES)
HEADING = ("姓名", "身份证号", "月养老金", "领取日期", "已认证")


def number(order: int, born: str = "19520307", area: str = "369815") -> str:
    """A valid invented identity number; an even `order` is a woman's."""
    first = f"{area}{born}{order:03d}"
    return first + check_digit(first)


def person(order: int, **more: Any) -> list[Any]:
    """One row under HEADING."""
    row = {
        "name": f"{'赵钱孙李周吴郑王'[order % 8]}{'一二三四五六七八九十'[order % 10]}妹",
        "id": number(order),
        "monthly": 1200 + order,
        "since": "2012-04-01",
        "alive": "是",
    }
    return list((row | more).values())


def people(count: int, start: int = 1) -> list[list[Any]]:
    return [person(order) for order in range(start, start + count)]


def text_table(rows: Rows, *, delimiter: str = ",", coding: str = "utf-8", ends: str = "\r\n") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=ends).writerows(rows)
    return out.getvalue().encode(coding)


def workbook(*sheets: tuple[str, Rows], change: Callable[[Any], None] | None = None) -> bytes:
    """An .xlsx; `change` may do to the openpyxl workbook what offices do."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    if change:
        change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def old_workbook(*sheets: tuple[str, Rows], change: Callable[[Any], None] | None = None) -> bytes:
    """A real .xls."""
    book = xlwt.Workbook(encoding="utf-8")
    for name, rows in sheets:
        sheet = book.add_sheet(name)
        for down, row in enumerate(rows):
            for across, cell in enumerate(row):
                if cell is not None:
                    sheet.write(down, across, cell)
    if change:
        change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def web_page(rows: Rows, *, coding: str = "gb18030", declared: str = "gb2312") -> bytes:
    lines = ["<tr>" + "".join(f"<td>{html.escape(str(cell or ''))}</td>" for cell in row) + "</tr>" for row in rows]
    page = f"<html><head><meta charset='{declared}'></head><body><table>{''.join(lines)}</table></body></html>"
    return page.encode(coding)


class _OldName(zipfile.ZipInfo):
    """An entry whose name is written in GBK without saying so, as old tools on Windows do."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # the name is the library's
        return self.filename.encode("gbk"), self.flag_bits & ~0x800


def archive(files: Iterable[tuple[str, bytes]], *, old_names: bool = False) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, data in files:
            entry = _OldName(name) if old_names else zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            zipped.writestr(entry, data)
    return out.getvalue()


def taken_in(
    folder: Path,
    *files: tuple[str, bytes],
    sources: Sequence[Source] = LISTS,
    month: int | None = MONTH,
    hints: Hints | None = None,
) -> Intake:
    """What comes of files with these names and bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files:
        (folder / name).write_bytes(data)
    return take_in([folder], sources, month=month, hints=hints or Hints())
