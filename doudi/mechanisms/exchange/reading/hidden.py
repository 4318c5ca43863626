"""Hidden rows and columns of an .xlsx: read like the others, and counted here so that somebody asks whether they belong.

The parser of cells does not tell what is hidden, so the attributes are sought in the sheet's own text, piece by piece.
Nothing is said of other kinds of workbook.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field
from posixpath import join, normpath

from lxml import etree

_PIECE = 1 << 20
_TAG = re.compile(rb"<(?:\w+:)?(row|col)\b([^>]*)>")
_NUMBER = re.compile(rb'\b(r|min|max)="(\d+)"')
_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass
class Hidden:
    """Numbers of hidden rows and columns, as people count, from 1."""

    rows: list[int] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)

    def sentence(self, where: str, height: int, width: int) -> str:
        """A warning if any of it lies within the rows and columns that hold something; else empty."""
        rows = sum(1 for each in self.rows if each <= height)
        columns = sum(1 for each in self.columns if each <= width)
        if not rows and not columns:
            return ""
        what = "、".join(words for count, words in ((rows, f"{rows}行"), (columns, f"{columns}列")) if count)
        return f"{where}有{what}被隐藏或筛选掉,已一并读取,请核对是否应报送。"


def hidden_parts(data: bytes) -> dict[str, Hidden]:
    """What is hidden, by the name of the sheet; empty for whatever is not a plain .xlsx."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {name: _of_sheet(archive, member) for name, member in _members(archive).items()}
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError, OSError, EOFError, ValueError):
        return {}


def _members(archive: zipfile.ZipFile) -> dict[str, str]:
    """The file inside the workbook that holds each sheet."""
    safe = etree.XMLParser(resolve_entities=False, no_network=True)
    relations = etree.fromstring(archive.read("xl/_rels/workbook.xml.rels"), parser=safe)
    targets = {each.get("Id"): each.get("Target") or "" for each in relations}
    book = etree.fromstring(archive.read("xl/workbook.xml"), parser=safe)
    found = {}
    for sheet in book.iterfind(".//{*}sheet"):
        target = targets.get(sheet.get(_RELATION), "")
        member = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
        if member in archive.namelist():
            found[sheet.get("name") or ""] = member
    return found


def _of_sheet(archive: zipfile.ZipFile, member: str) -> Hidden:
    hidden = Hidden()
    with archive.open(member) as file:
        kept = b""
        while piece := file.read(_PIECE):
            text = kept + piece
            whole = text.rfind(b"<")  # a tag cut by the end of a piece waits for the next
            kept = text[whole:]
            if b'hidden="' in text:
                _note(text[:whole], hidden)
    return hidden


def _note(text: bytes, hidden: Hidden) -> None:
    for tag, attributes in _TAG.findall(text):
        if not _HIDDEN.search(attributes):
            continue
        numbers = {name: int(value) for name, value in _NUMBER.findall(attributes)}
        if tag == b"row":
            hidden.rows.append(numbers.get(b"r", 0))
        elif b"min" in numbers:
            hidden.columns.extend(range(numbers[b"min"], min(numbers.get(b"max", numbers[b"min"]), 1000) + 1))
