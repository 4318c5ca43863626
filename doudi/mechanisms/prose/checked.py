"""The whole check of a text: figures of prose and tables, and all faults in the order of the text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from doudi.mechanisms.prose import units
from doudi.mechanisms.prose.checks import (
    blanks,
    contradictions,
    dates,
    hints,
    lists,
    plausible,
    ratios,
    residue,
    rounding,
    slips,
    sums,
)
from doudi.mechanisms.prose.faults import Check, Fault, Kind, Severity
from doudi.mechanisms.prose.figures import Attribute, Figure, attributes
from doudi.mechanisms.prose.holds import Held, holding
from doudi.mechanisms.prose.text import Sentence, Table, Text
from doudi.mechanisms.prose.things import line_of, understood

CHECKS: tuple[Check, ...] = (
    contradictions.check,
    sums.check,
    ratios.check,
    lists.check,
    blanks.check,
    rounding.check,
    dates.check,
    plausible.check,
    slips.check,
    residue.check,
    hints.check,
)


@dataclass(frozen=True)
class Checked:
    """What was read: every figure, every fault, and what has a number and is no figure."""

    text: Text
    figures: tuple[Figure, ...]
    faults: tuple[Fault, ...]
    attributes: tuple[Attribute, ...]
    held: tuple[Held, ...] = ()

    def count(self, severity: Severity) -> int:
        return sum(each.severity is severity for each in self.faults)

    @property
    def needs_a_look(self) -> bool:
        """Whether a person must look at something: an error or a warning."""
        return any(each.severity is not Severity.NOTE for each in self.faults)


def check(text: Text) -> Checked:
    """Read a text and try every check on it. The same text always gives the same answer."""
    # What a web page left behind is no sentence of the summary: its figures (浏览次数:123) do not count.
    remnants = [(each.start, each.end) for each in residue.check(text, [])]
    figures = [each for each in understood(text) if not any(start <= each.start < end for start, end in remnants)]
    figures += [each for number, table in enumerate(text.tables, 1) for each in figures_of_table(table, number, text)]
    faults = [fault for each in CHECKS for fault in each(text, figures)]
    faults = [
        each
        for each in faults
        if each.kind is Kind.RESIDUE or not any(start <= each.start < end for start, end in remnants)
    ]
    found = [
        each for sentence in text.sentences for each in attributes(sentence) if each.kind in ("date", "age", "name")
    ]
    return Checked(text, tuple(figures), tuple(_once(faults)), tuple(found), tuple(holding(figures)))


def _once(faults: list[Fault]) -> list[Fault]:
    """In the order of the text, each spot once a kind."""
    seen: set[tuple[Kind, int, int, str]] = set()
    kept = []
    for each in sorted(faults, key=lambda fault: (fault.start if fault.start >= 0 else 10**9, fault.kind)):
        key = (each.kind, each.start, each.end, each.why if each.start < 0 else "")
        if key not in seen:
            seen.add(key)
            kept.append(each)
    return kept


def figures_of_table(table: Table, number: int, text: Text) -> list[Figure]:
    """The cells of a table that hold numbers: the heading of the column says what is counted, often with its unit in brackets."""
    if len(table.rows) < 2:
        return []
    heads = table.rows[0]
    found: list[Figure] = []
    for row in table.rows[1:]:
        for column, cell in enumerate(row):
            if column == 0 or column >= len(heads):
                continue
            words = cell.replace(",", "").replace(",", "").strip()
            value = re.fullmatch(r"(\d+(?:\.\d+)?)(%?)", words)
            if value is None or re.search(r"序号|编号|电话|日期|年份", heads[column]):
                continue
            unit = re.search(r"[(（]([^)）]{1,6})[)）]", heads[column]) or re.search(
                r"(?:单位)[:：]([^\s,，)）]{1,5})", heads[column]
            )
            name = re.sub(r"[(（][^)）]*[)）]", "", heads[column]).strip()
            counted = "%" if value[2] else (unit[1] if unit and unit[1] in units.CLASS_OF else "")
            counted = counted or next(
                (row[place] for place, head in enumerate(heads) if "单位" in head and place < len(row)), ""
            )
            sentence = Sentence(cell, 0, 0, (f"表{number}",))
            whole = re.fullmatch(r"\s*(?:合\s*计|总\s*计|全县)\s*", row[0]) is not None
            counts = name if whole or re.search(r"^(?:数量|数值|人数|户数|金额|本期|数)$", name) is None else row[0]
            found.append(
                Figure(
                    words=cell.strip(),
                    value=Decimal(value[1]),
                    unit=counted,
                    sentence=sentence,
                    at=0,
                    until=len(cell),
                    counts=counts,
                    subject="" if whole else row[0],
                    period=f"{text.year}年" if text.year else "",
                    line=line_of(f"{name}{row[0]}", 0, ()),
                    cell=f"表{number} {row[0]} {name}",
                )
            )
    return found
