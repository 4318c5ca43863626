"""带表入户: the household survey as a box of the phone. The form of a case goes along, what comes back is the survey."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404
from django.utils import timezone

from doudi.base.areas import full_name
from doudi.base.models import User
from doudi.base.refused import Refused
from doudi.mechanisms.casework import queries as casework
from doudi.mechanisms.casework.declare import Action
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.pages.forms import last_companion, others
from doudi.mechanisms.casework.surveys import queries, services
from doudi.mechanisms.casework.surveys.declare import SURVEYS, WAY, Item, SurveyForm
from doudi.mechanisms.casework.surveys.models import Survey
from doudi.mechanisms.casework.surveys.sent import Found, Sent
from doudi.mechanisms.casework.surveys.whole import COMPANION, NO_VISIT, asked_of
from doudi.mechanisms.phone import sent as phone
from doudi.mechanisms.phone.declare import Answer, Box, Form, Question
from doudi.mechanisms.phone.models import Carried


def carry(user: User, subject: int, at: dt.datetime) -> Form:
    """A case to take along: names, what was declared, who may go along; no identity number, no account, no phone."""
    case = Case.objects.filter(pk=subject, flow__in=SURVEYS).first()
    if case is None or not casework.cases(user, casework.flow_of(case)).filter(pk=subject).exists():
        raise Http404
    return _carried(case, services.carry(case, by=user, at=at), user)


def receive(user: User, subject: int, sent: phone.Sent, at: dt.datetime) -> Answer:
    """The survey that comes back; only from who has taken it along, wherever his post is by now."""
    case = Case.objects.filter(pk=subject).first()
    if case is None or not Carried.objects.filter(box=BOX.code, subject=subject, by=user).exists():
        raise Refused(services.NOT_CARRIED)
    survey = services.receive(case, _survey(sent), by=user, at=at)
    return Answer(_sentence(survey), survey.taken_id is not None, {"survey": survey.pk})


BOX = Box(
    services.BOX,
    "入户调查",
    carry,
    receive,
    hint="入户调查在办件页面点“带表入户”",
    scripts=("surveys/lines.js",),
    styles=("surveys/lines.css",),
)


def _carried(case: Case, action: Action, user: User) -> Form:
    form = queries.form_of(case)
    asked = asked_of(form, action)
    companion = Question(
        COMPANION,
        "同行调查人",
        "select",
        required=True,
        choices=tuple(others(action, case, user)),
        hint="入户调查须两人。同行人员在此签名，回来后用自己的账号确认。",
    )
    people = [f"{each.name}（{each.words}）" if each.words else each.name for each in form.people(case)]
    initial: dict[str, Any] = {"visited_on": timezone.localdate().isoformat(), COMPANION: last_companion(user)}
    if any(each.code == WAY for each in asked.questions):
        initial[WAY] = "HOME"
    return Form(
        title=case.title,
        name=action.name,
        where=full_name(case.area_code),
        number=case.number,
        about=("、".join(people),) if people else (),
        questions=(companion, *asked.questions),
        initial=initial,
        photos=asked.photos,
        signatures=asked.signatures,
        head="调查情况",
        step=action.code,
        more=_own_part(form, case),
        lost_places=(*asked.lost_places, NO_VISIT),
    )


def _own_part(form: SurveyForm, case: Case) -> dict[str, Any]:
    """Income and property, for the survey's own part of the page."""
    return {
        "people": [[each.code, each.name, each.words] for each in form.people(case)],
        "items": [_item(each) for each in form.items(case)],
        "kinds": [[each.code, each.label, each.unit.name, each.of_person] for each in form.kinds],
    }


def _item(each: Item) -> dict[str, Any]:
    return {
        "code": each.code, "label": each.label, "unit": each.unit.name, "scale": each.unit.scale,
        "declared": each.declared, "checked": each.checked,
    }  # fmt: skip


def _survey(sent: phone.Sent) -> Sent:
    said = dict(sent.said)
    companion = str(said.pop(COMPANION, "") or "0")
    try:
        found = [
            Found(*(str(each.get(name) or "") for name in ("amount", "code", "kind", "who")))
            for each in sent.more.get("found") or []
        ]
    except (AttributeError, TypeError) as error:
        raise Refused("收入和财产部分不完整，请刷新随身箱后再发送；已填写的内容还在本机。") from error
    return Sent(
        key=sent.key,
        action=sent.step,
        together_with=int(companion) if companion.isdigit() else 0,
        said=said,
        found=found,
        pictures=sent.pictures,
        began_at=sent.began_at,
        filled_at=sent.filled_at,
        place=sent.place,
        no_place=sent.no_place,
    )


def _sentence(survey: Survey) -> str:
    if survey.taken_id is not None:
        return f"{survey.case.number}的入户调查已送达。"
    return f"{survey.case.number}的入户调查已送达，但没有计入办理：{survey.kept_because}调查已作为证据留存。"
