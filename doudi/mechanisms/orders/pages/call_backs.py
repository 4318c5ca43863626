"""待回访: what was drawn and is not done yet, the nearest limit first, and the form of one call."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from doudi.base.access import scope
from doudi.base.areas import full_name
from doudi.base.models import User
from doudi.mechanisms.orders import call_backs
from doudi.mechanisms.orders.declare import OrderKind
from doudi.mechanisms.orders.models import CallBack
from doudi.mechanisms.orders.pages.declare import OrderPages
from doudi.pages.acts import carry_out
from doudi.pages.cells import Kind, Tag
from doudi.pages.declare import Page, WorkItem
from doudi.pages.filters import AreaTree, Choice, Text, YesNo
from doudi.pages.forms import PageForm, posted
from doudi.pages.lists import Column, Listing, Operation
from doudi.pages.views import list_page

_TINTS = {CallBack.Outcome.CAME: "ok", CallBack.Outcome.DENIED: "danger", CallBack.Outcome.UNREACHED: "warn"}


def rows_of(user: Any, kind: OrderKind) -> QuerySet[CallBack]:
    """The call-backs of a kind in the user's place: of whoever makes them, none of the provider's."""
    rows = CallBack.objects.filter(order__kind=kind.code).select_related("order", "by")
    roles = kind.call_backs.by if kind.call_backs is not None else frozenset()
    return scope(user, roles).filter(rows).order_by("due_on", "pk")


def call_back_pages_of(pages: OrderPages) -> tuple[Page, ...]:
    """The list and the form, for a kind that declares call-backs."""
    assert pages.kind.call_backs is not None
    by = pages.kind.call_backs.by
    return (
        Page(f"{pages.many}_calls", "服务回访", _list_view(pages), by, f"{pages.many}/calls/", icon="phone"),
        Page(f"{pages.many}_call", "登记回访", _call_view(pages), by, f"{pages.many}/calls/<int:pk>/"),
    )


def worklist_of(pages: OrderPages) -> Callable[[Any, dt.date], list[WorkItem]]:
    """One line for all that are due to a user."""

    def waiting(user: Any, today: dt.date) -> list[WorkItem]:
        due = list(rows_of(user, pages.kind).filter(done_at=None).values_list("due_on", flat=True))
        if not due:
            return []
        late = sum(day < today for day in due)
        told = f"，其中{late}单已过期" if late else ""
        return [
            WorkItem(
                f"{len(due)}张{pages.noun}待回访{told}", f"{reverse(pages.at('calls'))}?open=1", label="回访", tint="danger" if late else "warn",
                due=min(due), overdue=late > 0, natural=True, number=len(due),
            )
        ]  # fmt: skip

    return waiting


def _tag(row: CallBack) -> Tag:
    if row.done_at is not None:
        return Tag(row.get_outcome_display(), _TINTS[CallBack.Outcome(row.outcome)])
    if row.tries:
        return Tag(f"联系不上{row.tries}次", "warn")
    return Tag("待回访", "danger" if row.due_on < timezone.localdate() else "info")


def _list_view(pages: OrderPages) -> Callable[..., HttpResponse]:
    kind = pages.kind

    listing = Listing(
        code=f"{kind.code}.calls",
        name="服务回访",
        rows=lambda user: rows_of(user, kind),
        columns=(
            Column("title", "服务对象", "order.title", head=True),
            Column("number", "单号", "order.number"),
            Column("place", "乡镇、村居", lambda row: full_name(row.area_code)),
            Column("item", "项目", lambda row: kind.item_name(row.order), half=True),
            Column("ended", "服务时间", "order.ended_at", kind=Kind.TIME, half=True),
            Column("why", "抽取原因", lambda row: row.get_why_display(), half=True),
            Column("due", "应于此前回访", "due_on", kind=Kind.DATE, sort="due_on", half=True),
            Column("score", "满意度", "score", kind=Kind.NUMBER, desk_only=True),
            Column("by", "回访人", lambda row: row.by.name if row.by else None, desk_only=True),
            Column("state", "结果", _tag),
        ),
        filters=(
            Text(code="q", label="姓名", field="order__title"),
            AreaTree(),
            Choice(code="why", label="抽取原因", field="why", choices=CallBack.Why.choices),
            Choice(code="outcome", label="结果", field="outcome", choices=CallBack.Outcome.choices),
            YesNo(code="open", label="待回访", apply=lambda rows, value: rows.filter(done_at__isnull=value == "1")),
        ),
        operations=(
            Operation("回访", lambda row: reverse(pages.at("call"), args=[row.pk]) if row.done_at is None else None),
            Operation("服务单", lambda row: reverse(pages.at("one"), args=[row.pk])),
        ),
        order=("due_on", "pk"),
        empty="没有需要回访的服务单。每天夜里抽取前一天完成的服务单。",
    )

    def view(request: HttpRequest) -> HttpResponse:
        return list_page(request, listing)

    return view


class CallForm(PageForm):
    outcome = forms.ChoiceField(label="回访结果", choices=CallBack.Outcome.choices, widget=forms.RadioSelect)
    score = forms.TypedChoiceField(
        label="满意度（来过的填写）", coerce=int, empty_value=None, required=False, widget=forms.RadioSelect,
        choices=[("5", "5 很好"), ("4", "4 好"), ("3", "3 一般"), ("2", "2 不好"), ("1", "1 很不好")],
    )  # fmt: skip
    words = forms.CharField(label="谁接的电话、怎么说的", max_length=400, widget=forms.Textarea(attrs={"rows": 3}))


def _call_view(pages: OrderPages) -> Callable[..., HttpResponse]:
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        row = rows_of(request.user, pages.kind).select_related("order__client__person").filter(pk=pk).first()
        if row is None:
            raise Http404

        def do(said: dict[str, Any], by: User) -> str:
            asked = call_backs.Asked(row, said["outcome"], said["words"], by, timezone.now(), score=said["score"])
            call_backs.answer(asked)
            return f"已登记回访：{row.order.title}，{row.order.number}。"

        return carry_out(
            request, CallForm(*posted(request)[:1]), do=do, back=f"{reverse(pages.at('calls'))}?open=1",
            title=f"回访：{row.order.title}", submit="登记回访", words=_told(pages.kind, row),
        )  # fmt: skip

    return view


def _told(kind: OrderKind, row: CallBack) -> str:
    """What the caller asks about; the number to call stands on the page of who may call."""
    order = row.order
    person = getattr(order.client, "person", None)
    phone = person.phone if person is not None and person.phone else "未登记"
    ended = timezone.localtime(order.ended_at) if order.ended_at is not None else None
    when = f"{ended:%m月%d日%H:%M}结束" if ended is not None else ""
    return f"{order.title}，电话{phone}。{kind.item_name(order)}，{when}，服务机构报{order.minutes_served or 0}分钟。"
