"""From a day to a day, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from doudi.base.models import Record
from doudi.pages.cells import Tag
from doudi.pages.details import Event


def standing(since: dt.date, until: dt.date | None, today: dt.date) -> Tag:
    """未开始, 有效 or 已终止 on a day."""
    if today < since:
        return Tag("未开始", "info")
    return Tag("有效", "ok") if until is None or today <= until else Tag("已终止")


def events(records: Iterable[Record], names: dict[str, str]) -> list[Event]:
    """What the records say, the newest first."""
    return [
        Event(
            names.get(each.action, each.action),
            each.at,
            str(each.by or "系统"),
            "\n".join(
                words
                for words in (
                    each.because,
                    f"自{each.data['since']}" if each.data.get("since") else "",
                    f"至{each.data['until']}" if each.data.get("until") else "",
                    f"在办转回县级{each.data['cases']}件" if "cases" in each.data else "",
                )
                if words
            ),
        )
        for each in records
    ]
