"""长效机制：起草的表单、详情、回答的整改问题；在整改问题的页面上也看得到回答它的制度。"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from doudi.base.access import scope
from doudi.base.areas import county_of
from doudi.base.models import User
from doudi.mechanisms.casework import queries as casework
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.pages.declare import CasePages, address_of, beside
from doudi.pages.acts import carry_out
from doudi.pages.cells import Kind
from doudi.pages.declare import Panel
from doudi.pages.details import Item
from doudi.pages.forms import PageForm, posted
from doudi.pages.lists import Column
from doudi.programmes.integrity.regulations import handling, queries, services
from doudi.programmes.integrity.regulations.flow import DRAFTERS, REGULATIONS
from doudi.programmes.integrity.regulations.models import Regulation


class RegulationForm(PageForm):
    name = forms.CharField(label="制度名称", max_length=160)
    unit = forms.CharField(label="起草单位", max_length=80)
    weakness = forms.CharField(label="针对的薄弱点", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    answers = forms.MultipleChoiceField(label="回答的整改问题", widget=forms.CheckboxSelectMultiple)


def opens(request: HttpRequest) -> HttpResponse:
    user = request.user
    assert isinstance(user, User)
    items = queries.answerable(user)
    form = RegulationForm(*posted(request))
    form.fields["answers"].choices = [(str(each.pk), f"{each.number} {each.title}") for each in items]  # type: ignore[attr-defined]
    words: dict[str, Any] = {
        "title": "登记长效机制",
        "submit": "登记",
        "back": reverse("regulations:regulations"),
        "words": "写明针对哪个薄弱点、回答哪几项整改问题；印发后登记文号和日期，到期复核。",
    }

    def do(said: dict[str, Any], user: User) -> tuple[str, str]:
        new = services.NewRegulation(
            said["name"], said["unit"], said["weakness"], list(items.filter(pk__in=said["answers"]))
        )
        place = min(low for low, _ in scope(user, DRAFTERS).ranges)
        made = services.draft(new, area_code=county_of(place), by=user, at=timezone.now())
        return "已登记，印发后请登记文号。", reverse("regulations:regulation", args=[made.pk])

    return carry_out(request, form, do=do, **words)


def items(user: Any, case: Case) -> list[Item]:
    row = handling.of(case)
    found = [
        Item("起草单位", row.unit),
        Item("文号", row.document_no or None),
        Item("印发日期", row.issued_on, Kind.DATE),
        Item("复核日期", row.review_on, Kind.DATE),
        Item("废止日期", row.repealed_on, Kind.DATE),
        Item("针对的薄弱点", row.weakness, wide=True),
    ]
    return [each for each in found if each.value is not None]


def panels(user: Any, case: Case) -> list[Panel]:
    """The items it answers: those that the reader may see lead to their pages."""
    answered = list(handling.of(case).answers.order_by("pk"))
    seen = set(queries.answerable(user).filter(pk__in=[each.pk for each in answered]).values_list("pk", flat=True))
    lines = [(each, casework.flow_of(each).stage(each.stage), address_of(each)) for each in answered if each.pk in seen]
    return [Panel("answers", "回答的整改问题", "regulations/answers.html", {"lines": lines}, len(answered))]


def answering(user: Any, case: Case) -> list[Panel]:
    """On the page of an item: the rules that answer it."""
    if not casework.flow_of(case).answered_by_rules:
        return []
    lines = [(each, REGULATIONS.stage(each.case.stage), address_of(each.case)) for each in queries.answering(case)]
    return [Panel("rules", "长效机制", "regulations/answering.html", {"lines": lines}, len(lines))] if lines else []


beside(answering)


def _of(case: Case) -> Regulation:
    return case.regulation


REGULATION_PAGES = CasePages(
    programme="regulations",
    flow=REGULATIONS,
    place="责任地",
    name="长效机制",
    noun="长效机制",
    one="regulation",
    readers=queries.READERS,
    icon="file-text",
    subject="制度",
    opens=opens,
    openers=DRAFTERS,
    items=items,
    panels=panels,
    columns=(
        Column("document_no", "文号", lambda case: _of(case).document_no),
        Column(
            "issued_on", "印发日期", lambda case: _of(case).issued_on, Kind.DATE, "regulation__issued_on", half=True
        ),
        Column(
            "review_on", "复核日期", lambda case: _of(case).review_on, Kind.DATE, "regulation__review_on", half=True
        ),
    ),
    related=("regulation",),
)
