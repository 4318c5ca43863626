"""Makes `matching/data/weights.json` anew: `python -m bench.linkage_weights VERSION`.

Three lists of an invented county (another than the bench measures on: the seed differs) are estimated without their answers, and a
fifth of each share is the cautious guess below, so that no level that happened not to occur there rules a person out.
"""

from __future__ import annotations

import sys
from importlib import resources
from pathlib import Path

from bench.invented import county
from bench.linkage_lists import aim
from doudi.mechanisms.matching import data
from doudi.mechanisms.matching.linkage.estimate import Shares, estimate, random_shares
from doudi.mechanisms.matching.linkage.score import People
from doudi.mechanisms.matching.linkage.weights import To, Weights

PEOPLE, SEED, CAUTION, KNOWN = 500_000, 11, 0.2, 0.82
ORIGIN = (
    "m: estimated by EM row by row (linkage/estimate.py), without answers, on three lists of 60,000 rows of an invented county of "
    f"{PEOPLE:,} people (bench/linkage_weights.py, seed {SEED}; no real person); a fifth of each share is a cautious guess, so that no "
    "level that happened not to occur there rules a person out. u: counted among the people at hand, the constants on 2,000,000 pairs "
    "of that county drawn at random. known: the share of rows whose person is among the people. accept: limits in bits."
)
GUESS: Shares = {
    "name": {
        "same": 0.8, "sounds": 0.1, "near": 0.02, "order": 0.005, "look": 0.03, "missing": 0.02, "one": 0.005, "given": 0.01,
        "surname": 0.009, "else": 0.001,
    },
    "place": {
        "door": 0.85, "building": 0.01, "group": 0.05, "house": 0.01, "village": 0.02, "town": 0.02, "else": 0.04,
        "group:group": 0.9, "group:village": 0.03, "group:town": 0.03, "group:else": 0.04,
        "village:village": 0.92, "village:town": 0.04, "village:else": 0.04, "town:town": 0.95, "town:else": 0.05,
    },
    "birth": {
        "day": 0.95, "part": 0.02, "near": 0.01, "year": 0.01, "else": 0.01,
        "month:month": 0.95, "month:near": 0.02, "month:year": 0.02, "month:else": 0.01,
        "year:year": 0.93, "year:near": 0.05, "year:else": 0.02,
    },
    "phone": {"same": 0.7, "else": 0.3},
    "sex": {"same": 0.995, "else": 0.005},
    "number": {
        "same": 0.1, "few": 0.8, "birth_area": 0.04, "area_order": 0.03, "birth": 0.01, "else": 0.02,
        "cut:cut": 0.95, "cut:birth": 0.02, "cut:else": 0.03,
    },
}  # fmt: skip
# A holder of a meter is often of the family's surname and nobody knows him any more.
GUESS_HOLDERS: Shares = {**GUESS, "name": {**GUESS["name"], "same": 0.759, "surname": 0.05}}
U: Shares = {
    "name": {"unseen": 2e-6, "unseen_given": 1e-4, "look": 0.003, "missing": 0.01, "one": 0.03, "else": 1.0},
    "place": {
        "unseen_door": 2e-6, "unseen_building": 1e-4, "unseen_group": 7e-4, "unseen_village": 7e-3, "unseen_town": 0.1, "house": 0.02,
        "else": 1.0, "group:else": 1.0, "village:else": 1.0, "town:else": 1.0,
    },
    "birth": {
        "day": 5e-5, "part": 1e-3, "near": 5e-3, "year": 0.013, "else": 0.98,
        "month:month": 1.3e-3, "month:near": 5e-3, "month:year": 0.012, "month:else": 0.98,
        "year:year": 0.015, "year:near": 0.03, "year:else": 0.955,
    },
    "phone": {"unseen": 1e-6, "else": 1.0},
    "sex": {"same": 0.5, "else": 0.5},
    "number": {"else": 1.0, "cut:else": 1.0},
}  # fmt: skip
ACCEPT = {"possible": 0.0, "probable": 5.0, "gap": 3.0}


def made(version: str) -> Weights:
    """The weights to ship."""
    known: dict[To, float] = {"persons": KNOWN, "households": KNOWN}
    guess: dict[To, Shares] = {"persons": GUESS, "households": GUESS_HOLDERS}
    invented = county(PEOPLE, seed=SEED)
    people = People(invented.people)
    start = random_shares(people, Weights(version, ORIGIN, known, guess, U, pool=2000, accept=ACCEPT))
    numbered, meters, officials = (
        estimate(each.rows, people, to=aim(place), start=start).m[aim(place)]
        for place, each in enumerate(invented.lists)
    )
    names = {level: (share + officials["name"][level]) / 2 for level, share in numbered["name"].items()}
    persons = {**numbered, "name": names, "birth": officials["birth"], "sex": officials["sex"]}
    households = {**persons, **{field: meters[field] for field in ("name", "place", "phone")}}
    shares: dict[To, Shares] = {
        "persons": _mixed(persons, GUESS),
        "households": _mixed(households, GUESS_HOLDERS),
    }
    u = {field: {level: _short(share) for level, share in levels.items()} for field, levels in start.u.items()}
    return Weights(version, ORIGIN, known, shares, u, pool=2000, accept=ACCEPT)


def _mixed(found: Shares, guess: Shares) -> Shares:
    return {
        field: {level: _short((1 - CAUTION) * found[field][level] + CAUTION * share) for level, share in levels.items()}
        for field, levels in guess.items()
    }


def _short(share: float) -> float:
    return float(f"{share:.3g}")


if __name__ == "__main__":
    with resources.as_file(resources.files(data) / "weights.json") as path:
        Path(path).write_text(made(sys.argv[1]).as_json(), encoding="utf-8")
