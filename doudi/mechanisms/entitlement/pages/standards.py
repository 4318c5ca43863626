"""政策标准: every parameter as a table by year; one person enters a value, another approves it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from doudi.base.access import may
from doudi.base.roles import STAFF_ROLES
from doudi.mechanisms.entitlement.approving import benefits_using
from doudi.mechanisms.entitlement.declare import POLICIES, parameter_of
from doudi.mechanisms.entitlement.pages import FUNDS, standards_entered
from doudi.mechanisms.entitlement.pages.worksheets import TAGS, figure
from doudi.mechanisms.entitlement.parameters_entered import by_year, queries
from doudi.mechanisms.entitlement.parameters_entered.models import ParameterEntry
from doudi.mechanisms.entitlement.parameters_entered.services import APPROVERS, ENTERERS
from doudi.mechanisms.entitlement.policy import Parameter, Policy, PolicyValue, entries
from doudi.pages.cells import full_width
from doudi.pages.declare import Page, WorkItem
from doudi.pages.details import Item

FIRST_YEAR = 2021  # the standards before it are not known here (domain brief, 4.1)


@dataclass(frozen=True)
class CellShown:
    """A value of a year: 935元, marked where it is another than the year before; the document behind it."""

    value: str
    changed: bool
    below: str  # 05-01起 · A, where it began within the year
    document: str
    year: int


@dataclass(frozen=True)
class LineShown:
    code: str
    label: str
    of_class: str
    unit: str
    cells: tuple[CellShown, ...]
    first: bool  # of its parameter: the others are its further classes
    rows: int
    waiting: bool


def standards_page(request: HttpRequest) -> HttpResponse:
    """The table of one policy (`?policy=means`), by default the first; of all with `?policy=all`."""
    today = timezone.localdate()
    asked = request.GET.get("policy", "")
    policies = [each for each in POLICIES.values() if asked == "all" or each.code == asked] or list(POLICIES.values())[
        :1
    ]
    years = list(range(FIRST_YEAR, today.year + 2))
    entered = queries.approved(policies)
    waiting = {each.code for each in queries.waiting()}
    context = {
        "title": "政策标准",
        "policies": [(each.code, each.name) for each in POLICIES.values()],
        "asked": "all" if asked == "all" else policies[0].code,
        "years": years,
        "this_year": today.year,
        "last_year": today.year - 1,
        "tables": [(each, list(_lines(each, years, entered, waiting))) for each in policies],
        "waiting": _to_approve(request.user),
    }
    return render(request, "entitlement/standards.html", context)


def _lines(policy: type[Policy], years: list[int], entered: list[PolicyValue], waiting: set[str]) -> Any:
    last = ""
    for line in by_year.table(policy, years, entered):
        yield LineShown(
            line.code,
            full_width(line.parameter.label),
            full_width(line.parameter.class_name(line.key)),
            line.parameter.unit.name,
            tuple(_cell(line.parameter, each, year) for each, year in zip(line.cells, years, strict=True)),
            line.code != last,
            len(line.parameter.keys()),
            line.code in waiting,
        )
        last = line.code


def _cell(parameter: Parameter, cell: by_year.Cell, year: int) -> CellShown:
    row = cell.row
    if row is None:
        return CellShown("", False, "", "", year)
    began = (
        f"{row.applies_from:%m-%d}起"
        if row.applies_from.year == year and row.applies_from.strftime("%m%d") != "0101"
        else ""
    )
    words = (
        f"{row.document}，{row.applies_from}起适用，{row.issued_on}发文，把握程度{row.tag}（{TAGS.get(row.tag, '')}）"
    )
    words += f"；{row.note}" if row.note else ""
    return CellShown(parameter.unit.shown(row.value), cell.changed, " ".join(each for each in (began, row.tag) if each), full_width(words), year)  # fmt: skip


def standard_page(request: HttpRequest, code: str) -> HttpResponse:
    """One parameter with all its dated values, declared and entered, and what waits to be approved."""
    parameter = parameter_of(code)
    policy = POLICIES[code.rpartition(".")[0]]
    made = by_year.entries_of(code)
    answered = {
        (each.key, each.applies_from, each.issued_on, each.value): each
        for each in made
        if each.state == ParameterEntry.State.APPROVED
    }
    rows = [row for each, row in entries(policy, queries.approved([policy])) if each is parameter]
    context = {
        "title": full_width(parameter.label),
        "code": code,
        "items": [
            Item("政策", policy.name),
            Item("参数代码", code),
            Item("单位", parameter.unit.name or "类别"),
            Item("依据", full_width(str(parameter.basis))),
            Item("用于", "、".join(each.name for each in benefits_using(code)) or policy.name, wide=True),
            *([Item("说明", full_width(parameter.note), wide=True)] if parameter.note else []),
        ],
        "rows": [_row(parameter, row, answered) for row in sorted(rows, key=_newest)],
        "waiting": [standards_entered.shown(each) for each in made if each.state == ParameterEntry.State.ENTERED],
        "refused": [standards_entered.shown(each) for each in made if each.state == ParameterEntry.State.REFUSED],
        "enter": reverse(f"{FUNDS}:standard_enter", args=[code]) if may(request.user, ENTERERS) else "",
        "user": request.user,
    }  # fmt: skip
    return render(request, "entitlement/standard.html", context)


def _newest(row: PolicyValue) -> tuple[int, int, tuple[int, ...]]:
    return (-row.applies_from.toordinal(), -row.issued_on.toordinal(), row.key)


def _row(parameter: Parameter, row: PolicyValue, answered: dict[Any, ParameterEntry]) -> dict[str, Any]:
    key = ",".join(map(str, row.key))
    return {
        "of_class": full_width(parameter.class_name(row.key)),
        "value": figure(parameter.unit, row.value),
        "row": row,
        "document": full_width(str(row.document)),
        "tag": row.tag,
        "known": TAGS.get(row.tag, ""),
        "note": full_width(row.note),
        "entry": answered.get((key, row.applies_from, row.issued_on, row.value)),
    }


# --- first screen --------------------------------------------------------------------------------------------------------


def waiting(user: Any, today: dt.date) -> list[WorkItem]:
    """待办: values that somebody else entered and this user may approve."""
    return [
        WorkItem(
            title=f"参数“{full_width(each.label)}”待复核：{each.value}，{each.entry.applies_from}起",
            url=each.url,
            label="待复核",
            tint="info",
            where=f"{each.entry.entered_by.name}录入",
            since=timezone.localdate(each.entry.entered_at),
        )
        for each in _to_approve(user)
    ]


def _to_approve(user: Any) -> list[standards_entered.EntryShown]:
    if not may(user, APPROVERS):
        return []
    rows = queries.waiting().exclude(entered_by=user).order_by("pk")
    return [standards_entered.shown(each) for each in rows]


def _known_code(view: Any) -> Any:
    """A view of one parameter: what nobody declares is not found."""

    def opened(request: HttpRequest, code: str) -> HttpResponse:
        policy, _, name = code.rpartition(".")
        if policy not in POLICIES or name not in POLICIES[policy].parameters():
            raise Http404
        return view(request, code)

    return opened


PAGES: tuple[Page, ...] = (
    Page("standards", "政策标准", standards_page, STAFF_ROLES, icon="adjustments"),
    Page("standard_entry", "复核参数", standards_entered.approve_page, APPROVERS, address="standards/entries/<int:pk>/"),
    Page("standard_enter", "录入参数", _known_code(standards_entered.enter_page), ENTERERS, address="standards/<str:code>/enter/"),
    Page("standard", "参数", _known_code(standard_page), STAFF_ROLES, address="standards/<str:code>/"),
)  # fmt: skip
