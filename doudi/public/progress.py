"""查办理进度: by the number of the case and the code on the slip, or the last four digits of the phone that was left."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters

from doudi.base.areas import name_of, township_of
from doudi.base.refused import Refused
from doudi.mechanisms.casework.notices.progress import look_up
from doudi.mechanisms.entitlement.publicity import door_terms
from doudi.pages.forms import PageForm
from doudi.public.pages import page, sender


class ProgressForm(PageForm):
    number = forms.CharField(label="办件编号", max_length=40, help_text="印在受理回执上")
    secret = forms.CharField(
        label="查询码，或手机号后四位",
        max_length=12,
        help_text="查询码印在受理回执上；手机号是申请时留的那个",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


@sensitive_post_parameters("secret")
@login_not_required
def progress(request: HttpRequest) -> HttpResponse:
    """What was asked stands in no address: the form is posted and its answer kept by nobody."""
    form = ProgressForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"title": "查办理进度", "form": form}
    if request.method != "POST":
        return page(request, "public/progress.html", context)
    if not form.is_valid():
        return page(request, "public/progress.html", context, status=422)
    given, now = form.cleaned_data, timezone.now()
    try:
        found = look_up(
            given["number"],
            given["secret"],
            origin=sender(request),
            terms=door_terms(timezone.localdate(now)),
            at=now,
        )
    except Refused as refused:
        return page(request, "public/progress.html", {**context, "refusal": refused.sentence}, status=422)
    town = name_of(township_of(found.area_code))
    return page(request, "public/found.html", {"title": "办理进度", "found": found, "town": town})
