"""Months as whole numbers, so that a set-based question can count with them.

A month is stored as ``year * 12 + month - 1`` (2024-11 is 24298) wherever rows are compared: in snapshots, in the views of
the checks, in findings. It is turned into 2024-11 or 2024年11月 only where a person reads it.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re

_WRITTEN = re.compile(r"^\s*(\d{4})\s*[-/.年]?\s*(\d{1,2})\s*月?\s*$")


def month_of(day: dt.date) -> int:
    """The number of the month that a day lies in."""
    return day.year * 12 + day.month - 1


def parse_month(written: str) -> int:
    """Read 2024-11, 202411, 2024年11月, 2024/11 or 2024.11; raises ValueError with a sentence in Chinese for anything else."""
    found = _WRITTEN.match(written)
    if found is None or not 1 <= int(found[2]) <= 12:
        raise ValueError(f"月份“{written}”看不懂,请写成 2024-11 的样子。")
    return int(found[1]) * 12 + int(found[2]) - 1


def format_month(month: int) -> str:
    """2024-11, as file names and commands write it."""
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def chinese_month(month: int) -> str:
    """2024年11月, as sentences write it."""
    return f"{month // 12}年{month % 12 + 1}月"


def first_day(month: int) -> dt.date:
    return dt.date(month // 12, month % 12 + 1, 1)


def last_day(month: int) -> dt.date:
    year, number = month // 12, month % 12 + 1
    return dt.date(year, number, calendar.monthrange(year, number)[1])
