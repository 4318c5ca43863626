"""What happens to awards every night: a case is opened for each whose periodic review falls due."""

from __future__ import annotations

import datetime as dt

from doudi.base.nightly import Nightly
from doudi.mechanisms.entitlement.amendments.declare import AMENDINGS
from doudi.mechanisms.entitlement.amendments.reporting import open_due_reviews


def open_reviews(today: dt.date, now: dt.datetime) -> str:
    """定期复核, of every benefit that is looked after in cases (R-DYN-01)."""
    opened = [(each.benefit.name, open_due_reviews(each, on=today, at=now)) for each in AMENDINGS.values()]
    return "新建定期复核：" + ("，".join(f"{name}{number}件" for name, number in opened) or "0件") + "。"


NIGHTLY = (Nightly("open_reviews", "定期复核到期建件", open_reviews),)
