"""A visit is taken in: whether it counts, when the next one is due, what was found that somebody has to answer."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from doudi.base import bulk
from doudi.base.access import may
from doudi.base.models import User
from doudi.base.places import metres_between
from doudi.base.records import Happening, record_many
from doudi.base.refused import Refused
from doudi.mechanisms.activities import queries
from doudi.mechanisms.activities.declare import DEATH, HOSPITAL, NOT_FOUND, PROTECT, VisitKind
from doudi.mechanisms.activities.due import Contact
from doudi.mechanisms.activities.follow_ups import follow_up_of
from doudi.mechanisms.activities.models import Activity, FollowUp, RollEntry
from doudi.mechanisms.activities.pictures import keep_pictures
from doudi.mechanisms.activities.rolls import contacts_of, set_due
from doudi.mechanisms.activities.valid import Facts, sex_of, why_not
from doudi.mechanisms.phone.sent import Picture, Place
from doudi.mechanisms.registry.models import Person

Outcome, Way = Activity.Outcome, Activity.Way
_RAISES = {Outcome.DEAD: DEATH, Outcome.HOSPITAL: HOSPITAL, Outcome.DANGER: PROTECT}


@dataclass(frozen=True)
class Visited:
    """One visit as it is entered or sent. `held_at`: when it is said to have been; `reason`: why there is no place, or why he was seen elsewhere;
    `carried_at`: when the form left the desk, before which no visit from a phone can have been."""

    entry: RollEntry
    held_at: dt.datetime
    outcome: str
    by: User
    at: dt.datetime
    way: str = ""
    said: Mapping[str, Any] = field(default_factory=dict)
    words: str = ""
    minutes: int | None = None
    companion: str = ""
    needs: tuple[str, ...] = ()
    place: Place | None = None
    reason: str = ""
    pictures: Sequence[Picture] = ()
    key: uuid.UUID | None = None
    began_at: dt.datetime | None = None
    carried_at: dt.datetime | None = None


def visit(visited: Visited) -> Activity:
    """Take in one visit. It is kept whatever it found; whether it counts, and why not, stands in it. The same key again is the same visit."""
    known: Activity | None = Activity.objects.filter(key=visited.key).first() if visited.key else None
    if known is not None:
        return known
    return visit_many(queries.kind_of(visited.entry), [visited])[0]


def visit_many(kind: VisitKind, rows: Sequence[Visited]) -> list[Activity]:
    """Take in many visits of one kind, as one would be: judged, the limits of the next ones set, what was found put where it is answered."""
    for each in rows:
        _check(kind, each)
    if not rows:
        return []
    with transaction.atomic():
        keys = bulk.reserve_keys(Activity, len(rows))
        rights: dict[tuple[int, str, dt.date], bool] = {}
        sexes = _sexes(rows) if kind.rules.pair_for_other_sex else {}
        made = [_activity(kind, each, key, rights, sexes) for each, key in zip(rows, keys, strict=True)]
        contacts = contacts_of([each.entry for each in rows], since=min(each.on for each in made))
        bulk.insert(made)
        for each, activity in zip(rows, made, strict=True):
            keep_pictures(activity, each.pictures, kind.name, each.by, each.at)
        _move_on(kind, rows, made, contacts)
        _raise(kind, rows, made)
        record_many(
            [
                Happening(
                    "activity.visit", f"activity:{activity.pk}", activity.not_counted, activity.area_code,
                    {"entry": activity.entry_id, "outcome": activity.outcome, "counts": activity.counts},
                    by=each.by, at=each.at,
                )
                for each, activity in zip(rows, made, strict=True)
            ],
            by=None,
            at=rows[0].at,
        )  # fmt: skip
    return made


def _check(kind: VisitKind, visited: Visited) -> None:
    """Refuse what cannot be so; what only makes the visit count for nothing is no refusal."""
    if visited.entry.kind != kind.code:
        raise Refused("巡访对象不在本名册，请核对。")
    if visited.entry.to_on is not None and timezone.localdate(visited.held_at) >= visited.entry.to_on:
        raise Refused("该对象已出册，不再登记巡访。")
    if visited.outcome not in Outcome.values or visited.outcome == Outcome.DONE:
        raise Refused("请选择巡访结果。")
    if visited.outcome == Outcome.SEEN and visited.way not in Way.values:
        raise Refused("请选择巡访方式。")
    if visited.outcome == Outcome.DANGER and not visited.words.strip():
        raise Refused("请写明发现的情况；情况紧急的先报警。")
    if visited.minutes is not None and not 0 <= visited.minutes <= 24 * 60:
        raise Refused("巡访时长看不懂，请填分钟数。")
    unknown = set(visited.needs) - {each.code for each in kind.needs}
    if unknown:
        raise Refused("需求种类不对，请重新选择。")


def trusted_moment(visited: Visited, *, days_late: int) -> dt.datetime:
    """When a visit was. A phone's clock counts only between the moment the form was taken along and the moment it arrived, and for so many
    days; else it is the moment it arrived. What is typed at the desk is as it was typed: entered late, it is a signal."""
    if visited.carried_at is None:
        return min(visited.held_at, visited.at)
    earliest = max(visited.carried_at, visited.at - dt.timedelta(days=days_late))
    return visited.held_at if earliest <= visited.held_at <= visited.at else visited.at


def _activity(
    kind: VisitKind, row: Visited, key: int, rights: dict[tuple[int, str, dt.date], bool], sexes: Mapping[int, str]
) -> Activity:
    entry, place = row.entry, row.place
    held_at = trusted_moment(row, days_late=kind.rules.days_late.on(timezone.localdate(row.at)))
    on = timezone.localdate(held_at)
    right = (row.by.pk, entry.area_code, on)
    if right not in rights:
        rights[right] = may(row.by, kind.visitors, area_code=entry.area_code, on=on)
    metres = None
    if place is not None and entry.latitude is not None and entry.longitude is not None:
        metres = metres_between(place.latitude, place.longitude, entry.latitude, entry.longitude)
    theirs, own = sexes.get(entry.person_id, ""), sex_of(row.by) if sexes else ""
    reasons = why_not(
        kind,
        Facts(
            on=on, outcome=row.outcome, way=row.way, said=row.said, stay=entry.stay, authorised=rights[right],
            metres=metres, placed=place is not None, place_reason=row.reason.strip(), alone=entry.alone,
            other_sex=bool(theirs and own and theirs != own), accompanied=bool(row.companion.strip()),
        ),
    )  # fmt: skip
    return Activity(
        pk=key, key=row.key or uuid.uuid4(), kind=kind.code, entry=entry, held_at=held_at, on=on, minutes=row.minutes,
        area_code=entry.area_code, way=row.way, outcome=row.outcome, companion=row.companion.strip()[:60],
        said=dict(row.said), words=row.words.strip()[:2000], headcount=1, metres=metres, counts=not reasons,
        not_counted="；".join(reasons)[:300], by=row.by, began_at=row.began_at or row.held_at, filled_at=row.held_at,
        received_at=row.at, latitude=place.latitude if place else None, longitude=place.longitude if place else None,
        accuracy=place.accuracy if place else None, no_place=row.reason.strip()[:100],
    )  # fmt: skip


def _sexes(rows: Sequence[Visited]) -> dict[int, str]:
    people = {each.entry.person_id for each in rows if each.entry.alone}
    return dict(Person.objects.filter(pk__in=people).values_list("pk", "sex"))


def _move_on(
    kind: VisitKind, rows: Sequence[Visited], made: Sequence[Activity], contacts: dict[int, list[Contact]]
) -> None:
    """Set when each is due next, and let the incident rest that he was seen after."""
    entries: dict[int, RollEntry] = {}
    for each, activity in zip(rows, made, strict=True):
        entry = entries.setdefault(each.entry.pk, each.entry)
        if activity.counts:
            contacts.setdefault(entry.pk, []).append((activity.on, activity.way == Way.FACE))
            entry.last_on = max(filter(None, (entry.last_on, activity.on)))
            entry.urgent_by = None
    set_due(list(entries.values()), contacts)


def _raise(kind: VisitKind, rows: Sequence[Visited], made: Sequence[Activity]) -> None:
    """What was found and has to be answered: needs; death, hospital and danger on the same day; and who was not found again and again."""
    found = []
    for each, activity in zip(rows, made, strict=True):
        codes = [*each.needs]
        if activity.outcome in _RAISES:
            codes.append(_RAISES[Outcome(activity.outcome)])
        if activity.outcome == Outcome.NOT_FOUND and _not_found_again(kind, each.entry, activity):
            codes.append(NOT_FOUND)
        found += [follow_up_of(kind, each.entry, code, each.words, each.at, activity) for code in dict.fromkeys(codes)]
    FollowUp.objects.bulk_create(found)


def _not_found_again(kind: VisitKind, entry: RollEntry, activity: Activity) -> bool:
    """Whether he has not been found as many times one after the other as the rule says (R-VISIT-01)."""
    times = kind.rules.not_found.on(activity.on)
    last = Activity.objects.filter(entry=entry, pk__lte=activity.pk).order_by("-held_at", "-pk")
    outcomes = list(last.values_list("outcome", flat=True)[:times])
    return len(outcomes) == times and all(each == Outcome.NOT_FOUND for each in outcomes)
