"""近亲属申报: what somebody in office has declared, what is found of him, and the forms by which he declares."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from doudi.base.access import may
from doudi.base.models import User
from doudi.mechanisms.entitlement.declare import BENEFITS
from doudi.mechanisms.registry.models import Kin
from doudi.pages.acts import carry_out
from doudi.pages.cells import Tag
from doudi.pages.forms import IdentityField, PageForm, posted, with_fields
from doudi.programmes.integrity.near_relatives import queries, services
from doudi.programmes.integrity.near_relatives.flow import FILINGS
from doudi.programmes.integrity.near_relatives.services import NewDeclaration


def mine(request: HttpRequest) -> HttpResponse:
    """我的申报. He sees what of his is filed, and not the cases: from them he is kept."""
    user, today = request.user, timezone.localdate()
    assert isinstance(user, User)
    rows = [
        (
            each,
            BENEFITS[each.benefit].name,
            Tag(FILINGS.stage(each.case.stage).name, FILINGS.stage(each.case.stage).tint),
        )
        for each in queries.own(user)
    ]
    found = [(each, BENEFITS[each.benefit].name) for each in queries.own_found(user)]
    context = {"title": "近亲属申报", "owes": queries.owes(user, today), "rows": rows, "found": found}
    return render(request, "near_relatives/mine.html", context)


class DeclareForm(PageForm):
    columns = 2
    relative_number = IdentityField(label="亲属身份证号")
    relation = forms.ChoiceField(label="亲属是您（申报人）的", choices=[("", "请选择"), *Kin.Relation.choices])
    hardship = forms.CharField(label="主要困难", required=False, max_length=200, help_text="病、残、年老、失业等")


def declare(request: HttpRequest) -> HttpResponse:
    """申报近亲属; a clerk writes down what a cadre without an account declares."""
    user = request.user
    assert isinstance(user, User)
    form = DeclareForm(*posted(request)[:1])
    if may(user, services.FOR_OTHERS):
        told = "代村（居）干部登记的填写；本人申报的不填"
        with_fields(form, {"staff_number": IdentityField(label="申报人身份证号", required=False, help_text=told)})
    back = reverse("near_relatives:mine")
    more: dict[str, Any] = {
        "title": "申报近亲属",
        "submit": "申报",
        "back": back,
        "words": "申报后，亲属的救助照常办理，您须回避其调查、审核和确认。",
    }

    def do(said: dict[str, Any], user: User) -> str:
        new = NewDeclaration(
            said["relative_number"],
            Kin.Relation(said["relation"]),
            hardship=said["hardship"],
            staff_number=said.get("staff_number", ""),
        )
        made = services.declare(new, by=user, at=timezone.now())
        return f"已申报：{'、'.join(each.case.title for each in made)}，须由县级入户核实。"

    return carry_out(request, form, do=do, **more)


class NoneForm(PageForm):
    sure = forms.BooleanField(label="本人承诺：没有近亲属享受或申请低保、特困；以后有的，及时申报")


def none(request: HttpRequest) -> HttpResponse:
    """申报没有近亲属享受救助."""
    form = NoneForm(*posted(request)[:1])
    back = reverse("near_relatives:mine")
    more: dict[str, Any] = {
        "title": "申报没有近亲属享受救助",
        "submit": "申报",
        "back": back,
        "words": "近亲属指配偶、父母、子女、兄弟姐妹、祖父母、外祖父母、孙子女、外孙子女。",
    }

    def do(said: dict[str, Any], user: User) -> str:
        services.say_none(by=user, at=timezone.now())
        return "已申报。"

    return carry_out(request, form, do=do, **more)
