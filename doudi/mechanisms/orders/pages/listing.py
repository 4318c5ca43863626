"""The list of a kind's orders, and what it puts on a user's first screen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from doudi.base.areas import full_name
from doudi.mechanisms.orders import queries
from doudi.mechanisms.orders.models import OVER, Order, State
from doudi.mechanisms.orders.pages.declare import OrderPages
from doudi.pages.cells import Kind, Tag
from doudi.pages.declare import KeyFigure, WorkItem
from doudi.pages.filters import AreaTree, Choice, Text, YesNo
from doudi.pages.lists import Column, Listing, Operation, Tool
from doudi.pages.views import list_page

_SHOWN = 50
_TINTS = {
    State.CONFIRMED: "ok", State.SETTLED: "ok", State.ENDED: "warn", State.DISPATCHED: "info", State.ACCEPTED: "info", State.STARTED: "info",
    State.DISPUTED: "danger", State.REJECTED: "danger", State.EXPIRED: "danger", State.NO_SHOW: "danger",
}  # fmt: skip


def tag_of(pages: OrderPages, order: Order) -> Tag:
    """Where an order stands, in the words of its kind."""
    words = pages.kind.word(order.state) + ("·挂起" if order.held and not order.is_over else "")
    return Tag(words, _TINTS.get(State(order.state), "danger" if order.held else ""))


def listing_of(pages: OrderPages) -> Listing:
    """The list, with the columns and filters that every kind has."""
    kind, now = pages.kind, timezone.now

    return Listing(
        code=kind.code,
        name=pages.name,
        rows=lambda user: queries.orders(user, kind),
        columns=(
            Column("title", "服务对象", "title", head=True),
            Column("number", "单号", "number"),
            Column("place", "乡镇、村居", lambda order: full_name(order.area_code)),
            Column("item", "项目", kind.item_name, half=True),
            *pages.columns,
            Column("starts", "约定时间", "starts_at", kind=Kind.TIME, sort="starts_at", half=True),
            Column("minutes", "服务分钟", "minutes_served", kind=Kind.NUMBER, desk_only=True),
            Column("way", "确认方式", lambda order: order.get_way_display(), desk_only=True),
            Column("rating", "评分", "rating", kind=Kind.NUMBER, desk_only=True),
            Column("due", "时限", "due_at", kind=Kind.TIME, sort="due_at", desk_only=True),
            Column("state", "状态", lambda order: tag_of(pages, order)),
        ),
        filters=(
            Text(code="q", label="姓名/单号", apply=lambda rows, value: rows.filter(Q(title__icontains=value) | Q(number__iexact=value))),
            AreaTree(),
            Choice(code="state", label="状态", field="state", choices=[(each.value, kind.word(each)) for each in State]),
            Choice(code="item", label="项目", field="item", choices=lambda: [(each.code, each.name) for each in kind.items(timezone.localdate())]),
            YesNo(code="overdue", label="超时", apply=lambda rows, value: _late(rows, value, now())),
            YesNo(code="held", label="挂起", apply=lambda rows, value: rows.exclude(held="") if value == "1" else rows.filter(held="")),
        ),
        tools=(
            Tool(f"登记{pages.noun}", lambda: reverse(pages.at("new")), icon="plus", primary=True, roles=kind.hands.request),
        ),
        operations=(Operation("详情", lambda order: reverse(pages.at("one"), args=[order.pk])),),
        order=("-starts_at", "-pk"),
        empty=f"没有符合条件的{pages.noun}。可以放宽或重置筛选条件。",
    )  # fmt: skip


def list_view(pages: OrderPages) -> Callable[..., HttpResponse]:
    """The page of the list."""
    listing = listing_of(pages)

    def view(request: HttpRequest) -> HttpResponse:
        return list_page(request, listing)

    return view


def worklist_of(*all_pages: OrderPages) -> Callable[[Any, dt.date], list[WorkItem]]:
    """What waits for a user's hands in these kinds: two queries a kind, however much waits."""

    def waiting(user: Any, today: dt.date) -> list[WorkItem]:
        return [item for pages in all_pages for item in _waiting(pages, user, today)]

    return waiting


def figures_of(pages: OrderPages) -> Callable[[Any, dt.date], list[KeyFigure]]:
    """在途 and how many of them are late."""

    def figures(user: Any, today: dt.date) -> list[KeyFigure]:
        rows = queries.orders(user, pages.kind, today).exclude(state__in=(*OVER, State.CONFIRMED)).order_by()
        counted = rows.aggregate(open=Count("pk"), late=Count("pk", filter=Q(due_at__lt=timezone.now())))
        if not counted["open"]:
            return []
        address = reverse(pages.at(""))
        late = counted["late"]
        return [
            KeyFigure(
                f"在途{pages.name}（单）",
                f"{counted['open']:,}",
                f"{address}?overdue=1" if late else address,
                f"超时 {late:,} 单" if late else "没有超时",
                "danger" if late else "ok",
            )
        ]

    return figures


def _waiting(pages: OrderPages, user: Any, today: dt.date) -> list[WorkItem]:
    now = timezone.now()
    rows = list(queries.worklist(user, [pages.kind], today)[: _SHOWN + 1])
    address = reverse(pages.at("")) if rows else ""
    items = [_item(pages, order, address, now) for order in rows[:_SHOWN]]
    if len(rows) > _SHOWN:
        rest = queries.worklist(user, [pages.kind], today).count() - _SHOWN
        items.append(WorkItem(f"其余{rest}张{pages.noun}，期限较远", address, label=pages.noun, number=rest))
    return items


def _item(pages: OrderPages, order: Order, address: str, now: dt.datetime) -> WorkItem:
    tag = tag_of(pages, order)
    return WorkItem(
        title=f"{order.title}：{pages.name}",
        url=f"{address}{order.pk}/",
        label=tag.words,
        tint=tag.tint,
        where=f"{full_name(order.area_code)} · {order.number}",
        since=timezone.localdate(order.requested_at),
        due=timezone.localdate(order.due_at) if order.due_at is not None else None,
        overdue=order.due_at is not None and order.due_at < now,
    )


def _late(rows: QuerySet[Order], value: str, now: dt.datetime) -> QuerySet[Order]:
    late = Q(due_at__lt=now) & ~Q(state__in=OVER)
    return rows.filter(late) if value == "1" else rows.exclude(late)
