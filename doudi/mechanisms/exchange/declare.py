"""What a programme declares about the lists that others hand over: `Source` and its columns.

A source says what a list is, who owes it and how often, on what legal basis, and what each column means, so that a file can be
recognised by what stands in it and a data officer can read what he owes. Nothing here reads a file.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a column holds; it decides how the column is recognised by content and normalised, and its type in a snapshot.

    `c` is the code of the column. Every snapshot also carries `_row_id` (bigint, unique in the snapshot), `_file`, `_sheet`,
    `_row` (as a person counts rows in the sheet, from 1), `_as_of` (month number) and `_stale` (bool, set when views are made).
    """

    IDENTITY = "identity"  # c: 18 characters or null; c_key: bigint of the first 17 digits or null
    NAME = "name"  # text, blanks and invisible characters removed
    TEXT = "text"  # text, trimmed
    CODE = "code"  # text without blanks: household numbers, plates, unit numbers, meter numbers
    ACCOUNT = "account"  # bank account: digits only, as text
    PHONE = "phone"  # digits only, as text
    ADDRESS = "address"  # text as written, trimmed (parsed into parts by matching)
    PLACE = "place"  # name of a township or village as written, trimmed
    RELATION = "relation"  # text as written, trimmed
    SEX = "sex"  # 男 or 女
    DATE = "date"  # date
    MONTH = "month"  # integer month number, see base.months
    MONEY = "money"  # bigint fen; 元, 万元, 角, 分 by the heading, the cell or the column's unit
    NUMBER = "number"  # double
    COUNT = "count"  # integer
    GRADE = "grade"  # integer 1-4 from 一级, 1, 1级, 壹级
    FLAG = "flag"  # boolean from √ 是 1 Y 有 / 否 0 × 无 blank
    SERIES = "series"  # one column per month in the file; list of struct(month integer, value double), oldest first


class Cadence(StrEnum):
    """How often a list is due."""

    MONTHLY = "每月"
    QUARTERLY = "每季度"
    YEARLY = "每年"
    ON_CHANGE = "有变动时"


@dataclass(frozen=True)
class Column:
    """One column of a list. `names` are headings seen in offices, the first being the official one."""

    code: str
    kind: Kind
    names: tuple[str, ...]
    meaning: str = ""
    required: bool = False  # a list without it is not taken in as this list
    marks: bool = (
        False  # lists of this kind have it and others do not; one that is known otherwise is taken in without it
    )
    subject: bool = False  # the person whom the row is about: a flawed number here rejects the row
    per_household: bool = False  # written once for a household: blank cells below take the value above
    unit: str = ""  # of money and numbers when the heading does not say: 元, 万元, 平方米, 千瓦时, 吨
    values: tuple[str, ...] = ()  # words that the column usually holds, to recognise it by content
    sensitive: bool = False  # disease, disability, income: masked on the desk

    def __post_init__(self) -> None:
        assert self.names, f"column {self.code} has no heading"


def column(code: str, kind: Kind, *names: str, **more: object) -> Column:
    """A column with its headings; see `Column` for the rest."""
    return Column(code, kind, names, **more)  # type: ignore[arg-type]  # the keywords are Column's own


@dataclass(frozen=True)
class Source:
    """A list or roll that someone owes the bureau, or that the bureau itself holds."""

    code: str
    name: str
    supplier: str
    columns: tuple[Column, ...]
    titles: tuple[str, ...] = ()  # words in the file's name or title row that speak for this source
    against: tuple[str, ...] = ()  # words that speak against it
    cadence: Cadence = Cadence.MONTHLY
    due_day: int = 5  # of the following month
    basis: str = ""  # legal basis for handing it over
    retention_months: int = 24
    own: bool = False  # a roll of the bureau itself
    programme: str = ""  # for a roll: the benefit, as written in findings
    stale_after_days: int = 35
    purpose: str = ""
    splits: tuple[str, dict[str, str]] | None = (
        None  # a column whose words send a row to a sister source: (column, word → source)
    )
    leans: tuple[str, str] | None = (
        None  # how its rows differ from a sister's that names nothing: (column, pattern of most cells)
    )

    def __post_init__(self) -> None:
        codes = [each.code for each in self.columns]
        assert len(codes) == len(set(codes)), f"source {self.code} names a column twice"

    def column(self, code: str) -> Column:
        for each in self.columns:
            if each.code == code:
                return each
        raise KeyError(code)

    @property
    def subject(self) -> Column | None:
        """The column of identity numbers that says whom a row is about, if the list has one."""
        return next((each for each in self.columns if each.subject), None)


def by_code(sources: Iterable[Source]) -> dict[str, Source]:
    """The sources by their codes."""
    return {each.code: each for each in sources}
