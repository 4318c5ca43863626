"""Both sides of a finding as a person reads them: what the roll says, what the lists say, and how two people are kin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from doudi.base.months import chinese_month
from doudi.pages.cells import mask_numbers
from doudi.programmes.integrity.data_matching.sources import SOURCES

_BY_CODE = {source.code: source for source in SOURCES}
_PATH = "路径"  # drawn, not listed


@dataclass(frozen=True)
class Piece:
    """What one row of one list says, with the place where it stands; or what several of its rows say, as twelve months of payment."""

    name: str
    supplier: str
    own: bool  # a roll of the bureau itself
    month: str  # 2024年11月: what the list was as of
    place: str  # file · sheet · row
    said: tuple[tuple[str, str], ...]
    headings: tuple[str, ...] = ()  # of what differs between several rows
    rows: tuple[tuple[str, tuple[str, ...]], ...] = ()  # 第7453行, and what stands there under the headings


@dataclass(frozen=True)
class KinStep:
    """One person on the way from whoever holds an office to the recipient, and what he is to the one before."""

    name: str
    relation: str = ""  # of the first one: none
    note: str = ""  # his post, or 救助对象


def pieces_of(evidence: Sequence[dict[str, Any]]) -> list[Piece]:
    """The evidence of a finding, in the order of the check. Rows of one sheet that say the same kind of thing stand together."""
    groups: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for each in evidence:
        key = (*(each.get(part) for part in ("source", "file", "sheet", "as_of")), *(name for name, _ in _said(each)))
        groups.setdefault(key, []).append(each)
    return [_piece(rows) for rows in groups.values()]


def _said(each: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        (str(key), _written(value))
        for key, value in each["values"].items()
        if key != _PATH and value not in (None, "", [])
    ]


def _row(each: dict[str, Any]) -> str:
    return f"第{each['row']}行" if each.get("row") else ""


def _piece(rows: Sequence[dict[str, Any]]) -> Piece:
    """One sheet's rows: what all of them say once, what differs as a table."""
    each, source = rows[0], _BY_CODE.get(rows[0]["source"])
    told = [dict(_said(row)) for row in rows]
    differs = [name for name in told[0] if any(other[name] != told[0][name] for other in told)]
    said = tuple((name, value) for name, value in told[0].items() if name not in differs)
    row = _row(each) if len(rows) == 1 else ""
    return Piece(
        name=source.name if source else str(each["source"]),
        supplier=source.supplier if source else "",
        own=bool(source and source.own),
        month=chinese_month(each["as_of"]) if each.get("as_of") else "",
        place=" · ".join(part for part in (each.get("file") or "", each.get("sheet") or "", row) if part),
        said=said,
        headings=tuple(differs),
        rows=tuple((_row(row), tuple(one[name] for name in differs)) for row, one in zip(rows, told, strict=True))
        if len(rows) > 1
        else (),
    )


def _written(value: Any) -> str:
    """A value in words; a whole identity number within it is masked."""
    words = "、".join(map(str, value)) if isinstance(value, list) else "是" if value is True else str(value)
    return mask_numbers(words)


def kin_steps(path: Sequence[dict[str, str]], evidence: Sequence[dict[str, Any]], *, recipient: str) -> list[KinStep]:
    """The way from the person in office to the recipient, for drawing; none if the finding has no path of kin."""
    if not path:
        return []
    post = next((str(each["values"]["职务"]) for each in evidence if each["values"].get("职务")), "")
    last = len(path) - 1
    return [
        KinStep(
            each["name"] or (recipient if place == last else "（名册中没有姓名）"),
            each["relation"],
            post if place == 0 else "救助对象" if place == last else "",
        )
        for place, each in enumerate(path)
    ]
