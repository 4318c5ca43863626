"""救济途径 on the page of a case: by which roads its decision may be gone against until when, and what came of those who did."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from doudi.base.access import may
from doudi.base.notices import calendar
from doudi.mechanisms.casework.appeals import queries
from doudi.mechanisms.casework.appeals.declare import ROADS
from doudi.mechanisms.casework.appeals.limits import TimeLimit
from doudi.mechanisms.casework.appeals.models import Appeal, AppealRoad
from doudi.mechanisms.casework.appeals.services import REGISTRARS
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.pages.declare import PAGES_OF, address_of
from doudi.mechanisms.casework.queries import flow_of
from doudi.pages.cells import Tag
from doudi.pages.declare import Panel
from doudi.pages.limits import time_left


@dataclass(frozen=True)
class RoadLine:
    """A road with its time; `url`: where an appeal is registered, for whoever may."""

    name: str
    limit: str
    last: str
    left: Tag
    url: str


@dataclass(frozen=True)
class AppealLine:
    appeal: Appeal
    stage: Tag
    url: str


def panels(user: Any, case: Case, today: dt.date) -> list[Panel]:
    """One panel for a decision that may be gone against or has been; none for any other case."""
    if flow_of(case).appealable is None:
        return []
    found = queries.open_to_appeal(case, today)
    appeals = [_appeal(each) for each in queries.appeals_of(case)]
    if found is None and not appeals:
        return []
    allowed = may(user, REGISTRARS, area_code=case.area_code, on=today)
    lines = []
    if found is not None:
        since = "送达之日" if found.served_on is not None else "期限届满之日"
        lines = [_line(each, case, today, since, allowed) for each in found.limits]
    context = {
        "words": flow_of(case).remedy,
        "served": found.served_on if found is not None else None,
        "standing": found is not None,
        "lines": lines,
        "registers": any(line.url for line in lines),
        "appeals": appeals,
    }
    return [Panel("remedy", "救济途径", "casework/remedy.html", context)]


def _line(limit: TimeLimit, case: Case, today: dt.date, since: str, allowed: bool) -> RoadLine:
    left = Tag("不限", "ok")
    if limit.last_on is not None:
        left = Tag("已过期限", "danger") if limit.late(today) else Tag(*time_left(limit.last_on, today, calendar()))
    return RoadLine(
        limit.road.label,
        f"{since}起{limit.words}" if limit.words else "没有期限",
        f"{limit.last_on}" if limit.last_on else "—",
        left,
        _registering(limit.road, case) if allowed else "",
    )


def _registering(road: AppealRoad, case: Case) -> str:
    pages = PAGES_OF.get(ROADS[road].code) if road in ROADS else None
    return f"{reverse(pages.at(f'{pages.one}_new'))}?of={case.pk}" if pages is not None else ""


def _appeal(appeal: Appeal) -> AppealLine:
    stage = flow_of(appeal.case).stage(appeal.case.stage)
    return AppealLine(appeal, Tag(appeal.get_result_display() or stage.name, stage.tint), address_of(appeal.case))
