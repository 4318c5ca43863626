"""Who is visited: people come onto a roll, get a level, leave it; something happens to them. Here alone an entry is written."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from doudi.base import bulk
from doudi.base.access import may, require
from doudi.base.calendar import months_later
from doudi.base.models import User
from doudi.base.records import Happening, record, record_many
from doudi.base.refused import Refused
from doudi.base.roles import TOWNSHIP_ROLES, Role
from doudi.mechanisms.activities import queries
from doudi.mechanisms.activities.declare import PROTECT, VisitKind
from doudi.mechanisms.activities.due import Contact, due_on
from doudi.mechanisms.activities.follow_ups import follow_up_of
from doudi.mechanisms.activities.models import Activity, FollowUp, LevelChange, RollEntry
from doudi.mechanisms.registry.services import NewPerson, person_named

Way = Activity.Way
_QUARTER = 92  # days: contacts further back change no limit


@dataclass(frozen=True)
class NewEntry:
    """Somebody who comes onto a roll. `latitude`, `longitude` of the home in degrees, if they are known."""

    person_id: int
    area_code: str
    level: str
    because: str
    from_on: dt.date
    stay: str = RollEntry.Stay.HOME
    alone: bool = False
    carer: str = ""
    service: str = ""
    latitude: Any = None
    longitude: Any = None


def enter(kind: VisitKind, new: Sequence[NewEntry], *, by: User | None, at: dt.datetime) -> list[RollEntry]:
    """Put people onto a roll, in the order given; who stands on it already is handed back as he is."""
    with transaction.atomic():
        wanted = {each.person_id: each for each in new}
        standing = RollEntry.objects.filter(kind=kind.code, to_on=None, person__in=wanted)
        known = {each.person_id: each for each in standing}
        fresh = [each for each in wanted.values() if each.person_id not in known]
        keys = bulk.reserve_keys(RollEntry, len(fresh))
        entries = [_entry(kind, each, key) for each, key in zip(fresh, keys, strict=True)]
        bulk.insert(entries)
        bulk.insert(
            [
                LevelChange(entry=each, level=each.level, because=each.reason, from_on=each.from_on, by=by, at=at)
                for each in entries
            ]
        )
        record_many(
            [
                Happening("roll.enter", f"rollentry:{each.pk}", each.reason, each.area_code, {"level": each.level})
                for each in entries
            ],
            by=by,
            at=at,
        )
        known |= {each.person_id: each for each in entries}
    return [known[each.person_id] for each in new]


def put_on(kind: VisitKind, person: NewPerson, entry: Mapping[str, Any], *, by: User, at: dt.datetime) -> RollEntry:
    """Put one person onto a roll from today, as the township finds him; registered now if nobody knows him. `entry`: the other fields of
    `NewEntry`. Refused for the dead, and for who stands on the roll already."""
    on = timezone.localdate(at)
    require(by, kind.downgraders, area_code=person.area_code, on=on)
    new = {**entry, "because": entry["because"].strip()}
    if not new["because"]:
        raise Refused("请写明入册依据。")
    if new["level"] not in {each.code for each in kind.levels}:
        raise Refused("没有这个级别，请重新选择。")
    with transaction.atomic():
        found = person_named(person, by=by, at=at, because=kind.roll)
        if RollEntry.objects.filter(kind=kind.code, person=found, to_on=None).exists():
            raise Refused(f"{found.party.name}已在{kind.roll}中，不用再入册。")
        return enter(kind, [NewEntry(found.pk, person.area_code, from_on=on, **new)], by=by, at=at)[0]


def _entry(kind: VisitKind, new: NewEntry, key: int) -> RollEntry:
    level = kind.level(new.level)
    return RollEntry(
        pk=key, kind=kind.code, person_id=new.person_id, area_code=new.area_code, level=new.level, stay=new.stay,
        alone=new.alone, carer=new.carer[:40], reason=new.because[:200], service=new.service[:100],
        latitude=new.latitude, longitude=new.longitude, from_on=new.from_on,
        due_on=due_on(level.rhythm, entered_on=new.from_on, contacts=(), spare=kind.rules.days_on_roll.on(new.from_on)),
        review_on=months_later(new.from_on, kind.rules.review_months.on(new.from_on)),
    )  # fmt: skip


def set_level(entry: RollEntry, level: str, *, because: str, by: User, at: dt.datetime) -> LevelChange:
    """Give somebody another level, or confirm the one he has, after a look (R-DIS-07). A lower one needs the township's approval."""
    kind, on = queries.kind_of(entry), timezone.localdate(at)
    if level not in {each.code for each in kind.levels}:
        raise Refused("没有这个级别，请重新选择。")
    if not because.strip():
        raise Refused("调整级别须写明理由。")
    if entry.to_on is not None:
        raise Refused("该对象已出册，不能调整级别。")
    lower = kind.rank(level) > kind.rank(entry.level)
    if lower and not may(by, kind.downgraders, area_code=entry.area_code, on=on):
        names = "、".join(sorted(Role(each).label for each in kind.downgraders))
        raise Refused(f"降低巡访级别须由{names}批准。")
    require(by, kind.visitors | kind.downgraders, area_code=entry.area_code, on=on)
    with transaction.atomic():
        made = LevelChange.objects.create(
            entry=entry, level=level, because=because.strip()[:200], from_on=on, by=by, at=at
        )
        before, entry.level = entry.level, level
        entry.review_on = months_later(on, kind.rules.review_months.on(on))
        set_due([entry], contacts_of([entry], since=on), also=("level", "review_on"))
        record(
            "roll.level", entry, by=by, at=at, because=made.because, area_code=entry.area_code,
            data={"before": before, "after": level},
        )  # fmt: skip
    return made


def confirm_levels(entries: Sequence[RollEntry], *, because: str, by: User, at: dt.datetime) -> None:
    """The half-yearly look at many levels that stay as they are (R-DIS-07)."""
    on = timezone.localdate(at)
    if not because.strip():
        raise Refused("复核须写明情况。")
    for each in entries:
        if each.to_on is not None:
            raise Refused(f"{each.person.party.name}已出册，请取消勾选。")
        require(by, queries.kind_of(each).downgraders, area_code=each.area_code, on=on)
    with transaction.atomic():
        for each in entries:
            each.review_on = months_later(on, queries.kind_of(each).rules.review_months.on(on))
        bulk.update(list(entries), ["review_on"])
        words = because.strip()[:200]
        bulk.insert(
            [LevelChange(entry=each, level=each.level, because=words, from_on=on, by=by, at=at) for each in entries]
        )
        told = [Happening("roll.level", f"rollentry:{each.pk}", words, each.area_code) for each in entries]
        record_many(told, by=by, at=at)


def take_off(entry: RollEntry, *, on: dt.date, because: str, by: User | None, at: dt.datetime) -> None:
    """Somebody leaves the roll: he died, moved away, is no longer in the group. `on` is the first day without him."""
    if entry.to_on is not None:
        raise Refused("该对象已经出册。")
    if not because.strip():
        raise Refused("出册须写明原因。")
    if on < entry.from_on:
        raise Refused("出册日期不能早于入册日期，请核对。")
    with transaction.atomic():
        entry.to_on, entry.ended_because = on, because.strip()[:100]
        entry.due_on = entry.review_on = entry.urgent_by = None
        entry.save(update_fields=["to_on", "ended_because", "due_on", "review_on", "urgent_by"])
        record("roll.leave", entry, by=by, at=at, because=because, area_code=entry.area_code, data={"on": on})


def report_incident(entry: RollEntry, *, words: str, happened_at: dt.datetime, by: User, at: dt.datetime) -> FollowUp:
    """突发情况: a fall, a fire, a death in the family, harm that somebody saw. He has to be seen within the hours of his level (R-DIS-04, WE-24:
    natural hours, which run over holidays), and it is told to the township at once, without any form."""
    kind = queries.kind_of(entry)
    if not words.strip():
        raise Refused("请写明发生了什么。")
    if happened_at > at:
        raise Refused("发生时间不能晚于现在，请核对。")
    if entry.to_on is not None:
        raise Refused("该对象已出册，请直接向乡镇报告。")
    require(by, kind.readers, area_code=entry.area_code, on=timezone.localdate(at))
    with transaction.atomic():
        hours = kind.level(entry.level).after_incident.on(timezone.localdate(at))
        urgent = happened_at + dt.timedelta(hours=hours)
        entry.urgent_by = min(urgent, entry.urgent_by) if entry.urgent_by else urgent
        entry.save(update_fields=["urgent_by"])
        made = follow_up_of(kind, entry, PROTECT, words.strip(), at, None)
        made.save()
        record(
            "roll.incident", entry, by=by, at=at, because="突发情况", area_code=entry.area_code, data={"urgent": urgent}
        )
    return made


def locate(entry: RollEntry, activity: Activity, *, by: User, at: dt.datetime) -> None:
    """Take the place of a visit as that of the home: the township's decision, so that no visitor sets his own measure."""
    require(by, TOWNSHIP_ROLES | {Role.COUNTY_OFFICER}, area_code=entry.area_code, on=timezone.localdate(at))
    if activity.entry_id != entry.pk or activity.latitude is None or activity.way != Way.FACE:
        raise Refused("这次巡访没有上门定位，不能作为住址坐标。")
    with transaction.atomic():
        entry.latitude, entry.longitude = activity.latitude, activity.longitude
        entry.save(update_fields=["latitude", "longitude"])
        record("roll.locate", entry, by=by, at=at, area_code=entry.area_code, data={"activity": activity.pk})


def contacts_of(entries: Sequence[RollEntry], *, since: dt.date) -> dict[int, list[Contact]]:
    """The counting visits of these entries that may still set a limit."""
    found: dict[int, list[Contact]] = defaultdict(list)
    rows = queries.counting(
        Activity.objects.filter(entry__in={each.pk for each in entries}, on__gte=since - dt.timedelta(days=_QUARTER))
    )
    for entry, on, way in rows.order_by().values_list("entry_id", "on", "way"):
        found[entry].append((on, way == Way.FACE))
    return found


def set_due(
    entries: Sequence[RollEntry], contacts: Mapping[int, Sequence[Contact]], *, also: Sequence[str] = ()
) -> None:
    """Say when each is due next, by `contacts` of his entry (R-DIS-02, R-VIS-02), and keep it with the last visit and the fields in `also`."""
    for entry in entries:
        if entry.to_on is None:
            kind = queries.kind_of(entry)
            done = list(contacts.get(entry.pk, ()))
            if not done and entry.last_on is not None:
                done = [(entry.last_on, True)]
            spare = kind.rules.days_on_roll.on(entry.from_on)
            entry.due_on = due_on(kind.level(entry.level).rhythm, entered_on=entry.from_on, contacts=done, spare=spare)
    bulk.update(list(entries), ["last_on", "due_on", "urgent_by", *also])
