"""质保问题 and 缺失: what was reported after the acceptance, by when it is answered, what is missing at a visit."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from doudi.base.access import may
from doudi.base.areas import full_name
from doudi.base.models import User
from doudi.base.money import yuan
from doudi.base.roles import STAFF_ROLES, Role
from doudi.pages.acts import carry_out
from doudi.pages.cells import Kind, Tag
from doudi.pages.declare import WorkItem
from doudi.pages.filters import AreaTree, Text, YesNo
from doudi.pages.forms import PageForm, posted, with_fields
from doudi.pages.lists import Column, Listing, Operation
from doudi.pages.views import list_page
from doudi.programmes.elderly.home_adaptation import aftercare, queries
from doudi.programmes.elderly.home_adaptation.building import BUILDERS
from doudi.programmes.elderly.home_adaptation.models import Defect
from doudi.programmes.elderly.home_adaptation.pages.common import one, page_of


def _words(label: str) -> forms.CharField:
    """A field for a few sentences."""
    return forms.CharField(label=label, max_length=400, widget=forms.Textarea(attrs={"rows": 3}))


def state_of(row: Defect) -> Tag:
    """Answered, waiting, or late."""
    if row.answered_on is not None:
        return Tag("已处理", "ok")
    return Tag("超期未处理", "danger") if row.due_on < timezone.localdate() else Tag("待处理", "warn")


def _answered(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.exclude(answered_on=None) if value == "1" else rows.filter(answered_on=None)


LISTING = Listing(
    code="home_adaptation.defects",
    name="质保问题",
    rows=queries.defects,
    columns=(
        Column("name", "老年人", "adaptation.case.title", head=True),
        Column("number", "改造编号", "adaptation.case.number", desk_only=True),
        Column("place", "乡镇、村居", lambda row: full_name(row.adaptation.case.area_code)),
        Column("contractor", "施工单位", "adaptation.contractor.name", desk_only=True),
        Column("words", "问题", "words"),
        Column("on", "报告日期", "on", kind=Kind.DATE, sort="on", half=True),
        Column("due", "答复期限", "due_on", kind=Kind.DATE, sort="due_on", half=True),
        Column("state", "状态", state_of),
    ),
    filters=(
        Text(code="q", label="姓名", field="adaptation__case__title"),
        AreaTree(field="adaptation__case__area_code"),
        YesNo(code="answered", label="已处理", apply=_answered),
    ),
    operations=(
        Operation(
            "处理", lambda row: reverse("home_adaptation:defect", args=[row.pk]) if row.answered_on is None else None,
            roles=aftercare.TELLERS | BUILDERS,
        ),
    ),
    order=("answered_on", "due_on"),
    scope_roles=STAFF_ROLES | {Role.PROVIDER},
    empty="没有质保问题。",
)  # fmt: skip


def defects_page(request: HttpRequest) -> HttpResponse:
    """质保问题."""
    return list_page(request, LISTING)


def new_defect_page(request: HttpRequest, pk: int) -> HttpResponse:
    """报告质保问题: by who was told of it in the village."""
    row = one(request, pk)
    form = with_fields(PageForm(*posted(request)[:1]), {"words": _words("哪一项，什么问题")})
    more: dict[str, Any] = {
        "title": f"报告质保问题：{row.person.party.name}",
        "submit": "报告",
        "back": page_of(row),
        "words": f"质保期至{row.warranty_until}，由{row.contractor.name if row.contractor else '施工单位'}在三日内答复。",
    }

    def do(said: dict[str, Any], user: User) -> str:
        made = aftercare.tell_defect(row, said["words"], by=user, at=timezone.now())
        return f"已报告，{made.due_on}前答复。"

    return carry_out(request, form, do=do, **more)


def answer_page(request: HttpRequest, pk: int) -> HttpResponse:
    """处理质保问题: by the contractor, or by who handles the case in his place."""
    defect = queries.defects(request.user).filter(pk=pk).first()
    if defect is None:
        raise Http404
    form = with_fields(PageForm(*posted(request)[:1]), {"words": _words("处理情况")})
    back = reverse("home_adaptation:defects")
    more: dict[str, Any] = {
        "title": f"处理质保问题：{defect.adaptation.case.title}",
        "submit": "已处理",
        "back": back,
        "words": f"{defect.on}报告：{defect.words}。答复期限{defect.due_on}。",
    }

    def do(said: dict[str, Any], user: User) -> str:
        aftercare.answer_defect(defect, said["words"], by=user, at=timezone.now())
        return "处理情况已登记。"

    return carry_out(request, form, do=do, **more)


def missing_page(request: HttpRequest, pk: int) -> HttpResponse:
    """登记缺失: what was billed and is not there; the government's part of it is proposed to be recovered."""
    row = one(request, pk)
    lines = {str(line.pk): line for line in row.lines.all() if line.verified}
    form = with_fields(
        PageForm(*posted(request)[:1]),
        {
            "line": forms.ChoiceField(
                label="项目", choices=[("", "请选择"), *((pk_, f"{line}，验收{line.verified}{line.unit}") for pk_, line in lines.items())]
            ),
            "quantity": forms.IntegerField(label="缺失数量", min_value=1),
            "words": _words("回访时看到的情况"),
        },
    )  # fmt: skip
    more: dict[str, Any] = {
        "title": f"登记缺失：{row.person.party.name}",
        "submit": "登记",
        "submit_class": "btn-warn",
        "back": page_of(row),
        "words": "已经结算、回访时不在的项目。政府多付的部分向施工单位追缴，家庭多付的由施工单位退还。",
    }

    def do(said: dict[str, Any], user: User) -> str:
        debt = aftercare.find_missing(
            lines[said["line"]], said["quantity"], words=said["words"], by=user, at=timezone.now()
        )
        return (
            f"已登记，拟追缴{yuan(debt.proposed)}元。"
            if debt is not None
            else "已登记。政府支付的金额不变，由施工单位退还家庭支付的部分。"
        )

    return carry_out(request, form, do=do, **more)


def late(user: Any, today: dt.date) -> list[WorkItem]:
    """Defects that nobody has answered: to the contractor all of his, to the staff those that are late."""
    if not may(user, queries.READERS - {Role.FINANCE}):
        return []
    waiting = queries.defects(user).filter(answered_on=None)
    if not may(user, BUILDERS):
        waiting = waiting.filter(due_on__lt=today)
    number = waiting.count()
    if not number:
        return []
    overdue = waiting.filter(due_on__lt=today).exists()
    return [
        WorkItem(
            f"{number}个适老化改造质保问题待处理", f"{reverse('home_adaptation:defects')}?answered=0", label="超期" if overdue else "待处理",
            tint="danger" if overdue else "warn", overdue=overdue, number=number,
        )
    ]  # fmt: skip
