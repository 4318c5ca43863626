"""Figures that lie far from those of the same period of the year before: they need an explanation before they go out (R-RPT-05)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from doudi.base.refused import Refused
from doudi.base.spans import Period
from doudi.mechanisms.entitlement.parameters_entered.queries import terms_in_force
from doudi.mechanisms.indicators import periods
from doudi.mechanisms.indicators.declare import Indicator, indicator_of
from doudi.mechanisms.indicators.numbers import change, in_text
from doudi.mechanisms.indicators.queries import figure, reported_all
from doudi.programmes.office.reports.policy import ReportPolicy


@dataclass(frozen=True)
class Jump:
    """A figure beside that of the year before; `percent` with its sign."""

    indicator: Indicator
    value: Decimal
    before: Decimal
    percent: Decimal

    @property
    def words(self) -> str:
        """最低生活保障户数1350户，上年同期900户，增长50%."""
        unit, up = self.indicator.unit, "增长" if self.percent > 0 else "下降"
        told = f"{self.indicator.name}{in_text(self.value)}{unit}，上年同期{in_text(self.before)}{unit}"
        return f"{told}，{up}{in_text(abs(self.percent))}%"


def jumps(codes: Iterable[str], period: Period, *, area_code: str) -> list[Jump]:
    """Which figures of a period lie further from those of the year before than the policy lets pass unexplained.

    Frozen figures stand as they were frozen. Where there was nothing the year before, nothing can be compared (R-STAT-03); two queries
    a figure that was not frozen.
    """
    most = terms_in_force(ReportPolicy, period.last)["jump"]
    year_before = periods.year_before(period)
    now, then = reported_all(period, area_code=area_code), reported_all(year_before, area_code=area_code)
    found = []
    for code in dict.fromkeys(codes):
        indicator = indicator_of(code)
        if indicator is None:
            continue
        before = then[code].value if code in then else figure(indicator, year_before, area_code=area_code).value
        if not before:
            continue
        value = now[code].value if code in now else figure(indicator, period, area_code=area_code).value
        percent = change(Decimal(value), Decimal(before))
        if percent is not None and abs(percent) > most:
            found.append(Jump(indicator, Decimal(value), Decimal(before), percent))
    return found


def require_explanation(found: list[Jump], because: str) -> None:
    """Raises Refused, naming the first, where figures jump and nobody says why."""
    if found and not because.strip():
        raise Refused(f"有{len(found)}项与上年同期相差较大，请写明原因：{found[0].words}。")
