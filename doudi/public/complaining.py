"""我要投诉: a grievance without an account, with a code by which its answer is looked up."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters

from doudi.base.refused import Refused
from doudi.pages.forms import PageForm
from doudi.programmes.office.reception.complaining import NewGrievance, receive_from_page
from doudi.programmes.office.reception.models import Grievance
from doudi.programmes.office.reception.policy import reception_terms
from doudi.public.pages import page, sender
from doudi.public.places import towns


class ComplainForm(PageForm):
    kind = forms.ChoiceField(label="投诉什么", choices=[("", "请选择"), *Grievance.Kind.choices])
    area = forms.ChoiceField(label="涉及哪个乡镇", choices=towns)
    about = forms.CharField(
        label="对谁、哪件事（可不填）", max_length=200, required=False, help_text="知道办件编号的也可以写在这里"
    )
    statement = forms.CharField(
        label="反映的情况",
        widget=forms.Textarea(attrs={"rows": 6}),
        min_length=5,
        max_length=2000,
        help_text="什么时候、什么地方、发生了什么。",
        error_messages={"min_length": "请写明反映的情况，至少5个字。"},
    )
    name = forms.CharField(
        label="您的姓名（可不填）",
        max_length=40,
        required=False,
        help_text="留下姓名和电话的，我们逐件答复，并为您保密。",
    )
    phone = forms.CharField(label="联系电话（可不填）", max_length=20, required=False)
    website = forms.CharField(label="网址", max_length=100, required=False)  # people do not see it

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["phone"].widget.attrs |= {"inputmode": "tel", "autocomplete": "tel"}
        self.fields["website"].widget.attrs |= {"tabindex": "-1", "autocomplete": "off"}


@sensitive_post_parameters("about", "statement", "name", "phone")
@login_not_required
def complain(request: HttpRequest) -> HttpResponse:
    """The form, and the number and code under which it was received."""
    form, now = ComplainForm(request.POST if request.method == "POST" else None), timezone.now()
    context: dict[str, Any] = {"title": "我要投诉", "form": form}
    if request.method != "POST":
        return page(request, "public/complain.html", context)
    if not form.is_valid():
        return page(request, "public/complain.html", context, status=422)
    said = form.cleaned_data
    if said["website"]:  # a machine: it is told what it wants to hear
        return page(request, "public/complained.html", {"title": "已收到"})
    new = NewGrievance(said["kind"], said["area"], said["statement"], said["about"], said["name"], said["phone"])
    terms = reception_terms(timezone.localdate(now))
    try:
        made = receive_from_page(new, origin=sender(request), terms=terms, at=now)
    except Refused as refused:
        return page(request, "public/complain.html", {**context, "refusal": refused.sentence}, status=422)
    return page(request, "public/complained.html", {"title": "已收到您的投诉", "made": made})
