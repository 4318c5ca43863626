"""Sheets written as files: workbooks old and new, web pages, text tables in the codings of offices."""

from __future__ import annotations

import csv
import datetime as dt
import html
import io
import random
from collections.abc import Callable, Sequence

import openpyxl
import xlwt

from tests.other_counties.layouts import Sheet
from tests.other_counties.tables import Cell


def write(sheets: Sequence[Sheet], chance: random.Random) -> tuple[str, bytes]:
    """A suffix and the bytes of a file that holds the sheets."""
    many = len(sheets) > 1
    way = chance.choice(
        ["xlsx"] * 5 + ["styled", "xls", "xls"] + ([] if many else ["html", "html", "csv", "csv", "csv", "txt"])
    )
    match way:
        case "xlsx":
            return ".xlsx", new_workbook(sheets)
        case "styled":
            return ".xlsx", new_workbook(sheets, styled=True)
        case "xls":
            return ".xls", old_workbook(sheets)
        case "html":
            return ".xls", web_page(sheets[0], chance.choice(["gb18030", "utf-8"]))
        case _:
            coding = chance.choice(["gb18030", "utf-8", "utf-8-sig", "utf-16"])
            return f".{way}", text_table(sheets[0], chance.choice([",", ",", "\t", ";", "|"]), coding)


def new_workbook(
    sheets: Sequence[Sheet], *, styled: bool = False, change: Callable[[openpyxl.Workbook], None] | None = None
) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for each in sheets:
        sheet = book.create_sheet(each.name[:30])
        for down, row in enumerate(each.rows, start=1):
            for across, cell in enumerate(row, start=1):
                if cell is not None and cell != "":
                    sheet.cell(down, across, cell)
        for top, left, bottom, right in each.merged:
            if right > left or bottom > top:
                sheet.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)
        if styled:  # formats far below and to the right of the last cell, as whole columns painted by hand leave them
            sheet.cell(len(each.rows) + 800, 60).number_format = "@"
            for below in range(len(each.rows) + 1, len(each.rows) + 200):
                sheet.cell(below, 1).number_format = "0.00"
    if change:
        change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def old_workbook(sheets: Sequence[Sheet]) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    day = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for each in sheets:
        sheet = book.add_sheet(each.name[:30])
        for down, row in enumerate(each.rows):
            for across, cell in enumerate(row):
                if cell is not None and cell != "":
                    sheet.write(down, across, cell, day) if isinstance(cell, dt.date) else sheet.write(
                        down, across, cell
                    )
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def text_of(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, dt.date):
        return f"{cell.year}/{cell.month}/{cell.day}"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else f"{cell:.10g}"
    return str(cell)


def web_page(sheet: Sheet, coding: str) -> bytes:
    wide = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in sheet.merged}
    covered = {
        (row, place)
        for top, left, bottom, right in sheet.merged
        for row in range(top, bottom + 1)
        for place in range(left, right + 1)
    } - set(wide)
    lines = [
        f"<html><head><meta http-equiv='Content-Type' content='text/html; charset={'gb2312' if coding == 'gb18030' else coding}'></head><body><table>"
    ]
    for down, row in enumerate(sheet.rows):
        cells = []
        for across, cell in enumerate(row):
            if (down, across) in covered:
                continue
            tall, broad = wide.get((down, across), (1, 1))
            spans = (f" rowspan={tall}" if tall > 1 else "") + (f" colspan={broad}" if broad > 1 else "")
            cells.append(f"<td{spans} style='mso-number-format:\"\\@\"'>{html.escape(text_of(cell))}</td>")
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return "\n".join([*lines, "</table></body></html>"]).encode(coding)


def text_table(sheet: Sheet, delimiter: str, coding: str) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(
        [text_of(cell) for cell in row] for row in sheet.rows
    )
    return out.getvalue().encode(coding)
