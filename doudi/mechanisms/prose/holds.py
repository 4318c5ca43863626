"""What was tried and holds: parts that make up their total, done and open that make up the whole, persons no fewer than households.

Not faults: a reader wants to know that 24 + 3 = 27 was looked at, and not merely passed over.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from doudi.mechanisms.prose.faults import Kind, by_sentence
from doudi.mechanisms.prose.figures import Figure
from doudi.mechanisms.prose.numerals import plain


@dataclass(frozen=True)
class Held:
    """A relation that holds: of which kind, and in words."""

    kind: Kind
    words: str
    figures: tuple[Figure, ...]


def holding(figures: list[Figure]) -> Iterator[Held]:
    """All such relations, in the order of the text."""
    for of_one in by_sentence(figures).values():
        yield from _parts(of_one)
        for first, second in itertools.pairwise(of_one):
            if (
                first.kind == "户"
                and second.kind == "人"
                and second.at - first.until <= 2
                and first.base <= second.base
            ):
                mean = (second.base / first.base).quantize(Decimal("0.01")) if first.base else Decimal(0)
                yield Held(Kind.RATIO, f"{first.words}{second.words}，户均{plain(mean)}人", (first, second))
        for whole, done, still in zip(of_one, of_one[1:], of_one[2:], strict=False):
            if (
                whole.kind == done.kind == still.kind
                and done.action == "完成"
                and not done.part_of
                and done.base + still.base == whole.base
            ):
                share = (done.base / whole.base * 100).quantize(Decimal("0.01"))
                yield Held(
                    Kind.SUM,
                    f"{plain(done.value)}+{plain(still.value)}={whole.words}，完成率{plain(share)}%",
                    (whole, done, still),
                )


def _parts(figures: list[Figure]) -> Iterator[Held]:
    for whole in figures:
        parts = [each for each in figures if each.part_of is whole and not each.is_share]
        if len(parts) >= 2 and sum((each.base for each in parts), Decimal(0)) == whole.base:
            yield Held(Kind.SUM, f"{'+'.join(plain(each.value) for each in parts)}={whole.words}", (whole, *parts))
