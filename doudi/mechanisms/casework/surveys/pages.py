"""What the desk shows of surveys: one as it was sent, the answer of the second surveyor, the part on the page of a case, and what waits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from doudi.base.areas import full_name
from doudi.base.models import User
from doudi.base.money import yuan
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.pages.declare import address_of
from doudi.mechanisms.casework.surveys import queries, services
from doudi.mechanisms.casework.surveys.declare import UNITS, SurveyForm
from doudi.mechanisms.casework.surveys.models import CompanionAnswer, Survey, SurveyItem, SurveyPicture
from doudi.pages.acts import carry_out
from doudi.pages.cells import Kind, Link, Tag
from doudi.pages.declare import Panel, WorkItem
from doudi.pages.details import Item
from doudi.pages.forms import PageForm, posted

_SHOWN = 50


def survey_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One survey: declared, found and checked side by side, the signatures, the photos with time and place."""
    survey = _survey(request, pk)
    pictures = list(survey.pictures.select_related("file"))
    waiting = survey.together_with_id == request.user.pk and _companion(survey) is None
    context = {
        "title": f"入户调查：{survey.case.title}",
        "survey": survey,
        "items": [*_items(survey), *(Item(label, words, wide=len(words) > 30) for label, words in survey.answers)],
        "lines": [_line(each) for each in survey.items.all()],
        "signatures": [each for each in pictures if each.kind != SurveyPicture.Kind.PHOTO],
        "photos": [each for each in pictures if each.kind == SurveyPicture.Kind.PHOTO],
        "confirm": reverse("surveys:companion", args=[pk]) if waiting else "",
    }
    return render(request, "surveys/survey.html", context)


class CompanionForm(PageForm):
    was_there = forms.ChoiceField(
        label="您是否参加了这次调查", choices=[("1", "参加了，内容属实"), ("0", "没有参加")], widget=forms.RadioSelect
    )
    words = forms.CharField(label="说明", required=False, max_length=200, help_text="没有参加的，请写明情况。")


def companion_page(request: HttpRequest, pk: int) -> HttpResponse:
    """同行人员确认, with the second surveyor's own sign-in."""
    survey = _survey(request, pk)
    form = CompanionForm(*posted(request)[:1])
    back = reverse("surveys:survey", args=[pk])
    more: dict[str, Any] = {
        "title": f"确认同行调查：{survey.case.title}",
        "submit": "确认",
        "back": back,
        "words": f"{survey.by.name}于{timezone.localdate(survey.filled_at)}登记您为同行调查人。确认后不能更改。",
    }

    def do(said: dict[str, Any], user: User) -> str:
        services.answer(survey, was_there=said["was_there"] == "1", words=said["words"], by=user, at=timezone.now())
        return "已确认。"

    return carry_out(request, form, do=do, **more)


def panels_of(user: Any, case: Case) -> list[Panel]:
    """入户调查 on the page of a case, for whoever may read what was found."""
    found = list(queries.surveys_of(case, user).prefetch_related("items")[:_SHOWN])
    if not found:
        return []
    rows = [(each, _of_companion(each), sum(bool(line.difference) for line in each.items.all())) for each in found]
    return [Panel("surveys", "入户调查", "surveys/panel.html", {"rows": rows}, len(rows))]


def links_of(user: Any, case: Case) -> list[tuple[str, str]]:
    """带表入户: the button on the page of a case, while a survey of it waits for the user. The case stands behind the # and so in no log."""
    if not queries.may_survey(case, user, timezone.localdate()):
        return []
    return [("带表入户", f"{reverse('phone:page')}#{services.BOX}:{case.pk}")]


def worklist_of(*surveys: SurveyForm) -> Callable[[Any, dt.date], list[WorkItem]]:
    """The surveys that the user has yet to confirm as second surveyor."""

    def worklist(user: Any, today: dt.date) -> list[WorkItem]:
        return [
            WorkItem(
                title=f"确认与{each.by.name}同行的入户调查：{each.case.title}",
                url=reverse("surveys:companion", args=[each.pk]),
                label="待确认",
                tint="info",
                where=full_name(each.case.area_code),
                since=timezone.localdate(each.received_at),
            )
            for each in queries.unanswered(user, surveys)[:_SHOWN]
        ]

    return worklist


def alarms_of(*surveys: SurveyForm) -> Callable[[Any, dt.date], list[WorkItem]]:
    """A second surveyor says that he was not there: for the township's leader and the county."""

    def alarms(user: Any, today: dt.date) -> list[WorkItem]:
        return [
            WorkItem(
                title=f"{each.together_with.name}否认参加入户调查：{each.case.title}",
                url=reverse("surveys:survey", args=[each.pk]),
                label="须核实",
                tint="danger",
                where=full_name(each.case.area_code),
                since=timezone.localdate(each.received_at),
            )
            for each in queries.denied(user, surveys)[:_SHOWN]
        ]

    return alarms


def _survey(request: HttpRequest, pk: int) -> Survey:
    found = queries.surveys(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _companion(survey: Survey) -> CompanionAnswer | None:
    return getattr(survey, "companion", None)


def _of_companion(survey: Survey) -> Tag:
    answered = _companion(survey)
    if answered is None:
        return Tag("同行人员未确认", "warn")
    return Tag("同行人员已确认", "ok") if answered.was_there else Tag("同行人员否认参加", "danger")


def _items(survey: Survey) -> list[Item]:
    case, answered = survey.case, _companion(survey)
    where = (
        f"{survey.latitude}，{survey.longitude}（误差约{survey.accuracy}米）" if survey.latitude is not None else None
    )
    return [
        Item("办件", Link(case.number, address_of(case))),
        Item("住地", full_name(case.area_code)),
        Item("调查人", f"{survey.by}、{survey.together_with}"),
        Item("同行人员", _of_companion(survey)),
        *([Item("同行人员说明", answered.words, wide=True)] if answered is not None and answered.words else []),
        Item("填写时间（手机）", survey.filled_at, Kind.TIME),
        Item("送达时间", survey.received_at, Kind.TIME),
        Item("位置（内部核查）", where or f"未定位：{survey.no_place}"),
    ]


def _line(item: SurveyItem) -> dict[str, Any]:
    """The three amounts in words, and found minus declared."""
    unit = UNITS[item.unit]

    def words(amount: int | None) -> str:
        return "—" if amount is None else yuan(amount) if unit.scale == 100 else f"{amount:,}"

    more = item.difference
    difference = "—" if more is None else "一致" if not more else f"{'多' if more > 0 else '少'}{words(abs(more))}"
    return {
        "label": item.label,
        "unit": unit.name,
        "added": item.added,
        "declared": words(item.declared),
        "found": words(item.found),
        "checked": words(item.checked),
        "difference": difference,
        "differs": bool(more),
        "differs_from_check": item.differs_from_check,
    }
