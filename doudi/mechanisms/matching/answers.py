"""What is made of the answers of a check: places looked up, doubts gathered, an identity that stays from run to run.

While questions run, the place of a row is one integer, the number of its sheet and its row; file names are only looked up for what was
found.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from doudi.base.months import chinese_month
from doudi.mechanisms.exchange.declare import Source
from doudi.mechanisms.matching.declare import DIFFERENCE_COLUMNS, FINDING_COLUMNS, Check

ROW_BITS = 32
# What is asked of a check: the columns of a finding but the one that follows from the others; evidence with places as integers.
ASKED_COLUMNS = {
    **{name: kind for name, kind in FINDING_COLUMNS.items() if name != "conclusive"},
    "evidence": "STRUCT(spot BIGINT, values VARCHAR)[]",
}
_PIECE = ("source", "file", "sheet", "row", "as_of", "values")


@dataclass
class Sheets:
    """Every sheet that was taken in, by number: whose it is, where it came from, and the doubt that it is stale (R-CHK-01)."""

    rows: list[tuple[int, str, str, str, int | None, bool, str | None]] = field(default_factory=list)

    def places(self, source: Source, table: pl.DataFrame) -> pl.Series:
        """The place of each row of a table with `_file`, `_sheet`, `_row`, `_as_of`, `_stale`; its sheets are entered."""
        origin = table.select("_file", "_sheet", "_as_of")
        differs = pl.any_horizontal(pl.all().ne_missing(pl.all().shift(1)))
        begins = origin.select((differs | (pl.int_range(pl.len()) == 0)).alias("begins"))["begins"]
        numbers = []
        for row in table.filter(begins).select("_file", "_sheet", "_as_of", "_stale").iter_rows():
            file, sheet, as_of, stale = row
            words = (
                f"{source.name}（{chinese_month(as_of)}）已超过{source.stale_after_days}天，待核实" if stale else None
            )
            numbers.append(self._number(source.code, file or "", sheet or "", str(as_of)))
            self.rows.append((numbers[-1], source.code, file, sheet, as_of, source.own, words))
        if not table.height:
            return pl.Series("_at", [], dtype=pl.Int64)
        runs = begins.cast(pl.Int32).cum_sum() - 1
        number = pl.Series(numbers, dtype=pl.Int64).gather(runs)
        return (number * (1 << ROW_BITS) + table["_row"].cast(pl.Int64)).alias("_at")

    def _number(self, *origin: str) -> int:
        """The same for a sheet in every run, so that what was prepared from it can be used again."""
        number = int.from_bytes(hashlib.sha256("\n".join(origin).encode()).digest()[:4]) >> 2
        while any(number == row[0] for row in self.rows):
            number += 1
        return number

    def frame(self) -> pl.DataFrame:
        """The sheets as a table."""
        return pl.DataFrame(
            self.rows,
            schema={
                "sheet_no": pl.Int64, "source": pl.String, "file": pl.String, "sheet": pl.String, "as_of": pl.Int32, "own": pl.Boolean,
                "stale": pl.String,
            },
            orient="row",
        )  # fmt: skip


def judged(
    asked: pl.DataFrame, check: Check, sheets: pl.DataFrame, doubted: pl.DataFrame, unexcused: Sequence[str] = ()
) -> pl.DataFrame:
    """The answers as findings (FINDING_COLUMNS) with rule, direction, version, identity and data_key.

    An answer is conclusive if it is about the same person by number and nothing is doubtful: neither what the check says, nor a stale
    list among the evidence, nor the person himself (`doubted`: subject_key, doubt), nor a list that might have excused it and has not
    come (`unexcused`: what these are called).
    """
    asked = asked.with_row_index("_n")
    pieces = (
        asked.select("_n", "evidence")
        .explode("evidence")
        .filter(pl.col("evidence").is_not_null())
        .unnest("evidence")
        .with_columns(sheet_no=pl.col("spot") // (1 << ROW_BITS), row=(pl.col("spot") % (1 << ROW_BITS)).cast(pl.Int32))
        .join(sheets, on="sheet_no", how="left", maintain_order="left")
        .group_by("_n", maintain_order=True)
        .agg(
            pl.struct(_PIECE).alias("evidence"),
            pl.col("stale").drop_nulls().unique(maintain_order=True),
            pl.col("values").filter(~pl.col("own")).sort().alias("others"),
            pl.col("values").sort().alias("all"),
        )
    )
    found = (
        asked.drop("evidence")
        .join(pieces, on="_n", how="left", maintain_order="left")
        .join(doubted, on="subject_key", how="left", maintain_order="left")
    )
    nothing = pl.lit([], dtype=pl.List(pl.String))
    doubts = pl.concat_list(
        pl.col("doubts").fill_null(nothing).list.drop_nulls(),
        pl.col("stale").fill_null(nothing),
        pl.when(pl.col("doubt").is_null()).then(nothing).otherwise(pl.concat_list("doubt")),
        pl.lit([f"没有收到{'、'.join(unexcused)}，不能排除误报"] if unexcused else [], dtype=pl.List(pl.String)),
    ).list.unique(maintain_order=True)
    found = found.with_columns(
        doubts=doubts,
        reason=pl.col("reason").fill_null(check.question),
        area_code=pl.col("area_code").fill_null(""),
    ).with_columns(conclusive=(pl.col("strength") == "exact") & (pl.col("doubts").list.len() == 0))
    return found.select(
        *FINDING_COLUMNS,
        *DIFFERENCE_COLUMNS,
        pl.lit(check.code).alias("rule"),
        pl.lit(check.direction.value).alias("direction"),
        pl.lit(check.version, dtype=pl.Int32).alias("version"),
        pl.Series("identity", _identities(found, check), dtype=pl.String),
        pl.Series("data_key", _data_keys(found), dtype=pl.String),
    )


def _identities(found: pl.DataFrame, check: Check) -> list[str]:
    """R-FIND-01: a finding is the same if person and rule are; overlapping periods are one finding, so that the period, which slides
    from month to month, is no part of it."""
    people = found.select("subject_id", "subject_name", "household_no", "area_code", *check.apart_by).iter_rows()
    identities: list[str] = []
    turns: dict[str, int] = {}
    for number, name, household, area, *apart in people:
        who = "/".join([number or f"{name}/{household or area}", *(each or "" for each in apart)])
        turns[who] = turns.get(who, 0) + 1
        identities.append(_digest(check.code, who, turns[who]))
    return identities


def _data_keys(found: pl.DataFrame) -> list[str]:
    """R-FIND-02: what others say decides whether there is something new; one more month on our own rolls is no new evidence."""
    return [_digest(*(others or every or [])) for others, every in found.select("others", "all").iter_rows()]


def _digest(*parts: object) -> str:
    return hashlib.sha256(json.dumps([str(part) for part in parts], ensure_ascii=False).encode()).hexdigest()


def absent(check: Check, present: set[str]) -> tuple[str, ...]:
    """The sources without which a check has no answer; of a group of which none came, all."""
    missing = [code for code in check.needs if code not in present]
    for group in check.needs_any:
        if not any(code in present for code in group):
            missing.extend(group)
    return tuple(missing)


def doubts_by_person(frame: pl.DataFrame | None) -> pl.DataFrame:
    """One doubt per person (subject_key, doubt), from (person_key, doubt)."""
    if frame is None:
        return pl.DataFrame(schema={"subject_key": pl.Int64, "doubt": pl.String})
    return frame.group_by("person_key").agg(pl.col("doubt").min()).rename({"person_key": "subject_key"})
