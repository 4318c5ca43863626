"""A table that people take away: the same rows as a .docx that is handed round and as a workbook that is worked on."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass
from decimal import Decimal

import xlsxwriter

from doudi.mechanisms.papers import making
from doudi.mechanisms.papers.blocks import Block, Column, Each, Listing, Paper, Signed, Title

_WIDTH = 12  # characters of a column of share 1 in the workbook
_UPRIGHT = 6  # columns that an upright page has room for


@dataclass(frozen=True)
class Heading:
    """A column: its heading, its share of the width, and whether it holds numbers."""

    words: str
    share: int = 1
    number: bool = False


@dataclass(frozen=True)
class Sheet:
    """What is taken away. A cell is a number only where its column is one; None is an empty cell.

    `below`: a line under the title, of which period and day it is; `notes`: paragraphs after the table; `issuer` and `on` sign it.
    """

    title: str
    below: str
    headings: tuple[Heading, ...]
    rows: tuple[tuple[str | int | Decimal | None, ...], ...]
    issuer: str
    on: dt.date
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        assert all(len(row) == len(self.headings) for row in self.rows), f"{self.title}: 列数不齐"


@dataclass(frozen=True)
class _Facts:
    title: str
    below: str
    lines: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]
    issuer: str
    on: dt.date


def docx(sheet: Sheet) -> bytes:
    """The table as a .docx whose heading is repeated on every page (R-DOC-04). What stands in a cell is text, never a template."""
    columns = tuple(
        Column(each.words, f"{{{{ each[{place}] }}}}", each.share, at_right=each.number)
        for place, each in enumerate(sheet.headings)
    )
    blocks: tuple[Block, ...] = (
        Title("{{ title }}", "{{ below }}"),
        Listing("lines", columns),
        Each("notes", "{{ each }}"),
        Signed("{{ issuer }}", "{{ on|day }}"),
    )
    lines = tuple(tuple("" if cell is None else str(cell) for cell in row) for row in sheet.rows)
    facts = _Facts(sheet.title, sheet.below, lines, sheet.notes, sheet.issuer, sheet.on)
    return making.docx(Paper("sheet", sheet.title, blocks, wide=len(columns) > _UPRIGHT), facts)


def xlsx(sheet: Sheet) -> bytes:
    """The table as a workbook; numbers are numbers, and no text can act as a formula."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    page = book.add_worksheet("表")
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    font = {"font_name": "宋体"}
    head = book.add_format({**font, "bold": True, "border": 1, "align": "center", "text_wrap": True})
    cell = book.add_format({**font, "border": 1, "text_wrap": True, "valign": "top"})
    page.write_string(0, 0, sheet.title, book.add_format({**font, "bold": True, "font_size": 16}))
    page.write_string(1, 0, sheet.below, book.add_format(font))
    for place, heading in enumerate(sheet.headings):
        page.write_string(2, place, heading.words, head)
        page.set_column(place, place, _WIDTH * heading.share)
    last = 2
    for last, row in enumerate(sheet.rows, start=3):
        for place, value in enumerate(row):
            if value is None:
                page.write_blank(last, place, None, cell)
            elif isinstance(value, str):
                page.write_string(last, place, value, cell)
            else:
                page.write_number(last, place, float(value), cell)
    signed = f"{sheet.issuer}　{sheet.on.year}年{sheet.on.month}月{sheet.on.day}日"
    for line, words in enumerate((*sheet.notes, signed), start=last + 1):
        page.write_string(line, 0, words, book.add_format(font))
    page.repeat_rows(2)
    page.freeze_panes(3, 0)
    book.close()
    return out.getvalue()
