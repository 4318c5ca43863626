"""Proof of a hundred thousand delivered orders: how long it takes, and how many of the planted cheats it finds."""

from __future__ import annotations

import time
from collections.abc import Callable

import polars as pl

from bench.cheats import BY_RULE, year
from doudi.mechanisms.orders.proof.judging import judge
from doudi.mechanisms.orders.proof.signals import HOME_VISIT


def run(line: Callable[..., None], *, orders: int = 100_000) -> None:
    """Print time, precision and recall of what is held, and what of each kind of cheat was found."""
    told = year(orders)
    begun, used = time.perf_counter(), time.process_time()
    judged = judge(told.evidence, HOME_VISIT)
    seconds, processor = time.perf_counter() - begun, time.process_time() - used
    both = told.truth.join(judged.grades, on="order_id")
    by_rule = pl.col("cheat").is_in(BY_RULE)
    counted, asked = (
        both.filter(~by_rule),
        both.filter(by_rule),
    )  # what a rule sends to a person is neither right nor wrong
    held, cheats = counted.filter("held"), counted.filter(pl.col("cheat") != "")
    right = held.filter(pl.col("cheat") != "").height
    print(
        f"proof of {told.truth.height:,} delivered orders, {cheats.height:,} of them by cheats, {len(HOME_VISIT)} signals"
    )
    line("judged: all signals, grades, words", seconds, "s", "at most 10 s", f"{processor:.1f} s of processor")
    line("precision of what is held", 100 * right / max(held.height, 1), "%")
    line("recall of what cheats did", 100 * right / max(cheats.height, 1), "%")
    for (code,), rows in cheats.group_by("cheat", maintain_order=True):
        line(f"  {code}", 100 * rows.filter("held").height / rows.height, "%", "", f"of {rows.height:,}")
    line(
        "held as a rule asks for a person",
        100 * asked.filter("held").height / max(asked.height, 1),
        "%",
        "",
        f"of {asked.height:,}, counted apart",
    )
    grades = both.group_by("grade").len().sort("grade")
    print("  grades " + ", ".join(f"{grade} {number / both.height:.1%}" for grade, number in grades.iter_rows()))
    print()


if __name__ == "__main__":
    from bench.targets import line

    run(line)
