"""预警: the list of a user's place, and the page of one with the way to its chain."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from doudi.base.roles import Role
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.pages import of
from doudi.mechanisms.casework.pages.declare import CasePages
from doudi.pages.cells import Kind, Link, Tag
from doudi.pages.details import Item
from doudi.pages.filters import Choice
from doudi.pages.lists import Column
from doudi.programmes.funeral.ashes import queries
from doudi.programmes.funeral.ashes.alerts import ALERTS
from doudi.programmes.funeral.ashes.models import AshesAlert

_TINTS = {1: "info", 2: "warn", 3: "danger"}
RULES = tuple(
    (f"A-ASHES-{number:02d}", f"A-ASHES-{number:02d}") for number in (1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14)
)


def _of(case: Case) -> AshesAlert:
    found: AshesAlert = case.ashes_alert
    return found


def _severity(case: Case) -> Tag:
    number = _of(case).severity
    return Tag(f"{number}级", _TINTS[number])


def items(user: Any, case: Case) -> list[Item]:
    row = AshesAlert.objects.select_related("ashes__case", "ashes__death").get(pk=case.pk)
    chain = Link(row.ashes.death.name, reverse("ashes:track", args=[row.ashes_id])) if row.ashes is not None else None
    return [
        Item("规则", row.rule),
        Item("级别", _severity(case)),
        Item("情况", row.words, wide=True),
        Item("跟踪案", chain),
        Item("预警日期", row.raised_on, Kind.DATE),
    ]


ALERT_PAGES = CasePages(
    programme="ashes",
    flow=ALERTS,
    name="殡葬预警",
    noun="预警",
    one="alert",
    readers=queries.READERS - {Role.CEMETERY_KEEPER, Role.VILLAGE_WORKER},
    opened="发现",
    icon="alert-triangle",
    subject="情况",
    items=items,
    columns=(
        Column("rule", "规则", lambda case: _of(case).rule, half=True),
        Column("severity", "级别", _severity, half=True),
    ),
    filters=(Choice(code="rule", label="规则", field="ashes_alert__rule", choices=RULES),),
    related=("ashes_alert",),
)
PAGES = of.pages_of(ALERT_PAGES)
