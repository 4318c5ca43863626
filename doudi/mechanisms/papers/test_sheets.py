"""A table taken away says the same in both forms, and what was typed into it stays text."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal

from docx import Document
from python_calamine import CalamineWorkbook

from doudi.mechanisms.papers.sheets import Heading, Sheet, docx, xlsx

SHEET = Sheet(
    "台账",
    "2024年12月1日至14日",
    (Heading("事项", 3), Heading("数值", number=True), Heading("原因", 2)),
    (("一项", Decimal("249.85"), "口径{{ title }}"), ("=1+1", None, "")),
    "某县民政局",
    dt.date(2024, 12, 16),
    ("注：按登记数。",),
)


def test_both_forms_hold_every_cell_and_who_signed() -> None:
    read = CalamineWorkbook.from_filelike(io.BytesIO(xlsx(SHEET))).get_sheet_by_index(0).to_python()
    assert read[2:5] == [["事项", "数值", "原因"], ["一项", 249.85, "口径{{ title }}"], ["=1+1", "", ""]]
    assert read[5][0] == "注：按登记数。"
    assert read[6][0] == "某县民政局　2024年12月16日"
    paper = Document(io.BytesIO(docx(SHEET)))
    cells = [[cell.text for cell in row.cells] for row in paper.tables[0].rows]
    assert cells == [["事项", "数值", "原因"], ["一项", "249.85", "口径{{ title }}"], ["=1+1", "", ""]]
    words = "\n".join(each.text for each in paper.paragraphs)
    assert all(each in words for each in ("台账", "2024年12月1日至14日", "2024年12月16日"))


def test_a_table_without_rows_is_still_a_table() -> None:
    empty = Sheet("台账", "", SHEET.headings, (), "某县民政局", SHEET.on)
    assert len(Document(io.BytesIO(docx(empty))).tables[0].rows) == 1
    read = CalamineWorkbook.from_filelike(io.BytesIO(xlsx(empty))).get_sheet_by_index(0).to_python()
    assert str(read[-1][0]).startswith("某县民政局")
