"""The invented lists as files, for processes of their own; and how an answer is judged."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import polars as pl

from bench.invented import List_, county

# A best candidate this far ahead of the second, in bits, counts as found (as the product decides).
GAP = 3.0
LISTS = 3


@dataclass(frozen=True)
class Judged:
    """Shares of 1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def write(folder: Path, people: int, *, seed: int = 7) -> list[List_]:
    """people.parquet and rows-0.parquet, ... in a folder; the lists with their answers."""
    made = county(people, seed=seed)
    made.people.write_parquet(folder / "people.parquet")
    for place, each in enumerate(made.lists):
        each.rows.write_parquet(folder / f"rows-{place}.parquet")
    return list(made.lists)


def read(folder: Path, place: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    return pl.read_parquet(folder / f"rows-{place}.parquet"), pl.read_parquet(folder / "people.parquet")


def aim(place: int) -> Literal["persons", "households"]:
    return "households" if place == 1 else "persons"


def judged(asked: List_, found: pl.DataFrame, *, gap: float = GAP) -> Judged:
    """`found` has row, person_key or household_no, and gap; one line a row."""
    key = "household_no" if asked.to == "households" else "person_key"
    said = found.filter(pl.col("gap") >= gap).join(asked.truth.select("row", true=key), on="row")
    right = said.filter(pl.col(key) == pl.col("true")).height
    return Judged(right / max(1, said.height), right / max(1, asked.truth[key].drop_nulls().len()))


class Clock:
    """Seconds since it was made."""

    def __init__(self) -> None:
        self._begun = time.perf_counter()

    def seconds(self) -> float:
        return time.perf_counter() - self._begun
