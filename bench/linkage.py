"""Who is who without a number: doudi against Splink on the same dirty rows, the shipped weights against new ones, and febrl4."""

from __future__ import annotations

import json
import math
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl

from bench.invented import List_
from bench.linkage_lists import LISTS, Judged, aim, judged, write
from bench.measured import Measured, python
from doudi.mechanisms.matching.linkage.weights import Weights

Report = Callable[[str], None]
LEAST_F1 = (0.99, 0.955, 0.985)
MOST_SECONDS = 4.0
# Levels rarer than this say little of how near two estimates are.
_COMMON = 0.02


def run(report: Report, *, people: int = 500_000, splink: bool = True) -> None:
    """Reports line by line; each program runs in a process of its own, so that its memory is its own."""
    with tempfile.TemporaryDirectory(prefix="doudi-linkage-") as name:
        folder = Path(name)
        lists = write(folder, people)
        report(
            f"linkage, {people:,} people, lists of {lists[0].rows.height:,} rows, one in six a stranger; 70% of the errors "
            "in names by sound, 12% by shape"
        )
        for place, each in enumerate(lists):
            _compare(report, folder, place, each, splink=splink)
        for place, each in enumerate(lists):
            _weights(report, folder, place, each)
    _febrl(report)


def _compare(report: Report, folder: Path, place: int, asked: List_, *, splink: bool) -> None:
    report(f"  {asked.title}")
    ours = python("bench.linkage_ours", str(folder), str(place))
    told = _told(ours)
    found = pl.read_parquet(folder / f"ours-{place}.parquet")
    result = judged(asked, found)
    _line(report, "doudi", told["seconds"], ours.mebibytes, result)
    sure = judged(asked, found.filter(pl.col("strength") == "probable"))
    again = f"with the people's keys kept {told['again']:.2f} s"
    target = f"at most {MOST_SECONDS:.0f} s and F1 at least {LEAST_F1[place]}"
    report(f"      {again}; of those called probable {sure.precision:.4f} are right; {target}")
    if splink:
        theirs = python("bench.linkage_splink", str(folder), str(place))
        seconds = _told(theirs)["seconds"]
        other = judged(asked, pl.read_parquet(folder / f"splink-{place}.parquet"))
        _line(report, "Splink, string levels", seconds, theirs.mebibytes, other)
        report(
            f"      ratio: {seconds / told['seconds']:.0f} times as fast, {theirs.mebibytes / ours.mebibytes:.1f} times less memory, "
            f"{(1 - other.f1) / max(1e-9, 1 - result.f1):.1f} times fewer errors"
        )


def _weights(report: Report, folder: Path, place: int, asked: List_) -> None:
    """The weights that are shipped, and those that EM finds on this list without its answers."""
    anew = python("bench.linkage_ours", str(folder), str(place), "anew")
    told = _told(anew)
    shipped = Weights.load().m[aim(place)]
    apart = max(
        (abs(math.log2(shipped[name][level] / share)), f"{name}/{level}")
        for name, levels in told["m"].items()
        for level, share in levels.items()
        if share >= _COMMON
    )
    now = judged(asked, pl.read_parquet(folder / f"ours-{place}.parquet"))
    then = judged(asked, pl.read_parquet(folder / f"ours-{place}-anew.parquet"))
    report(
        f"  weights estimated anew on list {place + 1} of {LISTS} in {told['estimating']:.1f} s: F1 {then.f1:.4f}, shipped "
        f"{now.f1:.4f}; the level furthest apart is {apart[1]} by {apart[0]:.2f} bits"
    )


def _febrl(report: Report) -> None:
    run_ = python("bench.linkage_febrl")
    told = _told(run_)
    result = Judged(told["precision"], told["recall"])
    report("  febrl4 (5,000 Latin names and as many spoilt copies), the same model and EM on levels of its own")
    _line(report, "doudi", told["seconds"], run_.mebibytes, result)


def _line(report: Report, who: str, seconds: float, mebibytes: float, result: Judged) -> None:
    report(
        f"    {who:<24} {seconds:7.2f} s {mebibytes / 1024:6.2f} GiB   precision {result.precision:.4f}  recall "
        f"{result.recall:.4f}  F1 {result.f1:.4f}"
    )


def _told(run_: Measured) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(run_.printed.strip().splitlines()[-1])
    return told
