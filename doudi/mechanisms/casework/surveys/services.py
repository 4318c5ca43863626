"""What is done with surveys: a form is taken along, a survey is received once, the second surveyor answers for himself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from doudi.base.models import StoredFile, User
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.mechanisms.casework.declare import Action, Said
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.casework.services import take
from doudi.mechanisms.casework.surveys import queries
from doudi.mechanisms.casework.surveys.declare import SurveyForm
from doudi.mechanisms.casework.surveys.models import CompanionAnswer, Survey, SurveyItem, SurveyPicture
from doudi.mechanisms.casework.surveys.sent import Picture, Sent
from doudi.mechanisms.casework.surveys.whole import check_whole, found_items, told
from doudi.mechanisms.phone import services as phone
from doudi.mechanisms.phone.sent import arrival, whereabouts

BOX = "surveys"  # the code of the box, below which it stands written who took what along
NOT_CARRIED = "这份调查表不是由您带出的，不能发送。"
Kind = SurveyPicture.Kind


def carry(case: Case, *, by: User, at: dt.datetime) -> Action:
    """带表入户: the form goes onto a phone. Gives the step that the survey will be; whoever may not take it now is refused."""
    action = queries.surveyable(case, by, timezone.localdate(at))
    with transaction.atomic():
        phone.carry(BOX, [case.pk], by=by, at=at, step=action.code)
        record("survey.carry", case, by=by, at=at, area_code=case.area_code, data={"action": action.code})
    return action


def receive(case: Case, sent: Sent, *, by: User, at: dt.datetime) -> Survey:
    """Take in a survey, once: the same key again gives the same survey. What is incomplete is refused and stays on the phone; what is whole
    is never refused: where the case has moved on, or the surveyor has another post, it is kept as evidence with the reason."""

    def keep() -> Survey:
        form = queries.form_of(case)
        phone.require_carried(BOX, case.pk, by=by, step=sent.action, sentence=NOT_CARRIED)
        action = form.flow.action(sent.action)
        second = User.objects.filter(pk=sent.together_with, is_active=True).exclude(pk=by.pk).first()
        check_whole(form, case, action, sent, second, at)
        assert second is not None, "asked by check_whole"
        return _keep(form, case, action, sent, by, second, at)

    def same(known: Survey) -> bool:
        return known.by_id == by.pk and known.case_id == case.pk

    return phone.once(Survey, sent.key, same=same, sentence="发送码已被另一份调查使用，请重新带表入户。", keep=keep)


def answer(survey: Survey, *, was_there: bool, words: str = "", by: User, at: dt.datetime) -> CompanionAnswer:
    """同行人员确认: the second surveyor, signed in as himself, says whether he was there. Once, and nobody for him."""
    if by.pk != survey.together_with_id:
        raise Refused("只有同行调查人本人可以确认。")
    if CompanionAnswer.objects.filter(survey=survey).exists():
        raise Refused("您已经确认过，不能更改；情况有误的请向分管领导说明。")
    if not was_there and not words.strip():
        raise Refused("没有参加的，请写明情况。")
    with transaction.atomic():
        made = CompanionAnswer.objects.create(
            survey=survey, was_there=was_there, words=words.strip()[:200], by=by, at=at
        )
        data = {"survey": survey.pk, "was_there": was_there}
        record(
            "survey.companion",
            survey.case,
            by=by,
            at=at,
            because=made.words,
            area_code=survey.case.area_code,
            data=data,
        )
    return made


def _keep(form: SurveyForm, case: Case, action: Action, sent: Sent, by: User, second: User, at: dt.datetime) -> Survey:
    kept = [(each, _stored(each, case, by, at)) for each in sent.pictures]
    taken, sentence = _take(action, case, sent, by, second, at, [file for _, file in kept])
    survey = Survey.objects.create(
        **arrival(sent, at=at),
        case=case,
        action=action.code,
        by=by,
        together_with=second,
        family=str(sent.said.get("signed_by") or "")[:40],
        answers=told(form, action, sent.said),
        taken=taken,
        kept_because=sentence[:400],
    )
    for item, found, added in found_items(form, case, sent.found):
        SurveyItem.objects.create(
            survey=survey,
            code=item.code,
            label=item.label[:100],
            unit=item.unit.code,
            declared=item.declared,
            checked=item.checked,
            found=found,
            added=added,
        )
    for each, file in kept:
        SurveyPicture.objects.create(survey=survey, kind=each.kind, file=file, at=each.at, **whereabouts(each.place))
    data = {"survey": survey.pk, "number": case.number, "together_with": second.pk, "taken": taken is not None}
    record("survey.receive", case, by=by, at=at, because=sentence, area_code=case.area_code, data=data)
    return survey


def _take(
    action: Action, case: Case, sent: Sent, by: User, second: User, at: dt.datetime, kept: Sequence[StoredFile]
) -> tuple[ActionTaken | None, str]:
    """The step of the flow; or the sentence why it cannot be taken any more."""
    said = {each.code: sent.said[each.code] for each in action.fields if sent.said.get(each.code) not in (None, "")}
    try:
        with transaction.atomic():
            return take(
                case, action, by=by, at=at, data=Said(said, on=timezone.localdate(at)), files=kept, together_with=second
            ), ""
    except Refused as refused:
        return None, refused.sentence


def _stored(picture: Picture, case: Case, by: User, at: dt.datetime) -> StoredFile:
    label = Kind(picture.kind).label
    return phone.keep_picture(picture, purpose=f"入户调查{label}", by=by, at=at, area_code=case.area_code)
