"""What is read of recognitions: within the user's area, in force on a day, near their end, the facts of the latest decision."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery, TextChoices

from doudi.base.access import scope
from doudi.base.refused import Refused
from doudi.mechanisms.entitlement.awards.frozen import thaw
from doudi.mechanisms.entitlement.family import Family
from doudi.mechanisms.entitlement.recognitions.models import Recognised, RecognisedChange, RecognisedPerson
from doudi.mechanisms.registry.models import Person

ENDING = 60  # days before the last one on which it begins to be asked for


class Standing(TextChoices):
    """状态: each recognition is in exactly one on a day."""

    IN_FORCE = "IN_FORCE", "有效"
    ENDING = "ENDING", "即将到期"
    EXPIRED = "EXPIRED", "已到期"
    ENDED = "ENDED", "已终止"


def recognised(user: Any, *codes: str) -> QuerySet[Recognised]:
    """Those in the user's area, current and ended; of some recognitions or of all."""
    rows = Recognised.objects.select_related("party").order_by("area_code", "pk")
    return scope(user).filter(rows.filter(recognition__in=codes) if codes else rows)


def in_force(rows: QuerySet[Recognised], on: dt.date) -> QuerySet[Recognised]:
    """Those that are valid on a day."""
    return rows.filter(from_on__lte=on, until_on__gte=on)


def standing_of(row: Recognised, on: dt.date) -> Standing:
    """Where one stands; the same as `standing` finds."""
    if row.ended_on is not None and row.ended_on < on:
        return Standing.ENDED
    if row.until_on < on:
        return Standing.EXPIRED
    return Standing.ENDING if row.until_on <= on + dt.timedelta(days=ENDING) else Standing.IN_FORCE


def standing(rows: QuerySet[Recognised], wanted: Standing, on: dt.date) -> QuerySet[Recognised]:
    """Those of some that stand so on a day."""
    if wanted is Standing.ENDED:
        return rows.filter(ended_on__lt=on)
    rows = rows.filter(Q(ended_on=None) | Q(ended_on__gte=on))
    if wanted is Standing.EXPIRED:
        return rows.filter(until_on__lt=on)
    soon = on + dt.timedelta(days=ENDING)
    rows = rows.filter(until_on__gte=on)
    return rows.filter(until_on__lte=soon) if wanted is Standing.ENDING else rows.filter(until_on__gt=soon)


def recognised_people(people: list[int], on: dt.date, *codes: str) -> QuerySet[RecognisedPerson]:
    """Whoever of some people is counted by a recognition in force on a day."""
    rows = RecognisedPerson.objects.filter(
        person__in=people, recognised__from_on__lte=on, recognised__until_on__gte=on
    ).select_related("recognised", "person__party")
    return rows.filter(recognised__recognition__in=codes) if codes else rows


def last_figures(rows: QuerySet[Recognised]) -> QuerySet[Any]:
    """With the facts of the latest decision that froze any (`figures`)."""
    last = RecognisedChange.objects.filter(recognised=OuterRef("pk"), figures__isnull=False).order_by("-pk")
    return rows.annotate(figures=Subquery(last.values("figures")[:1]))


def last_family(row: Recognised) -> Family:
    """The household as the latest decision froze it, with its evidence."""
    last = row.changes.filter(figures__isnull=False).order_by("-pk").first()
    if last is None:
        raise Refused("这项认定没有留下核定的事实，请先复核。")
    people = names_of(row.counted.values_list("person", flat=True))
    return thaw(row.party.name, last.figures or "", last.evidence, lambda key: people.get(int(key), "家庭成员"))


def figures_of_people(rows: Collection[int]) -> Iterator[tuple[int, int, str, dict[str, int]]]:
    """(recognition, person, name, figures as last frozen) of everybody in some recognitions, by their ids; two queries."""
    frozen = dict(last_figures(Recognised.objects.filter(pk__in=rows)).values_list("pk", "figures"))
    members = {pk: json.loads(text)[1] for pk, text in frozen.items() if text}
    names = names_of(int(key) for people in members.values() for key, _ in people)
    for pk, people in members.items():
        for key, figures in people:
            yield pk, int(key), names.get(int(key), ""), figures


def names_of(people: Iterable[int]) -> dict[int, str]:
    """Ids of persons → their names; one query."""
    return dict(Person.objects.filter(pk__in=list(people)).values_list("pk", "party__name"))
