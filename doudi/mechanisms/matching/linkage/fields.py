"""What two sides are compared on, each field as integers: names, places, phones, birth dates, damaged numbers. 0 is "not known"."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from doudi.mechanisms.matching.linkage.codes import Ints, NameCodes, hashed, key, name_codes

DAY, MONTH, YEAR = 3, 2, 1
DOOR, GROUP, VILLAGE, TOWN = 4, 3, 2, 1
_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2], dtype=np.int64)
_CHECK = b"10X98765432"


@dataclass(frozen=True)
class Place:
    """How far down an address is known (`depth`), and one integer for each step of it."""

    depth: NDArray[np.int8]
    town: Ints
    village: Ints
    group: Ints  # village and group together
    house: Ints
    door: Ints
    building: Ints


@dataclass(frozen=True)
class Birth:
    """`depth` says how much of the date is meant: a list of months, or of years, has 1 for the rest."""

    depth: NDArray[np.int8]
    year: Ints
    month: Ints  # year * 12 + month
    day: Ints  # days since 1970, shifted so that 0 is free


@dataclass(frozen=True)
class Number:
    """An identity number as written on a row that found nobody exactly. It may support a link and never makes one."""

    first17: Ints  # 0 if it has not the shape of a number
    valid: NDArray[np.bool_]  # its check digit is right: it belongs to whoever bears it and to nobody else
    cut: NDArray[np.bool_]  # only fifteen digits are meant, a spreadsheet cut the rest
    digits: NDArray[np.uint64]  # the last sixteen of the seventeen, four bits each
    written: NDArray[np.bool_]


class Fields:
    """One side of a comparison. Columns that a table does not have are "not known" in every row."""

    def __init__(self, table: pl.DataFrame, *, number: str) -> None:
        """`number` names the column that holds the identity number, as text or as an integer of its first 17 digits."""
        self.table = table
        self.size = len(table)
        self.number_column = number

    def _column(self, name: str, dtype: pl.DataType | type[pl.DataType]) -> pl.Series:
        if name in self.table.columns:
            return self.table[name].cast(dtype, strict=False)
        return pl.Series(name, [None], dtype=dtype).new_from_index(0, self.size)

    @cached_property
    def name(self) -> NameCodes:
        return name_codes(self._column("name", pl.String))

    @cached_property
    def place(self) -> Place:
        area = _integers(self._column("area_code", pl.String).str.to_integer(strict=False))
        area = np.where(area >= 10**11, area, 0)
        village = np.where(area % 1000 != 0, area, 0)
        group = key(village, _integers(self._column("grp", pl.Int64)))
        house = hashed(self._column("house", pl.String))
        written = self._column("door", pl.String).fill_null("")
        door = hashed(written)
        town = np.where(area % 10**6 != 0, area // 1000, 0)
        depth = np.select([door != 0, group != 0, village != 0, town != 0], [DOOR, GROUP, VILLAGE, TOWN], 0)
        depth[(town == 0) & (door == 0)] = 0
        building = np.where(group == 0, hashed(written.str.replace("/[^/]*$", "")), 0)
        return Place(depth.astype(np.int8), town, village, group, house, door, building)

    @cached_property
    def phone(self) -> Ints:
        """Mobile and fixed numbers; masked ones (138****1234) are not known."""
        written = self._column("phone", pl.String).fill_null("")
        digits = written.str.replace_all("[^0-9]", "").str.slice(-11).str.to_integer(strict=False)
        numbers = _integers(digits)
        return np.where((numbers >= 10**6) & ~written.str.contains("*", literal=True).to_numpy(), numbers, 0)

    @cached_property
    def sex(self) -> Ints:
        words = self._column("sex", pl.String).str.slice(0, 1)
        return _integers(words.replace_strict(["男", "女", "1", "2"], [1, 2, 1, 2], default=0, return_dtype=pl.Int64))

    @cached_property
    def birth(self) -> Birth:
        dates = self._column("born_on", pl.Date)
        year, month = _integers(dates.dt.year()), _integers(dates.dt.month())
        first = (dates.dt.day() == 1).fill_null(False).to_numpy()
        new_year = first & (month == 1)
        # 1 January may be meant, or stand for a year: what most of the list says, it says everywhere.
        years_only = new_year.sum() * 2 > (year != 0).sum()
        depth = np.where(first, YEAR if years_only else MONTH, DAY)
        depth = np.where(first & ~new_year, MONTH, depth)
        known = year != 0
        days = _integers(dates.cast(pl.Int32)) + 1_000_000
        return Birth(
            np.where(known, depth, 0).astype(np.int8),
            year,
            np.where(known, year * 12 + month, 0),
            np.where(known, days, 0),
        )

    @cached_property
    def number(self) -> Number:
        if self.number_column not in self.table.columns:
            none = np.zeros(self.size, dtype=np.int64)
            return Number(none, none != 0, none != 0, none.view(np.uint64), none != 0)
        if self.table[self.number_column].dtype.is_integer():
            first = _integers(self.table[self.number_column])
            first = np.where(first >= 10**16, first, 0)
            sure = first != 0
            return Number(first, sure, np.zeros_like(sure), _digits(first), sure)
        return _written_number(self._column(self.number_column, pl.String))


def _integers(values: pl.Series) -> Ints:
    return values.cast(pl.Int64).fill_null(0).to_numpy()


def _written_number(texts: pl.Series) -> Number:
    wide = texts.fill_null("").str.to_uppercase().str.replace_all("[^0-9X]", "")
    long = wide.str.len_chars().to_numpy()
    old = wide.str.slice(0, 6) + "19" + wide.str.slice(6)
    whole = pl.select(pl.when(pl.Series(long == 15)).then(old).otherwise(wide)).to_series().str.slice(0, 17)
    first = _integers(whole.str.to_integer(strict=False))
    birth = first // 1000 % 10**8
    day, month = birth % 100, birth // 100 % 100
    dated = (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31)
    # Seventeen digits are a number without its check digit if they hold a date, and one with a hole otherwise.
    shaped = (np.isin(long, (15, 18)) | ((long == 17) & dated)) & (first >= 10**16)
    places = 10 ** np.arange(16, -1, -1, dtype=np.int64)
    total = (first[:, None] // places % 10 * _WEIGHTS).sum(axis=1)
    check = np.frombuffer(_CHECK, dtype="S1")[total % 11]
    last = np.array(wide.str.slice(17, 1).to_list(), dtype="S1")
    # A spreadsheet keeps fifteen digits and writes zeros behind them; one time in eleven the check digit fits by chance.
    cut = shaped & (long == 18) & (first % 100 == 0) & (last == b"0")
    valid = shaped & (long == 18) & (check == last) & ~cut
    first = np.where(shaped, first, 0)
    return Number(first, valid, cut, _digits(first), long > 0)


def _digits(first17: Ints) -> NDArray[np.uint64]:
    packed = np.zeros(len(first17), dtype=np.uint64)
    rest = first17.copy()
    for place in range(16):
        rest, digit = np.divmod(rest, 10)
        packed |= digit.astype(np.uint64) << np.uint64(4 * place)
    return packed
