"""使用期满: whose term ends within a year or is over, which notice is due, and the way to tell the family or to renew."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from doudi.base.access import may
from doudi.base.calendar import months_later
from doudi.base.models import User
from doudi.pages.acts import carry_out
from doudi.pages.cells import Tag
from doudi.pages.declare import KeyFigure
from doudi.pages.forms import DayField, PageForm, posted
from doudi.programmes.funeral.cemeteries import policy, queries, tenure
from doudi.programmes.funeral.cemeteries.queries import TermEnd
from doudi.programmes.funeral.cemeteries.registering import RESERVERS

_SHOWN = 200


def terms_page(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    ends = queries.terms_ending(request.user, today)
    given, months = queries.notices_given(ends), policy.on(today).notices
    acts = may(request.user, RESERVERS)
    rows = []
    due = 0
    for each in ends:
        told = given.get(each.key, set())
        wanted = queries.notice_due(each, told, months, today)
        due += wanted is not None
        over = each.ends_on < today
        rows.append(
            {
                "end": each,
                "state": Tag("已期满", "danger") if over else Tag(f"{(each.ends_on - today).days}天后期满", "warn"),
                "told": "、".join(f"期满前{number}个月" for number in sorted(told, reverse=True)) or "还没有告知",
                "wanted": f"应作期满前{wanted}个月的告知" if wanted is not None else "",
                "tell": reverse("cemeteries:tell", args=[each.key]) if acts and wanted is not None else "",
                "renew": reverse("cemeteries:renew", args=[each.key]) if acts else "",
            }
        )
    context = {
        "title": "使用期满",
        "rows": rows[:_SHOWN],
        "more": max(len(rows) - _SHOWN, 0),
        "figures": [
            KeyFigure("一年内期满（处）", f"{sum(each.ends_on >= today for each in ends):,}"),
            KeyFigure("已期满（处）", f"{sum(each.ends_on < today for each in ends):,}"),
            KeyFigure("待告知（处）", f"{due:,}", tint="danger" if due else "ok"),
        ],
    }
    return render(request, "cemeteries/terms.html", context)


class TellForm(PageForm):
    told = forms.CharField(label="告知对象", max_length=40)
    way = forms.CharField(label="告知方式", max_length=40, help_text="例如上门送达、电话、挂号信编号")


def tell_page(request: HttpRequest, key: str) -> HttpResponse:
    return _form(
        request,
        key,
        TellForm,
        "期满告知",
        lambda end, said, user: tenure.tell_family(end, **said, by=user, at=timezone.now()),
    )


class RenewForm(PageForm):
    until = DayField(label="续至")
    agreement = forms.CharField(label="续期协议号", max_length=40)


def renew_page(request: HttpRequest, key: str) -> HttpResponse:
    return _form(
        request, key, RenewForm, "续期", lambda end, said, user: tenure.renew(end, **said, by=user, at=timezone.now())
    )


def _form(request: HttpRequest, key: str, form_class: type[PageForm], title: str, do: Any) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    assert isinstance(user, User)
    end = _find(user, key)
    form, back = form_class(*posted(request)[:1]), reverse("cemeteries:terms")
    more: dict[str, Any] = {
        "title": f"{title}：{end.cemetery} {end.place}", "submit": title, "back": back,
        "words": f"{end.name}，{end.since:%Y-%m-%d}安放，{end.ends_on:%Y-%m-%d}期满。期满不自动清退。",
    }  # fmt: skip
    if "until" in form.fields and request.method != "POST":
        form.fields["until"].initial = months_later(end.ends_on, 12 * int(policy.of_plots(today)["term_years"]))

    def step(said: dict[str, Any], user: User) -> str:
        do(end, said, user)
        return f"{end.place}已办理“{title}”。"

    return carry_out(request, form, do=step, **more)


def _find(user: User, key: str) -> TermEnd:
    """A term that ends in the user's place: those that have not come yet have no page."""
    for each in queries.terms_ending(user, timezone.localdate()):
        if each.key == key:
            return each
    raise Http404
