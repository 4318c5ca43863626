"""What may be decided on a recognition from its page: looked at again, ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from doudi.base.access import may, require
from doudi.base.models import User
from doudi.base.refused import Refused
from doudi.mechanisms.entitlement.family import Family, Given, Member
from doudi.mechanisms.entitlement.pages import applying
from doudi.mechanisms.entitlement.pages.acts import DecisionForm
from doudi.mechanisms.entitlement.pages.recognitions import known
from doudi.mechanisms.entitlement.recognitions import queries, services
from doudi.mechanisms.entitlement.recognitions.declare import Recognition, recognition_of
from doudi.mechanisms.entitlement.recognitions.models import Recognised
from doudi.mechanisms.entitlement.recognitions.queries import Standing
from doudi.mechanisms.entitlement.recognitions.reasons import EndReason
from doudi.mechanisms.entitlement.rules import HOUSEHOLD, Fact
from doudi.pages.acts import carry_out
from doudi.pages.forms import PageForm, posted, with_fields


class ReviewForm(DecisionForm):
    unchanged = forms.BooleanField(
        label="已复核：家庭人口、收入、财产、支出与认定理由所列一致，没有变化",
        required=False,
        help_text="有变化的不勾选，在下面改为核查后的情况；改后不再符合的，不能继续认定，须终止",
    )
    field_order = ("unchanged", "document", "decided_on", "because")


def _code(name: str, key: str) -> str:
    return f"{name}__{key}" if key else name


def _facts(recognition: Recognition, family: Family) -> list[tuple[Fact, str, str]]:
    """(fact, key of the person or nothing, whose) that a review may put down anew."""
    asked = [fact for name, fact in recognition.book.all_facts.items() if name not in recognition.known]
    of_household = [(fact, "", "全户") for fact in asked if fact.level is HOUSEHOLD]
    people = [(fact, each.key, each.label) for each in family.people for fact in asked if fact.level is not HOUSEHOLD]
    return [*of_household, *people]


def _with_facts(form: PageForm, recognition: Recognition, family: Family) -> None:
    """The fields of the facts, beginning with what stands in the recognition."""
    fields: dict[str, forms.Field] = {}
    for fact, key, whose in _facts(recognition, family):
        field = applying.field_of(fact)
        field.label, field.required = f"{whose}：{field.label}", False
        value = _value(family, fact, key)
        if value is not None:
            field.initial = applying.shown(fact, value)
        fields[_code(fact.name, key)] = field
    with_fields(form, fields)


def _value(family: Family, fact: Fact, key: str) -> int | None:
    row = next((place for place, each in enumerate(family.people) if each.key == key), 0)
    return family.given(fact, row).value


def _reviewed(recognition: Recognition, family: Family, said: dict[str, Any], on: dt.date, who: str) -> Family:
    """The household as it was found: what was changed on the form, with where it comes from, and the rest as it was."""
    found: dict[str, dict[str, Given]] = {}
    for fact, key, _ in _facts(recognition, family):
        [value] = applying.taken((fact,), {fact.name: said.get(_code(fact.name, key))}, known_only=True).values() or [
            None
        ]
        held = _value(family, fact, key)
        if value is not None and value != (fact.default if held is None else held):
            found.setdefault(key, {})[fact.name] = Given(value, "复核", on, who)
    if said["unchanged"] and found:
        raise Refused("已勾选“没有变化”，但下面的情况有改动，请核对：有变化的不要勾选。")
    if not said["unchanged"] and not found:
        raise Refused("请勾选“没有变化”，或者在下面填写核查后的情况。")
    return Family(
        family.label,
        {**family.figures, **found.get("", {})},
        [Member(each.key, each.label, {**each.figures, **found.get(each.key, {})}) for each in family.people],
    )


class EndForm(DecisionForm):
    reason = forms.ChoiceField(label="终止原因", choices=[("", "请选择"), *EndReason.choices])
    field_order = ("reason", "document", "decided_on", "because")


ACTS: dict[str, tuple[str, type[DecisionForm], str, str]] = {
    "end": ("终止认定", EndForm, "btn-warn", "终止须有法定理由并书面告知本人。"),
    "review": ("复核", ReviewForm, "btn-primary", "按现行标准重新核算；情况有变化、不再符合的办理终止认定。"),
}


def page(request: HttpRequest, pk: int, act: str, codes: Collection[str]) -> HttpResponse:
    """The form of one act, and what follows when it is sent."""
    row, user, today = known.found(request.user, pk, codes), request.user, timezone.localdate()
    assert isinstance(user, User)
    if act not in ACTS:
        raise Http404
    name, wanted, look, words = ACTS[act]
    require(user, recognition_of(row.recognition).deciders, area_code=row.area_code, on=today)
    services.check_in_force(row, today)
    form = wanted(*posted(request)[:1], initial={"decided_on": today})
    recognition, family = recognition_of(row.recognition), queries.last_family(row)
    if act == "review":
        _with_facts(form, recognition, family)
    back = known.address(row)
    more: Any = {
        "title": f"{name}：{row.party.name}",
        "submit": f"确认{name}",
        "submit_class": look,
        "back": back,
        "words": words,
    }

    def do(said: dict[str, Any], user: User) -> str:
        decided = services.Decided(said["decided_on"], said["document"], user, timezone.now(), said["because"])
        if act == "end":
            services.end(row, decided, reason=said["reason"])
            sentence = f"已终止认定，自{row.until_on}起失效，请打印告知书送达本人。"
        else:
            found = _reviewed(recognition, family, said, said["decided_on"], user.name)
            services.review(row, found, decided)
            sentence = f"已登记复核，认定继续有效至{row.until_on}。"
        return sentence

    return carry_out(request, form, do=do, **more)


def buttons(user: Any, row: Recognised, today: dt.date) -> list[tuple[str, str, str]]:
    """(words, address, look) of what this user may decide now."""
    if queries.standing_of(row, today) not in (Standing.IN_FORCE, Standing.ENDING):
        return []
    if not may(user, recognition_of(row.recognition).deciders, area_code=row.area_code):
        return []
    return [(name, known.address(row, "recognition_act", act), look) for act, (name, _, look, _) in ACTS.items()]
