"""Holds findings.csv against the sample's answers, the way the sample's own README says."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from pathlib import Path

Row = dict[str, str]


@dataclass
class Score:
    """How a list of findings fares; `trapped` are traps reported as conclusive."""

    hits: int = 0
    missed: list[Row] = field(default_factory=list)
    extra: list[Row] = field(default_factory=list)
    trapped: list[Row] = field(default_factory=list)
    wrong_money: list[tuple[Row, Row]] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.hits / (self.hits + len(self.extra)) if self.hits or self.extra else 1.0

    @property
    def recall(self) -> float:
        return self.hits / (self.hits + len(self.missed)) if self.hits or self.missed else 1.0

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / (self.precision + self.recall)


def read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def score(findings: list[Row], sample: Path, *, fuzzy: bool) -> Score:
    """Exact or fuzzy findings against truth.csv. A hit uses up one finding; what is allowed counts neither way."""
    truth, traps = read(sample / "truth.csv"), read(sample / "traps.csv")
    allowed = {(row["rule"], row["subject_id"]) for row in read(sample / "allowed.csv")}
    result = Score()
    used: set[int] = set()
    rules = {row["rule"] for row in truth if (row["strength"] == "fuzzy") == fuzzy}
    for row in truth:
        if (row["strength"] == "fuzzy") != fuzzy:
            continue
        accepted = {row["subject_id"], *filter(None, row["accept_ids"].split("|"))}
        candidates = [
            number
            for number, each in enumerate(findings)
            if number not in used and each["rule"] == row["rule"] and each["subject_id"] in accepted
        ]
        candidates.sort(key=lambda number: findings[number]["subject_id"] != row["subject_id"])
        if not candidates:
            result.missed.append(row)
            continue
        used.add(candidates[0])
        result.hits += 1
        if row["money_fen"] and row["money_fen"] != findings[candidates[0]]["amount_fen"]:
            result.wrong_money.append((row, findings[candidates[0]]))
    for number, each in enumerate(findings):
        if number in used or each["rule"] not in rules or (each["rule"], each["subject_id"]) in allowed:
            continue
        if (each["strength"] != "exact") == fuzzy:
            result.extra.append(each)
    for trap in traps:
        caught = {trap["subject_id"], *filter(None, trap["accept_ids"].split("|"))}
        result.trapped += [
            each
            for number, each in enumerate(findings)
            if number not in used
            and each["rule"] == trap["rule"]
            and each["subject_id"] in caught
            and each["conclusive"] == "yes"
        ]
    return result
