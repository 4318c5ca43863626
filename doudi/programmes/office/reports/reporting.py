"""The statistics table frozen: all figures of a period at once, after its balance was found right (R-STAT-07, R-STAT-08)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from doudi.base.access import require
from doudi.base.models import Record, User
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.base.spans import Period
from doudi.mechanisms.indicators import periods
from doudi.mechanisms.indicators.declare import indicator_of
from doudi.mechanisms.indicators.models import Figure
from doudi.mechanisms.indicators.queries import reported_all
from doudi.mechanisms.indicators.services import freeze
from doudi.programmes.office.reports import statistics
from doudi.programmes.office.reports.dictionary import codes_on
from doudi.programmes.office.reports.jumps import Jump, jumps, require_explanation
from doudi.programmes.office.reports.services import SIGNERS, WRITERS


def freeze_table(period: Period, *, area_code: str, by: User, at: dt.datetime, because: str = "") -> int:
    """Freeze every figure of the table; how many there are. Raises Refused while the period runs, if anything does not add up, or if a
    figure lies far from the year before and `because` does not say why (R-RPT-05)."""
    require(by, WRITERS | SIGNERS, area_code=area_code)
    if at.date() <= period.last:
        raise Refused(f"{periods.chinese(period)}还没有结束，不能冻结。")
    wrong = statistics.imbalances(statistics.table(period, area_code=area_code))
    if wrong:
        raise Refused(f"报表不平，不能冻结：{wrong[0]}")
    far = far_from_before(period, area_code=area_code)
    require_explanation(far, because)
    indicators = [found for code in _codes(period) if (found := indicator_of(code)) is not None]
    with transaction.atomic():
        for each in indicators:
            freeze(each, periods.to_date(period), area_code=area_code, by=by, at=at)
        if far:
            record(
                "statistics.explain", f"{area_code}/{periods.code_of(period)}", by=by, at=at, because=because.strip(),
                area_code=area_code, data={each.indicator.code: each.words for each in far},
            )  # fmt: skip
    return len(indicators)


def far_from_before(period: Period, *, area_code: str) -> list[Jump]:
    """Figures of the table that jump against the same period of the year before."""
    return jumps(_codes(period), periods.to_date(period), area_code=area_code)


def explained(period: Period, *, area_code: str) -> str:
    """Why figures of a frozen table jump, as it was said when it was frozen; empty if none did."""
    subject = f"{area_code}/{periods.code_of(period)}"
    found = Record.objects.filter(action="statistics.explain", subject=subject).order_by("-number").first()
    return found.because if found else ""


def frozen_at(period: Period, *, area_code: str) -> Figure | None:
    """The first of the table's figures that was frozen: since when, by whom; None if none was."""
    frozen = reported_all(periods.to_date(period), area_code=area_code)
    return next((frozen[code] for code in _codes(period) if code in frozen), None)


def _codes(period: Period) -> list[str]:
    return list(dict.fromkeys(code for each in codes_on(period.last) for code in each.indicators))
