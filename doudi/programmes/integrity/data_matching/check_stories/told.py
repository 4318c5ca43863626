"""A finding as its reader sees it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from doudi.base.months import format_month


@dataclass(frozen=True)
class Told:
    """What a finding says. `yuan` is its amount, None where the rule defines none; `pieces` are (list, row, values) of the evidence."""

    rule: str
    direction: str
    who: str
    number: str
    household_no: str
    programme: str
    area_code: str
    strength: str
    conclusive: bool
    doubts: tuple[str, ...]
    yuan: float | None
    reason: str
    months: tuple[str, str]
    pieces: tuple[tuple[str, int, Mapping[str, Any]], ...]
    not_compared: tuple[str, ...]
    identity: str
    data_key: str

    @property
    def lists(self) -> set[str]:
        """The lists that the evidence comes from."""
        return {source for source, _, _ in self.pieces}

    @property
    def doubt(self) -> str:
        return ";".join(self.doubts)


def told_of(row: Mapping[str, Any]) -> Told:
    """From a row of findings."""
    pieces = [each for each in row["evidence"] or [] if each is not None]
    months = [row["period_from"], row["period_to"]]
    first, last = (format_month(month) if month is not None else "" for month in months)
    return Told(
        **{
            name: row[name]
            for name in ("rule", "direction", "strength", "conclusive", "reason", "identity", "data_key")
        },
        who=row["subject_name"],
        number=row["subject_id"],
        household_no=row["household_no"],
        programme=row["programme"],
        area_code=row["area_code"],
        doubts=tuple(row["doubts"]),
        yuan=None if row["amount_fen"] is None else row["amount_fen"] / 100,
        months=(first, last),
        pieces=tuple((each["source"], each["row"], json.loads(each["values"])) for each in pieces),
        not_compared=tuple(row["not_compared"]),
    )
