"""Facts as they are frozen with a decision: figures in compact text, beside it where each figure comes from; and back again."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from doudi.mechanisms.entitlement.explain import Worksheet
from doudi.mechanisms.entitlement.family import Family, Given, Member
from doudi.mechanisms.entitlement.rules import Rules

# [figures of the household, [[key of a person, figures], …]]
Figures = list[Any]


@dataclass(frozen=True)
class Frozen:
    """`figures` is read for a whole county at once; `evidence` (source, date, who entered) for one worksheet."""

    figures: str
    evidence: dict[str, Any]


def freeze(book: Rules, family: Family) -> Frozen:
    """A household's facts as they are stored. What was asked for and is not known has evidence and no figure."""
    family.check(book)
    household, evidence = _split(family.figures)
    people, of_people = [], {}
    for each in family.people:
        figures, seen = _split(each.figures)
        people.append([each.key, figures])
        of_people[each.key] = seen
    return Frozen(
        json.dumps([household, people], ensure_ascii=False, separators=(",", ":"), sort_keys=True),
        {"household": evidence, "people": of_people},
    )


def thaw(label: str, figures: str, evidence: Mapping[str, Any] | None, name_of: Callable[[str], str]) -> Family:
    """The household again, with its evidence; `name_of` tells how the worksheet calls a person."""
    household, people = json.loads(figures)
    seen = evidence or {}
    of_people = seen.get("people", {})
    return Family(
        label,
        _joined(household, seen.get("household", {})),
        [Member(key, name_of(key), _joined(given, of_people.get(key, {}))) for key, given in people],
    )


def kept(sheet: Worksheet) -> dict[str, Any]:
    """A worksheet as it is stored with the decision: the text of the rules, the parameters used, every step."""
    return {
        "rules": sheet.rules,
        "month": sheet.month,
        "result": sheet.result,
        "parts": [[label, figure] for label, figure in sheet.parts],
        "lines": [[line.who, line.sentence, line.figure, list(line.articles)] for line in sheet.lines],
        "letter": sheet.letter(),
        "articles": [str(each) for each in sheet.articles],
        "parameters": [
            [row.code, list(row.key), row.value, row.applies_from, row.issued_on, str(row.document), row.tag]
            for used in sheet.parameters
            for row in used.rows
        ],
        "missing": [str(each) for each in sheet.missing],
    }


def _split(figures: Mapping[str, Given | int | None]) -> tuple[dict[str, int], dict[str, list[Any]]]:
    values: dict[str, int] = {}
    evidence: dict[str, list[Any]] = {}
    for name, each in figures.items():
        value = each.value if isinstance(each, Given) else each
        if value is not None:
            values[name] = int(value)
        if isinstance(each, Given):
            evidence[name] = [each.source, each.on.isoformat() if each.on else "", each.entered_by]
        elif each is None:
            evidence[name] = ["", "", ""]
    return values, evidence


def _joined(values: Mapping[str, int], evidence: Mapping[str, Any]) -> dict[str, Given | int | None]:
    found: dict[str, Given | int | None] = dict(values)
    for name, (source, on, entered_by) in evidence.items():
        found[name] = Given(values.get(name), source, dt.date.fromisoformat(on) if on else None, entered_by)
    return found
