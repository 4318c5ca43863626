"""What is read of surveys: what a phone takes along, what was found, what the second surveyor has not answered yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from doudi.base.access import may, scope
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.mechanisms.casework import queries
from doudi.mechanisms.casework.conditions import check_possible
from doudi.mechanisms.casework.declare import Action
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.surveys.declare import SURVEYS, SurveyForm
from doudi.mechanisms.casework.surveys.models import CompanionAnswer, Survey

_LOOKING_AFTER = frozenset({Role.TOWNSHIP_LEADER, Role.COUNTY_OFFICER})


def form_of(case: Case) -> SurveyForm:
    """The survey that the programme of a case has declared."""
    form = SURVEYS.get(case.flow)
    if form is None:
        raise Refused("这类办件没有入户调查表。")
    return form


def surveyable(case: Case, user: Any, on: dt.date) -> Action:
    """The step that a survey by this user would be now; Refused with the sentence why none is."""
    form, refusal = form_of(case), ""
    for offer in queries.offers(case, user, on):
        if offer.action.code not in form.actions:
            continue
        if offer.refusal is None:
            try:
                check_possible(form.flow, offer.action, case)
            except Refused as refused:
                refusal = refusal or refused.sentence
            else:
                return offer.action
        refusal = refusal or offer.refusal or ""
    raise Refused(refusal or "本件现在没有需要您入户调查的步骤，请刷新后查看最新情况。")


def may_survey(case: Case, user: Any, on: dt.date) -> bool:
    """Whether the page of a case offers its survey to the user."""
    if case.flow not in SURVEYS:
        return False
    try:
        surveyable(case, user, on)
    except Refused:
        return False
    return True


def surveys(user: Any) -> QuerySet[Survey]:
    """Those of the cases that the user may read, with what a page shows of them; and those that he took part in himself."""
    found = Survey.objects.none()
    for form in SURVEYS.values():
        if may(user, form.readers):
            cases = queries.cases(user, form.flow, roles=form.readers).order_by()
            found |= Survey.objects.filter(case__in=cases.values("pk"))
    mine = Survey.objects.filter(by=user) | Survey.objects.filter(together_with=user)
    return (found | mine).distinct().select_related("case", "by", "together_with", "companion").order_by("-pk")


def surveys_of(case: Case, user: Any) -> QuerySet[Survey]:
    """Those of one case: all of them for who reads surveys where it lies, else those that he took part in himself."""
    rows = Survey.objects.filter(case=case).select_related("case", "by", "together_with", "companion").order_by("-pk")
    form = SURVEYS.get(case.flow)
    if form is not None and queries.cases(user, form.flow, roles=form.readers).filter(pk=case.pk).exists():
        return rows
    return rows.filter(Q(by=user) | Q(together_with=user))


def unanswered(user: Any, forms: Iterable[SurveyForm]) -> QuerySet[Survey]:
    """The surveys in which the user is named as second surveyor and has not said anything yet, the oldest first."""
    rows = Survey.objects.filter(together_with=user, companion=None, case__flow__in=_flows(forms))
    return rows.select_related("case", "by").order_by("pk")


def denied(user: Any, forms: Iterable[SurveyForm]) -> QuerySet[Survey]:
    """Surveys of open cases whose second surveyor says that he was not there, for those who look after the place."""
    answered = CompanionAnswer.objects.filter(was_there=False).values("survey")
    rows = Survey.objects.filter(pk__in=answered, case__flow__in=_flows(forms), case__closed_at=None)
    return scope(user, _LOOKING_AFTER).filter(rows.select_related("case", "together_with"), "case__area_code")


def doubt(case: Case) -> str:
    """Why the county has to visit whatever the township found: the second surveyor says that he was not there. Else empty."""
    rows = CompanionAnswer.objects.filter(survey__case=case, survey__taken__isnull=False, was_there=False)
    return "同行人员否认参加入户调查，须全部入户" if rows.exists() else ""


def _flows(forms: Iterable[SurveyForm]) -> list[str]:
    return [form.flow.code for form in forms]
