"""Each line that was sent against what the bank says of it: where it ends. Pure, all lines at once."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from doudi.mechanisms.ledger.bank.models import Outcome, StrayLine

_OPEN = Outcome.UNANSWERED.value


@dataclass(frozen=True)
class Classified:
    """`lines`: number, outcome, amount (said), words, of lines answered now. `strays`: row, kind, number, amount, said. `repeated`: how many
    rows said again what is booked already."""

    lines: pl.DataFrame
    strays: pl.DataFrame
    repeated: int


def classify(sent: pl.DataFrame, said: pl.DataFrame) -> Classified:
    """`sent` has number, mark, amount, outcome; `said` has row, number, mark, amount, paid, words.

    A number said twice is a conflict, even if both say the same: the bank may have paid twice. Then the account counts more than the amount,
    and a returned line may well say nought.
    """
    times = said.group_by("number").len("times")
    both = said.join(sent, on="number", how="left", suffix="_sent").join(times, on="number", how="left")
    never = both.filter(pl.col("mark_sent").is_null())
    known = both.filter(pl.col("mark_sent").is_not_null()).with_columns(
        pl.when(pl.col("times") > 1)
        .then(pl.lit(Outcome.CONFLICT.value))
        .when(pl.col("mark") != pl.col("mark_sent"))
        .then(pl.lit(Outcome.OTHER_ACCOUNT.value))
        .when((pl.col("amount") != pl.col("amount_sent")) & (pl.col("paid") | (pl.col("amount") != 0)))
        .then(pl.lit(Outcome.OTHER_AMOUNT.value))
        .when(pl.col("paid"))
        .then(pl.lit(Outcome.PAID.value))
        .otherwise(pl.lit(Outcome.RETURNED.value))
        .alias("now")
    )
    fresh = known.filter(pl.col("outcome") == _OPEN)
    booked = known.filter(pl.col("outcome") != _OPEN)
    against = booked.filter(pl.col("now") != pl.col("outcome"))
    return Classified(
        fresh.unique("number", keep="first", maintain_order=True).select(
            "number", pl.col("now").alias("outcome"), "amount", "words"
        ),
        pl.concat([_strays(never, StrayLine.Kind.NEVER_SENT), _strays(against, StrayLine.Kind.CONTRADICTS)]).sort(
            "row"
        ),
        booked.height - against.height,
    )


def _strays(rows: pl.DataFrame, kind: StrayLine.Kind) -> pl.DataFrame:
    said = pl.when(pl.col("paid")).then(pl.lit("已到账")).otherwise(pl.lit("退票"))
    return rows.select(
        "row",
        pl.lit(kind.value).alias("kind"),
        "number",
        "amount",
        pl.concat_str(said, pl.lit(" "), "words").str.strip_chars().alias("said"),
    )
