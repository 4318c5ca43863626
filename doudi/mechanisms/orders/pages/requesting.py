"""The form by which an order is requested."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from doudi.base.access import scope
from doudi.base.areas import full_name
from doudi.base.models import Area, User
from doudi.base.refused import Refused
from doudi.mechanisms.orders.pages.declare import OrderPages
from doudi.mechanisms.orders.requesting import NewOrder, request
from doudi.mechanisms.registry.models import Party
from doudi.pages.forms import PageForm, form_page, posted, with_fields
from doudi.pages.responses import done

_MOST_CLIENTS = 2000  # to choose from on one page; whoever has more has a whole county to ask for


def new_view(pages: OrderPages) -> Callable[..., HttpResponse]:
    """Who needs what, when. Pressed twice it is there once: the form carries a key of its own."""

    def view(asked: HttpRequest) -> HttpResponse:
        user = asked.user
        assert isinstance(user, User)
        form = _form(asked, pages)
        back = reverse(pages.at(""))
        more: dict[str, Any] = {"title": f"登记{pages.noun}", "submit": "登记", "back": back}
        if asked.method != "POST" or not form.is_valid():
            return form_page(asked, form, **more)
        try:
            order = request(pages.kind, _new(pages, form.cleaned_data), by=user, at=timezone.now())
        except Refused as refused:
            return form_page(asked, form, refusal=refused.sentence, **more)
        return done(asked, f"已登记：{order.title}，{order.number}。", to=reverse(pages.at("one"), args=[order.pk]))

    return view


def _form(asked: HttpRequest, pages: OrderPages) -> PageForm:
    form = PageForm(*posted(asked))
    form.columns = 2
    kind, today = pages.kind, timezone.localdate()
    fields: dict[str, forms.Field] = {}
    if pages.clients is not None:
        fields["client"] = forms.ChoiceField(
            label="服务对象", choices=[("", "请选择"), *_people(pages.clients(asked.user))]
        )
    else:
        fields["place"] = forms.ChoiceField(label="服务地点", choices=[("", "请选择"), *_villages(asked.user, pages)])
        fields["people"] = forms.IntegerField(label="需要人数", min_value=1, max_value=200)
    items = [(each.code, f"{each.name}（{each.minutes}分钟）") for each in kind.items(today)]
    fields["item"] = forms.ChoiceField(label="项目", choices=[("", "请选择"), *items])
    fields["starts_at"] = forms.DateTimeField(
        label="约定时间",
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": "时间看不懂，请写成 2024-11-05 09:30 的样子。"},
    )
    fields["channel"] = forms.ChoiceField(label="谁提出的", choices=pages.channels, widget=forms.RadioSelect)
    fields["urgent"] = forms.BooleanField(label="紧急", required=False)
    fields["detail"] = forms.CharField(
        label="具体需求", required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="只写做什么；不写收入、疾病和证件号码。",
    )  # fmt: skip
    fields["key"] = forms.CharField(widget=forms.HiddenInput, initial=uuid.uuid4().hex, required=False)
    return with_fields(form, fields)


def _new(pages: OrderPages, said: dict[str, Any]) -> NewOrder:
    party = Party.objects.get(pk=said["client"]) if said.get("client") else None
    place = party.area_id if party is not None else said["place"]
    return NewOrder(
        title=party.name if party is not None else full_name(said["place"]),
        area_code=place or "",
        item=said["item"],
        starts_at=said["starts_at"],
        client=party,
        people=said.get("people"),
        detail=said["detail"],
        channel=said["channel"],
        urgent=said["urgent"],
        key=said["key"] or None,
    )


def _people(rows: QuerySet[Party]) -> list[tuple[str, str]]:
    return [(str(row.pk), f"{row.name}（{full_name(row.area_id or '')}）") for row in rows[:_MOST_CLIENTS]]


def _villages(user: Any, pages: OrderPages) -> list[tuple[str, str]]:
    rows = scope(user, pages.kind.hands.request).filter(Area.objects.filter(level=Area.Level.VILLAGE), "code")
    return [(row.code, full_name(row.code)) for row in rows.order_by("code")]
