"""短信的页面: the outbox with what would be sent, and the two things a person may do with what did not go."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from doudi.base.areas import full_name
from doudi.base.models import User
from doudi.mechanisms.casework.texts import provider, queries, services
from doudi.mechanisms.casework.texts.declare import TEMPLATES
from doudi.mechanisms.casework.texts.models import TextMessage, TextState
from doudi.pages.acts import carry_out
from doudi.pages.cells import Kind, Tag
from doudi.pages.declare import Page
from doudi.pages.filters import AreaTree, Choice, Text
from doudi.pages.forms import PageForm, posted
from doudi.pages.lists import Column, Listing, Operation
from doudi.pages.views import list_page

_TINTS = {TextState.SENT: "ok", TextState.FAILED: "danger", TextState.QUEUED: "info", TextState.SENDING: "warn"}
_WAITING = (TextState.QUEUED, TextState.FAILED)


def _state(row: TextMessage) -> Tag:
    return Tag(row.get_state_display(), _TINTS.get(TextState(row.state), ""))


def _address(page: str, row: TextMessage, states: tuple[TextState, ...]) -> str | None:
    return reverse(f"text_messages:{page}", args=[row.pk]) if row.state in states else None


LISTING = Listing(
    code="texts.messages",
    name="短信",
    rows=queries.texts,
    columns=(
        Column("template", "事项", lambda row: TEMPLATES[row.template].name, head=True),
        Column("words", "内容", "words"),
        Column("phone", "手机号", lambda row: provider.masked(row.phone), half=True),
        Column("area", "村居", lambda row: full_name(row.area_code), half=True),
        Column("at", "生成时间", kind=Kind.TIME, sort="at", half=True),
        Column("state", "状态", _state),
        Column("error", "失败原因", "error", desk_only=True),
    ),
    filters=(
        Text(code="q", label="办件编号", field="case__number"),
        AreaTree(),
        Choice(code="state", label="状态", field="state", choices=tuple(TextState.choices)),
    ),
    operations=(
        Operation("重发", lambda row: _address("again", row, (TextState.FAILED,))),
        Operation("取消", lambda row: _address("cancel", row, _WAITING)),
    ),
    empty="没有短信。办件受理、补正、公示、决定时自动生成。",
    persons=False,
    scope_roles=services.KEEPERS,
)


def messages(request: HttpRequest) -> HttpResponse:
    return list_page(request, LISTING)


class NoFields(PageForm):
    """Only a confirmation."""


class CancelForm(PageForm):
    because = forms.CharField(label="理由", max_length=200)


def again(request: HttpRequest, pk: int) -> HttpResponse:
    """重发。"""
    row = _one(request, pk)
    words = f"{row.words}（{provider.masked(row.phone)}）。上次失败原因：{row.error or '未注明'}。"
    return _act(request, NoFields(*posted(request)), "重发短信", "重发", words, row)


def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """取消。"""
    row = _one(request, pk)
    return _act(request, CancelForm(*posted(request)), "取消短信", "取消发送", row.words, row)


def _one(request: HttpRequest, pk: int) -> TextMessage:
    row = queries.texts(request.user).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def _act(request: HttpRequest, form: PageForm, title: str, submit: str, words: str, row: TextMessage) -> HttpResponse:
    back = reverse("text_messages:messages")
    more: dict[str, Any] = {"title": title, "submit": submit, "back": back, "words": words}

    def do(said: dict[str, Any], user: User) -> str:
        now = timezone.now()
        if isinstance(form, CancelForm):
            services.cancel(row, by=user, at=now, because=said["because"])
        else:
            services.send_again(row, by=user, at=now)
        return "已取消，不再发送。" if isinstance(form, CancelForm) else "已重新排队。"

    return carry_out(request, form, do=do, **more)


PAGES: tuple[Page, ...] = (
    Page("messages", "短信", messages, services.KEEPERS, icon="send"),
    Page("again", "重发短信", again, services.KEEPERS, address="messages/<int:pk>/again/"),
    Page("cancel", "取消短信", cancel, services.KEEPERS, address="messages/<int:pk>/cancel/"),
)
