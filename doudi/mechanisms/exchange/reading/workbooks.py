"""Spreadsheets: .xlsx, .xlsm, .xlsb, .xls and .ods by calamine; values only, so that formulas, macros and links do no harm."""

from __future__ import annotations

import io
import zipfile

import msoffcrypto
import python_calamine as calamine
from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from doudi.mechanisms.exchange.reading.hidden import Hidden, hidden_parts
from doudi.mechanisms.exchange.reading.sheets import RawSheet, Unreadable, frame_of

MAX_UNPACKED = 2 * 2**30
MAX_RATIO = 400


def read_workbook(name: str, data: bytes) -> list[RawSheet]:
    """Every sheet with anything in it. Raises Unreadable for a password or damage."""
    if _has_password(data):
        raise Unreadable(f"“{name}”设有打开密码,请取消密码后重新报送。")
    if data[:2] == b"PK":
        _refuse_bomb(name, data)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [_read_sheet(name, book, meta) for meta in book.sheets_metadata if meta.typ == SheetTypeEnum.WorkSheet]
    except calamine.PasswordError as error:
        raise Unreadable(f"“{name}”设有打开密码,请取消密码后重新报送。") from error
    except (calamine.CalamineError, OSError, ValueError, RuntimeError) as error:
        raise Unreadable(f"“{name}”已损坏或不是电子表格,请用原程序打开后另存为 xlsx 重新报送。") from error
    found = [sheet for sheet in sheets if sheet is not None]
    if data[:2] == b"PK":
        _warn_of_hidden(found, hidden_parts(data))
    return found


def _warn_of_hidden(sheets: list[RawSheet], hidden: dict[str, Hidden]) -> None:
    for sheet in sheets:
        where = f"“{sheet.file}”的工作表“{sheet.name}”"
        if sheet.name in hidden and (said := hidden[sheet.name].sentence(where, sheet.cells.height, sheet.cells.width)):
            sheet.warnings.append(said)


def _read_sheet(name: str, book: CalamineWorkbook, meta: calamine.SheetMetadata) -> RawSheet | None:
    sheet = book.get_sheet_by_name(meta.name)
    rows = sheet.to_python(skip_empty_area=False)
    if not any(cell not in ("", None) for row in rows for cell in row):
        return None
    merged = [(top, left, bottom, right) for (top, left), (bottom, right) in (sheet.merged_cell_ranges or [])]
    hidden = meta.visible != SheetVisibleEnum.Visible
    found = RawSheet(name, meta.name, frame_of(rows), hidden=hidden, merged=merged)
    if hidden:
        found.warnings.append(f"“{name}”的工作表“{meta.name}”是隐藏的,已一并读取,请核对是否应报送。")
    return found


def _has_password(data: bytes) -> bool:
    if not data.startswith((b"\xd0\xcf\x11\xe0", b"PK")):
        return False
    if data.startswith(b"PK"):
        return False
    try:
        return bool(msoffcrypto.OfficeFile(io.BytesIO(data)).is_encrypted())
    except Exception:  # the library raises many kinds for old or odd files; calamine has the last word on them
        return False


def _refuse_bomb(name: str, data: bytes) -> None:
    """A workbook is a zip: refuse one that unpacks to far more than it weighs."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile as error:
        raise Unreadable(f"“{name}”已损坏,请用原程序打开后另存为 xlsx 重新报送。") from error
    if unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * max(len(data), 10_000):
        raise Unreadable(f"“{name}”解压后异常庞大,已拒绝读取,请核对文件来源。")
