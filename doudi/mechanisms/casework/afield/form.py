"""The form of one step, the same when it is taken along and when it comes back."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from doudi.base.areas import full_name
from doudi.base.models import User
from doudi.mechanisms.casework.afield.declare import Afield
from doudi.mechanisms.casework.declare import Action, Field
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.pages.forms import last_companion, others
from doudi.mechanisms.phone.declare import Form, Photos, Question, questions_of

COMPANION = "together_with"  # the question of who is the second person
_PICTURES = ("photo", "file")
_TEXT, _LIST, _CODE = "text", "select", "code"


def form_of(afield: Afield, case: Case, action: Action, user: User, on: dt.date) -> Form:
    """What is asked, photographed and signed of this step of this case on a day."""
    known = afield.known(case, action, on)
    companion, initial = _companion(action, case, user), dict(known.initial)
    if companion and COMPANION not in initial:
        initial[COMPANION] = last_companion(user)
    return Form(
        title=case.title,
        name=action.name,
        where=full_name(case.area_code),
        number=case.number,
        about=known.about,
        questions=(*companion, *(_asked(each, afield, known.choices) for each in questions_of(asked_of(afield, action)))),
        initial=initial,
        photos=_photos(action),
        signatures=afield.signed[action.code],
        head=f"{afield.name}情况",
        step=action.code,
    )  # fmt: skip


def asked_of(afield: Afield, action: Action) -> list[Field]:
    """The fields that somebody fills in: not the pictures, not the place, which the phone knows."""
    by_itself = afield.place or ()
    return [each for each in action.fields if each.kind not in _PICTURES and each.code not in by_itself]


def _asked(question: Question, afield: Afield, choices: Any) -> Question:
    if question.code in choices:
        return replace(question, kind=_LIST, choices=choices[question.code])
    if question.code in afield.codes:
        return replace(question, kind=_CODE, most=40)
    return replace(question, most=100) if question.kind == _TEXT else question


def _companion(action: Action, case: Case, user: User) -> tuple[Question, ...]:
    if not action.pair:
        return ()
    label = action.companion or "同行人员"
    choices = tuple(others(action, case, user))
    return (Question(COMPANION, label, _LIST, required=True, choices=choices, hint=f"{label}须在场，在此签名。"),)


def _photos(action: Action) -> Photos | None:
    pictures = [each for each in action.fields if each.kind in _PICTURES]
    return Photos(int(pictures[0].required), pictures[0].label) if pictures else None
