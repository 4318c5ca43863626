"""Whether a survey is whole, and what it says: the signatures, photos, place and answers that the form asks for (R-DIBAO-11)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
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

Kind = SurveyPicture.Kind
_MANY_PHOTOS = 20
_IDENTITY = re.compile(r"\d{17}[\dXx]")


def check_whole(form: SurveyForm, case: Case, action: Action, sent: Sent, second: User | None, at: dt.datetime) -> None:
    """Refuse what the surveyors can still put right, all of it in one sentence."""
    if second is None:
        raise Refused("入户调查须两人，请选择同行调查人。")
    if not may(second, STAFF_ROLES, on=timezone.localdate(at)):
        raise Refused(f"{second.name}没有办理权限，请另选同行调查人。")
    at_home = sent.said.get(WAY, AT_HOME) == AT_HOME
    signed = {each.kind for each in sent.pictures}
    photos = sum(each.kind == Kind.PHOTO for each in sent.pictures)
    missing = [
        each.label for each in form.fields(action) if each.required and sent.said.get(each.code) in (None, "", False)
    ]
    wanted = [Kind.FIRST, Kind.SECOND, *([Kind.FAMILY] if at_home else [])]
    missing += [kind.label for kind in wanted if kind not in signed]
    if at_home and photos < form.photos:
        missing.append(f"入户照片（至少{form.photos}张）")
    if sent.place is None and not sent.no_place.strip():
        missing.append("定位，或没有定位的原因")
    if missing:
        raise Refused(f"调查表还缺：{'、'.join(missing)}。请补齐后再发送。")
    if photos > _MANY_PHOTOS:
        raise Refused(f"照片最多{_MANY_PHOTOS}张，请删去一些再发送。")
    _check_answers(form, action, sent, at)
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


def told(form: SurveyForm, action: Action, said: Mapping[str, Any]) -> list[list[str]]:
    """Label and words of every answer, as the page shows it later whatever becomes of the form."""
    answers = []
    for each in form.fields(action):
        value = said.get(each.code)
        if value in (None, ""):
            continue
        words = ("是" if value else "否") if each.kind == "yes" else dict(each.choices).get(str(value), str(value))
        answers.append([each.label, words[:2000]])
    return answers


def _check_answers(form: SurveyForm, action: Action, sent: Sent, at: dt.datetime) -> None:
    today = timezone.localdate(at)
    for each in form.fields(action):
        value = sent.said.get(each.code)
        if value in (None, ""):
            continue
        if each.choices and str(value) not in dict(each.choices):
            raise Refused(f"“{each.label}”的选项不对，请重新选择。")
        if each.kind == "date":
            try:
                day = dt.date.fromisoformat(str(value))
            except ValueError as error:
                raise Refused(f"“{each.label}”看不懂，请写成 2024-11-05 的样子。") from error
            if day > today:
                raise Refused(f"“{each.label}”不能晚于今天，请核对。")
        if _IDENTITY.search(str(value)):
            raise Refused(f"“{each.label}”中有身份证号码，请删去，写姓名即可。")
    if len(str(sent.said.get(FAMILY) or "")) > 40:
        raise Refused("“在场并签字的家庭成员”请控制在40字以内。")


def _amount(text: str, unit: Unit, label: str) -> int:
    try:
        amount = parse_money(text) if unit.scale == 100 else int(text)
    except ValueError as error:
        raise Refused(f"“{label}”的数额看不懂，请填数字。") from error
    if amount < 0:
        raise Refused(f"“{label}”不能是负数，请核对。")
    return amount
