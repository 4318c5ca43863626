"""我要申请: an application without an account. It lands as a draft that the township reads; the code for its progress is shown once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters

from doudi.base.areas import name_of, township_of
from doudi.base.refused import Refused
from doudi.pages.forms import FilesField, IdentityField, PageForm, posted
from doudi.programmes.office.reception.models import Need, Submission
from doudi.programmes.office.reception.policy import ReceptionTerms, reception_terms
from doudi.programmes.office.reception.submitting import TAKEN, NewSubmission, Upload, receive
from doudi.public.pages import page, sender
from doudi.public.places import villages

_NO_PAPERS = "身份证、户口簿和部门已有的证明不用传。有病历、残疾证、事故证明的可以拍照上传，没有也能申请。"


class ApplyForm(PageForm):
    way = forms.ChoiceField(label="怎样申请", choices=Submission.Way.choices, initial="SELF", widget=forms.RadioSelect)
    agent = forms.CharField(
        label="代办人姓名和关系", max_length=40, required=False, help_text="替家人申请的填写，例如：李明，儿子"
    )
    name = forms.CharField(label="申请人姓名", max_length=40, min_length=2)
    id_number = IdentityField(label="申请人身份证号")
    village = forms.ChoiceField(label="所在的村（社区）", choices=villages)
    phone = forms.CharField(label="手机号", max_length=20, help_text="工作人员用它联系您；没有手机的填家人、邻居的")
    needs = forms.MultipleChoiceField(
        label="遇到的困难（可多选）", choices=Need.choices, widget=forms.CheckboxSelectMultiple
    )
    words = forms.CharField(
        label="补充说明（可不填）", widget=forms.Textarea(attrs={"rows": 4}), max_length=500, required=False
    )
    papers = FilesField(label="照片或材料（可不传）", photos=True, required=False, help_text=_NO_PAPERS)
    agreed = forms.BooleanField(
        label="我同意民政部门为办理这次申请使用以上信息，并保证所填属实。",
        error_messages={"required": "请先勾选同意，否则不能提交。"},
    )
    website = forms.CharField(label="网址", max_length=100, required=False)  # people do not see it

    def __init__(self, *args: Any, terms: ReceptionTerms, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["phone"].widget.attrs |= {"inputmode": "tel", "autocomplete": "tel"}
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["papers"].widget.attrs["accept"] = ",".join(TAKEN)
        self.fields["papers"].help_text = f"{_NO_PAPERS}最多{terms.files}个，每个不超过{terms.file_size}MB。"
        self.fields["agreed"].error_messages["required"] = "请先勾选同意，否则不能提交。"
        self.fields["website"].widget.attrs |= {"tabindex": "-1", "autocomplete": "off"}


@sensitive_post_parameters("id_number", "phone", "words", "name", "agent")
@login_not_required
def apply(request: HttpRequest) -> HttpResponse:
    """The form, and the number and code under which it was received."""
    now = timezone.now()
    terms = reception_terms(timezone.localdate(now))
    form = ApplyForm(*posted(request), terms=terms)
    context: dict[str, Any] = {"title": "我要申请", "form": form}
    if request.method != "POST":
        return page(request, "public/apply.html", context)
    if not form.is_valid():
        return page(request, "public/apply.html", context, status=422)
    said = form.cleaned_data
    if said["website"]:  # a machine: it is told what it wants to hear
        return page(request, "public/applied.html", {"title": "已收到"})
    new = NewSubmission(
        said["name"],
        said["id_number"],
        said["phone"],
        said["village"],
        said["way"],
        said["needs"],
        said["agent"],
        said["words"],
    )
    uploads = [Upload(each.name or "照片.jpg", each) for each in said["papers"] or []]
    try:
        made = receive(new, uploads, origin=sender(request), terms=terms, at=now)
    except Refused as refused:
        return page(request, "public/apply.html", {**context, "refusal": refused.sentence}, status=422)
    town = name_of(township_of(said["village"]))
    return page(
        request,
        "public/applied.html",
        {"title": "已收到您的申请", "made": made, "town": town, "village": name_of(said["village"])},
    )
