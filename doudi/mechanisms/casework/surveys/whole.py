"""Whether a survey is whole, and what it says: the signatures, photos, place and answers that the form asks for (R-DIBAO-11)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils import timezone

from doudi.base.access import may
from doudi.base.models import User
from doudi.base.money import parse_money
from doudi.base.refused import Refused
from doudi.base.roles import STAFF_ROLES
from doudi.mechanisms.casework.declare import Action, Said
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.surveys.declare import AT_HOME, FAMILY, WAY, Item, SurveyForm, Unit
from doudi.mechanisms.casework.surveys.models import SurveyPicture
from doudi.mechanisms.casework.surveys.sent import Found, Sent
from doudi.mechanisms.phone import sent as phone
from doudi.mechanisms.phone import whole
from doudi.mechanisms.phone.declare import Form, Photos, Question, Signature, questions_of

Kind = SurveyPicture.Kind
COMPANION = "together_with"  # the question of who goes along
NO_VISIT = "电话或视频调查"  # why there is no place to speak of


def check_whole(form: SurveyForm, case: Case, action: Action, sent: Sent, second: User | None, at: dt.datetime) -> None:
    """Refuse what the surveyors can still put right, all of it in one sentence."""
    if second is None:
        raise Refused("入户调查须两人，请选择同行调查人。")
    if not may(second, STAFF_ROLES, on=timezone.localdate(at)):
        raise Refused(f"{second.name}没有办理权限，请另选同行调查人。")
    whole.check(asked_of(form, action), _as_sent(sent), today=timezone.localdate(at), what="调查表")
    found_items(form, case, sent.found)
    if action.unless is not None:
        reason = action.unless(case, Said(sent.said, on=timezone.localdate(at)))
        if reason is not None:
            raise Refused(reason)


def found_items(form: SurveyForm, case: Case, found: Sequence[Found]) -> list[tuple[Item, int | None, bool]]:
    """Every line of the form with what was found (None: not looked at), then what was found beyond; with whether it is new."""
    lines = {each.code: each for each in form.items(case)}
    amounts: dict[str, int | None] = dict.fromkeys(lines)
    new: dict[str, Item] = {}
    people = {each.code: each.name for each in form.people(case)}
    kinds = {each.code: each for each in form.kinds}
    for each in found:
        if not each.amount.strip():
            continue
        if each.code:
            if each.code not in lines:
                continue  # declared when the form was taken along and replaced since
            amounts[each.code] = _amount(each.amount, lines[each.code].unit, lines[each.code].label)
            continue
        kind = kinds.get(each.kind)
        if kind is None or (kind.of_person and each.who not in people):
            raise Refused("新发现的收入或财产，请选择项目和所属家庭成员。")
        code = f"{kind.code}:{each.who}" if kind.of_person else kind.code
        label = f"{people[each.who]} {kind.label}" if kind.of_person else kind.label
        if code in new or code in lines:
            raise Refused(f"“{label}”重复填写，请合并为一项。")
        new[code] = Item(code, label, kind.unit)
        amounts[code] = _amount(each.amount, kind.unit, label)
    return [
        *((line, amounts[code], False) for code, line in lines.items()),
        *((item, amounts[code], True) for code, item in new.items()),
    ]


def asked_of(form: SurveyForm, action: Action) -> Form:
    """What a survey asks and wants signed and photographed, the same on the phone and when it comes back (R-DIBAO-11)."""
    fields = form.fields(action)
    at_home = (WAY, (AT_HOME,)) if any(each.code == WAY for each in fields) else None
    questions = questions_of(fields)
    return Form(
        title="",
        name=action.name,
        where="",
        questions=tuple(replace(each, most=40) if each.code == FAMILY else each for each in questions),
        photos=Photos(form.photos, "入户照片", "须拍到调查人员和住所。", at_home),
        signatures=(
            Signature(Kind.FIRST, "调查人"),
            Signature(Kind.SECOND, "同行调查人"),
            Signature(Kind.FAMILY, "家庭成员", at_home),
        ),
    )


def told(form: SurveyForm, action: Action, said: Mapping[str, Any]) -> list[list[str]]:
    """Label and words of every answer, as the page shows it later whatever becomes of the form."""
    answers = []
    for each in form.fields(action):
        value = said.get(each.code)
        if value in (None, ""):
            continue
        answers.append(
            [each.label, whole.words_of(Question(each.code, each.label, each.kind, choices=each.choices), value)]
        )
    return answers


def _as_sent(sent: Sent) -> phone.Sent:
    """As the phone's own checks read it; where the form does not ask for the way, the visit is one at home."""
    return phone.Sent(
        key=sent.key, step=sent.action, said={WAY: AT_HOME, **sent.said}, pictures=sent.pictures,
        began_at=sent.began_at, filled_at=sent.filled_at, place=sent.place, no_place=sent.no_place,
    )  # fmt: skip


def _amount(text: str, unit: Unit, label: str) -> int:
    try:
        amount = parse_money(text) if unit.scale == 100 else int(text)
    except ValueError as error:
        raise Refused(f"“{label}”的数额看不懂，请填数字。") from error
    if amount < 0:
        raise Refused(f"“{label}”不能是负数，请核对。")
    return amount
