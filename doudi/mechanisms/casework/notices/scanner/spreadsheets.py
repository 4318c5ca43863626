"""Inside a workbook (xlsx): every sheet, shown or hidden, every cell, and all that a workbook carries unseen: hidden rows and columns,
comments, defined names, cached data of other workbooks, pictures, properties."""

from __future__ import annotations

import re
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from doudi.mechanisms.casework.notices.scanner.found import Finding, Kind
from doudi.mechanisms.casework.notices.scanner.numbers import identity_across
from doudi.mechanisms.casework.notices.scanner.package import Part, local, parts_of, texts
from doudi.mechanisms.casework.notices.scanner.text import Known, scan_text

_MOST_NAMED = 5  # cells named in one sentence
_LETTERS = re.compile(r"^([A-Z]+)(\d+)$")
_BUILT_IN = "_xlnm."  # print areas and filters: they hold addresses, no content


@dataclass
class _Sheet:
    name: str
    hidden: bool
    cells: dict[tuple[int, int], str] = field(default_factory=dict)  # (row, column), from 1
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    beside: list[str] = field(
        default_factory=list
    )  # heads and feet of the printed page, lists to choose from, and the like

    def column_hidden(self, column: int) -> bool:
        return any(first <= column <= last for first, last in self.hidden_columns)


def scan_workbook(archive: zipfile.ZipFile, *, known: Known) -> list[Finding]:
    """All findings of one workbook, sheet by sheet."""
    parts = parts_of(archive)
    found: list[Finding] = []
    for sheet in _sheets(parts):
        found += _scan_sheet(sheet, known)
    for part in parts.values():
        found += _scan_part(part, known)
    return found


# --- sheets -----------------------------------------------------------------------------------------------------------


def _scan_sheet(sheet: _Sheet, known: Known) -> Iterator[Finding]:
    where = f"工作表“{sheet.name}”"
    if sheet.hidden and sheet.cells:
        yield Finding(Kind.HIDDEN, where, words=f"是隐藏的，内有{len(sheet.cells)}格内容")
    columns: dict[int, int] = defaultdict(int)
    rows: dict[int, int] = defaultdict(int)
    for (row, column), text in sheet.cells.items():
        if text.strip() and sheet.column_hidden(column):
            columns[column] += 1
        if text.strip() and row in sheet.hidden_rows:
            rows[row] += 1
    for column, number in sorted(columns.items()):
        yield Finding(Kind.HIDDEN, where, words=f"{letters_of(column)}列是隐藏的，内有{number}格内容")
    if rows:
        named = "、".join(str(row) for row in sorted(rows)[:_MOST_NAMED])
        more = f"等{len(rows)}行" if len(rows) > _MOST_NAMED else ""
        yield Finding(Kind.HIDDEN, where, words=f"第{named}行{more}是隐藏的，内有内容")
    yield from _scan_cells(sheet, where, known)
    yield from scan_text("\n".join(sheet.beside), where=f"{where}的页眉页脚或数据有效性", known=known)


def _scan_cells(sheet: _Sheet, where: str, known: Known) -> Iterator[Finding]:
    """One finding for a kind and a column: a list of a thousand numbers is one thing to mend, not a thousand."""
    seen: dict[tuple[Kind, int], list[str]] = defaultdict(list)
    first: dict[tuple[Kind, int], Finding] = {}
    by_row: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for (row, column), text in sorted(sheet.cells.items()):
        by_row[row].append((column, text))
        for each in scan_text(text, where=where, known=known):
            key = (each.kind, column)
            first.setdefault(key, each)
            seen[key].append(f"{letters_of(column)}{row}")
    for key, cells in seen.items():
        unique = list(dict.fromkeys(cells))
        named = "、".join(unique[:_MOST_NAMED]) + (f"等{len(unique)}格" if len(unique) > _MOST_NAMED else "")
        unseen = "（隐藏列）" if sheet.column_hidden(key[1]) else ""
        yield Finding(key[0], f"{where}{named}{unseen}", first[key].hint)
    identities = rows_of(cell for key, cells in seen.items() if key[0] is Kind.IDENTITY for cell in cells)
    for row, line in by_row.items():
        if row not in identities and identity_across(" ".join(text for _, text in line)):
            yield Finding(Kind.IDENTITY, f"{where}第{row}行", words="身份证号被拆写在相邻的几格里")


def _sheets(parts: dict[str, Part]) -> Iterator[_Sheet]:
    workbook = parts.get("xl/workbook.xml")
    if workbook is None or workbook.tree is None:
        return
    targets = _targets(parts.get("xl/_rels/workbook.xml.rels"))
    shared = _shared(parts.get("xl/sharedStrings.xml"))
    for each in workbook.tree.iter():
        if local(each) != "sheet":
            continue
        key = next((str(value) for name, value in each.attrib.items() if str(name).endswith("}id")), "")
        part = parts.get(targets.get(key, ""))
        sheet = _Sheet(each.get("name", ""), each.get("state", "visible") != "visible")
        if part is not None and part.tree is not None:
            part.read = True
            _fill(sheet, part.tree, shared)
        yield sheet


def _fill(sheet: _Sheet, tree: etree._Element, shared: list[str]) -> None:
    for each in tree.iter():
        match local(each):
            case "col" if each.get("hidden") in ("1", "true") or each.get("width") == "0":
                sheet.hidden_columns.append((int(each.get("min", "1")), int(each.get("max", "1"))))
            case "row" if each.get("hidden") in ("1", "true") or each.get("ht") == "0":
                sheet.hidden_rows.add(int(each.get("r", "0")))
            case "c":
                address = _LETTERS.match(each.get("r", ""))
                text = _cell(each, shared)
                if address and text:
                    sheet.cells[int(address[2]), number_of(address[1])] = text
            case "v" | "f" | "t":
                pass  # of a cell
            case _ if (each.text or "").strip():
                sheet.beside.append(str(each.text))


def _cell(cell: etree._Element, shared: list[str]) -> str:
    """What a cell shows or holds: its value, and the text of its formula, which may hold what it shows to nobody."""
    value = next((each.text or "" for each in cell if local(each) == "v"), "")
    formula = next((each.text or "" for each in cell if local(each) == "f"), "")
    kind = cell.get("t", "n")
    if kind == "s":
        value = shared[int(value)] if value.isdigit() and int(value) < len(shared) else ""
    elif kind == "inlineStr":
        value = "".join(texts(cell))
    elif kind == "n" and value:
        value = _whole(value)
    quoted = " ".join(filter(None, re.findall(r'"([^"]*)"', formula)))
    return f"{value} {quoted}".strip() if quoted and quoted not in value else value


def _whole(value: str) -> str:
    """1.3812345678E10 → 13812345678: a phone that the spreadsheet holds as a number."""
    try:
        number = float(value)
    except ValueError:
        return value
    return str(int(number)) if number.is_integer() and abs(number) < 1e22 else value


def _shared(part: Part | None) -> list[str]:
    if part is None or part.tree is None:
        return []
    return ["".join(texts(each)) for each in part.tree if local(each) == "si"]


def _targets(part: Part | None) -> dict[str, str]:
    """Relation → name of the part in the package."""
    if part is None or part.tree is None:
        return {}
    found = {}
    for each in part.tree:
        target = each.get("Target", "")
        found[each.get("Id", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return found


# --- what lies beside the sheets --------------------------------------------------------------------------------------


def _scan_part(part: Part, known: Known) -> Iterator[Finding]:
    name = part.name
    if part.read or part.tree is None or name.endswith(".rels") or name == "[Content_Types].xml":
        return
    if name == "xl/workbook.xml":
        yield from _scan_names(part.tree, known)
        return
    where = next((words for beginning, words in _PLACES if name.startswith(beginning)), "文件内部")
    if name.startswith(("xl/comments", "xl/threadedComments")):
        yield Finding(
            Kind.HIDDEN,
            "批注",
            words=f"有{sum(local(each) in ('comment', 'threadedComment') for each in part.tree.iter())}条批注",
        )
    if name.startswith(("xl/externalLinks/", "xl/pivotCache/")):
        yield Finding(Kind.HIDDEN, where, words="留有别处数据的副本")
    if name in ("xl/styles.xml", "xl/sharedStrings.xml") or name.startswith("xl/theme/"):
        if name == "xl/sharedStrings.xml":
            yield from _left_over(part, known)
        return
    if not name.startswith("docProps/"):
        yield from scan_text("\n".join(texts(part.tree, attributes=True)), where=where, known=known)


_PLACES = (
    ("xl/comments", "批注"),
    ("xl/threadedComments", "批注"),
    ("xl/drawings", "图形和文本框"),
    ("xl/charts", "图表"),
    ("xl/externalLinks", "外部链接"),
    ("xl/pivotCache", "透视表缓存"),
    ("xl/tables", "表格定义"),
    ("xl/queryTables", "数据查询"),
    ("xl/connections", "数据连接"),
    ("customXml", "附带数据"),
)


def _left_over(part: Part, known: Known) -> Iterator[Finding]:
    """Texts that no cell shows any more may still lie in the common store. Only numbers are looked for: words were found in cells."""
    for each in scan_text("\n".join(_shared(part)), where="共享字符串", known=known):
        if each.kind is Kind.IDENTITY:
            yield Finding(each.kind, "工作簿的文字存储区", each.hint)
            return


def _scan_names(tree: etree._Element, known: Known) -> Iterator[Finding]:
    for each in tree.iter():
        if local(each) != "definedName" or each.get("name", "").startswith(_BUILT_IN):
            continue
        where = f"定义名称“{each.get('name', '')}”"
        if each.get("hidden") in ("1", "true"):
            yield Finding(Kind.HIDDEN, where, words="是隐藏的名称")
        yield from scan_text(
            f"{each.get('name', '')}\n{each.text or ''}\n{each.get('comment', '')}", where=where, known=known
        )


def rows_of(addresses: Iterable[str]) -> set[int]:
    """B4, C5 → 4, 5."""
    return {int(each.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) for each in addresses}


def number_of(letters: str) -> int:
    """AB → 28."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def letters_of(number: int) -> str:
    """28 → AB."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
