"""The online list as a file: a spreadsheet of the state's or the province's system, read whole or refused with one sentence. Pure."""

from __future__ import annotations

from dataclasses import replace

from doudi.base import identity
from doudi.base.money import parse_money
from doudi.base.refused import Refused
from doudi.mechanisms.entitlement.payment_runs.online import OnlineRow
from doudi.mechanisms.exchange.reading.files import FoundFile, read_file
from doudi.mechanisms.exchange.reading.sheets import NUMBER_CELL, RawSheet, Unreadable

HEADINGS = {
    "id_number": ("证件号码", "身份证号", "身份证号码", "公民身份号码", "身份证件号码", "证件号"),
    "amount": ("金额(元)", "金额", "补贴金额", "发放金额", "应发金额", "补贴金额(元)", "发放金额(元)"),
    "name": ("姓名", "补贴对象姓名", "对象姓名"),
    "account": ("银行账号", "账号", "银行卡号", "收款账号"),
    "kind": ("补贴种类", "补贴类型", "待遇类别"),
}
_NEEDED = {"id_number", "amount"}
_HEADING_ROWS = 20


def read(name: str, data: bytes) -> list[OnlineRow]:
    """One row a person; what stands there for several kinds of the same person is added up, as one payment pays it."""
    try:
        sheets = [sheet for sheet in read_file(FoundFile(name, data)) if sheet.cells.height]
    except Unreadable as error:
        raise Refused(str(error)) from error
    for sheet in sheets:
        found = _headings(sheet)
        if found is not None:
            return _rows(name, sheet, *found)
    raise Refused(f"“{name}”中找不到线上名单的表头（证件号码、金额），请核对是否选错文件。")


def _headings(sheet: RawSheet) -> tuple[int, dict[str, int]] | None:
    for number, cells in enumerate(sheet.head(_HEADING_ROWS)):
        plain = [cell.replace("\uff08", "(").replace("\uff09", ")") for cell in cells]
        found = {
            what: plain.index(each) for what, names in HEADINGS.items() for each in reversed(names) if each in plain
        }
        if set(found) >= _NEEDED:
            return number, found
    return None


def _rows(name: str, sheet: RawSheet, heading: int, columns: dict[str, int]) -> list[OnlineRow]:
    kinds: dict[str, set[str]] = {}
    found: dict[str, OnlineRow] = {}
    again: list[OnlineRow] = []
    for number, cells in enumerate(sheet.cells.slice(heading + 1).iter_rows(), sheet.first_row + heading + 1):
        said = {what: (cells[place] or "").strip() for what, place in columns.items()}
        if not said["id_number"]:
            continue  # a total or an empty line
        row, kind = _row(name, number, said), said.get("kind", "")
        before = found.get(row.id_number)
        if before is None:
            found[row.id_number], kinds[row.id_number] = row, {kind}
        elif kind and kind not in kinds[row.id_number]:
            kinds[row.id_number].add(kind)
            found[row.id_number] = replace(before, amount=before.amount + row.amount)
        else:
            again.append(row)  # the same twice: `online.compare` names both rows
    if not found:
        raise Refused(f"“{name}”中没有明细行，请核对是否选错文件。")
    return [*found.values(), *again]


def _row(name: str, number: int, said: dict[str, str]) -> OnlineRow:
    if said["id_number"].startswith(NUMBER_CELL):
        raise Refused(f"“{name}”第{number}行的证件号码被表格软件改成了数字，末几位已经丢失，请以文本格式重新导出。")
    reading = identity.read(said["id_number"])
    if reading.number is None:
        raise Refused(f"“{name}”第{number}行的证件号码有误：{reading.flaw}")
    try:
        amount = parse_money(said["amount"])
    except ValueError as error:
        raise Refused(f"“{name}”第{number}行：{error}") from error
    return OnlineRow(number, reading.number, amount, said.get("name", ""), said.get("account", "").lstrip(NUMBER_CELL))
