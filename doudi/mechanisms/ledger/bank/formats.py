"""The bank's files as bytes: writing what is sent, reading what comes back. Pure: no database.

An answer is read whole or refused whole: a line cut off, a total that does not fit, a result nobody knows, an account that a spreadsheet
has turned into a number. Half an answer would leave money in transit that nobody can tell.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
import xlsxwriter

from doudi.base.money import yuan
from doudi.base.refused import Refused
from doudi.mechanisms.exchange.reading.files import FoundFile, read_file
from doudi.mechanisms.exchange.reading.sheets import NUMBER_CELL, RawSheet, Unreadable
from doudi.mechanisms.ledger.bank.declare import BankFormat

_TOTAL = re.compile(r"^(合计|总计|总金额|汇总)")
_HEADING_ROWS = 20


@dataclass(frozen=True)
class Sent:
    """A line as it goes into the file; `amount` in fen."""

    number: int
    claim: str
    name: str
    account: str
    amount: int


@dataclass(frozen=True)
class Answer:
    """What a bank's file says: `rows` with row, number, account, amount (fen), paid, words; the batch it names, if it does."""

    rows: pl.DataFrame
    batch: str


def write(lines: Sequence[Sent], form: BankFormat, *, batch: str) -> bytes:
    """The file as the bank wants it, the same bytes each time."""
    columns: dict[str, Iterable[Any]] = {
        "number": (each.number for each in lines) if form.kind == "csv" else (str(each.number) for each in lines),
        "claim": (each.claim for each in lines),
        "name": (each.name for each in lines),
        "account": (each.account for each in lines),
        "amount": (f"{each.amount // 100}.{each.amount % 100:02d}" for each in lines),
        "batch": (batch for _ in lines),
    }
    rows = list(zip(*(columns[what] for what in form.columns.values()), strict=True))
    headings = list(form.columns)
    if form.kind == "xlsx":
        return _workbook(headings, rows)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=form.delimiter, lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows(rows)
    return out.getvalue().encode(form.coding)


def read(name: str, data: bytes, form: BankFormat) -> Answer:
    """An answer, wholly understood; raises Refused with one sentence that names the row."""
    try:
        sheets = [sheet for sheet in read_file(FoundFile(name, data)) if sheet.cells.height]
    except Unreadable as error:
        raise Refused(str(error)) from error
    for sheet in sheets:
        found = _headings(sheet, form)
        if found is not None:
            if any("不完整" in each for each in sheet.warnings):
                raise Refused(f"回盘文件“{name}”的末尾不完整,可能没有传完,没有入账,请向银行重新索取。")
            return _answer(name, sheet, *found, form)
    wanted = "、".join(form.headings[what][0] for what in ("number", "account", "amount", "result"))
    raise Refused(f"“{name}”中找不到回盘的表头({wanted}),请核对是否选错文件。")


# --- writing ---------------------------------------------------------------------------------------------------------------


def _workbook(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_numbers": False})
    book.set_properties({"created": dt.datetime(2000, 1, 1)})  # or the same lines would not make the same bytes
    sheet = book.add_worksheet("代发明细")
    for number, row in enumerate([headings, *rows]):
        sheet.write_row(number, 0, row)
    book.close()
    return out.getvalue()


# --- reading ---------------------------------------------------------------------------------------------------------------


def _headings(sheet: RawSheet, form: BankFormat) -> tuple[int, dict[str, str]] | None:
    """The row of the headings and which column is what, if this sheet has them."""
    for number, cells in enumerate(sheet.head(_HEADING_ROWS)):
        found: dict[str, str] = {}
        for what, names in form.headings.items():
            at = next((index for each in names for index, cell in enumerate(cells) if cell == each), None)
            if at is not None:
                found[what] = f"c{at}"
        if {"number", "account", "amount", "result"} <= set(found):
            return number, found
    return None


def _answer(name: str, sheet: RawSheet, heading: int, columns: dict[str, str], form: BankFormat) -> Answer:
    texts = [
        (pl.col(columns[what]).fill_null("").str.strip_chars() if what in columns else pl.lit("")).alias(what)
        for what in ("number", "account", "amount", "result", "words", "batch")
    ]
    every = pl.all().fill_null("").str.strip_chars()
    result = pl.col("result")
    cells = (
        sheet.cells.slice(heading + 1)
        .lazy()
        .select(
            *texts,
            empty=pl.all_horizontal(every == ""),
            total=pl.any_horizontal(every.str.contains(_TOTAL.pattern))
            & (pl.col(columns["account"]).fill_null("") == ""),
        )
        .with_row_index("row", offset=sheet.first_row + heading + 1)
        .filter(~pl.col("empty"))
        .with_columns(
            pl.when(result.is_in(list(form.paid_words)))
            .then(True)
            .when(result.is_in(list(form.returned_words)))
            .then(False)
            .alias("paid")
        )
        .with_columns(wrong=pl.when(~pl.col("total")).then(_wrong()))
        .collect()
    )
    lines = cells.filter(~pl.col("total"))
    if lines.is_empty():
        raise Refused(f"“{name}”中没有明细行,没有入账。")
    for row in lines.filter(pl.col("wrong").is_not_null()).head(1).iter_rows(named=True):
        raise Refused(f"第{row['row']}行{_WRONG[row['wrong']].format(**{what: row[what][:20] for what in _SHOWN})}")
    rows = lines.select(pl.col("row", "number").cast(pl.Int64), "account", _fen(pl.col("amount")), "paid", "words")
    _check_total(name, cells.filter("total")["amount"].to_list(), int(rows["amount"].sum()))
    batches = lines["batch"].unique().to_list()
    if len(batches) > 1:
        raise Refused(f"“{name}”中有不同的批次号,没有入账,请按批次分别导入。")
    return Answer(rows, batches[0])


_NUMBER, _AMOUNT = r"^\d{1,9}$", r"^\d[\d,]*(\.\d{1,2})?0*$"
_SHOWN = ("number", "amount", "result")
# What can be wrong with a row, in the order in which it is looked for.
_WRONG = {
    "damaged": "的账号被表格软件改成了数字,末几位已经丢失,请银行以文本格式重新提供。",
    "short": "不完整,文件可能没有传完,没有入账,请向银行重新索取。",
    "number": "的序号“{number}”不是数字,没有入账,请核对。",
    "amount": "的金额“{amount}”看不懂或不足一分,没有入账,请核对。",
    "result": "的处理结果“{result}”不在代发格式中,没有入账,请先核对格式说明。",
}


def _wrong() -> pl.Expr:
    """The first thing that is wrong with a row, as a key of `_WRONG`, or null."""
    missing = pl.any_horizontal(pl.col(what) == "" for what in ("number", "account", "amount", "result"))
    conditions = {
        "damaged": pl.col("account").str.starts_with(NUMBER_CELL),
        "short": missing,
        "number": ~pl.col("number").str.contains(_NUMBER),
        "amount": ~pl.col("amount").str.contains(_AMOUNT),
        "result": pl.col("paid").is_null(),
    }
    return pl.coalesce(pl.when(conditions[what]).then(pl.lit(what)) for what in _WRONG)


def _fen(text: pl.Expr) -> pl.Expr:
    """Whole fen from 1,234.5 as text: never by way of a float."""
    parts = text.str.replace_all(",", "", literal=True).str.splitn(".", 2)
    places = parts.struct.field("field_1").fill_null("").str.slice(0, 2).str.pad_end(2, "0")
    return (parts.struct.field("field_0").cast(pl.Int64) * 100 + places.cast(pl.Int64)).alias("amount")


def _check_total(name: str, texts: Sequence[str], summed: int) -> None:
    """The last total of the file, if it has one that can be read."""
    said = [text for text in texts if re.match(_AMOUNT, text)]
    if not said:
        return
    stated = int(pl.select(_fen(pl.lit(said[-1]))).item())
    if stated != summed:
        raise Refused(f"“{name}”的合计{yuan(stated)}元与明细之和{yuan(summed)}元不符,没有入账,请向银行核对。")
