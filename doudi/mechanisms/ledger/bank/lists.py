"""线上线下一致 (R-DIS-09): a month's list in the subsidy system against what the bank has paid, line by line, in four classes.

A net difference of nought proves nothing: three missing and three too many are six errors. Pure, all lines at once.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

KEY = ("person", "kind")


@dataclass(frozen=True)
class Comparison:
    """Rows by class; `online` and `paid` are the sums of lines and fen on either side."""

    only_online: pl.DataFrame
    only_paid: pl.DataFrame
    other_amount: pl.DataFrame
    other_account: pl.DataFrame
    agree: int
    online: tuple[int, int]
    paid: tuple[int, int]

    @property
    def closed(self) -> bool:
        """Only when all four are nought may the month be closed without an explanation."""
        return not any(
            each.height for each in (self.only_online, self.only_paid, self.other_amount, self.other_account)
        )

    @property
    def net(self) -> int:
        """Lines online less lines paid: what a glance at the totals shows."""
        return self.online[0] - self.paid[0]


def compare(online: pl.DataFrame, paid: pl.DataFrame) -> Comparison:
    """Both have person, kind, amount (fen), name, account (or marks of them). A person who stands twice on one side is not one who agrees:
    his further lines have no partner."""
    left, right = _numbered(online), _numbered(paid)
    keys = [*KEY, "time"]
    both = left.join(right, on=keys, suffix="_paid")
    amount = pl.col("amount") != pl.col("amount_paid")
    other = (pl.col("name") != pl.col("name_paid")) | (pl.col("account") != pl.col("account_paid"))
    return Comparison(
        left.join(right, on=keys, how="anti").drop("time"),
        right.join(left, on=keys, how="anti").drop("time"),
        both.filter(amount).drop("time"),
        both.filter(~amount & other).drop("time"),
        both.filter(~amount & ~other).height,
        (online.height, int(online["amount"].sum())),
        (paid.height, int(paid["amount"].sum())),
    )


def _numbered(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(time=pl.int_range(pl.len()).over(KEY))
