"""What a programme declares to put questions to snapshots: `Check`, `Linkage`, `Roll`.

A check is one SQL question over named views, in the subset of SQL that DuckDB and Spark both read, with `$name` parameters. The
declaration around it says what it asks, what it needs, what sharpens it, what excuses a hit, and the sentence of its reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from doudi.base.parameters import Parameter


class Direction(StrEnum):
    """What kind of mistake a check looks for."""

    PAID = "paid"
    MISSED = "missed"
    FILING = "filing"
    MISMATCH = "mismatch"


class Strength(StrEnum):
    """How surely the rows of a finding are about the same person."""

    EXACT = "exact"
    PROBABLE = "probable"
    POSSIBLE = "possible"


@dataclass(frozen=True)
class Exemption:
    """A usual false alarm. `code` is what the question puts into `doubts` when it may apply; a hit it surely excuses is not reported."""

    code: str
    words: str


@dataclass(frozen=True)
class Check:
    """One question.

    `sql` answers with one row per finding and exactly these columns (see FINDING_COLUMNS for their types): subject_key, subject_id,
    subject_name, household_no, programme, area_code, strength, doubts, amount_fen, reason, period_from, period_to, evidence. Doubts
    and evidence may hold nulls, which fall out. It may read every source as a view of its code (typed as `exchange.declare.Kind` says;
    an absent source is an empty view), the prepared views (recipients, households, paid, people, kin, deaths, …) and `$parameters`;
    `$month` is always given. A parameter that is a list of words is given as one pattern of alternatives. The engine adds the doubt
    that a list is stale (R-CHK-01) and says whether a finding is conclusive: an exact match without doubts.
    """

    code: str
    name: str
    question: str
    direction: Direction
    needs: tuple[str, ...]  # sources without which there is no answer: "not compared"
    sql: str
    sharpened_by: tuple[str, ...] = ()
    excused_by: tuple[str, ...] = ()  # sources that would excuse a hit: while one has not come, no hit is conclusive
    parameters: tuple[Parameter, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    needs_any: tuple[tuple[str, ...], ...] = ()  # of each group at least one is needed
    basis: str = ""
    amount_means: str = ""  # what amount_fen is, where the rule defines one
    apart_by: tuple[
        str, ...
    ] = ()  # columns that tell two findings about one person apart (R-FIND-01), such as programme
    # The kind of declared income that is set against a list: such a question answers with DIFFERENCE_COLUMNS, too (R-CHK-08).
    declared: str = ""
    version: int = 1

    def __post_init__(self) -> None:
        assert self.code.startswith("R-"), self.code
        assert self.needs or self.needs_any, f"{self.code} compares nothing"


# Every check that a programme declares, by its code: so that a register can bind what it wants put right to the question that shows it.
CHECKS: dict[str, Check] = {}


FINDING_COLUMNS: dict[str, str] = {
    "subject_key": "BIGINT",  # first 17 digits, null if no number is known
    "subject_id": "VARCHAR",
    "subject_name": "VARCHAR",
    "household_no": "VARCHAR",
    "programme": "VARCHAR",
    "area_code": "VARCHAR",
    "strength": "VARCHAR",
    "conclusive": "BOOLEAN",
    "doubts": "VARCHAR[]",  # words why it is not conclusive; none if it is
    "amount_fen": "BIGINT",
    "reason": "VARCHAR",
    "period_from": "INTEGER",  # month numbers
    "period_to": "INTEGER",
    "evidence": "STRUCT(source VARCHAR, file VARCHAR, sheet VARCHAR, row INTEGER, as_of INTEGER, values VARCHAR)[]",  # values: JSON
}

# What was declared of an income and what the lists say of it, in fen a month; null where a question compares no declared income.
DIFFERENCE_COLUMNS: dict[str, str] = {"declared_fen": "BIGINT", "checked_fen": "BIGINT"}


class LinkTo(StrEnum):
    """Whom a row without a number is linked to: a person, or the household at the door."""

    PERSON = "person"
    HOUSEHOLD = "household"


@dataclass(frozen=True)
class Linkage:
    """How the rows of a source that carry no usable number are linked to people of the register.

    Columns are named by their codes in the source; empty means the list has none. `within` names a column whose village (and its
    neighbours) the candidates must live in, as for cadres.
    """

    source: str
    to: LinkTo
    name: str
    number: str = ""  # an identity column that may be blank or damaged
    address: str = ""
    phone: str = ""
    village: str = ""
    township: str = ""
    sex: str = ""
    born_on: str = ""
    adults_only: bool = False


@dataclass(frozen=True)
class Link:
    """One row linked (or left unlinked), with the score explained: bits of evidence, gap to the second best, words of the levels."""

    row_id: int
    person_key: int | None
    household_no: str
    strength: Strength | None
    bits: float
    gap: float
    words: str  # 同音不同字,同村同组
