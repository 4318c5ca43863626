"""The files as they came: one member of a zip again, its first rows, and the rows that were rejected, to mend and send back."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from pathlib import Path

import polars as pl
import xlsxwriter

from doudi.base import files
from doudi.base.months import chinese_month
from doudi.base.refused import Refused
from doudi.mechanisms.exchange.models import Delivery
from doudi.mechanisms.exchange.parts import Part, empty_rejects
from doudi.mechanisms.exchange.reading.files import FoundFile, Refusal, find_files, read_file
from doudi.mechanisms.exchange.reading.sheets import NUMBER_CELL, RawSheet, Unreadable

_SHOWN = 8
_GONE = "原件不在了,请报送单位重新报送。"


def found(delivery: Delivery) -> FoundFile:
    """The very file that a delivery speaks of, out of its zip if it came in one. Raises Refused if it is there no more."""
    if delivery.file is None:
        raise Refused(_GONE)
    with files.open_kept(delivery.file) as opened:
        path = Path(opened.name)
        if not delivery.member:
            return FoundFile(delivery.file_name, path.read_bytes())
        for each in find_files([path]):
            if not isinstance(each, Refusal) and each.name.partition("/")[2] == delivery.member:
                return FoundFile(delivery.file_name, each.data)
    raise Refused(_GONE)


def unpacked(delivery: Delivery, folder: Path) -> Path:
    """The file by itself in a folder, to be read again."""
    path = folder / "报送"
    path.write_bytes(found(delivery).data)
    return path


def first_rows(delivery: Delivery, *, number: int = _SHOWN) -> list[list[str]]:
    """The first rows of the sheet that is asked about, as they stand in the file; none if it cannot be read any more."""
    wanted = str(delivery.sheets[0]["sheet"]) if delivery.sheets else ""
    try:
        sheets = read_file(found(delivery))
    except (Refused, Unreadable, OSError):
        return []
    sheet: RawSheet | None = next((each for each in sheets if each.name == wanted), sheets[0] if sheets else None)
    return [[_plain(cell) for cell in row] for row in sheet.head(number)] if sheet else []


# --- what was rejected --------------------------------------------------------------------------------------------------


def with_rows(rejects: pl.DataFrame | None, parts: Iterable[Part]) -> pl.DataFrame:
    """The rejected cells with the whole row that each stands in, where the row was refused, as its cells in order."""
    if rejects is None:
        rejects = empty_rejects()
    rows: dict[tuple[str, int], list[str]] = {}
    for part in parts:
        for row in part.rejected_rows.iter_rows(named=True):
            number = int(row.pop("_row"))
            rows[part.sheet, number] = [_plain(cell or "") for cell in row.values()]
    cells = [rows.get((sheet, row)) for sheet, row in rejects.select("sheet", "row").iter_rows()]
    return rejects.with_columns(
        pl.col("value").str.replace_all(NUMBER_CELL, "", literal=True),
        pl.Series("cells", cells, dtype=pl.List(pl.String)),
    )


def rejects_workbook(delivery: Delivery, rejects: pl.DataFrame, *, name: str) -> bytes:
    """The rejected rows under their own headings, a sheet for each, with the reason beside: mended, it can be sent back as it is."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    ) as book:
        bold = book.add_format({"bold": True, "bg_color": "#f2f6fd", "border": 1, "border_color": "#c9cdd4"})
        text, wrong = book.add_format({"num_format": "@"}), book.add_format({"num_format": "@", "bg_color": "#fdecee"})
        title = book.add_format({"bold": True, "font_size": 13})
        when = chinese_month(delivery.as_of) if delivery.as_of is not None else ""
        used: set[str] = set()
        for sheet, mine in ((key[0], rows) for key, rows in rejects.group_by(["sheet"], maintain_order=True)):
            heads = _heads(delivery, str(sheet or ""))
            page = book.add_worksheet(_sheet_name(str(sheet or "退回行"), used))
            page.write_string(0, 0, f"{when}{name}(退回行)", title)
            columns = [*heads, "原表行号", "退回原因"] if heads else ["列", "原值", "原表行号", "退回原因"]
            for place, head in enumerate(columns):
                page.set_column(place, place, 60 if head == "退回原因" else 22 if "证" in head else 14)
                page.write_string(1, place, head, bold)
            for number, (row, lines) in enumerate(mine.group_by(["row"], maintain_order=True), start=2):
                marked = {each["column"]: each["value"] for each in lines.iter_rows(named=True)}
                cells: Sequence[str] = next((each for each in lines["cells"].to_list() if each), [])
                if not heads:
                    cells, columns_shown = ["、".join(marked), "、".join(filter(None, marked.values()))], ["", ""]
                elif not cells:  # the row itself was accepted; only this number was not
                    cells, columns_shown = [marked.get(head) or "" for head in heads], heads
                else:
                    cells, columns_shown = [*cells, *([""] * len(heads))][: len(heads)], heads
                for place, (head, cell) in enumerate(zip(columns_shown, cells, strict=True)):
                    page.write_string(number, place, cell, wrong if head in marked else text)
                page.write_string(number, len(columns) - 2, str(row[0]), text)
                page.write_string(number, len(columns) - 1, ";".join(lines["why"].unique(maintain_order=True)), text)
            page.freeze_panes(2, 0)
    return out.getvalue()


def _heads(delivery: Delivery, sheet: str) -> list[str]:
    """The headings of a sheet in their order; a nameless column keeps its place."""
    said = next((each for each in delivery.sheets if each["sheet"] == sheet), None)
    if said is None:
        return []
    by_place = {each["position"]: str(each["heading"]) for each in said["columns"]}
    return [by_place.get(place, "") for place in range(max(by_place, default=-1) + 1)]


def _sheet_name(wanted: str, used: set[str]) -> str:
    name = "".join("_" if each in r"[]:*?/\'" else each for each in wanted)[:28] or "退回行"
    while name.lower() in used:
        name = f"{name[:26]}-{len(used)}"
    used.add(name.lower())
    return name


def _plain(cell: str) -> str:
    return cell.replace(NUMBER_CELL, "")
