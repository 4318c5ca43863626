"""What of notices waits for whom: to be reviewed, hung, photographed, answered."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse

from doudi.base.access import may, scope
from doudi.base.areas import full_name
from doudi.mechanisms.casework.notices import queries
from doudi.mechanisms.casework.notices.models import Moment, NoticeState, PublicNotice
from doudi.mechanisms.casework.notices.objecting import RECEIVERS
from doudi.mechanisms.casework.notices.services import DRAFTERS, POSTERS, REVIEWERS
from doudi.pages.declare import WorkItem

_MOST = 50


def worklist(user: Any, today: dt.date) -> list[WorkItem]:
    """待办: what may be done today by one of his roles; his own drafts are not for him to review."""
    found = []
    for state, roles, label in (
        (NoticeState.DRAFT, DRAFTERS, "待提交"),
        (NoticeState.REVIEWING, REVIEWERS, "待审核"),
        (NoticeState.APPROVED, POSTERS, "待张贴"),
    ):
        if may(user, roles):
            rows = scope(user, roles).filter(PublicNotice.objects.filter(state=state)).order_by("pk")
            mine = rows.exclude(drafted_by=user) if state == NoticeState.REVIEWING else rows
            found += [_item(each, label) for each in mine[:_MOST]]
    if may(user, POSTERS):
        for missing in queries.missing_photos(user, today):
            if not missing.overdue:
                label = f"拍{Moment(missing.moment).label}照片"
                due = missing.notice.posted_on if missing.moment == Moment.FIRST else missing.notice.ends_on
                found.append(_item(missing.notice, label, due=due, visit=True))
    if may(user, RECEIVERS):
        for each in queries.unanswered(queries.objections(user)).order_by("pk")[:_MOST]:
            where = f"{full_name(each.area_code)} · {each.number}"
            url = reverse("publicity:objection", args=[each.pk])
            found.append(WorkItem("公示异议待核实", url, "待答复", "warn", where, since=each.at.astimezone().date()))
    return found


def alarms(user: Any, today: dt.date) -> list[WorkItem]:
    """预警: boards that were not photographed in time."""
    if not may(user, POSTERS | REVIEWERS):
        return []
    late = [each for each in queries.missing_photos(user, today) if each.overdue]
    return [
        _item(each.notice, f"缺{Moment(each.moment).label}照片", "danger", since=each.since, overdue=True)
        for each in late[:_MOST]
    ]


def _item(notice: PublicNotice, label: str, tint: str = "info", **more: Any) -> WorkItem:
    where = f"{full_name(notice.area_code)} · {notice.number}"
    title = f"{full_name(notice.area_code)}{notice.get_kind_display()}"
    return WorkItem(title, reverse("publicity:notice", args=[notice.pk]), label, tint, where, **more)
