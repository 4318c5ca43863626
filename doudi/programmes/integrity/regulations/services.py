"""What is done with lasting rules and leading groups: drafted in answer to items, reviewed when it is time; set up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from doudi.base.access import require
from doudi.base.models import User
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.queries import flow_of
from doudi.mechanisms.casework.services import open_case, take_each_by_system
from doudi.programmes.integrity.regulations import queries
from doudi.programmes.integrity.regulations.flow import DRAFTERS, FALL_DUE, REGULATIONS
from doudi.programmes.integrity.regulations.models import GroupMember, LeadingGroup, Regulation


@dataclass(frozen=True)
class NewRegulation:
    """A rule to be made: its name, who drafts it, the weakness it is for, the items it answers."""

    name: str
    unit: str
    weakness: str
    answers: Sequence[Case]


def draft(new: NewRegulation, *, area_code: str, by: User, at: dt.datetime) -> Regulation:
    """起草. A rule answers at least one item of a register (R-LEDGER-05)."""
    require(by, DRAFTERS, area_code=area_code, on=timezone.localdate(at))
    if not new.name.strip() or not new.weakness.strip():
        raise Refused("请填写制度名称和针对的薄弱点。")
    if not new.answers:
        raise Refused("请选择这项制度回答的整改问题，至少一项。")
    if any(not flow_of(each).answered_by_rules for each in new.answers):
        raise Refused("所选办件不是整改问题，请重新选择。")
    with transaction.atomic():
        case = open_case(REGULATIONS, title=new.name.strip()[:160], area_code=area_code, by=by, at=at)
        made = Regulation.objects.create(
            case=case,
            name=new.name.strip()[:160],
            unit=new.unit.strip()[:80],
            weakness=new.weakness.strip()[:300],
        )
        made.answers.set(new.answers)
    return made


def fall_due(*, on: dt.date, at: dt.datetime) -> int:
    """Rules whose review has come; how many."""
    due = [(each.case, at) for each in queries.to_be_reviewed(on)]
    return len(take_each_by_system(FALL_DUE, due, because="复核到期"))


@dataclass(frozen=True)
class NewGroup:
    """A leading group by posts and units, never by persons."""

    name: str
    document_no: str
    since: dt.date
    head: str
    deputies: Sequence[str]
    members: Sequence[str]


def set_up(new: NewGroup, *, by: User, at: dt.datetime) -> LeadingGroup:
    """成立领导小组: one head, his deputies, the units that belong to it."""
    require(by, DRAFTERS, on=timezone.localdate(at))
    seats = [(GroupMember.Rank.HEAD, new.head)]
    seats += [(GroupMember.Rank.DEPUTY, each) for each in new.deputies]
    seats += [(GroupMember.Rank.MEMBER, each) for each in new.members]
    wanted = [(rank, post.strip()) for rank, post in seats if post.strip()]
    if not new.name.strip() or not new.document_no.strip() or not new.head.strip():
        raise Refused("请填写领导小组名称、文号和组长。")
    if len({post for _, post in wanted}) < len(wanted):
        raise Refused("同一职务或单位填写了两次，请核对。")
    with transaction.atomic():
        group = LeadingGroup.objects.create(
            name=new.name.strip()[:120], document_no=new.document_no.strip()[:60], since=new.since, by=by, at=at
        )
        GroupMember.objects.bulk_create([GroupMember(group=group, rank=rank, post=post[:80]) for rank, post in wanted])
        record("regulations.set_up", group, by=by, at=at, because=group.document_no)
    return group
