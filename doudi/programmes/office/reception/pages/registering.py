"""登记家庭: a household that the register does not know yet, at the front door; the page of the door follows at once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from doudi.base.models import User
from doudi.base.refused import Refused
from doudi.mechanisms.casework.declare import Field
from doudi.mechanisms.registry.services import NewMember, NewPerson
from doudi.pages.forms import IdentityField, PageForm, form_of, form_page, posted, with_fields
from doudi.programmes.office.reception.pages.door import _kept
from doudi.programmes.office.reception.registering import register_home

_MOST = 6
RELATIONS = ("配偶", "子", "女", "父亲", "母亲", "儿媳", "女婿", "孙子", "孙女", "外孙", "外孙女", "兄弟姐妹", "其他")


class HomeForm(PageForm):
    columns = 2
    name = forms.CharField(label="户主姓名", max_length=40)
    id_number = IdentityField(label="户主身份证号")
    phone = forms.CharField(label="联系电话", max_length=20, required=False)
    address = forms.CharField(label="住址", max_length=120, required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        fields: dict[str, forms.Field] = {}
        for number in range(2, _MOST + 1):
            fields[f"name{number}"] = forms.CharField(label=f"成员{number}姓名", max_length=40, required=False)
            fields[f"number{number}"] = IdentityField(label=f"成员{number}身份证号", required=False, help_text="")
            fields[f"relation{number}"] = forms.ChoiceField(
                label=f"成员{number}与户主关系",
                choices=[("", "请选择"), *((each, each) for each in RELATIONS)],
                required=False,
            )
        with_fields(self, fields)

    def clean(self) -> Any:
        said = super().clean() or {}
        for number in range(2, _MOST + 1):
            given = [bool(said.get(f"{part}{number}")) for part in ("name", "number", "relation")]
            if any(given) and not all(given) and f"number{number}" not in self.errors:
                self.add_error(f"name{number}", f"成员{number}的姓名、身份证号、关系须同时填写。")
        return said


def register(request: HttpRequest) -> HttpResponse:
    """A household with up to six people; whoever is known already keeps his file."""
    form = HomeForm(*posted(request))
    with_fields(form, form_of([Field("area", "所在村（居）", "area", required=True)]))
    back = reverse("reception:door") + _kept(request)
    words = "只登记一起居住生活的家庭成员；已经登记过的人，按身份证号自动对上。"
    more: dict[str, Any] = {"title": "登记家庭", "submit": "登记并继续", "back": back, "words": words}
    if request.method != "POST" or not form.is_valid():
        return form_page(request, form, **more)
    assert isinstance(request.user, User)
    said = form.cleaned_data
    area = said["area"]
    head = NewPerson(said["id_number"], said["name"], area, address=said["address"], phone=said["phone"])
    members = [NewMember(head, "户主")] + [
        NewMember(NewPerson(said[f"number{n}"], said[f"name{n}"], area, address=said["address"]), said[f"relation{n}"])
        for n in range(2, _MOST + 1)
        if said[f"name{n}"]
    ]
    try:
        home = register_home(members, area=area, address=said["address"], by=request.user, at=timezone.now())
    except Refused as refused:
        return form_page(request, form, refusal=refused.sentence, **more)
    return redirect(reverse("reception:household", args=[home.pk]) + _kept(request))
