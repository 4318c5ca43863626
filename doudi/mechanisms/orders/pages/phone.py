"""The phone of who carries out orders: what is open and what is his, and for each order the one thing to do next.

He sees what the service needs and no more: name, village, item, the time, and the phone number once he has taken it (R-ORDER-03).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from doudi.base import files
from doudi.base.areas import full_name
from doudi.base.models import StoredFile, User
from doudi.base.refused import Refused
from doudi.mechanisms.orders import declare, queries, services
from doudi.mechanisms.orders.declare import STEPS, Doing, Presence
from doudi.mechanisms.orders.models import Assignment, Order, Way, Worker
from doudi.mechanisms.orders.pages.declare import OrderPages
from doudi.mechanisms.phone.sent import if_told, moment_told, place_told
from doudi.pages.responses import done

A = Assignment.State
_OPEN_SHOWN = 30
_MINE = (declare.ACCEPT, declare.DECLINE, declare.RETURN, declare.CHECK_IN, declare.CHECK_OUT, declare.CONFIRM)


def mine_view(*all_pages: OrderPages) -> Callable[..., HttpResponse]:
    """我的服务单: what he has taken or is offered, then what is open nearby."""

    def view(request: HttpRequest) -> HttpResponse:
        worker, now = _me(request, all_pages), timezone.now()
        cards, open_ones = [], []
        if worker is not None:
            by_kind = {pages.kind.code: pages for pages in all_pages}
            mine = [row for row in queries.mine(worker, now) if row.order.kind in by_kind]
            cards = [_card(by_kind[row.order.kind], row.order, row) for row in mine]
            for pages in all_pages:
                rows = queries.open_to(worker, pages.kind, now)[:_OPEN_SHOWN]
                open_ones += [_card(pages, order, None) for order in rows]
        context = {"title": "我的服务单", "worker": worker, "cards": cards, "open": open_ones}
        return render(request, "orders/mine.html", context)

    return view


def one_view(*all_pages: OrderPages) -> Callable[..., HttpResponse]:
    """One order, with what is to be done next."""

    def view(request: HttpRequest, pk: int) -> HttpResponse:
        return _page(request, all_pages, pk, "", 200)

    return view


def act_view(*all_pages: OrderPages) -> Callable[..., HttpResponse]:
    """One step, sent by the phone with a key of its own: sent again it is answered the same."""

    def view(request: HttpRequest, pk: int, step: str) -> HttpResponse:
        wanted = STEPS.get(step.replace("-", "_"))
        if request.method != "POST" or wanted not in _MINE:
            raise Http404
        pages, order, worker, _ = _one(request, all_pages, pk)
        kept: list[StoredFile] = []
        try:
            services.step(_doing(request, order, worker, wanted, kept))
        except Refused as refused:
            files.take_back(kept)
            return _page(request, all_pages, pk, refused.sentence, 422)
        to = reverse(f"{pages.programme}:mine_one", args=[pk])
        gone = wanted in (declare.DECLINE, declare.RETURN)
        return done(request, f"已{wanted.name}：{order.title}。", to=reverse(f"{pages.programme}:mine") if gone else to)

    return view


def _page(request: HttpRequest, all_pages: tuple[OrderPages, ...], pk: int, refusal: str, status: int) -> HttpResponse:
    pages, order, worker, row = _one(request, all_pages, pk)
    step = _next(order, row)

    def to(each: declare.Step) -> str:
        return reverse(f"{pages.programme}:mine_act", args=[pk, each.code.replace("_", "-")])

    phone = ""
    if row is not None and row.state in (A.ACCEPTED, A.IN) and order.client is not None:
        person = getattr(order.client, "person", None)
        phone = person.phone if person is not None else ""
    context = {
        "title": order.title,
        "order": order,
        "card": _card(pages, order, row),
        "worker": worker,
        "row": row,
        "step": step,
        "asks_place": step in (declare.CHECK_IN, declare.CHECK_OUT),
        "asks_card": step == declare.CONFIRM and Way.CARD in pages.kind.ways and order.client_id is not None,
        "phone": phone,
        "action": to(step) if step is not None else "",
        "decline": to(declare.DECLINE) if row is not None and row.state == A.OFFERED else "",
        "give_back": to(declare.RETURN) if row is not None and row.state == A.ACCEPTED else "",
        "refusal": refusal,
        "list": reverse(f"{pages.programme}:mine"),
    }
    return render(request, "orders/mine_one.html", context, status=status)


def _next(order: Order, row: Assignment | None) -> declare.Step | None:
    """What he does next; None: it waits for others, or is over."""
    if row is None or row.state in (A.OFFERED, A.RETURNED, A.DECLINED):
        return declare.ACCEPT if order.state in declare.ACCEPT.sources else None
    if row.state == A.ACCEPTED and order.state in declare.CHECK_IN.sources:
        return declare.CHECK_IN
    if row.state == A.IN:
        return declare.CHECK_OUT
    return declare.CONFIRM if row.state == A.OUT and order.state in declare.CONFIRM.sources else None


def _one(
    request: HttpRequest, all_pages: tuple[OrderPages, ...], pk: int
) -> tuple[OrderPages, Order, Worker, Assignment | None]:
    worker = _me(request, all_pages)
    if worker is None:
        raise Http404
    by_kind = {pages.kind.code: pages for pages in all_pages}
    order = Order.objects.select_related("client__person", "team").filter(pk=pk, kind__in=by_kind).first()
    if order is None:
        raise Http404
    row = Assignment.objects.select_related("worker").filter(order=order, worker=worker).first()
    pages = by_kind[order.kind]
    if row is None and not queries.open_to(worker, pages.kind, timezone.now()).filter(pk=pk).exists():
        raise Http404
    if row is not None and not queries.still_shown(order, timezone.now()):
        raise Http404
    return pages, order, worker, row


def _me(request: HttpRequest, all_pages: tuple[OrderPages, ...]) -> Worker | None:
    return queries.workers_of(request.user, all_pages[0].kind.roster).select_related("person").first()


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _doing(request: HttpRequest, order: Order, worker: Worker, step: declare.Step, kept: list[StoredFile]) -> Doing:
    said, at = request.POST, timezone.now()
    presence = None
    if step in (declare.CHECK_IN, declare.CHECK_OUT):
        for upload in request.FILES.getlist("photos"):
            kept.append(
                files.keep(
                    upload, name=upload.name or "照片.jpg", purpose="服务照片", by=_user(request), at=at, area_code=order.area_code
                )
            )  # fmt: skip
        place = if_told(place_told, said)
        presence = Presence(
            latitude=place.latitude if place else None,
            longitude=place.longitude if place else None,
            accuracy=_metres(said.get("accuracy")),
            phone_at=if_told(moment_told, said.get("phone_at")),
            tag=str(said.get("tag") or "").strip()[:40],
            photos=tuple(kept),
            device=str(said.get("device") or "")[:64],
        )
    rating = str(said.get("rating") or "")
    return Doing(
        step,
        order,
        _user(request),
        at,
        worker,
        presence=presence,
        way=Way.CARD if step == declare.CONFIRM else None,
        card_code=str(said.get("card_code") or ""),
        rating=int(rating) if rating in set("12345") else None,
        because=str(said.get("because") or "")[:400],
        key=str(said.get("key") or "")[:80] or None,
    )


def _metres(text: Any) -> int | None:
    return int(text) if str(text or "").isdigit() and len(str(text)) < 7 else None


def _card(pages: OrderPages, order: Order, row: Assignment | None) -> dict[str, Any]:
    return {
        "name": order.title,
        "place": full_name(order.area_code),
        "item": pages.kind.item_name(order),
        "detail": order.detail,
        "starts_at": order.starts_at,
        "minutes": order.minutes,
        "people": order.people,
        "urgent": order.urgent,
        "state": A(row.state).label if row is not None and not order.is_over and row.state != A.OUT else pages.kind.word(order.state),
        "url": reverse(f"{pages.programme}:mine_one", args=[order.pk]),
    }  # fmt: skip
