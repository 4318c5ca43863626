"""The online list as a file: a spreadsheet of the state's or the province's system, read whole or refused with one sentence. Pure."""

from __future__ import annotations

from doudi.base import identity
from doudi.base.money import parse_money
from doudi.base.refused import Refused
from doudi.mechanisms.entitlement.declare import Benefit
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


def read(name: str, data: bytes, benefit: Benefit) -> list[OnlineRow]:
    """The rows of a benefit; a list of several kinds of subsidy is read for the benefit's own kind."""
    try:
        sheets = [sheet for sheet in read_file(FoundFile(name, data)) if sheet.cells.height]
    except Unreadable as error:
        raise Refused(str(error)) from error
    for sheet in sheets:
        found = _headings(sheet)
        if found is not None:
            return _rows(name, sheet, *found, benefit)
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


def _rows(name: str, sheet: RawSheet, heading: int, columns: dict[str, int], benefit: Benefit) -> list[OnlineRow]:
    found, others = [], 0
    for number, cells in enumerate(sheet.cells.slice(heading + 1).iter_rows(), sheet.first_row + heading + 1):
        said = {what: (cells[place] or "").strip() for what, place in columns.items()}
        if not said["id_number"]:
            continue  # a total or an empty line
        if "kind" in said and said["kind"] not in (benefit.name, benefit.item):
            others += 1
            continue
        found.append(_row(name, number, said))
    if not found and others:
        raise Refused(f"“{name}”的补贴种类中没有“{benefit.name}”，请核对是否选错文件。")
    if not found:
        raise Refused(f"“{name}”中没有明细行，请核对是否选错文件。")
    return found


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
