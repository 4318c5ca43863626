"""移送材料: what was handed over to the discipline commission, sealed; every opening is recorded (R-FIND-04)."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from doudi.base.access import scope
from doudi.base.areas import full_name
from doudi.base.models import User
from doudi.base.roles import Role
from doudi.pages.cells import Kind
from doudi.pages.details import Item
from doudi.pages.lists import Column, Listing, Operation
from doudi.pages.views import list_page
from doudi.programmes.integrity.data_matching.models import TransferPackage
from doudi.programmes.integrity.data_matching.services import open_package

READERS = frozenset({Role.INSPECTOR, Role.VERIFICATION_CENTRE})


def rows(user: Any) -> QuerySet[TransferPackage]:
    """The packages that lie in the reader's area."""
    found = TransferPackage.objects.select_related("finding_case__case", "finding_case__finding", "by")
    return scope(user, READERS).filter(found, field="finding_case__case__area_code")


LISTING = Listing(
    code="data_matching.transfers",
    name="移送材料",
    rows=rows,
    columns=(
        Column("register_no", "移送登记号", head=True),
        Column("case", "疑点编号", "finding_case.case.number"),
        Column("place", "乡镇、村居", lambda row: full_name(row.finding_case.case.area_code)),
        Column("at", "移送时间", "at", kind=Kind.TIME),
        Column("by", "移送人", lambda row: str(row.by or "")),
    ),
    operations=(Operation("查看", lambda row: reverse("data_matching:transfer", args=[row.pk]), drawer=False),),
    order=("-at",),
    empty="没有移送材料。",
    scope_roles=READERS,
    export_roles=READERS,
)


def transfers(request: HttpRequest) -> HttpResponse:
    return list_page(request, LISTING)


def transfer(request: HttpRequest, pk: int) -> HttpResponse:
    """One package; whether its seal still holds is computed, and the opening leaves a record."""
    row = rows(request.user).filter(pk=pk).first()
    if row is None:
        raise Http404
    assert isinstance(request.user, User)
    content = open_package(row, by=request.user, at=timezone.now())
    items = [
        Item("移送登记号", row.register_no),
        Item("封存值", row.seal[:24] + "…"),
        Item("封存核验", "完好" if row.is_intact else "与封存时不一致"),
        Item("移送时间", row.at, Kind.TIME),
        Item("移送事由", content.get("移送事由", ""), wide=True),
        Item("理由", content.get("理由", ""), wide=True),
        Item("复印件清单", "、".join(each["name"] for each in content.get("复印件清单", [])) or "—", wide=True),
    ]
    return render(
        request,
        "data_matching/transfer.html",
        {
            "title": f"移送 {row.register_no}",
            "items": items,
            "steps_taken": content.get("办理记录", []),
            "pieces": content.get("证据", []),
        },
    )
