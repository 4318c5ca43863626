"""待签批: what a clerk prepared, as the leader reads it before he signs or sends it back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from doudi.base.access import may, scope
from doudi.base.models import User
from doudi.base.money import yuan
from doudi.mechanisms.ledger.models import Reason
from doudi.pages.acts import carry_out
from doudi.pages.cells import Kind, Tag
from doudi.pages.details import Item
from doudi.pages.forms import PageForm, posted, with_fields
from doudi.pages.responses import done
from doudi.programmes.assistance.temporary import queries, services
from doudi.programmes.assistance.temporary.models import ReserveDraft
from doudi.programmes.assistance.temporary.reserves import LEADER

State = ReserveDraft.State
TINTS = {State.WAITING: "warn", State.SIGNED: "ok", State.RETURNED: "danger"}


def draft_page(request: HttpRequest, pk: int) -> HttpResponse:
    row = one(request, pk)
    context = {
        "title": f"{row.get_kind_display()}：{row.applicant.name} {yuan(row.amount)}元",
        "row": row,
        "state": Tag(row.get_state_display(), TINTS[State(row.state)]),
        "items": _items(row),
        "may_sign": row.state == State.WAITING and may(request.user, LEADER, area_code=row.township_id),
    }
    return render(request, "temporary/draft.html", context)


def sign_page(request: HttpRequest, pk: int) -> HttpResponse:
    """POST signs; a page asked for by its address leads to the draft."""
    row = one(request, pk)
    here = reverse("temporary:draft", args=[pk])
    if request.method != "POST":
        return draft_page(request, pk)
    assert isinstance(request.user, User)
    services.sign(row, by=request.user, at=timezone.now())
    return done(request, "已签批，冲销已入账。", to=here)


def send_back_page(request: HttpRequest, pk: int) -> HttpResponse:
    row = one(request, pk)
    assert isinstance(request.user, User)
    form = with_fields(
        PageForm(*posted(request)[:1]),
        {"because": forms.CharField(label="退回理由", max_length=400, widget=forms.Textarea(attrs={"rows": 3}))},
    )
    more: dict[str, Any] = {
        "title": f"退回：{row.case_number}",
        "submit": "退回",
        "back": reverse("temporary:draft", args=[pk]),
    }

    def do(said: dict[str, Any], user: User) -> str:
        services.send_back(row, because=said["because"], by=user, at=timezone.now())
        return "已退回经办人。"

    return carry_out(request, form, do=do, **more)


def one(request: HttpRequest, pk: int) -> ReserveDraft:
    """The draft, if it is of the user's township."""
    rows = ReserveDraft.objects.select_related("applicant", "township", "clerk", "leader", "use")
    row = scope(request.user, queries.READERS).filter(rows, "township_id").filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def _items(row: ReserveDraft) -> list[Item]:
    items = [
        Item("办件编号", row.case_number),
        Item("申请人", row.applicant.name),
        Item("金额（元）", row.amount, Kind.MONEY),
        Item("经办人", row.clerk.name),
        Item("提交时间", row.at, Kind.TIME),
    ]
    if row.kind == ReserveDraft.Kind.REVERSE:
        items += [
            Item("冲销原因", Reason(row.said["reason"]).label),
            Item("原支出日期", row.use.on if row.use else None, Kind.DATE),
            Item("事由", row.said["because"], wide=True),
        ]
    if row.leader is not None:
        items += [Item("签批人", row.leader.name), Item("签批时间", row.answered_at, Kind.TIME)]
    if row.because:
        items.append(Item("退回理由", row.because, wide=True))
    return items
