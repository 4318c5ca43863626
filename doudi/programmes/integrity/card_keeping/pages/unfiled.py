"""户名不符: accounts in the name of somebody else, with or without a filing."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from doudi.base.areas import full_name
from doudi.mechanisms.entitlement.awards.models import Award
from doudi.mechanisms.entitlement.declare import BENEFITS
from doudi.mechanisms.entitlement.pages import known
from doudi.pages.cells import Kind, Link, Tag
from doudi.pages.filters import AreaTree, Rows, YesNo
from doudi.pages.lists import Column, Listing, Operation
from doudi.pages.views import list_page
from doudi.programmes.integrity.card_keeping import queries
from doudi.programmes.integrity.card_keeping.flow import CLERK


def _rows(user: Any) -> QuerySet[Award]:
    return queries.in_another_name(user, timezone.localdate())


def _filed(rows: Rows, value: str) -> Rows:
    return rows.filter(keeping=value == "1")


def _name(row: Award) -> Any:
    url = known.address(row)
    return Link(row.party.name, url) if url else row.party.name


def _register(row: Any) -> str | None:
    return None if row.keeping else f"{reverse('card_keeping:keeping_new')}?award={row.pk}"


LISTING = Listing(
    code="card_keeping.unfiled",
    name="户名与保障对象不符",
    rows=_rows,
    columns=(
        Column("name", "户主（姓名）", _name, head=True),
        Column("benefit", "待遇", lambda row: BENEFITS[row.benefit].name, half=True),
        Column("payee", "户名", "payee", half=True),
        Column("amount", "月金额（元）", "amount", kind=Kind.MONEY, sort="amount", half=True),
        Column("place", "乡镇、村居", lambda row: full_name(row.area_code), sort="area_code"),
        Column("state", "代管备案", lambda row: Tag("已备案", "ok") if row.keeping else Tag("未备案", "warn")),
    ),
    filters=(AreaTree(), YesNo(code="filed", label="代管备案", yes="已备案", no="未备案", apply=_filed)),
    operations=(Operation("登记代管", _register, roles=frozenset({CLERK})),),
    order=("area_code", "pk"),
    empty="没有户名与保障对象不符的账户。",
    scope_roles=queries.READERS,
    export_roles=queries.READERS,
)


def unfiled(request: HttpRequest) -> HttpResponse:
    return list_page(request, LISTING)
