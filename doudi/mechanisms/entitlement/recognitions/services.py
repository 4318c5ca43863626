"""What is done with recognitions: recognise, look at it again, end it. A flow calls `recognise` when a case is confirmed; every decision is
a row that is never changed, and the registry's category follows it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from doudi.base.access import require
from doudi.base.calendar import months_later
from doudi.base.models import User
from doudi.base.months import month_of
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.mechanisms.entitlement.awards.decisions import Assessed
from doudi.mechanisms.entitlement.awards.frozen import freeze, kept
from doudi.mechanisms.entitlement.family import Family
from doudi.mechanisms.entitlement.parameters_entered import queries as parameters
from doudi.mechanisms.entitlement.recognitions.assessing import assess
from doudi.mechanisms.entitlement.recognitions.declare import Recognition, recognition_of
from doudi.mechanisms.entitlement.recognitions.models import Recognised, RecognisedChange, RecognisedPerson
from doudi.mechanisms.registry.kin import recused
from doudi.mechanisms.registry.models import Category
from doudi.mechanisms.registry.services import NewCategory, end_category, put_in_category

Kind = RecognisedChange.Kind


@dataclass(frozen=True)
class Decided:
    """Decided on a day by a document, entered by somebody at a moment, for a reason."""

    on: dt.date
    document: str
    by: User
    at: dt.datetime
    because: str

    def check(self, roles: frozenset[Role], area_code: str, people: Iterable[int]) -> None:
        """Whether he may, whether document and reason are there, and whether nobody concerned is near to him (R-ORG-01)."""
        on = timezone.localdate(self.at)
        require(self.by, roles, area_code=area_code, on=on)
        if not self.document.strip():
            raise Refused("请填写决定文书的名称或文号。")
        if not self.because.strip():
            raise Refused("请写明事由。")
        if self.on > on:
            raise Refused("决定日期不能晚于今天，请核对。")
        if sentence := recused(self.by, list(people), on=on):
            raise Refused(sentence)


def recognise(
    recognition: Recognition,
    family: Family,
    decided: Decided,
    *,
    party_id: int,
    area_code: str,
    delegated_to: frozenset[Role] = frozenset(),
) -> Recognised:
    """认定: from the day of the decision, for the months that policy says; the day of the same number is the last (EX-25). One that is in
    force still is replaced by it."""
    people = [int(each.key) for each in family.people]
    decided.check(recognition.deciders | delegated_to, area_code, people)
    found = _found(recognition, family, decided, area_code)
    until = months_later(decided.on, recognition.months.on(decided.on))
    with transaction.atomic():
        for earlier in Recognised.objects.filter(recognition=recognition.code, party=party_id, ended_on=None):
            _end(earlier, Kind.REPLACE, "", decided, decided.on - dt.timedelta(days=1))
        made = Recognised.objects.create(
            recognition=recognition.code,
            party_id=party_id,
            area_code=area_code,
            people=len(found.people),
            from_on=decided.on,
            until_on=until,
            document=decided.document.strip()[:120],
        )
        RecognisedPerson.objects.bulk_create(RecognisedPerson(recognised=made, person_id=each) for each in found.people)
        _write(made, Kind.RECOGNISE, decided, until, **_frozen(recognition, family, found))
        category = NewCategory(party_id, recognition.category, decided.on, until, because=decided.document[:200])
        put_in_category([category], by=decided.by, at=decided.at)
    return made


def review(recognised: Recognised, family: Family, decided: Decided) -> RecognisedChange:
    """复核: the facts as they were found now; the day it ends stays. Who does not qualify any more is ended, not reviewed."""
    recognition = recognition_of(recognised.recognition)
    check_in_force(recognised, decided.on)
    decided.check(recognition.deciders, recognised.area_code, [int(each.key) for each in family.people])
    found = _found(recognition, family, decided, recognised.area_code)
    with transaction.atomic():
        Recognised.objects.filter(pk=recognised.pk).update(people=len(found.people))
        recognised.people = len(found.people)
        recognised.counted.exclude(person__in=found.people).delete()
        there = set(recognised.counted.values_list("person", flat=True))
        RecognisedPerson.objects.bulk_create(
            RecognisedPerson(recognised=recognised, person_id=each) for each in found.people if each not in there
        )
        frozen = _frozen(recognition, family, found)
        return _write(recognised, Kind.REVIEW, decided, recognised.until_on, **frozen)


def end(recognised: Recognised, decided: Decided, *, reason: str) -> RecognisedChange:
    """终止认定: with the day of the decision as the last one; `reason` is a coded one (EndReason)."""
    recognition = recognition_of(recognised.recognition)
    check_in_force(recognised, decided.on)
    decided.check(recognition.deciders, recognised.area_code, recognised.counted.values_list("person", flat=True))
    with transaction.atomic():
        return _end(recognised, Kind.END, reason, decided, decided.on)


def check_in_force(recognised: Recognised, on: dt.date) -> None:
    """Refuse to touch what is over."""
    if recognised.ended_on is not None:
        raise Refused(f"这项认定已于{recognised.ended_on}终止，须重新申请。")
    if on < recognised.from_on:
        raise Refused("决定日期早于认定日期，请核对。")


def _found(recognition: Recognition, family: Family, decided: Decided, area_code: str) -> Assessed:
    """What the rules say in the month of the decision; Refused where something is missing or it does not qualify."""
    terms = parameters.terms(
        recognition.book, month_of(decided.on), known=timezone.localdate(decided.at), area=area_code
    )
    found = assess(recognition, family, terms)
    lacking = [str(each) for each in found.sheet.missing if each.matters]
    if lacking:
        raise Refused(f"{family.label}{'；'.join(lacking)}，不能认定。")
    if found.sheet.result <= 0:
        raise Refused(f"{family.label}按核算不符合{recognition.name}条件，不能认定。")
    return found


def _frozen(recognition: Recognition, family: Family, found: Assessed) -> dict[str, Any]:
    frozen = freeze(recognition.book, family)
    return {"figures": frozen.figures, "evidence": frozen.evidence, "worksheet": kept(found.sheet)}


def _end(recognised: Recognised, kind: Kind, reason: str, decided: Decided, last: dt.date) -> RecognisedChange:
    last = max(min(last, recognised.until_on), recognised.from_on)
    Recognised.objects.filter(pk=recognised.pk).update(ended_on=last, until_on=last)
    recognised.ended_on = recognised.until_on = last
    category = recognition_of(recognised.recognition).category
    for row in Category.objects.filter(party=recognised.party_id, kind=category, from_on=recognised.from_on):
        end_category(row, on=last, by=decided.by, at=decided.at, because=decided.because)
    return _write(recognised, kind, decided, last, reason=reason)


def _write(recognised: Recognised, kind: Kind, decided: Decided, until: dt.date, **more: Any) -> RecognisedChange:
    change = RecognisedChange.objects.create(
        recognised=recognised,
        kind=kind,
        until_on=until,
        document=decided.document.strip()[:120],
        decided_on=decided.on,
        at=decided.at,
        by=decided.by,
        because=decided.because.strip()[:400],
        **more,
    )
    record(
        f"recognition.{kind.lower()}",
        f"recognised:{recognised.pk}",
        by=decided.by,
        at=decided.at,
        because=decided.because,
        area_code=recognised.area_code,
        data={
            "recognition": recognised.recognition,
            "party": recognised.party_id,
            "until": until,
            "reason": change.reason,
        },
    )
    return change
