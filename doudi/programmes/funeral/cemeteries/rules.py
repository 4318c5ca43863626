"""What the rules say of a cemetery (R-CEM-01 to R-CEM-06): pure functions; areas in square centimetres, limits handed in as they stood on
the day."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

Corner = tuple[float, float]  # longitude, latitude
PLACE = re.compile(r"^([A-Z0-9\u4e00-\u9fff]{1,8})-(\d{1,3})-(\d{1,4})$")


@dataclass(frozen=True)
class Fault:
    """`rule` with its sentence; `violation`: the code under which enforcement would look into it (1.11)."""

    rule: str
    violation: str
    words: str


@dataclass(frozen=True)
class Found:
    """What was measured: area, number of plots, the largest single and double plot, the corners of its outline."""

    area_cm2: int
    plots: int | None = None
    single_cm2: int | None = None
    double_cm2: int | None = None
    outline: Sequence[Corner] = ()


def oversize(plot_cm2: int, *, double: bool, limits: Mapping[str, int]) -> Fault | None:
    """R-CEM-01: a single plot has at most `single_cm2`, a double one `double_cm2`. A day before there was a limit has none."""
    most = limits.get("double_cm2" if double else "single_cm2")
    if most is None or plot_cm2 <= most:
        return None
    over = plot_cm2 - most
    share = Fraction(over * 100, most)
    return Fault(
        "R-CEM-01", "V03",
        f"{'双' if double else '单'}穴{square_metres(plot_cm2)}平方米，超过上限{square_metres(most)}平方米，"
        f"超{square_metres(over)}平方米（{written(share, 2)}%）。",
    )  # fmt: skip


def faults(
    found: Found,
    *,
    approved_cm2: int,
    approved_plots: int | None,
    red_line: Sequence[Corner],
    limits: Mapping[str, int],
    tolerance: int,
) -> list[Fault]:
    """What is wrong with what was measured: plots too large (R-CEM-01), altered or enlarged without leave (R-CEM-04: area above the approved
    one and `tolerance` per cent, more plots than approved, or outside the red line)."""
    found_ = [
        oversize(size, double=double, limits=limits)
        for size, double in ((found.single_cm2, False), (found.double_cm2, True))
        if size is not None
    ]
    answer = [each for each in found_ if each is not None]
    if found.area_cm2 * 100 > approved_cm2 * (100 + tolerance):
        ratio = Fraction(found.area_cm2, approved_cm2)
        answer.append(
            Fault(
                "R-CEM-04", "V04",
                f"实测{square_metres(found.area_cm2)}平方米，批准{square_metres(approved_cm2)}平方米，"
                f"为批准面积的{written(ratio, 4)}倍，超过允许的{1 + tolerance / 100:.2f}倍。",
            )
        )  # fmt: skip
    if found.plots is not None and approved_plots is not None and found.plots > approved_plots:
        answer.append(
            Fault("R-CEM-04", "V04", f"实有{found.plots}个墓位（格位），批准{approved_plots}个，超{found.plots - approved_plots}个。")
        )  # fmt: skip
    if outside(found.outline, red_line):
        answer.append(Fault("R-CEM-04", "V04", "实测边界有一段在批准的红线以外。"))
    return answer


def outside(outline: Sequence[Corner], red_line: Sequence[Corner]) -> bool:
    """Whether some corner of the outline, or the middle of one of its sides, lies outside the red line. Nothing if either is not known."""
    if len(outline) < 3 or len(red_line) < 3:
        return False
    sides = zip(outline, [*outline[1:], outline[0]], strict=True)
    middles = [((x + u) / 2, (y + v) / 2) for (x, y), (u, v) in sides]
    return any(not _inside(corner, red_line) for corner in (*outline, *middles))


def _inside(corner: Corner, ring: Sequence[Corner]) -> bool:
    """By the number of sides that a ray to the east crosses; what lies on a side is inside."""
    x, y = corner
    crossed = False
    for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True):
        across = (bx - ax) * (y - ay) - (by - ay) * (x - ax)
        if abs(across) < 1e-12 and min(ax, bx) <= x <= max(ax, bx) and min(ay, by) <= y <= max(ay, by):
            return True
        if (ay > y) != (by > y) and x < ax + (bx - ax) * (y - ay) / (by - ay):
            crossed = not crossed
    return crossed


def deaths_a_year(people: int, mortality: int) -> Fraction:
    """Expected deaths; `mortality` per hundred thousand."""
    return Fraction(people * mortality, 100_000)


def plots_needed(people: int, *, mortality: int, share: int, years: int, reserve: int) -> int:
    """R-CEM-05: people × mortality × share × years × (1 + reserve), rounded up; shares in per cent."""
    exact = deaths_a_year(people, mortality) * Fraction(share, 100) * years * Fraction(100 + reserve, 100)
    return -(-exact.numerator // exact.denominator)


def years_left(free: int, placed_in_three_years: int) -> Fraction | None:
    """R-CEM-06: free plots through the yearly placements (mean of the last three years); None if nobody was laid there."""
    return Fraction(free * 3, placed_in_three_years) if placed_in_three_years else None


def warning(years: Fraction | None, *, amber: int, red: int) -> str:
    """danger under the red line, warn under the amber one, else nothing."""
    if years is None:
        return ""
    return "danger" if years < red else "warn" if years < amber else ""


def square_metres(cm2: int) -> str:
    """As a sentence writes it: 0.25, 6,666.67."""
    return written(Fraction(cm2, 10_000), 2)


def written(exact: Fraction, places: int) -> str:
    """A number with so many decimals, rounded half up."""
    scaled = exact * 10**places
    whole = (scaled.numerator * 2 + scaled.denominator) // (scaled.denominator * 2)
    return f"{whole // 10**places:,}.{whole % 10**places:0{places}d}"
