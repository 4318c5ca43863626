"""Cheats of every kind are planted among honest home visits by a generator that knows no threshold; proof finds them, and few others."""

from __future__ import annotations

import polars as pl

from bench.cheats import BY_RULE, year
from doudi.mechanisms.orders.proof.judging import judge
from doudi.mechanisms.orders.proof.signals import HOME_VISIT


def test_most_of_what_cheats_did_waits_and_little_of_what_was_honest() -> None:
    told = year(8_000, seed=7)
    both = told.truth.join(judge(told.evidence, HOME_VISIT).grades, on="order_id")
    counted = both.filter(~pl.col("cheat").is_in(BY_RULE))
    held, cheats = counted.filter("held"), counted.filter(pl.col("cheat") != "")
    assert cheats.height > 500
    assert held.filter(pl.col("cheat") != "").height / held.height > 0.85, "precision"
    assert cheats["held"].mean() > 0.8, "recall"  # type: ignore[operator]  # a mean of booleans
    for code in ("alone", "gone"):
        assert cheats.filter(pl.col("cheat") == code)["held"].all(), "what records contradict outright is always held"
    honest = counted.filter(pl.col("cheat") == "")
    assert honest["grade"].is_in(["A", "B"]).mean() > 0.97  # type: ignore[operator]  # a mean of booleans
