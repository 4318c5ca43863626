"""What is looked at every night of low-income families."""

from __future__ import annotations

import datetime as dt

from doudi.base.nightly import Nightly
from doudi.programmes.assistance.low_income.watching import watch


def warn(today: dt.date, now: dt.datetime) -> str:
    """监测预警: what the register shows, told once."""
    return f"新增监测预警{watch(today, at=now)}件。"


NIGHTLY = (Nightly("watch_low_income", "低收入人口动态监测", warn),)
