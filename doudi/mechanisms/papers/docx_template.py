"""The .docx template of a paper, made by code: GB/T 9704-2012 page and type, the fonts that government offices have."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENTATION, WD_SECTION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.oxml import serialize_part_xml
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from doudi.mechanisms.papers.blocks import COLUMNS, Block, Each, Grid, Head, Listing, Paper, Signed, Text, Title, To

SONG_TITLE, FANG, HEI, KAI, SONG = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
# Not free to ship (R-DOC-01): where one is not installed, the office program takes the one that the document names beside it.
SUBSTITUTES = {SONG_TITLE: "华文中宋", FANG: "仿宋", HEI: "SimHei", KAI: "楷体", SONG: "SimSun"}
_LATIN = "Times New Roman"
_RED = RGBColor(0xD7, 0x00, 0x0F)
# 156 mm / 28 is 15.79 pt; a sign of size 3 is 16 pt wide, so that each gives way by 0.207 pt (Word counts in 1/4096 pt). A grid of
# characters asks this of Word alone: LibreOffice gives a sign that is wider than its cell two of them, half a line stands empty. So the
# grid is one of lines, and the signs themselves give way, by a quarter of a point (twentieths are counted): 28 a line in both.
_CHARACTER_SPACE = -848
_NARROWER = -5
_TITLE, _BODY, _FORM, _NUMBER = Pt(22), Pt(16), Pt(12), Pt(14)  # 2号, 3号, 小四, 4号
_LINE, _FORM_LINE = Pt(28.95), Pt(20)  # 22 lines a page
_TITLE_LINE = Pt(34)
_WIDTH, _FORM_WIDTH, _WIDE = 156, 166, 253  # mm of text
_FOOT = 25.1  # mm below the line of the page number: its dash, in the middle of it, stands 7 mm below the text
_LEVELS = (FANG, HEI, KAI)
_SEALED_FROM = 13  # characters: a day is 6 to 7 wide, so that its middle stands 7 to 8 from the right edge of 28


@lru_cache(maxsize=32)
def template_of(paper: Paper) -> bytes:
    """The template with its places still open."""
    made = _Maker(paper)
    for block in paper.blocks:
        made.add(block)
    return made.bytes()


class _Maker:
    def __init__(self, paper: Paper) -> None:
        self.document: Any = Document()
        self.official = paper.official
        self.size, self.line = (_BODY, _LINE) if paper.official else (_FORM, _FORM_LINE)
        _page(self.document, official=paper.official, wide=paper.wide)
        self.width = _WIDE if paper.wide else _WIDTH if paper.official else _FORM_WIDTH
        if paper.official:
            _official_body(self.document)
        _in_chinese(self.document)
        _name_substitutes(self.document)
        self.document.core_properties.title = paper.name
        self.document.core_properties.author = ""
        self.document.core_properties.comments = ""
        _without_thumbnail(self.document)

    def bytes(self) -> bytes:
        out = io.BytesIO()
        self.document.save(out)
        return out.getvalue()

    def add(self, block: Block) -> None:
        match block:
            case Head():
                self._head(block)
            case Title():
                title = self._paragraph(block.words, SONG_TITLE, _TITLE, "centre", before=26 if self.official else 0)
                _off_the_grid(title)  # of two lines it would take four
                if block.below:
                    title = self._paragraph(block.below, FANG, self.size, "centre")
                title.paragraph_format.space_after = Pt(20 if self.official else 6)
            case To():
                self._paragraph(block.words, FANG, self.size)
            case Text():
                made = self._paragraph(block.words, _LEVELS[block.level], self.size, "both", indent=True)
                made.paragraph_format.keep_with_next = block.level > 0
            case Each():
                self._paragraph(f"{{%p for each in {block.of} %}}", FANG, self.size)
                self._paragraph(block.words, FANG, self.size, "both", indent=True)
                self._paragraph("{%p endfor %}", FANG, self.size)
            case Grid():
                self._grid(block)
            case Listing():
                self._listing(block)
            case Signed():
                if self.document.paragraphs:  # a page with nothing but a signature might have any text put before it
                    self.document.paragraphs[-1].paragraph_format.keep_with_next = True
                if self.official:
                    self._sealed(block)
                else:
                    self._paragraph(block.unit, FANG, self.size, "right", before=24, after_chars=2)
                    self._paragraph(block.on, FANG, self.size, "right", after_chars=2)

    # --- pieces -------------------------------------------------------------------------------------------------------

    def _paragraph(
        self,
        words: str,
        font: str,
        size: Any,
        align: str = "",
        *,
        indent: bool = False,
        before: float = 0,
        after_chars: int = 0,
        into: Any = None,
        colour: RGBColor | None = None,
    ) -> Any:
        paragraph = into if into is not None else self.document.add_paragraph()
        made = paragraph.paragraph_format
        made.space_before, made.space_after = Pt(before), Pt(0)
        made.line_spacing_rule, made.line_spacing = WD_LINE_SPACING.EXACTLY, self.line if size <= _BODY else _TITLE_LINE
        paragraph.alignment = {
            "centre": WD_ALIGN_PARAGRAPH.CENTER,
            "right": WD_ALIGN_PARAGRAPH.RIGHT,
            "both": WD_ALIGN_PARAGRAPH.JUSTIFY,
            "": WD_ALIGN_PARAGRAPH.LEFT,
        }[align]
        properties = paragraph._p.get_or_add_pPr()
        if indent or after_chars:
            ind = properties.get_or_add_ind()
            if indent:
                ind.set(qn("w:firstLineChars"), "200")
                ind.set(qn("w:firstLine"), str(int(size.pt * 40)))
            if after_chars:
                ind.set(qn("w:rightChars"), str(after_chars * 100))
                ind.set(qn("w:right"), str(int(size.pt * 20 * after_chars)))
        run = paragraph.add_run(words)
        _font(run, font, size)
        if colour is not None:
            run.font.color.rgb = colour
        return paragraph

    def _sealed(self, block: Signed) -> None:
        """Unit above day, both centred where a day stands that leaves four characters free at the right, for the seal (GB/T 9704)."""
        for words, before in ((block.unit, self.line.pt), (block.on, 0)):
            made = self._paragraph(words, FANG, self.size, "centre", before=before)
            made.paragraph_format.keep_with_next = before > 0  # the day is not left alone on a page
            ind = made._p.get_or_add_pPr().get_or_add_ind()
            ind.set(qn("w:leftChars"), str(_SEALED_FROM * 100))
            ind.set(qn("w:left"), str(int(self.size.pt * 20 * _SEALED_FROM)))

    def _head(self, block: Head) -> None:
        self.line = Pt(50)
        issuer = self._paragraph(block.issuer, SONG_TITLE, Pt(36), "centre", before=40, colour=_RED)
        issuer.paragraph_format.line_spacing = Pt(50)
        self.line = _LINE
        number = self._paragraph(block.number, FANG, _BODY, "centre", before=26)
        _rule_below(number)

    def _grid(self, block: Grid) -> None:
        table = self._table(len(block.rows), COLUMNS, [self.width // COLUMNS] * COLUMNS)
        for row, cells in zip(table.rows, block.rows, strict=True):
            row.height_rule = WD_ROW_HEIGHT_RULE.AT_LEAST
            row.height = Mm(max(9, *(cell.tall for cell in cells)))
            place = 0
            for cell in cells:
                into = row.cells[place]
                if cell.span > 1:
                    into = into.merge(row.cells[place + cell.span - 1])
                self._cell(into, cell.words, HEI if cell.head else FANG, "centre" if cell.head else "")
                place += cell.span
        self._gap()

    def _listing(self, block: Listing) -> None:
        whole = sum(column.share for column in block.columns)
        widths = [self.width * column.share // whole for column in block.columns]
        table = self._table(4, len(block.columns), widths)
        heading, begin, line, end = table.rows
        for cell, column in zip(heading.cells, block.columns, strict=True):
            self._cell(cell, column.heading, HEI, "centre")
        _repeated(heading)
        self._cell(begin.cells[0], f"{{%tr for each in {block.of} %}}", FANG)
        for cell, column in zip(line.cells, block.columns, strict=True):
            self._cell(cell, column.words, FANG, "right" if column.at_right else "centre")
        self._cell(end.cells[0], "{%tr endfor %}", FANG)
        self._gap()

    def _gap(self) -> None:
        """A thin line below a table, or two tables would grow into one."""
        gap = self.document.add_paragraph()
        gap.paragraph_format.line_spacing, gap.paragraph_format.space_after = Pt(8), Pt(0)
        _off_the_grid(gap)

    def _table(self, rows: int, columns: int, widths: list[int]) -> Any:
        table = self.document.add_table(rows, columns)
        table.style = "Table Grid"
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
            for cell in column.cells:
                cell.width = Mm(width)
        return table

    def _cell(self, cell: Any, words: str, font: str, align: str = "") -> None:
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        self._paragraph(words, font, _FORM, align, into=cell.paragraphs[0])
        cell.paragraphs[0].paragraph_format.line_spacing = _FORM_LINE


# --- the page ------------------------------------------------------------------------------------------------------------


def _page(document: Any, *, official: bool, wide: bool) -> None:
    """A4; for official documents margins of the standard and 22 lines; page numbers — 1 — at the right of odd pages and the left of even
    ones. Forms take more of the page, so that an approval is one sheet."""
    section = document.sections[0]
    section.start_type = WD_SECTION.NEW_PAGE
    section.page_width, section.page_height = (Mm(297), Mm(210)) if wide else (Mm(210), Mm(297))
    section.orientation = WD_ORIENTATION.LANDSCAPE if wide else WD_ORIENTATION.PORTRAIT
    top, bottom, left, right, foot = (37, 35, 28, 26, _FOOT) if official else (22, 22, 22, 22, 12)
    section.top_margin, section.bottom_margin = Mm(top), Mm(bottom)
    section.left_margin, section.right_margin, section.footer_distance = Mm(left), Mm(right), Mm(foot)
    grid = OxmlElement("w:docGrid")
    grid.set(qn("w:type"), "lines")  # 22 lines of 28 characters (GB/T 9704-2012, 5.2.2)
    grid.set(qn("w:linePitch"), "579")  # 225 mm / 22, rounded down: with 580 the last line would not fit
    grid.set(qn("w:charSpace"), str(_CHARACTER_SPACE))
    for old in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(old)
    if official:
        section._sectPr.append(grid)
    document.settings.odd_and_even_pages_header_footer = True
    for footer, align in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.alignment = align
        made = paragraph.paragraph_format
        made.line_spacing_rule, made.line_spacing = WD_LINE_SPACING.EXACTLY, _NUMBER
        free = paragraph._p.get_or_add_pPr().get_or_add_ind()  # one character at the outer edge
        side = "right" if align == WD_ALIGN_PARAGRAPH.RIGHT else "left"
        free.set(qn(f"w:{side}Chars"), "100")
        free.set(qn(f"w:{side}"), str(int(_NUMBER.pt * 20)))
        for words in ("— ", None, " —"):
            run = paragraph.add_run(words or "")
            _font(run, SONG, _NUMBER, latin=SONG)
            if words is None:
                _page_number(run)


def _official_body(document: Any) -> None:
    """What the measure of 22 lines of 28 characters asks of every paragraph: the size that characters are counted by, signs that give way,
    no gap put in before a number, no line kept back at the foot of a page."""
    normal = document.styles["Normal"]
    _font(normal, FANG, _BODY)
    narrower = OxmlElement("w:spacing")
    narrower.set(qn("w:val"), str(_NARROWER))
    size = normal.element.rPr.find(qn("w:sz"))
    size.addprevious(narrower)
    normal.paragraph_format.widow_control = False
    for name in ("w:autoSpaceDE", "w:autoSpaceDN"):
        mark = OxmlElement(name)
        mark.set(qn("w:val"), "0")
        normal.element.get_or_add_pPr().append(mark)


def _in_chinese(document: Any) -> None:
    """The language of East Asian signs: without it they are drawn in the shapes of whatever country comes first."""
    for lang in document.styles.element.iter(qn("w:lang")):
        lang.set(qn("w:eastAsia"), "zh-CN")


def _name_substitutes(document: Any) -> None:
    """Write into the table of fonts what stands for one that is not installed."""
    part = document.part.part_related_by(RT.FONT_TABLE)
    table = parse_xml(part.blob)
    for name, other in SUBSTITUTES.items():
        font, beside = OxmlElement("w:font"), OxmlElement("w:altName")
        font.set(qn("w:name"), name)
        beside.set(qn("w:val"), other)
        font.append(beside)
        table.append(font)
    part._blob = serialize_part_xml(table)


def _font(run: Any, name: str, size: Any, *, latin: str = _LATIN) -> None:
    """East Asian signs in the font of that name, quotes and dashes among them; Latin ones in `latin`."""
    run.font.size = size
    run.font.name = latin
    fonts = run.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), name)
    fonts.set(qn("w:hint"), "eastAsia")


def _page_number(run: Any) -> None:
    for kind, words in (("begin", ""), ("", "PAGE"), ("end", "")):
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = words
        run._element.append(mark)


def _off_the_grid(paragraph: Any) -> None:
    mark = OxmlElement("w:snapToGrid")
    mark.set(qn("w:val"), "0")
    paragraph._p.get_or_add_pPr().insert_element_before(mark, "w:spacing", "w:ind", "w:jc")


def _rule_below(paragraph: Any) -> None:
    borders = OxmlElement("w:pBdr")
    below = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "18"), ("space", "4"), ("color", "D7000F")):
        below.set(qn(f"w:{name}"), value)
    borders.append(below)
    paragraph._p.get_or_add_pPr().insert_element_before(borders, "w:snapToGrid", "w:spacing", "w:ind", "w:jc")


def _repeated(row: Any) -> None:
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _without_thumbnail(document: Any) -> None:
    """python-docx brings a picture of an empty page of its own; a scanner of leaks would ask what it shows."""
    relations = document.part.package.rels
    for key in [key for key, each in relations.items() if "thumbnail" in each.reltype]:
        del relations[key]
