"""A composed summary as it is kept after signing, and read again: the text never changes, whatever is counted later."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from doudi.programmes.office.reports.composing import Composed, LeftOut, Line, Names, Value


def as_plain(composed: Composed) -> dict[str, Any]:
    """JSON: each line with its pieces, words as text and values with what they were counted by."""
    return {
        "title": composed.title,
        "year": composed.year,
        "issuer": composed.issuer,
        "on": composed.on.isoformat(),
        "lines": [
            {
                "level": line.level,
                "code": line.code,
                "public": line.public,
                "ahead": line.ahead,
                "pieces": [_piece(each) for each in line.pieces],
            }
            for line in composed.lines
        ],
        "left_out": [{"words": each.words, "missing": list(each.missing)} for each in composed.left_out],
    }


def _piece(value: str | Value | Names) -> str | dict[str, Any]:
    if isinstance(value, str):
        return value
    if isinstance(value, Names):
        return {"names_of": value.code, "words": value.words, "name": value.name, "records": value.records}
    return {
        "code": value.code,
        "words": value.words,
        "value": str(value.value),
        "unit": value.unit,
        "name": value.name,
        "records": value.records,
    }


def from_plain(plain: dict[str, Any], *, public: bool = False) -> Composed:
    """The summary as it was signed."""
    made = Composed(plain["title"], plain["year"], plain["issuer"], dt.date.fromisoformat(plain["on"]))
    for line in plain["lines"]:
        if public and not line["public"]:
            continue
        pieces = tuple(each if isinstance(each, str) else _read(each) for each in line["pieces"])
        made.lines.append(Line(line["level"], pieces, line["code"], line["public"], line["ahead"]))
    made.left_out = [LeftOut(each["words"], tuple(each["missing"])) for each in plain["left_out"]]
    return made


def _read(plain: dict[str, Any]) -> Value | Names:
    if "names_of" in plain:
        return Names(plain["names_of"], plain["words"], plain["name"], plain["records"])
    return Value(
        plain["code"],
        plain["words"],
        Decimal(plain["value"]),
        plain["unit"],
        plain["name"],
        plain["records"],
        frozen=True,
    )
