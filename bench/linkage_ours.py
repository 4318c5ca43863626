"""One list linked by doudi, in a process of its own: FOLDER, number of the list, and whether weights are estimated anew."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from bench.linkage_lists import Clock, aim, read
from doudi.mechanisms.matching.linkage.estimate import estimate, random_shares
from doudi.mechanisms.matching.linkage.score import People, link
from doudi.mechanisms.matching.linkage.weights import Weights


def main(folder: Path, place: int, *, anew: bool) -> None:
    rows, people = read(folder, place)
    to = aim(place)
    weights = Weights.load()
    estimating = Clock()
    if anew:
        weights = estimate(rows, people, to=to, start=random_shares(People(people), weights))
    estimated = estimating.seconds()
    clock = Clock()
    kept = People(people)
    found = link(rows, kept, to=to, weights=weights)
    seconds = clock.seconds()
    again = Clock()
    link(rows, kept, to=to, weights=weights)
    found.write_parquet(folder / f"ours-{place}{'-anew' if anew else ''}.parquet")
    told = {"seconds": seconds, "again": again.seconds(), "estimating": estimated, "m": weights.m[to]}
    print(json.dumps(told, ensure_ascii=False))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), anew=sys.argv[3:] == ["anew"])
