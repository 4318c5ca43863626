"""移送材料: what was handed over to the discipline commission, sealed; every opening is recorded (R-FIND-04)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from doudi.base.access import scope
from doudi.base.areas import full_name
from doudi.base.models import Record, User
from doudi.base.records import name_of, record
from doudi.base.roles import Role
from doudi.pages.cells import Kind
from doudi.pages.details import Event, Item
from doudi.pages.lists import Column, Listing, Operation
from doudi.pages.reveal import reveal_page
from doudi.pages.views import list_page
from doudi.programmes.integrity.data_matching.flow import FINDINGS
from doudi.programmes.integrity.data_matching.models import TransferPackage
from doudi.programmes.integrity.data_matching.pages.evidence import pieces_of
from doudi.programmes.integrity.data_matching.pages.findings import RULES
from doudi.programmes.integrity.data_matching.services import open_package

_SHOWN = 20
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
    opened = (
        Record.objects.filter(action="transfer.open", subject=name_of(row)).select_related("by").order_by("-number")
    )
    context = {
        "title": f"移送材料 {row.register_no}",
        "row": row,
        "items": _items(row, content),
        "pieces": pieces_of(content.get("证据", [])),
        "events": [_event(each) for each in reversed(content.get("办理记录", []))],
        "opened": [Event("打开", each.at, str(each.by or "")) for each in opened[:_SHOWN]],
    }
    return render(request, "data_matching/transfer.html", context)


def _items(row: TransferPackage, content: dict[str, Any]) -> list[Item]:
    rule = RULES.get(str(content.get("规则", "")))
    copies = [f"{each['name']}（{each['sha256'][:12]}…）" for each in content.get("复印件清单", [])]
    return [
        Item("移送登记号", row.register_no),
        Item("移送时间", row.at, Kind.TIME),
        Item("移送人", str(row.by or "")),
        Item("疑点编号", content.get("办件")),
        Item("姓名", content.get("姓名")),
        Item(
            "身份证号",
            content.get("证号"),
            Kind.IDENTITY,
            reveal=reverse("data_matching:transfer_number", args=[row.pk]),
        ),
        Item("疑点", f"{rule.code} {rule.name}" if rule else None, wide=True),
        Item("理由", content.get("理由"), wide=True),
        Item("移送事由", content.get("移送事由"), wide=True),
        Item("复印件清单", "；".join(copies) or None, wide=True),
        Item("封存值", row.seal, wide=True),
    ]


def _event(step: dict[str, Any]) -> Event:
    """One step as it was sealed; the words of its fields are those of the flow."""
    action = next((each for each in FINDINGS.actions if each.name == step.get("动作")), None)
    told = step.get("内容") or {}
    said = [
        f"{field.label}：{dict(field.choices).get(str(told[field.code]), told[field.code])}"
        for field in (action.fields if action else ())
        if told.get(field.code) not in (None, "", []) and field.kind not in ("money", "photo", "file")
    ]
    at = dt.datetime.fromisoformat(step["时间"]) if step.get("时间") else None
    return Event(str(step.get("动作", "")), at, str(step.get("经办") or "系统"), "\n".join(said))


def transfer_number(request: HttpRequest, pk: int) -> HttpResponse:
    """The sealed identity number in full, for a reason that is recorded."""
    row = rows(request.user).filter(pk=pk).first()
    if row is None:
        raise Http404
    user = request.user
    assert isinstance(user, User)

    def read(reason: str) -> str:
        area = row.finding_case.case.area_code
        record("reveal", row, by=user, at=timezone.now(), because=reason, area_code=area, data={"field": "subject_id"})
        return str(row.content.get("证号", ""))

    return reveal_page(request, label="身份证号", back=reverse("data_matching:transfer", args=[pk]), read=read)
