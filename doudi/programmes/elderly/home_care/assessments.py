"""能力评估 as it is done: two who were there sign it, a third publishes it, who disagrees is assessed anew by others (R-ASM-01 to R-ASM-06)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from doudi.base import bulk
from doudi.base.access import may
from doudi.base.calendar import months_later
from doudi.base.models import User
from doudi.base.once import read_once
from doudi.base.records import Happening, record_many
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.mechanisms.registry.models import Person
from doudi.programmes.elderly.home_care.assessing import INSTRUMENT, Level, assess
from doudi.programmes.elderly.home_care.models import Assessment
from doudi.programmes.elderly.home_care.visits import policy_on

COUNTY = frozenset({Role.COUNTY_OFFICER})
ASSESSING = frozenset({Role.COUNTY_OFFICER, Role.TOWNSHIP_CLERK})
# 照护风险事件, as the form asks for their number within 30 days (R-ASM-01).
EVENTS: Mapping[str, str] = {"FALL": "跌倒", "LOST": "走失", "CHOKE": "噎食", "HARM": "自杀、自伤", "OTHER": "其他"}
State, Reason, Medical = Assessment.State, Assessment.Reason, Assessment.Medical


@dataclass(frozen=True)
class NewAssessment:
    """One assessment as it was found. `answers`: points by the code of each of the 26 items; `events`: numbers within 30 days by the codes of
    EVENTS; `after`: the assessment that it reviews."""

    person: Person
    answers: Mapping[str, int]
    reason: str
    on: dt.date
    first: User
    second: User
    medical: str
    at: dt.datetime
    disorder: bool = False
    events: Mapping[str, int] = field(default_factory=dict)
    coma: bool = False
    told_by: str = ""
    relation: str = ""
    place: str = ""
    after: Assessment | None = None


def submit(new: NewAssessment) -> Assessment:
    """提交 one assessment."""
    return submit_many([new])[0]


def submit_many(news: Iterable[NewAssessment]) -> list[Assessment]:
    """Assessments by whoever was there first; each waits for the second's signature. Computed here from the chosen options, whatever anybody
    has added up (R-ASM-03). Raises Refused if one is incomplete, has one assessor only, or none with a medical background."""
    wanted = list(news)
    with transaction.atomic(), read_once():
        for each in wanted:
            _check(each)
        rows = [_computed(each) for each in wanted]
        for row, key in zip(rows, bulk.reserve_keys(Assessment, len(rows)), strict=True):
            row.pk = key
        bulk.insert(rows)
        _record("assess", rows, [(each.first, each.at) for each in wanted])
    return rows


def sign_each(assessments: Sequence[Assessment], *, at: Sequence[dt.datetime]) -> None:
    """第二评估员签认 of many, each by its own second assessor at its own moment."""
    for each in assessments:
        _check_state(each, State.SUBMITTED, "签认")
    with transaction.atomic():
        for each, moment in zip(assessments, at, strict=True):
            each.state, each.signed_at = State.SIGNED, moment
        _change(assessments, State.SUBMITTED, ["state", "signed_at"])
        _record("sign", assessments, [(each.second_assessor, now) for each, now in zip(assessments, at, strict=True)])


def sign(assessment: Assessment, *, by: User, at: dt.datetime) -> Assessment:
    """第二评估员签认, with his own sign-in: what the first has put down is what both saw (R-ASM-05)."""
    if by != assessment.second_assessor:
        raise Refused("须由本次评估的第二评估员本人签认。")
    sign_each([assessment], at=[at])
    return assessment


def publish(assessment: Assessment, *, by: User, at: dt.datetime) -> Assessment:
    """复核公布 of one."""
    publish_each([assessment], by=[by], at=[at])
    return assessment


def publish_each(assessments: Sequence[Assessment], *, by: Sequence[User], at: Sequence[dt.datetime]) -> None:
    """复核公布: each by somebody who did not assess (ASSES may not review the same assessment); what was in force before is superseded."""
    for each, who, moment in zip(assessments, by, at, strict=True):
        if who in (each.first_assessor, each.second_assessor):
            raise Refused("评估员不能复核自己参加的评估，请由他人复核。")
        if not may(who, COUNTY, area_code=each.area_code, on=timezone.localdate(moment)):
            raise Refused("能力评估须由县级经办人复核。")
        _check_state(each, State.SIGNED, "复核")
    with transaction.atomic(), read_once():
        for part in bulk.parts(each.person_id for each in assessments):
            before = Assessment.objects.filter(person__in=part, state=State.PUBLISHED)
            before.update(state=State.SUPERSEDED)
        for each, who, moment in zip(assessments, by, at, strict=True):
            each.state, each.reviewed_by, each.published_at = State.PUBLISHED, who, moment
            months = policy_on(each.on).valid_months
            each.valid_until = months_later(each.on, months) - dt.timedelta(days=1)
        _change(assessments, State.SIGNED, ["state", "reviewed_by", "published_at", "valid_until"])
        _record("publish", assessments, list(zip(by, at, strict=True)))


def void(assessment: Assessment, *, because: str, by: User, at: dt.datetime) -> Assessment:
    """作废 before it is published: by an assessor who sees a mistake, or by the reviewer; it is done anew."""
    if len(because.strip()) < 2:
        raise Refused("请写明作废理由。")
    if by not in (assessment.first_assessor, assessment.second_assessor) and not may(
        by, COUNTY, area_code=assessment.area_code, on=timezone.localdate(at)
    ):
        raise Refused("只有评估员本人或县级复核人可以作废未公布的评估。")
    if assessment.state not in (State.SUBMITTED, State.SIGNED):
        raise Refused("只有尚未公布的评估可以作废；对已公布的结果有异议的，请登记异议，申请复评。")
    before = State(assessment.state)
    with transaction.atomic():
        assessment.state, assessment.void_because = State.VOID, because.strip()[:400]
        assessment.after = None  # the one that it would have reviewed may be reviewed anew
        _change([assessment], before, ["state", "void_because", "after"])
        _record("void", [assessment], [(by, at)], because=because)
    return assessment


def object_to(assessment: Assessment, *, because: str, by: User, at: dt.datetime) -> Assessment:
    """异议: the old person or his family ask for a review within the days that are set; a review itself is final (R-ASM-06)."""
    on = timezone.localdate(at)
    if not may(by, ASSESSING, area_code=assessment.area_code, on=on):
        raise Refused("异议须由本地乡镇或县级经办人登记。")
    if assessment.state != State.PUBLISHED or assessment.published_at is None:
        raise Refused("只能对现行有效的评估结果提出异议。")
    if assessment.reason == Reason.AGAIN:
        raise Refused("复评结果为最终结果，不再复评；情况变化的，请登记即时评估。")
    if assessment.objected_at is not None:
        raise Refused("这份评估的异议已经登记，请安排复评。")
    last = timezone.localdate(assessment.published_at) + dt.timedelta(days=policy_on(on).objection_days)
    if on > last:
        raise Refused(f"提出异议的期限已于{last}届满；情况变化的，请登记即时评估。")
    if len(because.strip()) < 2:
        raise Refused("请写明对哪些项目、为什么有异议。")
    with transaction.atomic():
        assessment.objected_at, assessment.objection = at, because.strip()[:400]
        _change([assessment], State.PUBLISHED, ["objected_at", "objection"])
        _record("object", [assessment], [(by, at)], because=because)
    return assessment


def _check(new: NewAssessment) -> None:
    area = new.person.party.area_id or ""
    if new.second == new.first:
        raise Refused("能力评估须有两名评估员到场，请另选一名。")
    for who in (new.first, new.second):
        if not may(who, ASSESSING, area_code=area, on=new.on):
            raise Refused(f"{who.name}没有权限在此地评估，评估员须是本地乡镇或县级经办人。")
    if new.medical not in Medical.values:
        raise Refused("两名评估员中至少一名须有医护背景，请选择是哪一名。")
    if new.on > timezone.localdate(new.at):
        raise Refused("评估日期不能晚于今天，请核对。")
    if new.person.died_on is not None:
        raise Refused("该人员已登记死亡，不能评估。")
    if set(new.events) - set(EVENTS) or any(number < 0 for number in new.events.values()):
        raise Refused("照护风险事件的次数不对，请核对。")
    if (new.reason == Reason.AGAIN) != (new.after is not None):
        raise Refused("复评须从提出异议的评估上发起。")
    if new.after is not None:
        _check_review(new, new.after)


def _check_review(new: NewAssessment, before: Assessment) -> None:
    if before.objected_at is None or before.person_id != new.person.pk:
        raise Refused("没有登记异议的评估不能复评。")
    if Assessment.objects.filter(after=before).exists():
        raise Refused("这份评估的复评已经提交，请刷新后查看。")
    if {new.first.pk, new.second.pk} & {before.first_assessor_id, before.second_assessor_id, before.reviewed_by_id}:
        raise Refused("复评须由原评估员、复核人以外的人承担，请另选评估员。")


def _computed(new: NewAssessment) -> Assessment:
    try:
        found = assess(
            new.answers, disorder=new.disorder, risks=sum(new.events.values()), coma=new.coma,
            coma_level=Level(policy_on(new.on).coma_level),
        )  # fmt: skip
    except ValueError as error:
        raise Refused(str(error)) from None
    return Assessment(
        person=new.person,
        area_code=new.person.party.area_id or "",
        instrument=INSTRUMENT,
        reason=new.reason,
        on=new.on,
        place=new.place,
        told_by=new.told_by,
        relation=new.relation,
        answers=dict(new.answers),
        disorder=new.disorder,
        risks=sum(new.events.values()),
        events={kind: number for kind, number in new.events.items() if number},
        coma=new.coma,
        total=found.total,
        level=found.level,
        words="".join(found.words),
        first_assessor=new.first,
        second_assessor=new.second,
        medical=new.medical,
        after=new.after,
        state=State.SUBMITTED,
    )


def _check_state(assessment: Assessment, wanted: Assessment.State, verb: str) -> None:
    if assessment.state != wanted:
        now = State(assessment.state).label
        raise Refused(f"这份评估现为“{now}”，不能{verb}，请刷新后查看。")


def _change(assessments: Sequence[Assessment], before: Assessment.State, names: list[str]) -> None:
    """Of two who act at once the second is told."""
    found = bulk.update(list(assessments), names, was={"state": [before.value] * len(assessments)})
    if found < len(assessments):
        raise Refused("这份评估刚刚由他人办理过，请刷新后查看最新情况。")


def _record(
    verb: str, assessments: Sequence[Assessment], hands: Sequence[tuple[User, dt.datetime]], because: str = ""
) -> None:
    happenings = [
        Happening(
            f"home_care.{verb}", f"person:{each.person_id}", because, each.area_code, {"assessment": each.pk, "level": each.level}, by, at
        )
        for each, (by, at) in zip(assessments, hands, strict=True)
    ]  # fmt: skip
    if happenings:
        record_many(happenings, by=None, at=hands[-1][1])
