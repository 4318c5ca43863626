"""Which column of a sheet is which column of a source: by name, by synonyms and by what stands in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from doudi.mechanisms.exchange.content import ColumnContent
from doudi.mechanisms.exchange.declare import Column, Kind, Source
from doudi.mechanisms.exchange.heading import (
    SERIAL_HEADINGS,
    Heading,
    bare_heading,
    heading_month,
    heading_unit,
    plain_heading,
)

MATCHED = 0.45  # of one column


@dataclass
class ColumnGuess:
    """One column of the sheet: its heading, what it is taken for (None: not needed), how sure, and why."""

    heading: str
    position: int
    column: str | None
    certainty: float
    why: str
    examples: list[str] = field(default_factory=list)
    month: int | None = None  # of one column of a series
    unit: str = ""


@lru_cache(maxsize=400_000)
def likeness(heading: str, name: str) -> float:
    """How much a heading reads like a known name: 1 the same, 0.97 but for brackets, less for parts of one another."""
    plain, known = plain_heading(heading), plain_heading(name)
    if plain == known:
        return 1.0
    bare, known_bare = bare_heading(heading), bare_heading(name)
    if bare == known_bare:
        return 0.97
    if len(known_bare) >= 2 and len(bare) >= 2 and (known_bare in bare or bare in known_bare):
        return 0.55 + 0.35 * min(len(bare), len(known_bare)) / max(len(bare), len(known_bare))
    letters, known_letters = set(bare), set(known_bare)
    shared = len(letters & known_letters) / len(letters | known_letters) if letters | known_letters else 0.0
    return 0.8 * shared if shared >= 0.5 else 0.0


@lru_cache(maxsize=200_000)
def _by_name(readings: tuple[str, ...], names: tuple[str, ...]) -> float:
    """The best likeness of any reading to any name; earlier names and fuller readings go first."""
    return max(
        (
            likeness(reading, name) - 0.004 * rank - 0.06 * place
            for place, reading in enumerate(readings)
            for rank, name in enumerate(names)
        ),
        default=0.0,
    )


def column_score(heading: Heading, content: ColumnContent, column: Column, learnt: str | None) -> tuple[float, str]:
    """How well a column of the sheet fits a column of the source, and why."""
    if learnt is not None:
        return (2.0, "以往确认") if learnt == column.code else (0.0, "")
    by_name = _by_name(heading.readings, column.names)
    if by_name <= 0 and not column.values and column.kind != Kind.IDENTITY:
        return 0.0, ""
    fits = content.fits(column)
    if column.kind == Kind.IDENTITY:
        if content.filled >= 3 and content.identities < 0.3:
            return 0.0, ""
        if by_name < MATCHED and content.identities >= 0.8:
            return (0.5 if column.subject else 0.47), "内容是身份证号"
    if by_name <= 0:
        if fits >= 0.9 and column.values and content.filled >= 3:
            return 0.46, "内容相符"
        return 0.0, ""
    score = by_name + 0.25 * fits
    return score, "标题相同" if by_name >= 0.96 else "标题相近" if fits <= 0 else "标题相近,内容相符"


def match_columns(
    found: Sequence[Heading],
    contents: Sequence[ColumnContent],
    source: Source,
    learnt: Mapping[tuple[str, str], str],
    as_of: int | None,
) -> list[ColumnGuess]:
    """Each column of the sheet with the column of the source it is taken for: the best pairs first, each used once."""
    guesses = [
        ColumnGuess(
            each.text, each.position, None, 0.0, "", contents[each.position].examples, unit=heading_unit(each.text)
        )
        for each in found
    ]
    series = next((each for each in source.columns if each.kind == Kind.SERIES), None)
    pairs = []
    for each in found:
        guess = guesses[each.position]
        taught = learnt.get((source.code, plain_heading(each.text)))
        if (
            series
            and (month := next((m for r in each.readings if (m := heading_month(r, as_of)) is not None), None))
            is not None
        ):
            guess.column, guess.certainty, guess.why, guess.month = series.code, 1.0, "月份列", month
            continue
        if taught == "" or plain_heading(each.text) in SERIAL_HEADINGS:
            continue
        for rank, column in enumerate(source.columns):
            if column.kind == Kind.SERIES:
                continue
            score, why = column_score(each, contents[each.position], column, taught)
            if score >= MATCHED:
                pairs.append((score, -rank, each.position, column.code, why))
    used: set[str] = set()
    for score, _, position, code, why in sorted(pairs, key=lambda pair: (-pair[0], -pair[1], pair[2])):
        if code not in used and guesses[position].column is None:
            used.add(code)
            guesses[position].column, guesses[position].certainty, guesses[position].why = (
                code,
                min(score / 1.25, 1.0),
                why,
            )
    return guesses
