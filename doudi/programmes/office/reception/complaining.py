"""投诉举报 received: from a page without an account, or written down by whoever was told."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from doudi.base.access import require
from doudi.base.areas import name_of
from doudi.base.models import User
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.mechanisms.casework.notices.objecting import mark_of
from doudi.mechanisms.casework.notices.progress import give_code
from doudi.mechanisms.casework.services import open_case
from doudi.programmes.office.reception.flow import GRIEVANCES
from doudi.programmes.office.reception.models import Grievance
from doudi.programmes.office.reception.policy import ReceptionTerms

# Whoever hears it writes it down; it goes to the county all the same.
WRITERS = frozenset({Role.COUNTY_OFFICER, Role.TOWNSHIP_LEADER})
_LEAST, _MOST = 5, 2000


@dataclass(frozen=True)
class NewGrievance:
    """As it was said. `area`: the township or village that it is about."""

    kind: str
    area: str
    statement: str = field(repr=False)
    about: str = field(default="", repr=False)
    name: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)


@dataclass(frozen=True)
class Received:
    """The number, and the code with which the answer is looked up: shown this once."""

    number: str
    code: str


def receive_from_page(new: NewGrievance, *, origin: str, terms: ReceptionTerms, at: dt.datetime) -> Received:
    """A grievance from the web; more than so many an hour from one sender are refused."""
    mark = mark_of(origin, timezone.localdate(at))
    recent = Grievance.objects.filter(origin=mark, at__gt=at - dt.timedelta(hours=1))
    if mark and recent.count() >= terms.grievances_an_hour:
        raise Refused("您提交得太频繁，请一小时后再试，或直接拨打监督电话。")
    return _write(new, Grievance.Channel.PAGE, by=None, origin=mark, at=at)


def receive(new: NewGrievance, channel: Grievance.Channel, *, by: User, at: dt.datetime) -> Received:
    """A grievance that somebody was told by telephone, by letter or face to face."""
    require(by, WRITERS, area_code=new.area, on=timezone.localdate(at))
    if channel == Grievance.Channel.PAGE:
        raise Refused("网页投诉请从公开网页提交。")
    return _write(new, channel, by=by, origin="", at=at)


def look_at(row: Grievance, *, by: User, at: dt.datetime) -> None:
    """That somebody read what was said and by whom."""
    record("grievance.open", f"case:{row.pk}", by=by, at=at, area_code=row.case.area_code)


def _write(new: NewGrievance, channel: Grievance.Channel, *, by: User | None, origin: str, at: dt.datetime) -> Received:
    statement = new.statement.strip()
    if len(statement) < _LEAST:
        raise Refused("请写明反映的情况，至少5个字。")
    if len(statement) > _MOST:
        raise Refused(f"反映内容请控制在{_MOST}字以内。")
    kind = Grievance.Kind(new.kind)
    with transaction.atomic():
        title = f"{name_of(new.area)}：{kind.label}"  # nothing of who complains, nor against whom
        case = open_case(GRIEVANCES, title=title, area_code=new.area, by=by, at=at, because=channel.label)
        Grievance.objects.create(
            case=case,
            kind=kind,
            channel=channel,
            about=new.about.strip(),
            statement=statement,
            name=new.name.strip(),
            phone=new.phone.strip(),
            real_name=bool(new.name.strip() and new.phone.strip()),
            origin=origin,
            at=at,
        )
        code = give_code(case, by=by, at=at, phone=new.phone)
    return Received(case.number, code)
