"""A summary that somebody wrote, held against the records: what it says of a thing, and what is counted of it.

What a figure of ours is about is learnt by reading our own summary with the same reader: the noun and unit that stand at a slot are
those by which the other text is searched. So nothing has to be listed twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from doudi.mechanisms.prose.checked import Checked
from doudi.mechanisms.prose.figures import Figure
from doudi.mechanisms.prose.text import Text
from doudi.mechanisms.prose.things import normal, understood
from doudi.mechanisms.prose.units import base
from doudi.programmes.office.reports.composing import Composed, Value


@dataclass(frozen=True)
class Difference:
    """One figure of the text beside that of the records, in the same unit; `differs` also says no where rounding explains it."""

    figure: Figure
    value: Value
    differs: bool

    @property
    def as_plain(self) -> dict[str, object]:
        return {
            "indicator": self.value.code,
            "name": self.value.name,
            "text": self.figure.words,
            "says": _number(self.figure.value),
            "unit": self.figure.unit,
            "records_say": _number(self.value.value),
            "records_unit": self.value.unit,
            "records": self.value.records,
            "differs": self.differs,
            "sentence": self.figure.sentence.words,
            "start": self.figure.start,
        }


def differences(checked: Checked, composed: Composed) -> list[Difference]:
    """Every figure of a text that the records know, in the order of the text."""
    meant = dict(_meant(composed))
    found: list[Difference] = []
    for each in checked.figures:
        value = meant.get(_key(each))
        if value is None or each.planned or each.high is not None or each.subject:
            continue
        real, _ = base(value.value, value.unit)
        found.append(Difference(each, value, not _agrees(each, real)))
    return found


def _meant(composed: Composed) -> Iterator[tuple[tuple[str, str], Value]]:
    """What our own sentences say at each slot: (noun, kind of unit) and its value."""
    for line in composed.lines:
        figures = understood(Text(line.words))
        place = 0
        for piece in line.pieces:
            if isinstance(piece, Value):
                read = next((each for each in figures if each.start <= place < each.end), None)
                if read is not None and read.counts:
                    yield _key(read), piece
            place += len(piece if isinstance(piece, str) else piece.words)


def _key(figure: Figure) -> tuple[str, str]:
    return normal(figure.counts), figure.kind


def _agrees(figure: Figure, real: Decimal) -> bool:
    """Equal to the places that are written; a rounded figure within a tenth."""
    if figure.rounded:
        return abs(figure.base - real) <= real / 10
    places = max(-int(figure.value.as_tuple().exponent), 0)
    step = (figure.base / figure.value if figure.value else Decimal(1)) / 10**places
    return abs(figure.base - real) < step if places or step > 1 else figure.base == real


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(round(value, 4))
