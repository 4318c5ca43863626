"""Holiday notices entered after this version of the program was made, on top of those it came with (R-CAL-02)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import transaction

from doudi.base.calendar import Calendar, Notice, printed, with_notices
from doudi.base.models import HolidayNotice, User
from doudi.base.once import forget, once
from doudi.base.records import record
from doudi.base.refused import Refused


def calendar() -> Calendar:
    """The calendar as known now: one small query, asked once within `read_once`."""
    return once("calendar", _read)


def _read() -> Calendar:
    entered = [
        Notice(each.year, each.document, _days(each.days_off), _days(each.workdays))
        for each in HolidayNotice.objects.all()
    ]
    return with_notices(entered, base=printed()) if entered else printed()


def enter_notice(
    year: int,
    *,
    document: str,
    days_off: Collection[dt.date],
    workdays: Collection[dt.date],
    by: User | None,
    at: dt.datetime,
) -> HolidayNotice:
    """Enter or correct one year's notice. Whoever calls recomputes the provisional deadlines of cases afterwards."""
    wrong = [day for day in (*days_off, *workdays) if day.year != year and (day.year, day.month) != (year - 1, 12)]
    if wrong:
        raise Refused(f"{min(wrong)} 不在{year}年的放假安排之内,请核对年份。")
    if not days_off:
        raise Refused("放假日期一天也没有,请核对。")
    both = set(days_off) & set(workdays)
    if both:
        raise Refused(f"{min(both)} 既放假又上班,请核对。")
    weekdays = [day for day in workdays if day.weekday() < 5]
    if weekdays:
        raise Refused(f"{min(weekdays)} 不是周末,不需要调休上班,请核对。")
    with transaction.atomic():
        notice, _ = HolidayNotice.objects.update_or_create(
            year=year,
            defaults={
                "document": document,
                "days_off": sorted(day.isoformat() for day in days_off),
                "workdays": sorted(day.isoformat() for day in workdays),
                "at": at,
                "by": by,
            },
        )
        forget()
        record("calendar.enter_notice", f"holiday_notice:{year}", by=by, at=at, because=document)
    return notice


def _days(written: list[str]) -> frozenset[dt.date]:
    return frozenset(dt.date.fromisoformat(day) for day in written)
