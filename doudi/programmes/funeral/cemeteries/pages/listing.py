"""公墓和骨灰堂: the register as a list, with room and years left."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from doudi.base.areas import full_name
from doudi.pages.cells import Kind, Tag
from doudi.pages.filters import Choice, Text
from doudi.pages.lists import Column, Listing, Operation, Tool
from doudi.pages.views import list_page
from doudi.programmes.funeral.cemeteries import queries, registering, rules
from doudi.programmes.funeral.cemeteries.models import Cemetery

STATES = {"PLANNED": "info", "OPEN": "ok", "SUSPENDED": "warn", "CLOSED": ""}


def years_of(capacity: queries.Capacity) -> Any:
    """剩余年限 as a tag: red under two years, amber under five (R-CEM-06)."""
    if capacity.plots is None:
        return None
    if capacity.years is None:
        return "近三年没有安放"
    words = f"{rules.written(capacity.years, 1)}年"
    return Tag(words, capacity.tint) if capacity.tint else words


def _years(row: Any) -> Any:
    """In words, as the card of a phone has room for one tag only, which is the state."""
    found = years_of(row.capacity)
    if not isinstance(found, Tag):
        return found
    return f"{found}（{'红线' if row.capacity.tint == 'danger' else '黄线'}以下）"


def _finish(page: list[Any]) -> None:
    rows: list[Cemetery] = page
    found = queries.capacities(rows, timezone.localdate())
    for each in rows:
        each.__dict__["capacity"] = found[each.pk]


LISTING = Listing(
    code="cemeteries.cemeteries",
    name="公墓和骨灰堂",
    rows=queries.cemeteries,
    columns=(
        Column("name", "名称", lambda row: row.custodian.name, head=True),
        Column("kind", "类别", lambda row: queries.KINDS[row.custodian.kind], half=True),
        Column("sort", "性质", lambda row: row.get_sort_display(), half=True),
        Column("place", "乡镇、村居", lambda row: full_name(row.custodian.area_code)),
        Column("plots", "墓位（格位）", lambda row: row.capacity.plots, kind=Kind.NUMBER, half=True),
        Column("taken", "已用", lambda row: row.capacity.taken, kind=Kind.NUMBER, half=True),
        Column("free", "空余", lambda row: row.capacity.free, kind=Kind.NUMBER, half=True),
        Column("years", "剩余年限", _years, half=True),
        Column("approval", "批准文号", "approval", desk_only=True),
        Column("state", "状态", lambda row: Tag(row.get_state_display(), STATES[row.state])),
    ),
    filters=(
        Text(code="q", label="名称", field="custodian__name"),
        Choice(code="kind", label="类别", field="custodian__kind", choices=list(queries.KINDS.items())),
        Choice(code="sort", label="性质", field="sort", choices=Cemetery.Sort.choices),
        Choice(code="state", label="状态", field="state", choices=Cemetery.State.choices),
    ),
    tools=(Tool("登记公墓", lambda: reverse("cemeteries:new"), icon="plus", primary=True, roles=registering.REGISTRARS),),
    operations=(Operation("详情", lambda row: reverse("cemeteries:cemetery", args=[row.pk])),),
    finish=_finish,
    order=("custodian__area_code", "custodian__code"),
    empty="没有符合条件的公墓、骨灰堂。",
    persons=False,
    scope_roles=queries.READERS,
    export_roles=queries.READERS,
)  # fmt: skip


def cemeteries_page(request: HttpRequest) -> HttpResponse:
    return list_page(request, LISTING)
