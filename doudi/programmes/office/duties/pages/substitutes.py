"""代办安排: who is away from when to when, who acts in his name; ended by his coming back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from doudi.base.models import User
from doudi.mechanisms.casework import arrangements, substitutes
from doudi.mechanisms.casework.models import Substitution
from doudi.pages.acts import carry_out
from doudi.pages.cells import Kind
from doudi.pages.details import Item
from doudi.pages.filters import Text
from doudi.pages.forms import DayField, PageForm, posted
from doudi.pages.lists import Column, Listing, Operation, Tool
from doudi.pages.views import list_page
from doudi.programmes.office.duties.pages.terms import events, standing

_NAMES = {"case.substitute": "安排代办", "case.substitute_ends": "结束代办"}

LISTING = Listing(
    code="duties.substitutes",
    name="代办安排",
    rows=arrangements.substitutions,
    columns=(
        Column("absent", "外出人员", "absent.name", head=True),
        Column("substitute", "代办人", "substitute.name"),
        Column("since", "起始日期", kind=Kind.DATE, sort="since", half=True),
        Column("until", "终止日期", kind=Kind.DATE, sort="until", half=True),
        Column("because", "事由"),
        Column("by", "安排人", "by.name", desk_only=True),
        Column("standing", "状态", lambda row: standing(row.since, row.until, timezone.localdate())),
    ),
    filters=(Text(code="q", label="外出人员", field="absent__name"),),
    tools=(Tool("安排代办", lambda: reverse("duties:arrange"), icon="plus", primary=True, drawer=True),),
    operations=(Operation("详情", lambda row: reverse("duties:substitute", args=[row.pk])),),
    empty="没有代办安排。外出前请安排代办人，代办的每一步都会注明代谁办理。",
    persons=False,
)


class ArrangeForm(PageForm):
    columns = 2
    absent = forms.ChoiceField(label="外出人员")
    substitute = forms.ChoiceField(
        label="代办人", help_text="辖区须包括外出人员的辖区；外出人员自己经手的，代办人不能审批"
    )
    since = DayField(label="起始日期")
    until = DayField(label="终止日期")
    because = forms.CharField(label="外出事由", max_length=200)


def many(request: HttpRequest) -> HttpResponse:
    return list_page(request, LISTING)


def one(request: HttpRequest, pk: int) -> HttpResponse:
    row, user, today = _one(request, pk), request.user, timezone.localdate()
    assert isinstance(user, User)
    ends = row.until >= today and substitutes.may_end(row, user, today)
    context = {
        "title": f"{row.substitute.name}代{row.absent.name}办理",
        "tag": standing(row.since, row.until, today),
        "items": [
            Item("外出人员", str(row.absent)),
            Item("代办人", str(row.substitute)),
            Item("起始日期", row.since),
            Item("终止日期", row.until),
            Item("安排人", row.by.name),
            Item("事由", row.because, wide=True),
        ],
        "events": events(arrangements.happened(f"user:{row.absent_id}", _NAMES), _NAMES),
        "act": ("结束代办", reverse("duties:back", args=[pk])) if ends else None,
    }
    return render(request, "duties/one.html", context)


def new(request: HttpRequest) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    assert isinstance(user, User)
    form = ArrangeForm(*posted(request), initial={"absent": str(user.pk), "since": today})
    form.fields["absent"].choices = _choices(arrangements.absent_choices(user, today))  # type: ignore[attr-defined]
    form.fields["substitute"].choices = [("", "请选择"), *_choices(arrangements.substitute_choices(user, today))]  # type: ignore[attr-defined]
    more: dict[str, Any] = {"title": "安排代办", "submit": "安排", "back": reverse("duties:substitutes")}

    def do(said: dict[str, Any], user: User) -> tuple[str, str]:
        made = substitutes.arrange(
            User.objects.get(pk=int(said["absent"])),
            User.objects.get(pk=int(said["substitute"])),
            since=said["since"],
            until=said["until"],
            because=said["because"],
            by=user,
            at=timezone.now(),
        )
        return f"已安排{made.substitute.name}代办。", reverse("duties:substitute", args=[made.pk])

    return carry_out(request, form, do=do, **more)


def end(request: HttpRequest, pk: int) -> HttpResponse:
    """He is back, from tomorrow on he acts himself; what has not begun yet never begins."""
    row = _one(request, pk)
    form = PageForm(*posted(request))
    back = reverse("duties:substitute", args=[pk])
    words = "今天是代办的最后一天；还没有开始的，起始日即为最后一天。"
    more: dict[str, Any] = {"title": f"结束代办：{row.absent.name}", "submit": "结束代办", "back": back, "words": words}

    def do(said: dict[str, Any], user: User) -> str:
        substitutes.end(row, on=timezone.localdate(), by=user, at=timezone.now())
        return "已结束代办。"

    return carry_out(request, form, do=do, **more)


def _choices(users: Any) -> list[tuple[str, str]]:
    return [(str(each.pk), f"{each.name}（{each.unit}）" if each.unit else each.name) for each in users]


def _one(request: HttpRequest, pk: int) -> Substitution:
    assert isinstance(request.user, User)
    row = arrangements.substitutions(request.user).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row
