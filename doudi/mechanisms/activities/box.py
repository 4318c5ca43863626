"""今天的巡访 as a box of the phone: whoever is due in the user's place is taken along by one touch, visited without a signal, sent once."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404
from django.utils import timezone

from doudi.base import identity
from doudi.base.access import scope
from doudi.base.areas import full_name
from doudi.base.models import User
from doudi.base.refused import Refused
from doudi.mechanisms.activities import queries, visiting
from doudi.mechanisms.activities.declare import DEATH, HOSPITAL, NOT_FOUND, VISITS, VisitKind
from doudi.mechanisms.activities.models import Activity, FollowUp, RollEntry
from doudi.mechanisms.activities.valid import sex_of
from doudi.mechanisms.activities.visiting import Visited
from doudi.mechanisms.phone import services as phone
from doudi.mechanisms.phone import whole
from doudi.mechanisms.phone.declare import Answer, Box, Form, Photos, Question, Signature
from doudi.mechanisms.phone.models import Carried
from doudi.mechanisms.phone.sent import Sent

CODE = "visits"
AHEAD = 7  # days: who is due within them is on today's way
_NOT_CARRIED = "这份巡访记录不是由您带出的，不能发送。"
Way, Outcome = Activity.Way, Activity.Outcome
_SEEN, _FACE = ("outcome", (Outcome.SEEN.value,)), ("way", (Way.FACE.value,))
_OUTCOMES = tuple((code, words) for code, words in Outcome.choices if code != Outcome.DONE)


def carry(user: User, subject: int, at: dt.datetime) -> Form:
    """One person to visit: name, how closely he is looked after, what is open; no identity number, no telephone."""
    entry = _mine(user).filter(pk=subject).first()
    if entry is None:
        raise Http404
    if entry.to_on is not None:
        raise Refused("该对象已出册，不用巡访。")
    phone.carry(CODE, [subject], by=user, at=at)
    return form_of(entry, timezone.localdate(at), user)


def due(user: User, on: dt.date) -> list[int]:
    """Whom the user goes to: who is due within a week, or was seen by nobody since something happened; the most urgent first."""
    found: list[RollEntry] = []
    for kind in VISITS.values():
        found += queries.due(user, kind, through=on + dt.timedelta(days=AHEAD))
    found.sort(key=lambda each: (each.urgent_by is None, each.due_on or on, each.area_code, each.pk))
    return [each.pk for each in found]


def receive(user: User, subject: int, sent: Sent, at: dt.datetime) -> Answer:
    """The visit that comes back. It is kept whatever it found; whether it counts is said."""
    entry = RollEntry.objects.filter(pk=subject).select_related("person__party").first()
    if entry is None:
        raise Refused(_NOT_CARRIED)
    kind = queries.kind_of(entry)

    def keep() -> Activity:
        phone.require_carried(CODE, subject, by=user, sentence=_NOT_CARRIED)
        whole.check(form_of(entry, timezone.localdate(at), user), sent, today=timezone.localdate(at), what="巡访记录")
        return visiting.visit(_visited(kind, entry, sent, user, at))

    made = phone.once(
        Activity,
        sent.key,
        same=lambda known: known.by_id == user.pk and known.entry_id == subject,
        sentence="发送码已被另一份记录使用，请重新带出。",
        keep=keep,
    )
    return Answer(_sentence(entry, made), made.counts, {"activity": made.pk})


def form_of(entry: RollEntry, on: dt.date, user: User) -> Form:
    """What is asked of a visit to this person, on the phone and when it comes back."""
    kind = queries.kind_of(entry)
    level = kind.level(entry.level)
    pair = kind.rules.pair_for_other_sex and entry.alone and _other_sex(entry, user)
    return Form(
        title=entry.person.party.name,
        name=kind.name,
        where=full_name(entry.area_code),
        number=level.name,
        about=tuple(_about(kind, entry, on)),
        questions=(
            Question("outcome", "巡访结果", "choice", required=True, choices=_OUTCOMES),
            Question("way", "巡访方式", "choice", required=True, choices=tuple(Way.choices), when=_SEEN),
            Question(
                "companion", "同行人员", required=pair, when=_FACE, most=60, hint="独居异性须两人上门。" if pair else ""
            ),
            *(_when_seen(each) for each in kind.groups),
            Question("minutes", "用时（分钟）", "number", when=_SEEN, most=4),
            Question("needs", "需要帮助的事项", "several", choices=_needs(kind)),
            Question("words", "情况记录", "long", hint="写姓名即可，不写证号和电话。"),
            Question("elsewhere", "不在住址处见面的原因", when=_FACE, most=100),
        ),
        initial={"outcome": Outcome.SEEN.value, "way": Way.FACE.value},
        photos=Photos(kind.rules.photos, "现场照片", "须经本人或照护人同意，拍门牌或居住环境。", _FACE),
        signatures=(Signature("SUBJECT", "本人或照护人", _FACE),),
        head="巡访情况",
    )


def _when_seen(question: Question) -> Question:
    return Question(
        question.code, question.label, question.kind, question.required, question.choices, question.hint, _SEEN
    )


def _needs(kind: VisitKind) -> tuple[tuple[str, str], ...]:
    """What may be ticked; what follows from the outcome is raised by itself."""
    own = {DEATH, HOSPITAL, NOT_FOUND}
    return tuple((each.code, each.name) for each in kind.needs if each.code not in own)


def _about(kind: VisitKind, entry: RollEntry, on: dt.date) -> list[str]:
    level = kind.level(entry.level)
    born = entry.person.born_on
    known = [
        f"{identity.age(born, on)}岁" if born is not None else "",
        entry.get_stay_display(),
        "独居" if entry.alone else "",
        f"照护人{entry.carer}" if entry.carer else "",
    ]
    lines = ["，".join(each for each in known if each), f"{level.name}：{level.who}"]
    last = f"最近有效巡访{entry.last_on:%Y-%m-%d}" if entry.last_on else "还没有有效巡访"
    lines.append(f"{last}，应于{entry.due_on:%Y-%m-%d}前巡访。" if entry.due_on else f"{last}。")
    if entry.urgent_by is not None:
        lines.append(f"有突发情况，须在{timezone.localtime(entry.urgent_by):%m月%d日%H:%M}前见到本人。")
    open_ones = entry.follow_ups.exclude(state=FollowUp.State.CLOSED)[:5]
    lines += [
        f"未办结：{kind.need(each.need).name}{f'（{each.words[:40]}）' if each.words else ''}" for each in open_ones
    ]
    return lines


def _other_sex(entry: RollEntry, user: User) -> bool:
    own = sex_of(user)
    return bool(own and entry.person.sex and own != entry.person.sex)


def _mine(user: User) -> Any:
    """Those whom the user may visit, on whatever roll."""
    found = RollEntry.objects.none()
    for kind in VISITS.values():
        found |= scope(user, kind.visitors).filter(RollEntry.objects.filter(kind=kind.code))
    return found.select_related("person__party")


def _visited(kind: VisitKind, entry: RollEntry, sent: Sent, user: User, at: dt.datetime) -> Visited:
    said = dict(sent.said)
    carried = Carried.objects.filter(box=CODE, subject=entry.pk, by=user).order_by("at").values_list("at", flat=True)
    minutes = str(said.get("minutes") or "").strip()
    needs = said.get("needs") or []
    groups = {each.code for each in kind.groups}
    return Visited(
        entry=entry,
        held_at=sent.filled_at,
        outcome=str(said.get("outcome") or ""),
        by=user,
        at=at,
        way=str(said.get("way") or ""),
        said={code: value for code, value in said.items() if code in groups},
        words=str(said.get("words") or ""),
        minutes=int(minutes) if minutes else None,
        companion=str(said.get("companion") or ""),
        needs=tuple(str(each) for each in needs) if isinstance(needs, list) else (),
        place=sent.place,
        reason=sent.no_place.strip() or str(said.get("elsewhere") or ""),
        pictures=sent.pictures,
        key=sent.key,
        began_at=sent.began_at,
        carried_at=carried.first(),
    )


def _sentence(entry: RollEntry, made: Activity) -> str:
    name = entry.person.party.name
    if made.counts:
        return f"{name}的巡访记录已送达。"
    return f"{name}的巡访记录已送达，但不计入有效巡访：{made.not_counted}。"


BOX = Box(CODE, "巡访", carry, receive, due=due)
