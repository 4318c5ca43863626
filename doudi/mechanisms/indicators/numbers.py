"""How figures are written: change in percent, 万元 in a text and in the table, words for what is suppressed. Pure decimals, half up."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

LEAST_CELL = 5  # R-STAT-10: fewer of a sensitive kind are not told
_TWO, _ONE = Decimal("0.01"), Decimal("0.1")


def change(now: Decimal | int | None, before: Decimal | int | None) -> Decimal | None:
    """(now / before - 1) × 100 with two places; None (blank) where the one before is missing or nought, or nothing changed (R-STAT-03)."""
    if now is None or not before or now == before:
        return None
    return ((Decimal(now) / Decimal(before) - 1) * 100).quantize(_TWO, ROUND_HALF_UP)


def share(part: Decimal | int, whole: Decimal | int) -> Decimal | None:
    """part / whole × 100 with two places; None of nothing."""
    return (Decimal(part) / Decimal(whole) * 100).quantize(_TWO, ROUND_HALF_UP) if whole else None


def flow_of(cumulative: Decimal, before: Decimal | None) -> Decimal:
    """What a quarter adds: its cumulative figure less that of the quarter before; the first quarter's is its own (R-STAT-02)."""
    return cumulative if before is None else cumulative - before


def in_text(value: Decimal) -> str:
    """As a text has it: at most two places, trailing noughts cut (R-RPT-07)."""
    return f"{value.quantize(_TWO, ROUND_HALF_UP).normalize():f}"


def in_table(value: Decimal, *, money: bool) -> str:
    """As the statistics table has it: money in 万元 with one place, counts whole (R-STAT-04)."""
    return f"{value.quantize(_ONE if money else Decimal(1), ROUND_HALF_UP):f}"


def rounded_words(value: int) -> str:
    """N余 as it may be written of a count: the multiple of ten (of a hundred from a thousand) below it, and 余 only if it lies above (R-RPT-06)."""
    if value < 100:
        return str(value)
    step = 10 if value < 1000 else 100
    floor = value // step * step
    return f"{floor}余" if floor != value else str(value)


def may_say_near(said: int, value: int) -> bool:
    """Whether 近N may be written: the value is at least 95 in a hundred of N and below it (R-RPT-06)."""
    return Decimal(said) * 95 / 100 <= value < said
