"""What is held is entered, with who led it, who was there, and its photos."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from doudi.base import bulk
from doudi.base.access import require
from doudi.base.models import User
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.mechanisms.activities.declare import ActivityKind
from doudi.mechanisms.activities.models import Activity, Attendance
from doudi.mechanisms.activities.pictures import keep_pictures
from doudi.mechanisms.phone.sent import PHOTO, Picture

Outcome, Part = Activity.Outcome, Attendance.Part


@dataclass(frozen=True)
class Present:
    """Somebody who was there; `person_id` if the registry knows him."""

    name: str
    part: str = Part.TAKING_PART
    unit: str = ""
    person_id: int | None = None


@dataclass(frozen=True)
class Held:
    """Something that was held, as it is entered. `headcount`: all who were there, named or not."""

    kind: ActivityKind
    held_at: dt.datetime
    area_code: str
    place: str
    topic: str
    headcount: int
    people: Sequence[Present] = ()
    said: Mapping[str, Any] = field(default_factory=dict)
    words: str = ""
    minutes: int | None = None
    pictures: Sequence[Picture] = ()
    key: uuid.UUID | None = None


def hold(held: Held, *, by: User, at: dt.datetime) -> Activity:
    """Enter something that was held. What proves it has to be there: by name where names are asked, led by somebody, with its photos."""
    kind, on = held.kind, timezone.localdate(held.held_at)
    require(by, kind.held_by, area_code=held.area_code, on=timezone.localdate(at))
    known: Activity | None = Activity.objects.filter(key=held.key).first() if held.key else None
    if known is not None:
        return known  # the form was sent twice
    _check_held(held, at)
    with transaction.atomic():
        made = Activity(
            pk=next(bulk.reserve_keys(Activity, 1)), key=held.key or uuid.uuid4(), kind=kind.code, held_at=held.held_at, on=on,
            minutes=held.minutes, area_code=held.area_code, place=held.place.strip()[:100],
            topic=held.topic.strip()[:100], outcome=Outcome.DONE, said=dict(held.said), words=held.words.strip()[:2000],
            headcount=held.headcount, by=by, began_at=held.held_at, filled_at=held.held_at, received_at=at,
            no_place="登记时不定位",
        )  # fmt: skip
        made.save(force_insert=True)
        Attendance.objects.bulk_create(
            Attendance(
                activity=made, person_id=each.person_id, name=each.name[:80], unit=each.unit[:60], part=each.part
            )
            for each in held.people
        )
        keep_pictures(made, held.pictures, kind.name, by, at)
        data = {"kind": kind.code, "on": on, "headcount": held.headcount}
        record("activity.hold", made, by=by, at=at, because=made.topic, area_code=made.area_code, data=data)
    return made


def _check_held(held: Held, at: dt.datetime) -> None:
    kind, people = held.kind, held.people
    led = sum(each.part in (Part.WORKER, Part.SPEAKER) for each in people)
    there = sum(each.part == Part.TAKING_PART for each in people)
    gaps = []
    if not held.topic.strip():
        gaps.append("主题")
    if not held.place.strip():
        gaps.append("地点")
    if led < kind.workers:
        gaps.append("主持（主讲）人员" if kind.workers == 1 else f"{kind.workers}名主持人员")
    if kind.of_person and not any(each.part == Part.VISITED for each in people):
        gaps.append("受访人")
    if sum(each.kind == PHOTO for each in held.pictures) < kind.photos:
        gaps.append(f"照片（至少{kind.photos}张）")
    gaps += [each.label for each in kind.asks if each.required and not held.said.get(each.code)]
    if kind.named and not there:
        gaps.append("签到名单")
    if gaps:
        raise Refused(f"{kind.name}还缺：{'、'.join(gaps)}。请补齐后再登记。")
    if held.held_at > at:
        raise Refused("还没有举办的活动不能登记，请核对时间。")
    if held.headcount < max(there, 1):
        raise Refused(f"人数{held.headcount}少于签到名单的{there}人，请核对。" if there else "请填写参加人数。")
    number = there if kind.named else held.headcount
    if number < kind.least:
        raise Refused(f"{kind.name}应有{kind.least}人以上参加，现为{number}人，请核对。")
    if kind.most and number > kind.most:
        raise Refused(f"{kind.name}参加人数不超过{kind.most}人，现为{number}人，请分次登记。")
    named = [each.person_id for each in people if each.person_id is not None]
    if len(named) != len(set(named)):
        raise Refused("签到名单中有人重复，请核对。")
