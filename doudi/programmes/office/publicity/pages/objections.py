"""公示异议: the register of what was said against notices, and the answers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from doudi.base.access import may
from doudi.base.areas import full_name
from doudi.base.models import User
from doudi.base.records import record
from doudi.mechanisms.casework.notices import objecting, queries
from doudi.mechanisms.casework.notices.cases import may_be_held
from doudi.mechanisms.casework.notices.models import Channel, Objection
from doudi.mechanisms.casework.notices.objecting import RECEIVERS
from doudi.pages.acts import carry_out
from doudi.pages.cells import Kind, Tag
from doudi.pages.details import Item
from doudi.pages.filters import AreaTree, Choice, Text, YesNo
from doudi.pages.forms import PageForm, posted
from doudi.pages.lists import Column, Listing, Operation
from doudi.pages.views import list_page


def _answered(row: Objection) -> Tag:
    answer = getattr(row, "answer", None)
    if answer is None:
        return Tag("待答复", "warn")
    return Tag("属实", "danger") if answer.upheld else Tag("不属实", "ok")


def _open(rows: Any, value: str) -> Any:
    return rows.filter(answer__isnull=value == "1") if value in ("0", "1") else rows


LISTING = Listing(
    code="publicity.objections",
    name="公示异议",
    rows=queries.objections,
    columns=(
        Column("number", "登记号", head=True),
        Column("notice", "公示编号", "notice.number", half=True),
        Column("area", "村居", lambda row: full_name(row.area_code), half=True),
        Column("channel", "来源", lambda row: row.get_channel_display(), half=True),
        Column("at", "收到时间", kind=Kind.TIME, sort="at", half=True),
        Column("late", "公示期外", kind=Kind.YES, half=True),
        Column("answer", "核实结果", _answered),
    ),
    filters=(
        Text(code="q", label="登记号", field="number"),
        AreaTree(),
        Choice(code="channel", label="来源", field="channel", choices=tuple(Channel.choices)),
        YesNo(code="open", label="待答复", apply=_open),
    ),
    operations=(Operation("详情", lambda row: reverse("publicity:objection", args=[row.pk])),),
    empty="没有异议。",
    persons=False,
    scope_roles=queries.READERS,
)


def objections(request: HttpRequest) -> HttpResponse:
    return list_page(request, LISTING)


def _one(request: HttpRequest, pk: int) -> Objection:
    row = queries.objections(request.user).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def objection(request: HttpRequest, pk: int) -> HttpResponse:
    """What was said, and what was answered. Who said it is shown to those who handle it, and the opening is recorded."""
    row = _one(request, pk)
    handling = may(request.user, RECEIVERS, area_code=row.area_code)
    if handling and isinstance(request.user, User):
        record("objection.open", row, by=request.user, at=timezone.now(), area_code=row.area_code)
    answered = getattr(row, "answer", None)
    context = {
        "title": f"异议 {row.number}",
        "row": row,
        "tag": _answered(row),
        "items": [
            Item("公示", row.notice.number),
            Item("村居", full_name(row.area_code)),
            Item("反映的对象", row.line.name if row.line else "不针对某一户"),
            Item("办件", row.case.number if row.case else None),
            Item("来源", row.get_channel_display()),
            Item("收到时间", row.at, Kind.TIME),
            Item("反映人", (row.name or "未留名") if handling else "（保密）"),
            Item("联系方式", (row.contact or "未留") if handling else "（保密）"),
        ],
        "answered": answered,
        "may_pass_on": handling and may_be_held(row),
        "may_answer": handling and answered is None,
    }
    return render(request, "publicity/objection.html", context)


class NoFields(PageForm):
    """Only a confirmation."""


def pass_on(request: HttpRequest, pk: int) -> HttpResponse:
    """转入办件: what came from a page holds the case."""
    row = _one(request, pk)
    form = NoFields(*posted(request))
    back = reverse("publicity:objection", args=[pk])
    words = "转入后，该办件转为“有异议”，须重新调查后才能继续。反映人和反映内容不写入办件。"
    more: dict[str, Any] = {"title": f"转入办件 {row.number}", "submit": "转入办件", "back": back, "words": words}

    def do(said: dict[str, Any], user: User) -> str:
        objecting.pass_on(row, by=user, at=timezone.now())
        return "已转入办件。"

    return carry_out(request, form, do=do, **more)


class AnswerForm(PageForm):
    upheld = forms.ChoiceField(label="核实结果", choices=(("0", "不属实"), ("1", "属实")), widget=forms.RadioSelect)
    words = forms.CharField(label="核实情况和答复", widget=forms.Textarea(attrs={"rows": 5}), max_length=1000)


def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """答复: once, for good."""
    row = _one(request, pk)
    form = AnswerForm(*posted(request))
    back = reverse("publicity:objection", args=[pk])
    more: dict[str, Any] = {"title": f"答复异议 {row.number}", "submit": "提交答复", "back": back}

    def do(said: dict[str, Any], user: User) -> str:
        given = said
        objecting.answer(row, given["words"], upheld=given["upheld"] == "1", by=user, at=timezone.now())
        return "已答复。"

    return carry_out(request, form, do=do, **more)
