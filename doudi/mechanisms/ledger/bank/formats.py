"""The bank's files as bytes: writing what is sent, reading what comes back. Pure: no database.

An answer is read whole or refused whole: a line cut off, a total that does not fit, a result nobody knows, an account that a spreadsheet
has turned into a number. Half an answer would leave money in transit that nobody can tell.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Callable, Mapping, Sequence
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
    rows = [[_cell(what, line, batch) for what in form.columns.values()] for line in lines]
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


def _cell(what: str, line: Sent, batch: str) -> str:
    if what == "amount":
        return f"{line.amount // 100}.{line.amount % 100:02d}"
    return batch if what == "batch" else str(getattr(line, what))


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
        (pl.col(columns[what]) if what in columns else pl.lit(None, pl.String))
        .fill_null("")
        .str.strip_chars()
        .alias(what)
        for what in ("number", "account", "amount", "result", "words", "batch")
    ]
    first = sheet.first_row + heading + 1
    every = sheet.cells.slice(heading + 1)
    empty = pl.all_horizontal(pl.all().fill_null("").str.strip_chars() == "")
    is_total = pl.any_horizontal(pl.all().fill_null("").str.strip_chars().str.contains(_TOTAL.pattern))
    marked = every.with_row_index("row", offset=first).with_columns(
        sheet_empty=empty, sheet_total=is_total & (pl.col(columns["account"]).fill_null("").str.strip_chars() == "")
    )
    totals = marked.filter(pl.col("sheet_total"))
    lines = marked.filter(~pl.col("sheet_empty") & ~pl.col("sheet_total")).select("row", *texts)
    _check_lines(name, lines)
    rows = lines.select(
        pl.col("row").cast(pl.Int64),
        pl.col("number").cast(pl.Int64),
        "account",
        _fen(pl.col("amount")),
        pl.when(pl.col("result").is_in(list(form.paid_words)))
        .then(True)
        .when(pl.col("result").is_in(list(form.returned_words)))
        .then(False)
        .alias("paid"),
        "result",
        "words",
    )
    _refuse_if(
        rows.filter(pl.col("paid").is_null()),
        lambda row: f"第{row['row']}行的处理结果“{row['result'][:20]}”不在代发格式中,没有入账,请先核对格式说明。",
    )
    _check_total(name, totals, columns["amount"], rows)
    batches = lines["batch"].unique().to_list()
    if len(batches) > 1:
        raise Refused(f"“{name}”中有不同的批次号,没有入账,请按批次分别导入。")
    return Answer(rows.drop("result"), batches[0] if batches else "")


_NUMBER, _AMOUNT = r"^\d{1,9}$", r"^\d[\d,]*(\.\d{1,2})?0*$"


def _check_lines(name: str, lines: pl.DataFrame) -> None:
    if lines.is_empty():
        raise Refused(f"“{name}”中没有明细行,没有入账。")
    _refuse_if(
        lines.filter(pl.col("account").str.starts_with(NUMBER_CELL)),
        lambda row: f"第{row['row']}行的账号被表格软件改成了数字,末几位已经丢失,请银行以文本格式重新提供。",
    )
    short = (pl.col("number") == "") | (pl.col("account") == "") | (pl.col("amount") == "") | (pl.col("result") == "")
    _refuse_if(
        lines.filter(short),
        lambda row: f"第{row['row']}行不完整,文件可能没有传完,没有入账,请向银行重新索取。",
    )
    _refuse_if(
        lines.filter(~pl.col("number").str.contains(_NUMBER)),
        lambda row: f"第{row['row']}行的序号“{row['number'][:20]}”不是数字,没有入账,请核对。",
    )
    _refuse_if(
        lines.filter(~pl.col("amount").str.contains(_AMOUNT)),
        lambda row: f"第{row['row']}行的金额“{row['amount'][:20]}”看不懂或不足一分,没有入账,请核对。",
    )


def _fen(text: pl.Expr) -> pl.Expr:
    """Whole fen from 1,234.5 as text: never by way of a float."""
    plain = text.str.replace_all(",", "")
    whole = plain.str.extract(r"^(\d+)", 1).cast(pl.Int64)
    places = plain.str.extract(r"\.(\d{1,2})", 1).fill_null("").str.pad_end(2, "0").cast(pl.Int64)
    return (whole * 100 + places).alias("amount")


def _check_total(name: str, totals: pl.DataFrame, column: str, rows: pl.DataFrame) -> None:
    said = [text for text in totals[column].fill_null("").str.strip_chars().to_list() if re.match(_AMOUNT, text)]
    if not said:
        return
    stated = int(pl.select(_fen(pl.lit(said[-1]))).item())
    summed = int(rows["amount"].sum())
    if stated != summed:
        raise Refused(f"“{name}”的合计{yuan(stated)}元与明细之和{yuan(summed)}元不符,没有入账,请向银行核对。")


def _refuse_if(wrong: pl.DataFrame, sentence: Callable[[Mapping[str, Any]], str]) -> None:
    """Refuse with the sentence of the first row that is wrong."""
    for row in wrong.head(1).iter_rows(named=True):
        raise Refused(sentence(row))
