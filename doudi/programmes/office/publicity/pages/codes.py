"""进度查询码: given to the applicant with the slip of acceptance; shown once, kept only as a mark."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from doudi.base.access import scope
from doudi.base.models import User
from doudi.base.roles import STAFF_ROLES, TOWNSHIP_ROLES, Role
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.notices.progress import give_code
from doudi.pages.forms import PageForm, form_page, posted

GIVERS = TOWNSHIP_ROLES | {Role.VILLAGE_WORKER, Role.COUNTY_OFFICER}


class CodeForm(PageForm):
    number = forms.CharField(label="办件编号", max_length=40)
    phone = forms.CharField(
        label="申请人手机号",
        max_length=20,
        required=False,
        help_text="填写后也可以用后四位查询。号码不保存，只留校验值。",
    )


def code(request: HttpRequest) -> HttpResponse:
    """A code for one case of the user's area; asking for another one makes the first useless."""
    form = CodeForm(*posted(request))
    words = "查询码只显示一次，请写在受理回执上交给申请人。重新生成后，原来的查询码作废。"
    more: dict[str, Any] = {"title": "进度查询码", "submit": "生成查询码", "words": words}
    if request.method != "POST" or not form.is_valid():
        return form_page(request, form, **more)
    assert isinstance(request.user, User)
    given = form.cleaned_data
    case = scope(request.user, STAFF_ROLES).filter(Case.objects.filter(number=given["number"].strip())).first()
    if case is None:
        return form_page(request, form, refusal="没有这个编号的办件，或不在您的辖区内，请核对。", **more)
    made = give_code(case, by=request.user, at=timezone.now(), phone=given["phone"])
    context = {
        "title": "进度查询码",
        "number": case.number,
        "code": made,
        "by_phone": bool(given["phone"]),
        "address": request.build_absolute_uri(reverse("public:progress")),
    }
    return render(request, "publicity/code.html", context)
