"""What recognitions put on a user's first screen and into a household's file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db.models import Count, Min
from django.urls import reverse

from doudi.base.access import may
from doudi.base.roles import TOWNSHIP_ROLES
from doudi.mechanisms.entitlement.pages.recognitions import known
from doudi.mechanisms.entitlement.recognitions import queries
from doudi.mechanisms.entitlement.recognitions.declare import RECOGNITIONS, Recognition
from doudi.mechanisms.entitlement.recognitions.queries import Standing
from doudi.pages.declare import KeyFigure, Panel, WorkItem

Items = Callable[[Any, dt.date], list[WorkItem]]


def worklist_of(*recognitions: Recognition) -> Items:
    """待办: recognitions that end soon, for the townships, who ask the family to apply anew."""
    return lambda user, today: _lines(recognitions, user, today, Standing.ENDING) if may(user, TOWNSHIP_ROLES) else []


def alarms_of(*recognitions: Recognition) -> Items:
    """预警: recognitions that ran out and that nobody has followed up."""
    return lambda user, today: _lines(recognitions, user, today, Standing.EXPIRED) if may(user, known.READERS) else []


def figures_of(*recognitions: Recognition) -> Callable[[Any, dt.date], list[KeyFigure]]:
    """关键数据: households recognised today."""

    def figures(user: Any, today: dt.date) -> list[KeyFigure]:
        if not may(user, known.READERS):
            return []
        rows = queries.in_force(queries.recognised(user, *(each.code for each in recognitions)), today)
        counted = dict(rows.select_related(None).order_by().values_list("recognition").annotate(Count("pk")))
        return [
            KeyFigure(f"{each.name}（户）", f"{counted[each.code]:,}", _roll(each, "VALID"))
            for each in recognitions
            if each.code in counted
        ]

    return figures


def household_panel(user: Any, party_id: int, on: dt.date) -> list[Panel]:
    """低收入认定 of a household."""
    if not may(user, known.READERS):
        return []
    rows = list(queries.recognised(user).filter(party=party_id).order_by("-pk"))
    return _panel(rows, on)


def person_panel(user: Any, person_id: int, on: dt.date) -> list[Panel]:
    """The same of the households that count a person."""
    if not may(user, known.READERS):
        return []
    rows = list(queries.recognised(user).filter(counted__person=person_id).order_by("-pk"))
    return _panel(rows, on)


def _panel(rows: list[Any], on: dt.date) -> list[Panel]:
    if not rows:
        return []
    lines = [(RECOGNITIONS[row.recognition].name, row, known.standing_tag(row, on), known.address(row)) for row in rows]
    return [Panel("recognitions", "低收入认定", "entitlement/recognitions/panel.html", {"lines": lines}, len(lines))]


def _lines(recognitions: tuple[Recognition, ...], user: Any, today: dt.date, standing: Standing) -> list[WorkItem]:
    rows = queries.recognised(user, *(each.code for each in recognitions)).select_related(None).order_by()
    counted = {
        code: (number, first)
        for code, number, first in queries.standing(rows, standing, today)
        .values_list("recognition")
        .annotate(Count("pk"), Min("until_on"))
    }
    over = standing is Standing.EXPIRED
    return [
        WorkItem(
            title=f"{counted[each.code][0]:,}户{each.name}认定{'已到期，须告知重新申请或办理终止' if over else '即将到期'}",
            url=_roll(each, standing.value),
            label="认定到期",
            tint="danger" if over else "warn",
            due=counted[each.code][1],
            overdue=over,
            number=counted[each.code][0],
        )
        for each in recognitions
        if each.code in counted
    ]


def _roll(recognition: Recognition, standing: str) -> str:
    return f"{reverse(f'{known.HOMES[recognition.code]}:recognised')}?kind={recognition.code}&standing={standing}"
