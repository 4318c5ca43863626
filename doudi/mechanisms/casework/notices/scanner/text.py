"""Free text: numbers, words, and the names that are known to belong to somebody who must not be named."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from doudi.mechanisms.casework.notices.scanner.found import Finding, Kind
from doudi.mechanisms.casework.notices.scanner.numbers import numbers
from doudi.mechanisms.casework.notices.scanner.plain import compact
from doudi.mechanisms.casework.notices.scanner.words import HARMLESS, PATTERNS

_NEAR = 4  # letters between two words of one kind that are one thing said: 精神二级…残疾
_HINT = 4
_SHORTEST_NAME = 2


@dataclass(frozen=True)
class Known:
    """Names that must not be written, from the register: minors of the households, and their other members."""

    minors: frozenset[str] = frozenset()
    members: frozenset[str] = frozenset()


NOBODY = Known()


def scan_text(text: str, *, where: str, known: Known = NOBODY) -> list[Finding]:
    """All that the text says and may not, one finding for each thing said, in the order it is said in."""
    if not text.strip():
        return []
    found = [(hit.start, hit.end, hit.kind) for hit in numbers(text)]
    inside = [(start, end) for start, end, _ in found]
    for start, end, kind in _words(text, known):
        if not any(start < other_end and other_start < end for other_start, other_end in inside):
            found.append((start, end, kind))
    return [Finding(kind, where, _hint(text[start:end], kind)) for start, end, kind in _joined(text, sorted(found))]


def scan_lines(lines: Iterable[tuple[str, str]], *, known: Known = NOBODY) -> list[Finding]:
    """The same for many pieces, each with the words for where it stands."""
    return [each for where, text in lines for each in scan_text(text, where=where, known=known)]


def _words(text: str, known: Known) -> Iterable[tuple[int, int, Kind]]:
    made = compact(text)
    letters = made.letters
    for harmless in HARMLESS:
        letters = letters.replace(harmless, " " * len(harmless))
    for kind, pattern in PATTERNS:
        for each in pattern.finditer(letters):
            yield *made.spot(*each.span()), kind
    for names, kind in ((known.minors, Kind.MINOR), (known.members, Kind.MEMBER)):
        for name in names:
            if len(name) >= _SHORTEST_NAME:
                for each in re.finditer(re.escape(compact(name).letters), letters):
                    yield *made.spot(*each.span()), kind


def _joined(text: str, found: list[tuple[int, int, Kind]]) -> list[tuple[int, int, Kind]]:
    """Words of one kind that stand together are one finding; a comma or a full stop parts them."""
    joined: list[tuple[int, int, Kind]] = []
    for start, end, kind in found:
        if joined:
            before_start, before_end, before_kind = joined[-1]
            between = text[before_end:start]
            words = kind not in (Kind.IDENTITY, Kind.ACCOUNT, Kind.PHONE)
            near = len(between) <= _NEAR and not re.search(r"[，。；、,;\n]", between)
            if kind == before_kind and (start < before_end or (words and near)):
                joined[-1] = (before_start, max(before_end, end), kind)
                continue
        joined.append((start, end, kind))
    return joined


def _hint(written: str, kind: Kind) -> str:
    """Enough to find it by: of numbers the beginning and the length, of names the first letters."""
    dense = "".join(written.split())
    if kind in (Kind.IDENTITY, Kind.ACCOUNT, Kind.PHONE):
        return f"{dense[:3]}…共{sum(letter.isalnum() for letter in dense)}位"
    shown = 2 if kind in (Kind.MEMBER, Kind.MINOR) else _HINT
    return dense if len(dense) <= shown else f"{dense[:shown]}…"
