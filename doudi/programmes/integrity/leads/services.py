"""What is done with leads: entered, read, opened, those let in named; and what other lines hand on is entered by itself."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from doudi.base.access import may, require
from doudi.base.areas import county_of
from doudi.base.models import User
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.mechanisms.casework.conditions import check_confided
from doudi.mechanisms.casework.handing_on import HandedOn, open_sealed
from doudi.mechanisms.casework.services import open_case, take_by_system
from doudi.programmes.integrity.leads import queries
from doudi.programmes.integrity.leads.flow import COME_IN, LEADS
from doudi.programmes.integrity.leads.models import Lead, LeadPackage, LeadReader

_TITLE = "问题线索"  # what it is about stands in no title


@dataclass(frozen=True)
class NewLead:
    """What was indicated, of whom, by which way, since when."""

    source: str
    received_on: dt.date
    subject: str = field(repr=False)
    brief: str = field(repr=False)
    papers: str = field(default="", repr=False)


def enter(new: NewLead, *, area_code: str, by: User, at: dt.datetime) -> Lead:
    """登记线索. `area_code`: the county, whatever place it is of: a township is not told. Only those let in enter one."""
    on = timezone.localdate(at)
    require(by, queries.INSIDE, area_code=area_code, on=on)
    check_confided(LEADS, by, on)
    if not new.subject.strip() or not new.brief.strip() or not new.source.strip():
        raise Refused("请填写线索来源、被反映单位或人员、线索内容。")
    if new.received_on > on:
        raise Refused("收到日期不能晚于今天，请核对。")
    with transaction.atomic():
        case = open_case(LEADS, title=_TITLE, area_code=area_code, by=by, at=at)
        return Lead.objects.create(
            case=case,
            source=new.source.strip()[:20],
            received_on=new.received_on,
            subject=new.subject.strip(),
            brief=new.brief.strip(),
            papers=new.papers.strip(),
        )


def read(lead: Lead, *, reason: str, by: User, at: dt.datetime) -> dict[str, str]:
    """What a lead says, for one of those let in, as long as it is not sealed; each reading leaves a record with its reason."""
    on = timezone.localdate(at)
    require(by, queries.INSIDE, area_code=lead.case.area_code, on=on)
    check_confided(LEADS, by, on)
    if not lead.brief:
        raise Refused("线索内容已经封存移送，本局不能再看。")
    record("lead.read", f"case:{lead.pk}", by=by, at=at, because=reason.strip(), area_code=lead.case.area_code)
    return {"被反映单位、人员": lead.subject, "线索内容": lead.brief, "纸质材料清单": lead.papers}


def open_package(package: LeadPackage, *, by: User, at: dt.datetime) -> dict[str, Any]:
    """What was sealed, for the discipline commission alone; every opening is recorded (R-FIND-04)."""
    area = package.lead.case.area_code
    require(by, Role.INSPECTOR, area_code=area, on=timezone.localdate(at))
    return open_sealed(package, by=by, at=at, area_code=area)


def come_in(lead: HandedOn) -> None:
    """What a line has handed on by a step of its own stands in the register, too. Of what it says nothing is copied."""
    on, county = timezone.localdate(lead.at), county_of(lead.case.area_code)
    if Lead.objects.filter(register_no=lead.register_no).exists():
        raise Refused(f"移送登记号“{lead.register_no}”已经用过，请核对。")
    case = open_case(LEADS, title=_TITLE, area_code=county, by=lead.by, at=lead.at)
    Lead.objects.create(
        case=case,
        source=lead.source,
        received_on=on,
        about=lead.case,
        register_no=lead.register_no,
        handed_to=lead.to[:80],
        handed_on=on,
    )
    take_by_system(case, COME_IN, at=lead.at, because="随办件移送")


# --- who is let in ------------------------------------------------------------------------------------------------------


def let_in(user: User, *, because: str, by: User, at: dt.datetime) -> LeadReader:
    """指定知悉人员, by a leader, from today. Nobody lets himself in."""
    on = timezone.localdate(at)
    require(by, queries.NAMING, on=on)
    if user.pk == by.pk:
        raise Refused("不能把自己列为知悉人员，须由另一名局领导指定。")
    if not may(user, queries.INSIDE, on=on):
        raise Refused(f"{user.name}不是本局有关人员，不能列为知悉人员。")
    if not because.strip():
        raise Refused("请填写指定的事由。")
    try:
        with transaction.atomic():
            made = LeadReader.objects.create(user=user, since=on, because=because.strip()[:200], by=by, at=at)
            record("lead.let_in", f"user:{user.pk}", by=by, at=at, because=because.strip())
    except IntegrityError as error:
        raise Refused(f"{user.name}已经是知悉人员。") from error
    return made


def shut_out(reader: LeadReader, *, by: User, at: dt.datetime) -> None:
    """取消知悉: from now on he sees nothing of it; that he was let in stays on record."""
    on = timezone.localdate(at)
    require(by, queries.NAMING, on=on)
    with transaction.atomic():
        now = LeadReader.objects.select_for_update().get(pk=reader.pk)
        if now.until is not None:
            raise Refused("已经取消，不需要再办。")
        now.until = on - dt.timedelta(days=1)
        now.save(update_fields=["until"])
        record("lead.shut_out", f"user:{now.user_id}", by=by, at=at)
