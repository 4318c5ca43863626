"""The form of the front door: a few questions, each asked once of whom it concerns; what is known already is not asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from doudi.mechanisms.entitlement.front_door.declare import Home, Question, Someone
from doudi.mechanisms.entitlement.front_door.queries import questions
from doudi.pages.forms import MoneyField, PageForm

_OF_AGE = 18  # Civil Code art. 17


class DoorForm(PageForm):
    """Who applies and how he is reached; the questions are put in for the household at hand."""

    applicant = forms.TypedChoiceField(label="申请人", coerce=int)
    phone = forms.CharField(label="联系电话", max_length=20, required=False, help_text="手机号，办到哪一步短信告诉他")
    agent = forms.CharField(
        label="代办人", max_length=40, required=False, help_text="本人不能来、委托他人代办的填写，须有委托书"
    )


@dataclass(frozen=True)
class Asked:
    """A person with the fields that ask about him."""

    someone: Someone
    age: int | None
    known: tuple[str, ...]
    fields: tuple[str, ...]


def form_for(home: Home, on: dt.date, data: Any = None) -> tuple[DoorForm, list[str], list[Asked]]:
    """The form, the names of the fields that ask about the household, and of those about each of its people."""
    form = DoorForm(data)
    adults = [each for each in home.people if (each.age(on) or _OF_AGE) >= _OF_AGE] or list(home.people)
    form.fields["applicant"].choices = [(each.person_id, each.name) for each in adults]  # type: ignore[attr-defined]
    form.fields["applicant"].initial = adults[0].person_id
    form.fields["phone"].widget.attrs["inputmode"] = "tel"
    of_home, of_people = [], []
    for each in questions():
        if not each.of_person:
            form.fields[each.code] = _field(each)
            of_home.append(each.code)
    for someone in home.people:
        names = []
        for each in questions():
            if each.of_person and each.code not in someone.held and (each.only is None or each.only(someone, on)):
                name = f"{each.code}-{someone.person_id}"
                form.fields[name] = _field(each)
                names.append(name)
        known = tuple(
            dict.fromkeys(f"{fact.words}（{fact.source}，免提交证明）" for fact in someone.held.values() if fact.shown)
        )
        of_people.append(Asked(someone, someone.age(on), known, tuple(names)))
    return form, of_home, of_people


def answers(home: Home, said: Mapping[str, Any]) -> Home:
    """The household with what was answered; what was left empty is not known."""
    of_home: dict[str, int] = {}
    of_people: dict[int, dict[str, int]] = {}
    for each in questions():
        if not each.of_person:
            if (value := said.get(each.code)) not in (None, "", False):
                of_home[each.code] = int(value)
            continue
        for someone in home.people:
            if (value := said.get(f"{each.code}-{someone.person_id}")) not in (None, "", False):
                of_people.setdefault(someone.person_id, {})[each.code] = int(value)
    return home.answered(of_home, of_people)


def _field(question: Question) -> forms.Field:
    common: dict[str, Any] = {"label": question.label, "required": False, "help_text": question.hint}
    if question.kind == "money":
        made: forms.Field = MoneyField(**common)
    elif question.kind == "choice":
        made = forms.TypedChoiceField(choices=question.choices, coerce=int, initial=0, **common)
    else:
        made = forms.BooleanField(**common)
    widget_class = {"choice": "form-select", "yes": "form-check-input"}.get(question.kind, "form-control")
    made.widget.attrs.setdefault("class", widget_class)
    return made
