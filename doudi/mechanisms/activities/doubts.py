"""疑点: the visits of a month are looked through for what is odd, and somebody above the visitor says whether they stand."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from doudi.base.access import require
from doudi.base.models import User
from doudi.base.months import first_day, last_day
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.mechanisms.activities import queries
from doudi.mechanisms.activities.declare import VisitKind
from doudi.mechanisms.activities.models import Activity, ActivityPicture, Signal, Verdict
from doudi.mechanisms.activities.rolls import contacts_of, set_due
from doudi.mechanisms.activities.signals import Seen, odd_ones
from doudi.mechanisms.phone.sent import PHOTO

Way = Activity.Way


def find_signals(kind: VisitKind, month: int, *, at: dt.datetime) -> int:
    """Look for what is odd about the visits of a month; what was found before is not found again. How many are new."""
    first, last = first_day(month), last_day(month)
    prints: dict[int, list[int]] = defaultdict(list)
    # A photo may have been used months ago: all that are known are looked at, signals are written for this month's.
    pictures = ActivityPicture.objects.filter(activity__kind=kind.code, kind=PHOTO, print__isnull=False)
    for activity, bits in pictures.values_list("activity_id", "print"):
        prints[activity].append(bits)
    rows = Activity.objects.filter(kind=kind.code, on__range=(first, last)).order_by("pk")
    seen = [_seen(row, prints) for row in rows.values_list(*_SEEN)]
    this_month = {each.pk for each in seen}
    earlier = [
        Seen(key, -key, -key, dt.datetime.min, counts=False, at_home=False, prints=tuple(bits), late_clock=False)
        for key, bits in prints.items()
        if key not in this_month
    ]
    found = [each for each in odd_ones([*seen, *earlier], kind.rules, on=last) if each.pk in this_month]
    with transaction.atomic():
        known = set(Signal.objects.filter(activity__in=this_month).values_list("activity_id", "code"))
        new = [each for each in found if (each.pk, each.code.value) not in known]
        Signal.objects.bulk_create(
            Signal(activity_id=each.pk, code=each.code.value, words=each.words, at=at) for each in new
        )
    return len(new)


_SEEN = (
    "pk", "by_id", "entry_id", "held_at", "filled_at", "received_at", "minutes", "counts", "way", "metres", "words",
)  # fmt: skip


def _seen(row: tuple[Any, ...], prints: Mapping[int, Sequence[int]]) -> Seen:
    """A row of `_SEEN` as the signals look at it."""
    pk, by, entry, held_at, filled_at, received_at, minutes, counts, way, metres, words = row
    local = timezone.localtime(held_at).replace(tzinfo=None)
    days = (timezone.localdate(received_at) - local.date()).days
    return Seen(
        pk, by, entry or 0, local, minutes, counts, way == Way.FACE, metres, words, held_at != filled_at,
        tuple(prints.get(pk, ())), days,
    )  # fmt: skip


def judge(activity: Activity, *, stands: bool, words: str, by: User, at: dt.datetime) -> Verdict:
    """核实疑点: somebody above the visitor says whether the visit stands. One that does not counts no more, and its home is due again."""
    kind = queries.kind_of(activity.entry) if activity.entry is not None else None
    if kind is None or not activity.signals.exists():
        raise Refused("这次巡访没有待核实的疑点。")
    if not words.strip():
        raise Refused("请写明核实情况。")
    if activity.by_id == by.pk:
        raise Refused("巡访人不能核实自己的巡访，请由他人核实。")
    require(by, kind.readers - {Role.VILLAGE_WORKER}, area_code=activity.area_code, on=timezone.localdate(at))
    entry = activity.entry
    assert entry is not None
    with transaction.atomic():
        if Verdict.objects.filter(activity=activity).exists():
            raise Refused("这次巡访已经核实过，不能更改。")
        made = Verdict.objects.create(activity=activity, stands=stands, words=words.strip()[:200], by=by, at=at)
        if not stands and activity.counts:
            rest = queries.counting(Activity.objects.filter(entry=entry))
            entry.last_on = rest.aggregate(last=Max("on"))["last"]
            set_due([entry], contacts_of([entry], since=entry.last_on or entry.from_on))
        record(
            "activity.judge", activity, by=by, at=at, because=made.words, area_code=activity.area_code,
            data={"stands": stands},
        )  # fmt: skip
    return made
