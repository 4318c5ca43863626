"""Statistical periods as people write them: 2024, 2024-H1, 2024-Q3, 2024-06."""

from __future__ import annotations

import calendar
import datetime as dt
import re

from django.utils import timezone

from doudi.base.refused import Refused
from doudi.base.spans import Period

_WRITTEN = re.compile(r"(?P<year>20\d\d)(?:-?(?:Q(?P<quarter>[1-4])|H(?P<half>[12])|(?P<month>0[1-9]|1[0-2])))?", re.I)


def parse_period(written: str) -> Period:
    """The period that is meant. Raises Refused for anything else."""
    found = _WRITTEN.fullmatch(written.strip())
    if found is None:
        raise Refused(f"认不出统计期“{written[:12]}”，请写成 2024、2024-H1、2024-Q3 或 2024-06。")
    year = int(found["year"])
    if found["quarter"]:
        return _months(year, int(found["quarter"]) * 3 - 2, 3)
    if found["half"]:
        return _months(year, int(found["half"]) * 6 - 5, 6)
    if found["month"]:
        return _months(year, int(found["month"]), 1)
    return _months(year, 1, 12)


def _months(year: int, first: int, number: int) -> Period:
    last = first + number - 1
    return Period(dt.date(year, first, 1), dt.date(year, last, calendar.monthrange(year, last)[1]))


def moments(period: Period) -> tuple[dt.datetime, dt.datetime]:
    """Its first moment and the first one after it, for `__gte` and `__lt`: an index serves them, as it does not serve `__date`."""
    first, after = period.first, period.last + dt.timedelta(days=1)
    return timezone.make_aware(dt.datetime.combine(first, dt.time())), timezone.make_aware(
        dt.datetime.combine(after, dt.time())
    )


def code_of(period: Period) -> str:
    """The period as it is written: the other way round."""
    number = period.last.month - period.first.month + 1
    if number == 12:
        return str(period.first.year)
    if number == 6:
        return f"{period.first.year}-H{1 if period.first.month == 1 else 2}"
    if number == 3:
        return f"{period.first.year}-Q{period.last.month // 3}"
    return f"{period.first:%Y-%m}"


def chinese(period: Period) -> str:
    """2024年, 2024年第三季度, 2024年6月."""
    code = code_of(period)
    if "Q" in code:
        return f"{period.first.year}年第{'一二三四'[int(code[-1]) - 1]}季度"
    if "H" in code:
        return f"{period.first.year}年{'上下'[int(code[-1]) - 1]}半年"
    return f"{period.first.year}年" if len(code) == 4 else f"{period.first.year}年{period.first.month}月"


def before(period: Period) -> Period:
    """The period of the same length right before (for 环比)."""
    number = period.last.month - period.first.month + 1
    month = period.first.year * 12 + period.first.month - 1 - number
    return _months(month // 12, month % 12 + 1, number)


def year_before(period: Period) -> Period:
    """The same period of the year before (for 同比)."""
    return _months(period.first.year - 1, period.first.month, period.last.month - period.first.month + 1)


def to_date(period: Period) -> Period:
    """From the first of January to its last day: what a cumulative figure is counted over."""
    return Period(dt.date(period.last.year, 1, 1), period.last)
