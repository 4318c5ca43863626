"""带上评估表: the 26 items as a box of the phone, filled in where there is no signal, sent once; computed here as every assessment is (R-ASM-03)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.http import Http404
from django.utils import timezone

from doudi.base import bulk
from doudi.base.access import grants_of, holders, may
from doudi.base.areas import full_name
from doudi.base.models import User
from doudi.base.refused import Refused
from doudi.mechanisms.phone import services as phone
from doudi.mechanisms.phone import whole
from doudi.mechanisms.phone.declare import Answer, Box, Form, Photos, Question, Signature
from doudi.mechanisms.phone.sent import Sent, arrival, whereabouts
from doudi.mechanisms.registry.models import Person
from doudi.programmes.elderly.home_care import assessments, queries
from doudi.programmes.elderly.home_care.assessing import PARTS, QUESTIONS, Level
from doudi.programmes.elderly.home_care.assessments import ASSESSING, EVENTS, NewAssessment
from doudi.programmes.elderly.home_care.models import Assessment, AssessmentPicture, AssessmentSent
from doudi.programmes.elderly.home_care.visits import policy_on

CODE = "assessments"
RELATIONS = ("本人", "配偶", "子女", "其他亲属", "照护人员", "村（社区）工作人员")
INFORMANT = "INFORMANT"
_NOT_CARRIED = "这份评估表不是由您带出的，不能发送。"
_REASONS = tuple((each.value, each.label) for each in Assessment.Reason if each != Assessment.Reason.AGAIN)


def carry(user: User, subject: int, at: dt.datetime) -> Form:
    """The form for one old person of the user's place: name and village, and how he was assessed before; no identity number."""
    person = _person(subject)
    if person is None or not may(user, ASSESSING, area_code=person.party.area_id or "", on=timezone.localdate(at)):
        raise Http404
    if person.died_on is not None:
        raise Refused("该人员已登记死亡，不能评估。")
    phone.carry(CODE, [subject], by=user, at=at)
    return _form(person, user, timezone.localdate(at))


def due(user: User, on: dt.date) -> list[int]:
    """Whose assessment runs out soon and who is served by it, in the user's place; the first to run out first."""
    return list(queries.to_renew(user, on).values_list("person", flat=True))


def receive(user: User, subject: int, sent: Sent, at: dt.datetime) -> Answer:
    """The assessment that comes back, once; it waits for the second assessor's own sign-in as every other does. What cannot count is kept with why."""
    person = _person(subject)
    if person is None:
        raise Refused(_NOT_CARRIED)

    def keep() -> AssessmentSent:
        phone.require_carried(CODE, subject, by=user, sentence=_NOT_CARRIED)
        today = timezone.localdate(at)
        whole.check(_form(person, user, today), sent, today=today, what="评估表")
        return _keep(person, sent, user, at)

    made = phone.once(
        AssessmentSent,
        sent.key,
        same=lambda known: known.by_id == user.pk and known.person_id == subject,
        sentence="发送码已被另一份记录使用，请重新带出。",
        keep=keep,
    )
    name = person.party.name
    if made.assessment is None:
        return Answer(
            f"{name}的评估表已送达，但没有计入：{made.not_taken}记录已作为证据留存，请重新评估。", taken=False
        )
    found = made.assessment
    return Answer(
        f"{name}的评估已送达：总分{found.total}分，{found.level}级（{Level(found.level).words}），待{found.second_assessor.name}签认。",
        more={"assessment": found.pk},
    )


def _keep(person: Person, sent: Sent, user: User, at: dt.datetime) -> AssessmentSent:
    pictures = [
        phone.keep_picture(each, purpose="能力评估签名、照片", by=user, at=at, area_code=person.party.area_id or "")
        for each in sent.pictures
    ]
    why, made = _why_not(sent, at), None
    if not why:
        try:
            with transaction.atomic():
                made = assessments.submit(_said(person, sent, user, at))
        except Refused as refused:
            why = (
                refused.sentence
            )  # the second assessor has left, the old person has died: nothing to put right on the phone
    row = AssessmentSent.objects.create(
        person=person, assessment=made, by=user, not_taken=why[:200], **arrival(sent, at=at)
    )
    bulk.insert(
        [
            AssessmentPicture(of=row, kind=each.kind, file=file, at=each.at, **whereabouts(each.place))
            for each, file in zip(sent.pictures, pictures, strict=True)
        ]
    )
    return row


def _why_not(sent: Sent, at: dt.datetime) -> str:
    if sent.filled_at > at or sent.began_at > sent.filled_at:
        return "手机时间与服务器时间对不上。"
    days = policy_on(timezone.localdate(at)).assessed_days
    if at - sent.filled_at > dt.timedelta(days=days):
        return f"断网填写的评估表须在{days}天内送到。"
    return ""


def _said(person: Person, sent: Sent, user: User, at: dt.datetime) -> NewAssessment:
    """Dated by the phone's own clock, which was looked at before."""
    said: dict[str, Any] = dict(sent.said)
    return NewAssessment(
        person=person,
        answers={code: int(str(said[_code(code)])) for code in QUESTIONS},
        reason=str(said["reason"]),
        on=timezone.localdate(sent.filled_at),
        first=user,
        second=User.objects.get(pk=int(str(said["second"]))),
        medical=str(said["medical"]),
        at=at,
        disorder=bool(said.get("disorder")),
        events={kind: int(str(said.get(f"event_{kind}") or 0)) for kind in EVENTS},
        coma=bool(said.get("coma")),
        told_by=str(said["told_by"])[:40],
        relation=str(said["relation"]),
        place=str(said.get("place") or "")[:100],
    )


def _form(person: Person, user: User, on: dt.date) -> Form:
    """What is asked on the phone, and looked at again when it comes back."""
    before = Assessment.objects.filter(person=person, state=Assessment.State.PUBLISHED).order_by("-on").first()
    about = ["26项都要评，有一项不配合的，本次不出等级。得分和等级由系统计算。"]
    if before is not None:
        about.append(
            f"上次评估{before.on}：{before.level}级（{Level(before.level).words}），有效期至{before.valid_until}。"
        )
    items = [
        Question(_code(each.code), f"{part.name}：{each.name}", "choice", required=True, choices=_scale(each.scale))
        for part in PARTS
        for each in part.questions
    ]
    events = [Question(f"event_{kind}", f"近30天{words}（次）", "number", most=2) for kind, words in EVENTS.items()]
    return Form(
        title=person.party.name,
        name="能力评估",
        where=full_name(person.party.area_id or ""),
        about=tuple(about),
        questions=(
            Question("second", "第二评估员", "select", required=True, choices=tuple(seconds(user, on)), hint="回来后用自己的账号签认。"),
            Question("medical", "哪位评估员有医护背景", "choice", required=True, choices=tuple(Assessment.Medical.choices)),
            Question("reason", "评估原因", "choice", required=True, choices=_REASONS),
            Question("told_by", "信息提供者姓名", required=True, most=40),
            Question("relation", "信息提供者是老人的", "choice", required=True, choices=tuple((each, each) for each in RELATIONS)),
            Question("place", "评估地点", most=100),
            *items,
            *events,
            Question("disorder", "经确诊有认知障碍（F00至F03）或其他精神和行为障碍（F04至F99）", "yes"),
            Question("coma", "处于昏迷状态", "yes"),
        ),
        initial={"reason": "ROUTINE" if before is not None else "FIRST", "place": "家中"},
        photos=Photos(0, "现场照片", "须经本人或照护人同意。"),
        signatures=(Signature(INFORMANT, "老人或信息提供者"),),
        head="26项评估",
    )  # fmt: skip


def seconds(user: User, on: dt.date) -> list[tuple[str, str]]:
    """Whom the user may have been with: assessors of his own place or above it, by key and name."""
    places = {held.area_code for held in grants_of(user, on) if held.role in ASSESSING and held.area_code}
    found = {each.pk: each.name for place in places for each in holders(ASSESSING, area_code=place, on=on)}
    return [(str(pk), name) for pk, name in found.items() if pk != user.pk]


def _scale(scale: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((str(points), f"{points}分 {words}") for points, words in reversed(list(enumerate(scale))))


def _code(code: str) -> str:
    return code.replace(".", "_")


def _person(subject: int) -> Person | None:
    return Person.objects.filter(pk=subject).select_related("party").first()


BOX = Box(
    CODE,
    "能力评估",
    carry,
    receive,
    due=due,
    hint="能力评估详情页点“带上手机评估”，首次评估的先在“带上评估表”登记姓名。",
)
