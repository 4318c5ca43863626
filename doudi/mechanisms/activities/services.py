"""What is done with activities: people come onto a roll, are visited, something is held, what was found is answered. All writing is here."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from doudi.base import bulk, identity
from doudi.base.access import may, require
from doudi.base.calendar import months_later
from doudi.base.files import open_kept
from doudi.base.models import StoredFile, User
from doudi.base.months import first_day, last_day
from doudi.base.photos import fingerprint
from doudi.base.places import metres_between
from doudi.base.records import Happening, record, record_many
from doudi.base.refused import Refused
from doudi.base.roles import TOWNSHIP_ROLES, Role
from doudi.mechanisms.activities import queries
from doudi.mechanisms.activities.declare import (
    DEATH,
    HOSPITAL,
    NOT_FOUND,
    PROTECT,
    ActivityKind,
    VisitKind,
)
from doudi.mechanisms.activities.due import Contact, due_on
from doudi.mechanisms.activities.models import (
    Activity,
    ActivityPicture,
    Attendance,
    FollowUp,
    LevelChange,
    RollEntry,
    Signal,
    Verdict,
)
from doudi.mechanisms.activities.signals import Seen, odd_ones
from doudi.mechanisms.activities.valid import Facts, why_not
from doudi.mechanisms.phone.sent import PHOTO, Picture, Place
from doudi.mechanisms.phone.services import keep_picture
from doudi.mechanisms.registry.models import Person

Outcome, Way, Part = Activity.Outcome, Activity.Way, Attendance.Part
_RAISES = {Outcome.DEAD: DEATH, Outcome.HOSPITAL: HOSPITAL, Outcome.DANGER: PROTECT}
_QUARTER = 92  # days: contacts further back change no limit


# --- the roll ------------------------------------------------------------------------------------------------------------


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
        _set_due([entry], {entry.pk: _contacts([entry], since=on).get(entry.pk, [])})
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
        made = _follow_up(kind, entry, PROTECT, words.strip(), at, None)
        made.save()
        record(
            "roll.incident", entry, by=by, at=at, because="突发情况", area_code=entry.area_code, data={"urgent": urgent}
        )
    return made


# --- visits --------------------------------------------------------------------------------------------------------------


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
        contacts = _contacts([each.entry for each in rows], since=min(each.on for each in made))
        bulk.insert(made)
        for each, activity in zip(rows, made, strict=True):
            _keep_pictures(activity, each.pictures, kind.name, each.by, each.at)
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
    theirs, own = sexes.get(entry.person_id, ""), _sex_of(row.by) if sexes else ""
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


def _sex_of(user: User) -> str:
    return identity.sex(user.id_number) if user.id_number else ""


def _contacts(entries: Sequence[RollEntry], *, since: dt.date) -> dict[int, list[Contact]]:
    """The counting visits of these entries that may still set a limit."""
    found: dict[int, list[Contact]] = defaultdict(list)
    rows = queries.counting(
        Activity.objects.filter(entry__in={each.pk for each in entries}, on__gte=since - dt.timedelta(days=_QUARTER))
    )
    for entry, on, way in rows.order_by().values_list("entry_id", "on", "way"):
        found[entry].append((on, way == Way.FACE))
    return found


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
    _set_due(list(entries.values()), contacts)


def _set_due(entries: Sequence[RollEntry], contacts: Mapping[int, Sequence[Contact]]) -> None:
    for entry in entries:
        if entry.to_on is None:
            kind = queries.kind_of(entry)
            done = list(contacts.get(entry.pk, ()))
            if not done and entry.last_on is not None:
                done = [(entry.last_on, True)]
            spare = kind.rules.days_on_roll.on(entry.from_on)
            entry.due_on = due_on(kind.level(entry.level).rhythm, entered_on=entry.from_on, contacts=done, spare=spare)
    bulk.update(list(entries), ["last_on", "due_on", "urgent_by", "level", "review_on"])


def _raise(kind: VisitKind, rows: Sequence[Visited], made: Sequence[Activity]) -> None:
    """What was found and has to be answered: needs; death, hospital and danger on the same day; and who was not found again and again."""
    found = []
    for each, activity in zip(rows, made, strict=True):
        codes = [*each.needs]
        if activity.outcome in _RAISES:
            codes.append(_RAISES[Outcome(activity.outcome)])
        if activity.outcome == Outcome.NOT_FOUND and _not_found_again(kind, each.entry, activity):
            codes.append(NOT_FOUND)
        found += [_follow_up(kind, each.entry, code, each.words, each.at, activity) for code in dict.fromkeys(codes)]
    FollowUp.objects.bulk_create(found)


def _not_found_again(kind: VisitKind, entry: RollEntry, activity: Activity) -> bool:
    """Whether he has not been found as many times one after the other as the rule says (R-VISIT-01)."""
    times = kind.rules.not_found.on(activity.on)
    last = Activity.objects.filter(entry=entry, pk__lte=activity.pk).order_by("-held_at", "-pk")
    outcomes = list(last.values_list("outcome", flat=True)[:times])
    return len(outcomes) == times and all(each == Outcome.NOT_FOUND for each in outcomes)


def _follow_up(
    kind: VisitKind, entry: RollEntry, code: str, words: str, at: dt.datetime, activity: Activity | None
) -> FollowUp:
    need, on = kind.need(code), timezone.localdate(at)
    hours = kind.rules.not_found_hours.on(on) if code == NOT_FOUND else need.within.on(on)
    return FollowUp(
        entry=entry, activity=activity, need=code, alarm=need.alarm, words=words.strip()[:300],
        raised_at=at, due_at=at + dt.timedelta(hours=hours),
    )  # fmt: skip


# --- what follows a visit ------------------------------------------------------------------------------------------------


def settle(follow_up: FollowUp, *, result: str, by: User, at: dt.datetime) -> None:
    """Answer a need or an alarm. A need is closed by it; an alarm waits for somebody else to confirm (R-GEN-08)."""
    kind = queries.kind_of(follow_up.entry)
    need = kind.need(follow_up.need)
    if follow_up.state != FollowUp.State.OPEN:
        raise Refused("这件事已经处理过，请刷新后查看。")
    if not result.strip():
        raise Refused("请写明处理结果。")
    roles = kind.readers if need.worker else kind.readers - {Role.VILLAGE_WORKER}
    require(by, roles, area_code=follow_up.entry.area_code, on=timezone.localdate(at))
    with transaction.atomic():
        follow_up.result, follow_up.handled_by, follow_up.handled_at = result.strip()[:300], by, at
        follow_up.state = FollowUp.State.HANDLED if follow_up.alarm else FollowUp.State.CLOSED
        if not follow_up.alarm:
            follow_up.closed_by, follow_up.closed_at = by, at
        follow_up.save()
        record(
            "followup.settle", follow_up, by=by, at=at, area_code=follow_up.entry.area_code, data={"need": need.code}
        )


def confirm(follow_up: FollowUp, *, by: User, at: dt.datetime) -> None:
    """Confirm how an alarm was answered; never by who answered it (R-GEN-08)."""
    kind = queries.kind_of(follow_up.entry)
    if follow_up.state != FollowUp.State.HANDLED:
        raise Refused("这件预警还没有处理结果，或已经办结。")
    if follow_up.handled_by_id == by.pk:
        raise Refused("处理人不能确认自己的处理结果，请由他人确认。")
    require(by, kind.readers - {Role.VILLAGE_WORKER}, area_code=follow_up.entry.area_code, on=timezone.localdate(at))
    with transaction.atomic():
        follow_up.state, follow_up.closed_by, follow_up.closed_at = FollowUp.State.CLOSED, by, at
        follow_up.save()
        record("followup.confirm", follow_up, by=by, at=at, area_code=follow_up.entry.area_code)


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
            _set_due([entry], _contacts([entry], since=entry.last_on or entry.from_on))
        record(
            "activity.judge", activity, by=by, at=at, because=made.words, area_code=activity.area_code,
            data={"stands": stands},
        )  # fmt: skip
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


# --- what is held --------------------------------------------------------------------------------------------------------


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
        _keep_pictures(made, held.pictures, kind.name, by, at)
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


def _keep_pictures(activity: Activity, pictures: Sequence[Picture], what: str, by: User, at: dt.datetime) -> None:
    for each in pictures:
        file = keep_picture(each, purpose=f"{what}照片", by=by, at=at, area_code=activity.area_code)
        place = each.place
        ActivityPicture.objects.create(
            activity=activity, kind=each.kind, file=file, at=each.at, print=_print(file) if each.kind == PHOTO else None,
            latitude=place.latitude if place else None, longitude=place.longitude if place else None,
        )  # fmt: skip


def _print(file: StoredFile) -> int | None:
    with open_kept(file) as content:
        return fingerprint(content)
