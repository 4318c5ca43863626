"""调查所得采用为核对情况: what two surveyors found at home becomes what is counted only where a clerk says so, line by line."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from doudi.base.models import User
from doudi.base.months import month_of
from doudi.base.refused import Refused
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.surveys.models import Survey, SurveyItem
from doudi.mechanisms.entitlement.means.items import Source
from doudi.programmes.assistance.dibao import applying
from doudi.programmes.assistance.dibao.models import Applying, Income, PropertyItem
from doudi.programmes.assistance.dibao.survey import items

_YEAR = 12  # months: what is found at home is an amount a month, and counts for the year before the application


def proposals(case: Case) -> list[SurveyItem]:
    """Lines of the last survey that performed its step, which differ from what is counted now; those that a later check or a clerk has
    settled are not among them. None as long as the second surveyor denies that he was there."""
    survey = Survey.objects.filter(case=case, taken__isnull=False).select_related("companion").order_by("-pk").first()
    if survey is None or _denied(survey):
        return []
    counted = _counted(case)
    return [
        each for each in survey.items.order_by("pk") if each.found is not None and each.found != counted.get(each.code)
    ]


def adopt(item: SurveyItem, *, by: User, at: dt.datetime) -> Income | PropertyItem:
    """采用 one line: it is what was checked from now on, with the survey as its evidence; an earlier checked amount of the same kind is
    replaced, never added to."""
    case = item.survey.case
    if item.pk not in {each.pk for each in proposals(case)}:
        raise Refused("这一项已经采用，或与现有核对情况一致，请刷新后查看。")
    assert item.found is not None
    survey = item.survey
    day = timezone.localdate(survey.filled_at)
    evidence = f"{day}入户调查（{survey.by.name}、{survey.together_with.name}）"
    what, _, rest = item.code.partition(":")
    if what == "property":
        application = applying.of_case(case)
        return applying.enter_property(application, rest, item.found, checked=True, evidence=evidence, by=by, at=at)
    kind, _, member_id = rest.partition(":")
    member = Applying.objects.select_related("application__case").get(pk=int(member_id), application=case.pk)
    last = month_of(timezone.localdate(case.opened_at)) - 1
    return applying.enter_income(
        member,
        kind,
        months=(last - _YEAR + 1, last),
        gross=item.found * _YEAR,
        source=Source.CHECKED,
        evidence=evidence,
        replaces=applying.checked_now(member, kind),
        by=by,
        at=at,
    )


def _denied(survey: Survey) -> bool:
    answered = getattr(survey, "companion", None)
    return answered is not None and not answered.was_there


def _counted(case: Case) -> dict[str, int | None]:
    """What is counted now, by the codes of the survey's lines: the checked amount if there is one, else the declared one."""
    return {each.code: each.declared if each.checked is None else each.checked for each in items(case)}
