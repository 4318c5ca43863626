"""报送: handing in a list, what became of it, what was rejected, and telling the system what a file is when it cannot tell."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from typing import Any

import xlsxwriter
from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from doudi.base import files
from doudi.base.access import grants_of, may
from doudi.base.models import User
from doudi.base.months import chinese_month, format_month, month_of, parse_month
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.mechanisms.exchange.models import Delivery
from doudi.mechanisms.exchange.queries import deliveries, rejects_of
from doudi.mechanisms.exchange.reading.files import FoundFile, read_file
from doudi.mechanisms.exchange.reading.sheets import Unreadable
from doudi.mechanisms.exchange.services import answer, deliver, withdraw
from doudi.pages.cells import Kind, Tag
from doudi.pages.details import Item
from doudi.pages.filters import Choice, Month, Text, months_back
from doudi.pages.forms import FilesField, PageForm, form_page, posted, with_fields
from doudi.pages.lists import Column, Listing, Operation, Tool
from doudi.pages.responses import done
from doudi.pages.views import list_page
from doudi.programmes.integrity.data_matching.sources import SOURCES

COUNTY = frozenset({Role.VERIFICATION_CENTRE, Role.COUNTY_OFFICER, Role.BUREAU_LEADER})
_BY_CODE = {source.code: source for source in SOURCES}
_TINTS = {"TAKEN_IN": "ok", "ASKING": "warn", "REFUSED": "danger", "REPEATED": "warn", "WITHDRAWN": "", "PURGED": ""}
_SHOWN_ROWS = 8


def _name(row: Delivery) -> str:
    return _BY_CODE[row.source].name if row.source in _BY_CODE else "未识别"


LISTING = Listing(
    code="data_matching.deliveries",
    name="报送",
    rows=deliveries,
    columns=(
        Column("file", "文件", "file_name", head=True),
        Column("source", "名单", _name),
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
    tools=(Tool("报送名单", lambda: reverse("data_matching:upload"), icon="upload", primary=True),),
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


def _sources(user: Any) -> list[tuple[str, str]]:
    supplier = _supplier(user)
    return [
        ("", "由系统识别"),
        *((source.code, source.name) for source in SOURCES if not supplier or source.supplier == supplier),
    ]


def upload(request: HttpRequest) -> HttpResponse:
    """Hand in one or more files."""
    assert isinstance(request.user, User)
    form = PageForm(*posted(request))
    with_fields(
        form,
        {
            "files": FilesField(
                label="名单文件", help_text="xlsx、xls、csv 或 zip,可一次选多个;不用改格式,照原样上传。"
            ),
            "source": forms.ChoiceField(label="是什么名单", choices=_sources(request.user), required=False),
            "as_of": forms.CharField(label="数据所属月", required=False, help_text="如 2024-11;不填则从文件里识别。"),
        },
    )
    if request.method != "POST" or not form.is_valid():
        return form_page(request, form, title="报送名单", submit="报送", back=reverse("data_matching:deliveries"))
    try:
        as_of = parse_month(form.cleaned_data["as_of"]) if form.cleaned_data["as_of"] else None
        delivered = [
            each
            for one in form.cleaned_data["files"]
            for each in _deliver(request.user, one, form.cleaned_data["source"] or None, as_of)
        ]
    except (Refused, ValueError) as refused:
        return form_page(
            request,
            form,
            title="报送名单",
            submit="报送",
            refusal=str(refused),
            back=reverse("data_matching:deliveries"),
        )
    taken = sum(each.state == Delivery.State.TAKEN_IN for each in delivered)
    to = (
        reverse("data_matching:delivery", args=[delivered[0].pk])
        if len(delivered) == 1
        else reverse("data_matching:deliveries")
    )
    return done(
        request,
        f"收到 {len(delivered)} 份文件,接收 {taken} 份。" + ("" if taken == len(delivered) else "其余请查看说明。"),
        to=to,
    )


def _deliver(user: User, upload: Any, source: str | None, as_of: int | None) -> list[Delivery]:
    with tempfile.TemporaryDirectory(prefix="doudi-upload-") as folder:
        path = Path(folder) / "upload"
        with path.open("wb") as out:
            for chunk in upload.chunks():
                out.write(chunk)
        now = timezone.now()
        month = month_of(timezone.localdate())
        return deliver(
            path,
            name=upload.name,
            sources=SOURCES,
            by=user,
            at=now,
            month=month,
            source=source,
            as_of=as_of,
            supplier=_supplier(user),
        )


def _one(request: HttpRequest, pk: int) -> Delivery:
    row = deliveries(request.user).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def delivery(request: HttpRequest, pk: int) -> HttpResponse:
    """What became of one file."""
    row = _one(request, pk)
    change = row.difference
    items = [
        Item("名单", _name(row)),
        Item("报送单位", row.supplier or "—"),
        Item("数据所属月", chinese_month(row.as_of) if row.as_of is not None else "—"),
        Item("接收时间", row.received_at, Kind.TIME),
        Item("行数", row.rows, Kind.NUMBER),
        Item("接收、退回", f"{row.accepted:,}、{row.rejected:,}"),
        Item(
            "与上次相比",
            f"新增{change['new']},减少{change['gone']},变化{change['changed']}" if change else "没有更早的报送",
        ),
        Item("文件校验值", row.sha256[:16] + "…"),
    ]
    refused = rejects_of(row)
    context = {
        "title": row.file_name,
        "row": row,
        "state": row.get_state_display(),
        "tint": _TINTS[row.state],
        "items": items,
        "warnings": row.warnings,
        "refused": refused.head(100).to_dicts() if refused is not None else [],
        "may_change": row.state in ("TAKEN_IN", "ASKING"),
    }
    return render(request, "data_matching/delivery.html", context)


def rejects(request: HttpRequest, pk: int) -> HttpResponse:
    """The rejected cells as a workbook that the supplier can mend and send back."""
    row = _one(request, pk)
    refused = rejects_of(row)
    if refused is None:
        raise Http404
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("退回行")
        head, wrong = (
            book.add_format({"bold": True, "bg_color": "#f2f6fd"}),
            book.add_format({"bg_color": "#fdecee", "num_format": "@"}),
        )
        for place, (name, width) in enumerate(
            (("文件", 36), ("工作表", 14), ("行", 8), ("列", 22), ("原值", 24), ("退回原因", 56), ("更正为", 24))
        ):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, name, head)
        for number, each in enumerate(refused.to_dicts(), start=1):
            for place, key in enumerate(("file", "sheet", "row", "column", "value", "why")):
                sheet.write_string(
                    number, place, str(each[key] if each[key] is not None else ""), wrong if key == "value" else None
                )
        sheet.freeze_panes(1, 0)
    answer_ = HttpResponse(out.getvalue(), content_type=files.XLSX.content_type)
    answer_["Content-Disposition"] = f"attachment; filename=rejects-{row.pk}.xlsx"
    answer_["Cache-Control"] = "no-store"
    return answer_


def withdraw_page(request: HttpRequest, pk: int) -> HttpResponse:
    row = _one(request, pk)
    assert isinstance(request.user, User)
    form = with_fields(
        PageForm(*posted(request)[:1]),
        {"because": forms.CharField(label="撤回理由", widget=forms.Textarea(attrs={"rows": 3}))},
    )
    back = reverse("data_matching:delivery", args=[pk])
    if request.method == "POST" and form.is_valid():
        withdraw(row, because=form.cleaned_data["because"], by=request.user, at=timezone.now())
        return done(request, "已撤回,这份名单不再参与比对,记录保留。", to=back)
    return form_page(request, form, title=f"撤回:{row.file_name}", submit="撤回", back=back)


def answer_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The first rows, the guess with its certainty, and a person's correction, which is remembered."""
    row = _one(request, pk)
    assert isinstance(request.user, User)
    guess: dict[str, Any] = row.sheets[0] if row.sheets else {"columns": [], "runners_up": [], "header_row": 1}
    code = (
        request.POST.get("source")
        or request.GET.get("source")
        or guess.get("source")
        or (guess["runners_up"][0][0] if guess["runners_up"] else "")
    )
    source = _BY_CODE.get(code)
    form = PageForm(request.POST if request.method == "POST" and "confirm" in request.POST else None)
    fields: dict[str, forms.Field] = {
        "source": forms.ChoiceField(label="是什么名单", choices=_sources(request.user)[1:], initial=code),
        "as_of": forms.CharField(
            label="数据所属月",
            initial=format_month(row.as_of if row.as_of is not None else month_of(timezone.localdate()) - 1),
        ),
        "header_row": forms.IntegerField(label="标题在第几行", initial=guess["header_row"], min_value=1),
        "confirm": forms.CharField(initial="1", widget=forms.HiddenInput),
    }
    if source is not None:
        choices = [("", "不需要"), *((each.code, each.names[0]) for each in source.columns)]
        for each in guess["columns"]:
            if each["heading"]:
                certainty = f"把握{each['certainty']:.0%},{each['why']}" if each["column"] else "未认出"
                fields[f"column_{each['position']}"] = forms.ChoiceField(
                    label=f"“{each['heading']}”列",
                    choices=choices,
                    required=False,
                    initial=each["column"] or "",
                    help_text=certainty,
                )
    with_fields(form, fields)
    back = reverse("data_matching:delivery", args=[pk])
    more = {
        "template": "data_matching/answer.html",
        "rows": _first_rows(row),
        "certainties": [(_BY_CODE[c].name, f"{s:.0%}") for c, s in guess["runners_up"] if c in _BY_CODE],
        "submit": "确认并接收",
        "back": back,
    }
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        columns = {
            each["heading"]: said.get(f"column_{each['position']}", "") for each in guess["columns"] if each["heading"]
        }
        try:
            answer(
                row,
                source=said["source"],
                columns=columns,
                as_of=parse_month(said["as_of"]),
                header_row=said["header_row"],
                sources=SOURCES,
                by=request.user,
                at=timezone.now(),
            )
        except (Refused, ValueError) as refused:
            return form_page(request, form, title=f"确认名单:{row.file_name}", refusal=str(refused), **more)
        return done(request, "已按您的说明接收,以后同样的标题会照此识别。", to=back)
    return form_page(request, form, title=f"确认名单:{row.file_name}", **more)


def _first_rows(row: Delivery) -> list[list[str]]:
    """The first rows as they stand in the file."""
    if row.file is None:
        return []
    try:
        sheets = read_file(FoundFile(row.file_name, files.path_of(row.file.sha256).read_bytes()))
    except (Unreadable, OSError):
        return []
    return sheets[0].head(_SHOWN_ROWS) if sheets else []
