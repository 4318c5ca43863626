"""我要反映: an objection from a page. No picture puzzle: a field that only machines fill in, and so many an hour from one sender."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from doudi.base.refused import Refused
from doudi.mechanisms.casework.notices.models import PublicNotice
from doudi.mechanisms.casework.notices.objecting import receive_from_page
from doudi.mechanisms.casework.notices.wording import masked_name
from doudi.mechanisms.entitlement.publicity import objections_an_hour
from doudi.pages.forms import PageForm
from doudi.public.notices import shown
from doudi.public.pages import gone, page, sender


class ObjectionForm(PageForm):
    line = forms.ChoiceField(label="反映哪一户", required=False)
    statement = forms.CharField(
        label="反映的情况",
        widget=forms.Textarea(attrs={"rows": 6}),
        min_length=5,
        max_length=2000,
        help_text="写清楚您知道的情况，例如家庭收入、财产、人口有什么不符。",
        error_messages={"min_length": "请写明反映的情况，至少5个字。"},
    )
    name = forms.CharField(
        label="您的姓名（可不填）", max_length=40, required=False, help_text="实名反映的，我们逐件核实并答复。"
    )
    contact = forms.CharField(label="联系电话（可不填）", max_length=60, required=False)
    website = forms.CharField(label="网址", max_length=100, required=False)  # people do not see it

    def __init__(self, *args: Any, notice: PublicNotice, **more: Any) -> None:
        super().__init__(*args, **more)
        self.lines = {str(line.number): line for line in notice.lines.all()}
        choices = [(number, f"{number}. {masked_name(line.name)}") for number, line in self.lines.items()]
        self.fields["line"].choices = [("", "不针对某一户"), *choices]  # type: ignore[attr-defined]
        self.fields["contact"].widget.attrs["inputmode"] = "tel"
        self.fields["website"].widget.attrs |= {"tabindex": "-1", "autocomplete": "off"}


@login_not_required
def objection(request: HttpRequest, number: str) -> HttpResponse:
    """The form, and the number under which it was received."""
    notice = shown(number)
    if notice is None:
        return gone(request)
    form = ObjectionForm(request.POST if request.method == "POST" else None, notice=notice)
    context: dict[str, Any] = {"title": "我要反映", "form": form, "notice": notice, "number": number}
    if request.method != "POST":
        return page(request, "public/objection.html", context)
    if not form.is_valid():
        return page(request, "public/objection.html", context, status=422)
    given, now = form.cleaned_data, timezone.now()
    if given["website"]:  # a machine: it is told what it wants to hear
        return page(request, "public/received.html", {"title": "已收到", "received": ""})
    try:
        made = receive_from_page(
            notice,
            given["statement"],
            at=now,
            origin=sender(request),
            most_an_hour=objections_an_hour(timezone.localdate(now)),
            line=form.lines.get(given["line"]),
            name=given["name"],
            contact=given["contact"],
        )
    except Refused as refused:
        return page(request, "public/objection.html", {**context, "refusal": refused.sentence}, status=422)
    return page(request, "public/received.html", {"title": "已收到", "received": made.number})
