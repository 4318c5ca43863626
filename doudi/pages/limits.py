"""Time limits in words: how many days are left, or by how many one is late; working days, unless the limit runs over holidays."""

from __future__ import annotations

import datetime as dt

from doudi.base.calendar import Calendar


def time_left(
    due: dt.date, today: dt.date, known: Calendar, *, provisional: bool = False, natural: bool = False
) -> tuple[str, str]:
    """Words and tint: 剩3个工作日, 今天到期, 超期2个工作日. A day computed past the last holiday notice is marked 暂定 (R-CAL-02). A limit in
    `natural` days runs over weekends and holidays and is told in days: 超期3天 (R-GEN-07)."""
    mark = "（暂定）" if provisional else ""
    if natural and due != today:
        days = (due - today).days
        if days < 0:
            return f"超期{-days}天{mark}", "danger"
        return f"剩{days}天{mark}", "warn" if days == 1 else ""
    if due < today:
        days = known.workdays_between(due, today)
        return (f"超期{days}个工作日{mark}" if days else f"已超期{mark}"), "danger"
    if due == today:
        return f"今天到期{mark}", "warn"
    days = known.workdays_between(today, due)
    return (f"剩{days}个工作日{mark}" if days else f"剩非工作日{mark}"), "warn" if days <= 1 else ""
