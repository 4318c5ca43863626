"""报送: handing in a list, what became of it, what was rejected. Telling what a file is stands in `answers`."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import quote

import polars as pl
from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from doudi.base import files
from doudi.base.access import grants_of, may
from doudi.base.models import User
from doudi.base.months import chinese_month, month_of
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.mechanisms.exchange.declare import Source
from doudi.mechanisms.exchange.models import Delivery
from doudi.mechanisms.exchange.queries import deliveries, rejects_of, rejects_workbook
from doudi.mechanisms.exchange.services import TAKERS, deliver, withdraw
from doudi.pages.cells import Kind, Tag, full_width, mask_numbers
from doudi.pages.details import Item
from doudi.pages.filters import Choice, Month, Text, months_back
from doudi.pages.forms import FilesField, MonthField, PageForm, form_page, posted, with_fields
from doudi.pages.lists import Column, Listing, Operation, Tool
from doudi.pages.responses import done
from doudi.pages.views import list_page
from doudi.programmes.integrity.data_matching.sources import SOURCES

COUNTY = frozenset({Role.VERIFICATION_CENTRE, Role.COUNTY_OFFICER, Role.BUREAU_LEADER})
SENDERS = TAKERS | {Role.DATA_OFFICER}
_BY_CODE = {source.code: source for source in SOURCES}
_TINTS = {"TAKEN_IN": "ok", "ASKING": "warn", "REFUSED": "danger", "REPEATED": "warn", "WITHDRAWN": "", "PURGED": ""}
_SHOWN_REJECTS = 100


def name_of(row: Delivery) -> str:
    return _BY_CODE[row.source].name if row.source in _BY_CODE else "未识别"


LISTING = Listing(
    code="data_matching.deliveries",
    name="报送",
    rows=deliveries,
    columns=(
        Column("file", "文件", "file_name", head=True),
        Column("source", "名单", name_of),
        Column("supplier", "报送单位", "supplier"),
        Column("as_of", "数据所属月", "as_of", kind=Kind.MONTH, half=True, sort="as_of"),
        Column("rows", "行数", "rows", kind=Kind.NUMBER, half=True),
        Column("accepted", "接收", "accepted", kind=Kind.NUMBER, half=True),
        Column("rejected", "退回", "rejected", kind=Kind.NUMBER, half=True, sort="rejected"),
        Column("at", "接收时间", "received_at", kind=Kind.TIME, sort="received_at", desk_only=True),
        Column("state", "状态", lambda row: Tag(row.get_state_display(), _TINTS[row.state])),
    ),
    filters=(
        Choice(code="source", label="名单", choices=[(source.code, source.name) for source in SOURCES]),
        Choice(code="state", label="状态", choices=list(Delivery.State.choices)),
        Month(code="month", label="数据所属月", field="as_of", months=lambda: months_back(timezone.localdate())),
        Text(code="q", label="文件名", field="file_name"),
    ),
    operations=(Operation("详情", lambda row: reverse("data_matching:delivery", args=[row.pk])),),
    tools=(Tool("报送名单", lambda: reverse("data_matching:upload"), icon="upload", primary=True, roles=SENDERS),),
    order=("-received_at",),
    empty="还没有报送。点“报送名单”上传表格或压缩包。",
    persons=False,
    scope_roles=COUNTY | {Role.DATA_OFFICER},
)


def deliveries_page(request: HttpRequest) -> HttpResponse:
    return list_page(request, LISTING)


def _supplier(user: Any) -> str:
    """A data officer hands in for his own department only; empty for the county's people."""
    if may(user, COUNTY):
        return ""
    return next((held.organisation for held in grants_of(user) if held.role == Role.DATA_OFFICER), "无")


def source_choices(user: Any) -> list[tuple[str, str]]:
    supplier = _supplier(user)
    return [
        ("", "由系统识别"),
        *((source.code, source.name) for source in SOURCES if not supplier or source.supplier == supplier),
    ]


def upload(request: HttpRequest) -> HttpResponse:
    """Hand in one or more files. Each is taken in by itself: what is wrong with one does not hold up the others."""
    assert isinstance(request.user, User)
    form = PageForm(*posted(request))
    with_fields(
        form,
        {
            "files": FilesField(
                label="名单文件", help_text="xlsx、xls、csv 或 zip，可一次选多个；不用改格式，照原样上传。"
            ),
            "source": forms.ChoiceField(label="是什么名单", choices=source_choices(request.user), required=False),
            "as_of": MonthField(
                label="数据所属月", required=False, help_text="不填则从文件名和表头里识别，识别不出的按本月。"
            ),
        },
    )
    more: dict[str, Any] = {
        "title": "报送名单",
        "submit": "报送",
        "back": reverse("data_matching:deliveries"),
        "template": "data_matching/upload.html",
        "owed": _owed(request.user),
    }
    if request.method != "POST" or not form.is_valid():
        return form_page(request, form, **more)
    said, delivered, refused = form.cleaned_data, [], []
    for each in said["files"]:
        try:
            delivered += _deliver(request.user, each, said["source"] or None, said["as_of"])
        except Refused as refusal:
            refused.append(refusal.sentence)
    if not delivered:
        return form_page(request, form, refusal="".join(refused), **more)
    for sentence in refused:
        messages.error(request, sentence)
    whole = all(each.state == Delivery.State.TAKEN_IN for each in delivered)
    messages.add_message(request, messages.SUCCESS if whole else messages.WARNING, _outcome(delivered))
    if len(delivered) == 1:
        return redirect("data_matching:delivery", delivered[0].pk)
    return redirect("data_matching:deliveries")


def _outcome(delivered: list[Delivery]) -> str:
    """One sentence on what became of all that was handed in."""
    states = Counter(each.state for each in delivered)
    parts = [f"{Delivery.State(state).label}{number}份" for state, number in states.most_common()]
    rejected = sum(each.rejected for each in delivered)
    more = "，有待确认的请指明是什么名单" if states[Delivery.State.ASKING] else ""
    return (
        f"报送了{len(delivered)}份名单：{'、'.join(parts)}"
        + (f"，退回{rejected:,}行" if rejected else "")
        + f"{more}。"
    )


def _owed(user: Any) -> list[Source]:
    """What a data officer's department has to hand in, to read beside the form."""
    supplier = _supplier(user)
    return [source for source in SOURCES if supplier and source.supplier == supplier]


def _deliver(user: User, upload: Any, source: str | None, as_of: int | None) -> list[Delivery]:
    with tempfile.TemporaryDirectory(prefix="doudi-upload-") as folder:
        path = Path(folder) / "upload"
        with path.open("wb") as out:
            for chunk in upload.chunks():
                out.write(chunk)
        return deliver(
            path,
            name=upload.name,
            sources=SOURCES,
            by=user,
            at=timezone.now(),
            month=month_of(timezone.localdate()),
            source=source,
            as_of=as_of,
            supplier=_supplier(user),
        )


def one(request: HttpRequest, pk: int) -> Delivery:
    """The delivery, if the user may see it."""
    row = deliveries(request.user).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def delivery(request: HttpRequest, pk: int) -> HttpResponse:
    """What became of one file: taken in with what was rejected, or why not and what to do about it."""
    row = one(request, pk)
    refused = rejects_of(row)
    sisters = deliveries(request.user).filter(sha256=row.sha256, received_at=row.received_at).exclude(pk=pk)
    mine = may(request.user, SENDERS)
    context = {
        "title": row.file_name,
        "row": row,
        "state": row.get_state_display(),
        "tint": _TINTS[row.state],
        "items": _items(row),
        "change": _change(row),
        "warnings": [full_width(each) for each in row.warnings],
        "refused": _masked(refused.head(_SHOWN_REJECTS)) if refused is not None else [],
        "sisters": [(each, name_of(each), Tag(each.get_state_display(), _TINTS[each.state])) for each in sisters],
        "may_answer": mine and row.state == Delivery.State.ASKING,
        "may_withdraw": mine and row.state in (Delivery.State.TAKEN_IN, Delivery.State.ASKING),
        "may_send_again": mine and row.state in (Delivery.State.REFUSED, Delivery.State.REPEATED),
    }
    return render(request, "data_matching/delivery.html", context)


def _items(row: Delivery) -> list[Item]:
    sheet = str(row.sheets[0]["sheet"]) if row.sheets else ""
    return [
        Item("名单", name_of(row)),
        Item("报送单位", row.supplier or None),
        Item("数据所属月", chinese_month(row.as_of) if row.as_of is not None else None),
        Item("接收时间", row.received_at, Kind.TIME),
        Item("报送人", str(row.received_by) if row.received_by else "命令导入"),
        Item("工作表", "、".join(str(each["sheet"]) for each in row.sheets if each["sheet"]) or sheet or None),
        Item("行数", row.rows, Kind.NUMBER),
        Item("接收、退回", f"{row.accepted:,}行、{row.rejected:,}行"),
        Item("文件校验值", row.sha256, wide=True),
    ]


def _change(row: Delivery) -> dict[str, Any] | None:
    """The difference from the delivery before, with its address and month."""
    if not row.difference:
        return None
    before = Delivery.objects.filter(pk=row.difference.get("previous")).defer("sheets").first()
    month = chinese_month(before.as_of) if before is not None and before.as_of is not None else "上次"
    return {
        **row.difference,
        "month": month,
        "url": reverse("data_matching:delivery", args=[before.pk]) if before else "",
    }


def _masked(rejects: pl.DataFrame) -> list[dict[str, Any]]:
    """Rejected cells for the page: whole numbers are masked here, the workbook to mend has them."""
    return [{**each, "value": mask_numbers(each["value"] or "")} for each in rejects.iter_rows(named=True)]


def rejects(request: HttpRequest, pk: int) -> HttpResponse:
    """The rejected rows as a workbook that the supplier can mend and send back. It holds whole numbers: taking it is recorded."""
    row = one(request, pk)
    book = rejects_workbook(row, SOURCES)
    if book is None:
        raise Http404
    assert isinstance(request.user, User)
    record("delivery.rejects", row, by=request.user, at=timezone.now(), because=row.file_name)
    answer = HttpResponse(book, content_type=files.XLSX.content_type)
    name = quote(f"退回行-{Path(row.file_name).stem}.xlsx")
    answer["Content-Disposition"] = f"attachment; filename=rejects-{row.pk}.xlsx; filename*=UTF-8''{name}"
    return answer


def withdraw_page(request: HttpRequest, pk: int) -> HttpResponse:
    row = one(request, pk)
    assert isinstance(request.user, User)
    form = with_fields(
        PageForm(*posted(request)[:1]),
        {"because": forms.CharField(label="撤回理由", widget=forms.Textarea(attrs={"rows": 3}))},
    )
    back = reverse("data_matching:delivery", args=[pk])
    if request.method == "POST" and form.is_valid():
        withdraw(row, because=form.cleaned_data["because"], by=request.user, at=timezone.now())
        return done(request, "已撤回，这份名单不再参与比对，记录保留。", to=back)
    return form_page(request, form, title=f"撤回：{row.file_name}", submit="撤回", back=back)
