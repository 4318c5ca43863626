"""特困申请和自理能力评估的页面: all but the opening forms comes from the flows; the questions of the form come from the facts of the rules."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from doudi.base.ciphers import blind_index
from doudi.base.models import User
from doudi.base.money import yuan
from doudi.base.refused import Refused
from doudi.base.roles import STAFF_ROLES, Role
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.pages import of
from doudi.mechanisms.casework.pages.declare import CasePages
from doudi.mechanisms.casework.surveys import pages as surveys
from doudi.mechanisms.entitlement.rules import Fact
from doudi.mechanisms.entitlement.units import FLAG, MONTH, YUAN
from doudi.mechanisms.registry.queries import by_index
from doudi.pages.cells import Link
from doudi.pages.details import Item
from doudi.pages.forms import IdentityField, MoneyField, PageForm, form_page, posted, with_fields
from doudi.pages.responses import done
from doudi.programmes.assistance.tekun import handling
from doudi.programmes.assistance.tekun.flow import APPLICATIONS, FILERS, REASSESSMENTS
from doudi.programmes.assistance.tekun.rules import TEKUN_RULES

READERS = STAFF_ROLES - {Role.FINANCE}
# Months come from the register, what ends an award from decisions.
_ASKED = tuple(fact for fact in TEKUN_RULES.facts if fact.unit is not MONTH and fact.name != "was_tekun")


class NewForm(PageForm):
    columns = 2
    number = IdentityField(label="申请人身份证号")
    payee = forms.CharField(label="银行账户户名", max_length=40, required=False, help_text="不填的为申请人本人")
    account = forms.CharField(label="银行账号", max_length=32, required=False)


def _field(fact: Fact) -> forms.Field:
    if fact.unit is FLAG:
        return forms.BooleanField(label=fact.label, required=False, initial=bool(fact.default))
    if fact.unit.names is not None:
        return forms.TypedChoiceField(
            label=fact.label, choices=[(int(n), n.label) for n in fact.unit.names], coerce=int
        )
    if fact.unit is YUAN:
        return MoneyField(label=f"{fact.label}（元）", required=False)
    return forms.IntegerField(label=fact.label, required=False, min_value=0)


def new_view(request: HttpRequest) -> HttpResponse:
    form = with_fields(NewForm(*posted(request)), {fact.name: _field(fact) for fact in _ASKED})
    more: dict[str, Any] = {"title": "登记特困申请", "submit": "登记", "back": reverse("tekun:applications")}
    if request.method != "POST" or not form.is_valid():
        return form_page(request, form, **more)
    said, user = dict(form.cleaned_data), request.user
    assert isinstance(user, User)
    figures = {fact.name: int(said[fact.name] or 0) for fact in _ASKED}
    try:
        person = by_index(blind_index(said["number"]))
        if person is None:
            raise Refused("登记中没有这个人，请先在一人一档中登记。")
        made = handling.apply(
            APPLICATIONS, person, figures, by=user, at=timezone.now(), payee=said["payee"], account=said["account"]
        )
    except Refused as refused:
        return form_page(request, form, refusal=refused.sentence, **more)
    return done(request, f"已登记{person.party.name}的申请。", to=reverse("tekun:application", args=[made.pk]))


def items(user: Any, case: Case) -> list[Item]:
    row = handling.of(case)
    known = TEKUN_RULES.all_facts
    told = [
        Item(known[name].label, f"{known[name].unit.shown(int(value))}{known[name].unit.name}")
        for name, value in row.facts.items()
        if not known[name].confidential
    ]
    return [
        Item("申请人", Link(row.person.party.name, reverse("person", args=[row.person_id]))),
        Item("供养金额", f"{yuan(row.amount_fen)}元" if row.amount_fen else None),
        Item("决定文号", row.document or None),
        *told,
    ]


APPLICATION_PAGES = CasePages(
    programme="tekun",
    flow=APPLICATIONS,
    name="特困申请",
    noun="申请",
    one="application",
    readers=READERS,
    opened="登记申请",
    icon="file-plus",
    opens=new_view,
    openers=FILERS,
    items=items,
    visits=frozenset({"INVESTIGATING", "OBJECTED"}),
    panels=surveys.panels_of,
    links=surveys.links_of,
)
REASSESSMENT_PAGES = CasePages(
    programme="tekun",
    flow=REASSESSMENTS,
    name="自理能力评估",
    noun="评估",
    one="reassessment",
    readers=READERS,
    opened="报告变化",
    icon="clipboard-check",
    visits=frozenset({"REPORTED"}),
    panels=surveys.panels_of,
    links=surveys.links_of,
)
PAGES = (*of.pages_of(APPLICATION_PAGES), *of.pages_of(REASSESSMENT_PAGES))
