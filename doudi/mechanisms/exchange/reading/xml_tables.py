"""XML spreadsheets of 2003, which many business systems still export under the name of .xls."""

from __future__ import annotations

import re

from lxml import etree

from doudi.mechanisms.exchange.reading.sheets import RawSheet, Unreadable, cell_text, frame_of

_SPACE = "{urn:schemas-microsoft-com:office:spreadsheet}"
_WIDEST, _LONGEST = 16_384, 1_048_576  # of any spreadsheet program; a cell said to stand further out is none


def looks_like_xml_table(data: bytes) -> bool:
    start = data[:2048]
    return b"urn:schemas-microsoft-com:office:spreadsheet" in start and b"<Workbook" in data[:4096]


def read_xml_tables(name: str, data: bytes) -> list[RawSheet]:
    """Every worksheet that has rows. Raises Unreadable."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        book = etree.fromstring(data, parser=parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable(f"“{name}”已损坏,请用原程序打开后另存为 xlsx 重新报送。") from error
    found = []
    for sheet in book.iter(f"{_SPACE}Worksheet"):
        rows, merged = _rows(sheet)
        if any(cell for row in rows for cell in row):
            found.append(RawSheet(name, sheet.get(f"{_SPACE}Name") or "", frame_of(rows), merged=merged))
    return found


def _rows(sheet: etree._Element) -> tuple[list[list[str | None]], list[tuple[int, int, int, int]]]:
    rows: list[list[str | None]] = []
    merged: list[tuple[int, int, int, int]] = []
    for line in sheet.iter(f"{_SPACE}Row"):
        down = _number(line, "Index", len(rows) + 1) - 1
        if not len(rows) <= down < _LONGEST:
            down = len(rows)
        rows += [[] for _ in range(down - len(rows))]
        row: list[str | None] = []
        for cell in line.iter(f"{_SPACE}Cell"):
            across = _number(cell, "Index", len(row) + 1) - 1
            if not len(row) <= across < _WIDEST:
                across = len(row)
            row += [None] * (across - len(row))
            row.append(_text(cell))
            right, below = min(_number(cell, "MergeAcross", 0), _WIDEST), min(_number(cell, "MergeDown", 0), _LONGEST)
            if right or below:
                merged.append((down, across, down + below, across + right))
                row += [None] * right
        rows.append(row)
    return rows, merged


def _number(element: etree._Element, name: str, usual: int) -> int:
    written = element.get(f"{_SPACE}{name}") or ""
    return int(written) if re.fullmatch(r"\d{1,7}", written) else usual


def _text(cell: etree._Element) -> str | None:
    data = cell.find(f"{_SPACE}Data")
    if data is None:
        return None
    text = "".join(str(each) for each in data.itertext())
    match data.get(f"{_SPACE}Type"):
        case "Number":
            try:
                return cell_text(float(text))
            except (ValueError, OverflowError):
                return text or None
        case "DateTime":
            return text.removesuffix("T00:00:00.000").replace("T", " ") or None
        case "Boolean":
            return cell_text(text == "1")
    return text or None
