"""One sheet taken in as one source: its rows typed, junk dropped, damaged numbers rejected with their place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from doudi.mechanisms.exchange import households
from doudi.mechanisms.exchange.declare import Column, Kind, Source
from doudi.mechanisms.exchange.normalise import (
    POLARS_TYPES,
    Flaw,
    by_value,
    has_long_number,
    identities,
    numbers,
    read_flag,
    tidy,
    typed,
)
from doudi.mechanisms.exchange.reading.sheets import NUMBER_CELL, RawSheet
from doudi.mechanisms.exchange.recognise import ColumnGuess, SheetGuess
from doudi.mechanisms.exchange.several import rows_of_their_own

_JUNK = (
    r"^(?:[合总小共]\s*计|累\s*计|本页|注\s*[::1-9]|备注\s*[::]|说明\s*[::]|填表|填报|制表|审核|复核|经办人\s*[::]|负责人|单位(?:负责人|公章)|"
    r"联系电话\s*[::]|第.{1,3}页|打印|以上|\(?盖章|（盖章|编制|主管|分管)"
)
_TOTAL = r"^\s*(?:\S{0,12}[合总小共]\s*计|累\s*计)\s*(?:\(?\d{0,6}\s*[人户]?\)?)\s*[::]?\s*$"  # also of a township, or behind a serial number
# A row of one cell that is a title or the name of a township or village above its people, not a person.
_ALONE = r"^.{7,}$|(?:镇|乡|街道|村|社区|居委会|县|组)$"
REJECT_SCHEMA: dict[str, Any] = {
    "file": pl.String, "sheet": pl.String, "row": pl.Int32, "column": pl.String, "value": pl.String, "why": pl.String,
}  # fmt: skip


def empty_rejects() -> pl.DataFrame:
    return pl.DataFrame(schema=REJECT_SCHEMA)


@dataclass(eq=False)  # one is no other, however alike their rows
class Part:
    """One sheet of one file, taken in as one source.

    `frame` has the columns that `exchange.declare.Kind` describes for every column of the source, and `_file`, `_sheet`, `_row`,
    `_as_of`. `rejected_rows` keeps the refused rows as they came, with `_row`, so that the supplier can mend them.
    """

    source: Source
    file: str
    sheet: str
    sha256: str
    as_of: int | None
    frame: pl.DataFrame
    rows: int
    accepted: int
    rejected: int
    guess: SheetGuess
    hidden: bool = False
    content: int = 0  # a number that the same rows give again
    rejected_rows: pl.DataFrame = field(default_factory=pl.DataFrame)
    warnings: list[str] = field(default_factory=list)
    snapshot: str = ""  # which file it was read back from, with size and time: the same text means the same rows


def build_parts(
    sheet: RawSheet, guess: SheetGuess, source: Source, sources: Sequence[Source], *, sha256: str, as_of: int | None
) -> Iterator[tuple[Part, pl.DataFrame]]:
    """The parts of a sheet (more than one if the source splits by a column) with their rejects."""
    data = _data_rows(sheet, guess)
    data = rows_of_their_own(_without_junk(data, guess, source), guess, source)
    frame, flawed, rejects = _typed(data, guess, source)
    subject = source.subject
    where = {"_file": sheet.file, "_sheet": sheet.name}
    frame = _place(frame, sheet, source)
    if subject is not None:
        # a row about nobody is no row: neither number nor name
        names = [column.code for column in source.columns if column.kind == Kind.NAME and column.code in frame.columns]
        nobody = frame[subject.code].is_null() & ~flawed
        for name in names[:1]:
            nobody = nobody & frame[name].is_null()
        if nobody.any():
            frame, data, flawed = frame.filter(~nobody), data.filter(~nobody), flawed.filter(~nobody)
    kept = frame.filter(~flawed) if flawed.any() else frame
    refused = data.filter(flawed)
    kept = kept.with_columns(
        **{name: pl.lit(value, dtype=pl.Categorical) for name, value in where.items()},
        _as_of=pl.lit(as_of, dtype=pl.Int32),
    )
    rejects = rejects.select(
        pl.lit(sheet.file).alias("file"), pl.lit(sheet.name).alias("sheet"), "row", "column", "value", "why"
    ).cast(REJECT_SCHEMA)  # type: ignore[arg-type]  # polars takes a dict of names to types
    split = list(_split(kept, source))
    for code, mine in split:
        mine = mine.rechunk()  # so that whoever takes it up later shares it instead of copying it
        target = next(each for each in sources if each.code == code)
        columns = [name for name in mine.columns if not name.startswith("_")]
        part = Part(target, sheet.file, sheet.name, sha256, as_of, mine, rows=mine.height, accepted=mine.height, rejected=0,
                    guess=guess, hidden=sheet.hidden, content=_content(mine.select(columns)))  # fmt: skip
        if code == source.code:  # what was refused is told with the source that the sheet was taken for
            part.rows, part.rejected, part.rejected_rows = mine.height + refused.height, refused.height, refused
        if len(split) > 1 and code == source.code and (unsaid := _unsaid(mine, source)):
            part.warnings.append(
                f"“{sheet.file}”中有{unsaid}行没有注明{_heading_of(guess, source)},已按“{source.name}”接收,请核对。"
            )
        if set(_household_number(source)) - {each.column for each in guess.columns}:
            part.warnings.append(f"“{sheet.file}”没有户编号,已按户主和家庭成员的先后分户,请核对。")
        if code == source.code and (absent := _absent_marks(guess, source)):
            part.warnings.append(f"“{sheet.file}”没有{'、'.join(absent)}列,已接收,用到这些内容的比对不够准确,请核对。")
        yield part, rejects if code == source.code else empty_rejects()


def _absent_marks(guess: SheetGuess, source: Source) -> list[str]:
    """The official headings of columns that such lists have and this one does not."""
    found = {each.column for each in guess.columns}
    return [each.names[0] for each in source.columns if each.marks and each.code not in found]


def _household_number(source: Source) -> list[str]:
    """The code of the column that must number households."""
    return [each.code for each in source.columns if each.per_household and each.required and each.kind == Kind.CODE]


def _unsaid(frame: pl.DataFrame, source: Source) -> int:
    """How many rows name neither of two sister sources."""
    assert source.splits is not None
    column, words = source.splits
    return frame.height - int(frame[column].str.contains("|".join(words)).fill_null(False).sum())


def _heading_of(guess: SheetGuess, source: Source) -> str:
    assert source.splits is not None
    return next(each.heading for each in guess.columns if each.column == source.splits[0])


def _content(frame: pl.DataFrame) -> int:
    if frame.is_empty():
        return 0
    plain = frame.select(pl.col(name) for name, kind in frame.schema.items() if not isinstance(kind, pl.List))
    return int(plain.hash_rows(seed=7).sum() or 0) if plain.width else 0


def _split(frame: pl.DataFrame, source: Source) -> Iterator[tuple[str, pl.DataFrame]]:
    """Rows that a column assigns to a sister source (a combined urban and rural roll) go there."""
    if not source.splits or source.splits[0] not in frame.columns:
        yield source.code, frame
        return
    column, words = source.splits
    rest = frame
    for word, code in words.items():
        if code == source.code:
            continue
        mine = rest[column].str.contains(word).fill_null(False)
        if mine.any():
            yield code, rest.filter(mine)
            rest = rest.filter(~mine)
    yield source.code, rest  # with what was refused, even if no row is left


# --- rows ---------------------------------------------------------------------------------------------------------------


def _data_rows(sheet: RawSheet, guess: SheetGuess) -> pl.DataFrame:
    skip = guess.data_row - sheet.first_row
    cells = sheet.cells
    tall = [(top, left, bottom) for top, left, bottom, _ in sheet.merged if bottom > top and bottom >= skip]
    if tall:
        cells = _open_merged(cells, tall)
    if sheet.numbers is not None:
        return cells.clone().insert_column(0, pl.Series("_row", sheet.numbers, dtype=pl.UInt32)).slice(skip)
    return cells.with_row_index("_row", offset=sheet.first_row).slice(skip)


def _open_merged(cells: pl.DataFrame, tall: Sequence[tuple[int, int, int]]) -> pl.DataFrame:
    by_column: dict[int, list[tuple[int, int]]] = {}
    for top, left, bottom in tall:
        by_column.setdefault(left, []).append((top, bottom))
    for place, ranges in by_column.items():
        if place >= cells.width:
            continue
        values = cells.to_series(place).to_list()
        for top, bottom in ranges:
            if top < len(values):
                values[top : bottom + 1] = [values[top]] * (min(bottom + 1, len(values)) - top)
        cells = cells.with_columns(pl.Series(cells.columns[place], values, dtype=pl.String))
    return cells


def _without_junk(data: pl.DataFrame, guess: SheetGuess, source: Source) -> pl.DataFrame:
    """Blank rows, totals, notes, signatures and repeated headings are not rows of the list."""
    texts = [name for name in data.columns if name != "_row"]
    if all(data[name].null_count() for name in texts):  # else no row is blank
        data = data.filter(pl.any_horizontal([pl.col(name).is_not_null() for name in texts]))
    if data.is_empty():
        return data
    taken = {each.column: f"c{each.position}" for each in guess.columns if each.column and each.month is None}
    lead = source.subject or next((each for each in source.columns if each.required and each.kind == Kind.CODE), None)
    key = taken.get(lead.code) if lead else None
    if key is None:
        data = data.filter(~data.select(_junk(texts, guess, alone=False)).to_series())
    else:
        # a row with a number is no total and no note, so that only the few others need a closer look
        suspect = ~has_long_number(data[key])
        if suspect.any():
            alone = source.subject is not None and len(taken) >= 3
            junk = data.filter(suspect).select(_junk(texts, guess, alone=alone)).to_series()
            if junk.any():
                data = data.filter(~suspect.clone().scatter(suspect.arg_true(), junk))
    if source.subject is None:
        needed = [taken[each.code] for each in source.columns if each.required and each.code in taken]
        given = data.select(pl.all_horizontal([tidy_column(name).is_not_null() for name in needed])) if needed else None
        if given is not None and not given.to_series().all():
            data = data.filter(given.to_series())
    return data


def _junk(texts: Sequence[str], guess: SheetGuess, *, alone: bool) -> pl.Expr:
    """Whether a row is none of the list; `alone`: also if all it holds is a title or the name of a place."""
    first = pl.coalesce(texts).str.strip_chars()
    junk = first.str.contains(_JUNK) | pl.any_horizontal(
        [pl.col(name).str.contains(_TOTAL).fill_null(False) for name in texts[:4]]
    )
    if alone:
        filled = pl.sum_horizontal([tidy_column(name).is_not_null().cast(pl.Int32) for name in texts])
        junk = junk | ((filled == 1) & first.str.contains(_ALONE))
    return junk | _is_heading(texts, guess)


def _is_heading(texts: Sequence[str], guess: SheetGuess) -> pl.Expr:
    """Whether a row is one of the heading's rows again, as on every printed page: nearly all it holds stands above as well."""
    filled = pl.sum_horizontal([tidy_column(name).is_not_null().cast(pl.Int32) for name in texts])
    again = pl.lit(False)
    for row in guess.heading_rows:
        words = [(name, row[int(name[1:])]) for name in texts if int(name[1:]) < len(row) and row[int(name[1:])]]
        if len(words) < 2:
            continue
        same = pl.sum_horizontal(
            [(pl.col(name).str.strip_chars() == word).fill_null(False).cast(pl.Int32) for name, word in words]
        )
        again = again | ((same >= 2) & (same >= 0.6 * filled))
    return again


def tidy_column(name: str) -> pl.Expr:
    return pl.col(name).str.strip_chars().replace("", None)


# --- columns ------------------------------------------------------------------------------------------------------------


def _typed(data: pl.DataFrame, guess: SheetGuess, source: Source) -> tuple[pl.DataFrame, pl.Series, pl.DataFrame]:
    """The typed frame, which rows are flawed in the subject's number, and the rejects (row, column, value, why)."""
    taken: dict[str, ColumnGuess] = {each.column: each for each in guess.columns if each.column and each.month is None}
    rows = data["_row"].cast(pl.Int32)
    columns: list[pl.Series] = [rows.alias("_row")]
    flawed = pl.Series("flawed", np.zeros(data.height, dtype=bool))
    rejects = [pl.DataFrame(schema={"row": pl.Int32, "column": pl.String, "value": pl.String, "why": pl.String})]
    blocks = households.blocks(data, taken, source)
    for column in source.columns:
        if column.kind == Kind.SERIES:
            columns.append(_series(data, guess, column))
            continue
        found = taken.get(column.code)
        if found is None:
            columns.extend(_absent(column, data.height))
            continue
        texts = data[f"c{found.position}"].rechunk().alias(column.code)
        if column.per_household and blocks is not None:
            texts = households.fill_down(texts, blocks)
        if column.kind == Kind.IDENTITY:
            read = _refuse_cut_by_chance(identities(texts))
            columns += [read["value"].alias(column.code), read["key"].alias(f"{column.code}_key")]
            bad = read["flaw"].is_not_null()
            if bad.any():
                written = texts.filter(bad).str.strip_chars(" \t\r\n\u00a0\u3000")
                rejects.append(
                    pl.DataFrame(
                        {
                            "row": rows.filter(bad),
                            "column": pl.repeat(found.heading or column.names[0], int(bad.sum()), eager=True),
                            "value": written.str.replace_all(NUMBER_CELL, "", literal=True),
                            "why": read["flaw"].filter(bad),
                        }
                    )
                )
                if column.subject:
                    flawed = flawed | bad
            continue
        values = typed(column.kind, texts, unit=found.unit or column.unit)
        if column.per_household and column.kind == Kind.CODE:
            values = households.without_identities(values)
        columns.append(values.alias(column.code))
    frame = pl.DataFrame(columns)
    for column in source.columns:
        if column.code in _household_number(source) and column.code not in taken and source.subject:
            made = households.made_up(blocks, frame[source.subject.code])
            frame = frame.with_columns(made.alias(column.code))
    return frame, flawed, pl.concat(rejects)


_OF_CUT, _OF_REAL = 11, 1100  # of as many numbers one ends in 000 with a check digit that fits


def _refuse_cut_by_chance(read: pl.DataFrame) -> pl.DataFrame:
    """Where numbers were cut, one in eleven ends in 000 with a check digit that happens to fit: refused with the others (R-ID-01).

    Not where so few of a long list were cut that a real number of that look is likelier; and where none is known to be cut, only
    if far more end so than chance gives.
    """
    fits = read["value"].str.ends_with("000").fill_null(False)
    found = int(fits.sum())
    cut = int((read["flaw"] == Flaw.CUT.value).sum())
    real = read.height / _OF_REAL
    if not found or (cut / _OF_CUT < real if cut else found < 3 or found < 10 * real):
        return read
    return read.with_columns(
        value=pl.when(fits).then(None).otherwise("value"),
        key=pl.when(fits).then(None).otherwise("key"),
        flaw=pl.when(fits).then(pl.lit(Flaw.CUT.value)).otherwise("flaw"),
    )


def _absent(column: Column, height: int) -> list[pl.Series]:
    def nothing(name: str, dtype: Any) -> pl.Series:
        return (
            pl.Series(name, [None], dtype=dtype).new_from_index(0, height)
            if height
            else pl.Series(name, [], dtype=dtype)
        )

    if column.kind == Kind.IDENTITY:
        return [nothing(column.code, pl.String), nothing(f"{column.code}_key", pl.Int64)]
    return [nothing(column.code, POLARS_TYPES.get(column.kind, pl.String))]


def _series(data: pl.DataFrame, guess: SheetGuess, column: Column) -> pl.Series:
    months = sorted(
        (each for each in guess.columns if each.column == column.code and each.month is not None),
        key=lambda each: each.month or 0,
    )
    dtype = POLARS_TYPES[Kind.SERIES]
    if not months:
        return (
            pl.Series(column.code, [None], dtype=dtype).new_from_index(0, data.height)
            if data.height
            else pl.Series(column.code, [], dtype=dtype)
        )
    if data.is_empty():
        return pl.Series(column.code, [], dtype=dtype)
    columns = [_month_values(data[f"c{each.position}"]).to_numpy() for each in months]
    values = pl.Series("value", np.column_stack(columns).ravel()).fill_nan(None)  # row by row, the months side by side
    numbers_of = pl.Series("month", np.tile(np.array([each.month for each in months], dtype=np.int32), data.height))
    pairs = pl.DataFrame([numbers_of, values]).to_struct(column.code)
    return pairs.reshape((data.height, len(months))).arr.to_list().cast(dtype)


def _month_values(texts: pl.Series) -> pl.Series:
    """Numbers, or 1 and 0 for √ and blank words."""
    values = numbers(texts)
    words = texts.is_not_null() & values.is_null()
    if not words.any():
        return values
    flags = by_value(tidy(texts.filter(words)), read_flag, pl.Boolean).cast(pl.Float64)
    return values.scatter(words.arg_true(), flags)


_TOWNSHIP = re.compile(r"^(?:.{2,5}?[县市区])?([\u4e00-\u9fff]{1,6}?(?:镇|乡|街道))")


def _place(frame: pl.DataFrame, sheet: RawSheet, source: Source) -> pl.DataFrame:
    """A sheet per township names it in its name or title: the township column takes it where the rows do not say."""
    if "township" not in frame.columns or frame.is_empty() or frame["township"].null_count() == 0:
        return frame
    titles = [cell for row in sheet.head(3) for cell in row if cell][:2]
    for text in (sheet.name, *titles):
        if found := _TOWNSHIP.match(text.strip()):
            return frame.with_columns(pl.col("township").fill_null(found[1]))
    return frame
