"""What is read of reports: the county they are of, figures of a period, the summary as it stands or as it was signed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.utils import timezone

from doudi.base.access import may, scope
from doudi.base.models import Area, Record
from doudi.base.refused import Refused
from doudi.base.roles import COUNTY_ROLES, TOWNSHIP_ROLES, Role
from doudi.base.spans import Period
from doudi.mechanisms.indicators import periods
from doudi.mechanisms.indicators.declare import INDICATORS, Indicator
from doudi.mechanisms.indicators.models import Figure
from doudi.mechanisms.indicators.periods import parse_period
from doudi.mechanisms.indicators.queries import Counted, by_area, figure
from doudi.programmes.office.reports import kept
from doudi.programmes.office.reports.composing import Composed, compose
from doudi.programmes.office.reports.models import Summary, SummaryStep

READERS = COUNTY_ROLES | TOWNSHIP_ROLES | {Role.INSPECTOR, Role.AUDITOR}  # of figures
NAMED = COUNTY_ROLES | TOWNSHIP_ROLES  # of the lists behind them
WRITERS = frozenset(
    {Role.COUNTY_OFFICER, Role.VERIFICATION_CENTRE, Role.FINANCE}
)  # of the summary and its explanations


def county() -> str:
    """The code of the county. Raises Refused where no areas have been entered."""
    code = Area.objects.filter(level=Area.Level.COUNTY).order_by("code").values_list("code", flat=True).first()
    if code is None:
        raise Refused("还没有录入区划，请先建立区划表。")
    return str(code)


def issuer() -> str:
    """某县民政局."""
    return f"{Area.objects.get(code=county()).name}民政局"


def place_of(user: Any, wanted: str = "") -> str:
    """The area whose figures a user is shown: the one he asks for, if he may read it there; else the largest that is his."""
    if wanted:
        if not Area.objects.filter(code=wanted).exists() or not may(user, READERS, area_code=wanted):
            raise Refused("您不能查看这个区划的数据，请改选本人负责的区划。")
        return wanted
    whole = county()
    if may(user, READERS, area_code=whole):
        return whole
    mine = scope(user, READERS).filter(Area.objects.all(), "code").order_by("code").values_list("code", flat=True)
    first = mine.first()
    if first is None:
        raise Refused("您没有查看统计数据的权限。")
    return str(first)


@dataclass(frozen=True)
class Told:
    """A figure on a page."""

    programme: str
    indicator: Indicator
    counted: Counted


def told(period: Period, *, area_code: str) -> list[Told]:
    """Every figure of a period and an area. Kept until anything is recorded: whatever changes a figure leaves a record."""
    counted = kept_until_recorded(f"figures:{periods.code_of(period)}:{area_code}", lambda: _counted(period, area_code))
    return [Told(programme, each, counted[code]) for code, (programme, each) in INDICATORS.items() if code in counted]


def told_by_township(indicator: Indicator, period: Period, *, area_code: str) -> dict[str, Counted]:
    """One figure by township."""
    key = f"towns:{indicator.code}:{periods.code_of(period)}:{area_code}"
    found: dict[str, Counted] = kept_until_recorded(key, lambda: by_area(indicator, period, area_code=area_code))
    return found


def _counted(period: Period, area_code: str) -> dict[str, Counted]:
    return {code: figure(each, period, area_code=area_code) for code, (_, each) in INDICATORS.items()}


def kept_until_recorded(key: str, make: Callable[[], Any]) -> Any:
    """What `make` says, kept under a key until anything is recorded: whatever changes a figure leaves a record."""
    last = Record.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    key = f"reports:{last}:{timezone.localdate()}:{key}"
    found = cache.get(key)
    if found is None:
        found = make()
        cache.set(key, found, 600)
    return found


def summary_of(year: int) -> Summary | None:
    return Summary.objects.filter(year=year, county_code=county()).first()


def composed(summary: Summary, *, on: dt.date | None = None, public: bool = False) -> Composed:
    """The summary as it was signed, or as the records have it now."""
    if summary.signed is not None:
        return kept.from_plain(summary.signed, public=public)
    return compose(
        parse_period(str(summary.year)),
        area_code=summary.county_code,
        issuer=issuer(),
        on=on or timezone.localdate(),
        words=summary.words,
        public=public,
    )


def composed_of(year: int, *, on: dt.date, public: bool = False) -> Composed:
    """The summary of a year: of the one that people work on or have signed, else straight out of the shape."""
    found = summary_of(year)
    if found is not None:
        return composed(found, on=on, public=public)
    return compose(parse_period(str(year)), area_code=county(), issuer=issuer(), on=on, public=public)


def by_records(summary: Summary, *, on: dt.date) -> Composed:
    """The summary of its year as the records alone have it: no word of it changed, nothing typed by hand."""
    return compose(parse_period(str(summary.year)), area_code=summary.county_code, issuer=issuer(), on=on)


def confirmed(summary: Summary) -> dict[str, SummaryStep]:
    """Which parts are confirmed in this round, by whom."""
    steps = summary.steps.filter(step=SummaryStep.Step.CONFIRM, round=summary.round).select_related("by")
    return {each.part: each for each in steps}


def errata(summary: Summary) -> list[Figure]:
    """Corrections of figures that a signed summary told (R-RPT-03): the issued text stays, the erratum stands beside it."""
    if summary.signed is None:
        return []
    period = parse_period(str(summary.year))
    codes = {each.code for each in composed(summary).values}
    rows = Figure.objects.filter(
        period_from=period.first, period_to=period.last, area_code=summary.county_code, version__gt=1
    )
    return list(rows.filter(indicator__in=codes).order_by("frozen_at"))
