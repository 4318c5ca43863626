"""Objections: by telephone, on paper or from a page; each becomes a record that goes to whoever handles the case (R-PRC-08)."""

from __future__ import annotations

import datetime as dt

from django.db import connection, transaction
from django.utils import timezone

from doudi.base.access import require
from doudi.base.ciphers import blind_index
from doudi.base.models import User
from doudi.base.prefixes import begins_with
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.base.roles import TOWNSHIP_ROLES, Role
from doudi.mechanisms.casework.notices import cases
from doudi.mechanisms.casework.notices.declare import PUBLICITIES
from doudi.mechanisms.casework.notices.models import (
    Channel,
    NoticeLine,
    NoticeState,
    Objection,
    ObjectionAnswer,
    PublicNotice,
)

RECEIVERS = TOWNSHIP_ROLES | {Role.COUNTY_OFFICER}
_LEAST, _MOST = 5, 2000
_LOCK = 0x6F626A65  # the advisory lock of the series of numbers on PostgreSQL: "obje"


def receive(
    notice: PublicNotice,
    statement: str,
    *,
    channel: Channel,
    by: User | None,
    at: dt.datetime,
    line: NoticeLine | None = None,
    name: str = "",
    contact: str = "",
) -> Objection:
    """Write an objection down. By telephone and paper it is taken even after the period, and says so. What it says is kept encrypted and
    stands in no record."""
    if channel == Channel.PAGE or by is None:
        raise Refused("网页反映请从公示页面提交。")
    require(by, RECEIVERS, area_code=notice.area_code, on=timezone.localdate(at))
    if notice.posted_on is None:
        raise Refused("这件公示还没有张贴，不能登记异议。")
    with transaction.atomic():
        made = _write(notice, statement, channel, by, at, line, name, contact, "")
        cases.object_case(made, by=by, at=at)
    return made


def receive_from_page(
    notice: PublicNotice,
    statement: str,
    *,
    at: dt.datetime,
    origin: str,
    most_an_hour: int,
    line: NoticeLine | None = None,
    name: str = "",
    contact: str = "",
) -> Objection:
    """The same from a page, without an account. `origin`: where it was sent from, kept only as a mark of the day; more than so many in an
    hour are refused."""
    today = timezone.localdate(at)
    if notice.state != NoticeState.POSTED or not notice.web or (notice.ends_on is not None and notice.ends_on < today):
        raise Refused("公示已经结束，仍要反映的请拨打监督电话或到乡镇民政所。")
    mark = mark_of(origin, today)
    if Objection.objects.filter(origin=mark, at__gt=at - dt.timedelta(hours=1)).count() >= most_an_hour:
        raise Refused("您提交得太频繁，请一小时后再试，或直接拨打监督电话。")
    return _write(notice, statement, Channel.PAGE, None, at, line, name, contact, mark)


def answer(objection: Objection, words: str, *, upheld: bool, by: User, at: dt.datetime) -> ObjectionAnswer:
    """What was found out and answered: once, by somebody who handles such cases."""
    require(by, RECEIVERS, area_code=objection.area_code, on=timezone.localdate(at))
    if len(words.strip()) < _LEAST:
        raise Refused("请写明核实情况和答复内容。")
    with transaction.atomic():
        if ObjectionAnswer.objects.filter(objection=objection).exists():
            raise Refused("这件异议已经答复过，请刷新后查看。")
        made = ObjectionAnswer.objects.create(
            objection=objection, upheld=upheld, words=words.strip()[:1000], by=by, at=at
        )
        data = {"number": objection.number, "upheld": upheld}
        record("objection.answer", objection, by=by, at=at, area_code=objection.area_code, data=data)
    return made


def pass_on(objection: Objection, *, by: User, at: dt.datetime) -> None:
    """转入办件: what came from a page holds the case by the hand of somebody who has read it."""
    require(by, RECEIVERS, area_code=objection.area_code, on=timezone.localdate(at))
    with transaction.atomic():
        if not cases.object_case(objection, by=by, at=at):
            raise Refused("该办件现在不能登记异议，或不由您办理，请刷新后查看。")
        data = {"number": objection.number}
        record("objection.pass_on", objection, by=by, at=at, area_code=objection.area_code, data=data)


def mark_of(origin: str, on: dt.date) -> str:
    """An address as a mark that nobody can turn back, another one every day."""
    return blind_index(f"{on.isoformat()}|{origin}") if origin else ""


def _write(
    notice: PublicNotice,
    statement: str,
    channel: Channel,
    by: User | None,
    at: dt.datetime,
    line: NoticeLine | None,
    name: str,
    contact: str,
    origin: str,
) -> Objection:
    statement = statement.strip()
    if len(statement) < _LEAST:
        raise Refused("请写明反映的情况，至少5个字。")
    if len(statement) > _MOST:
        raise Refused(f"反映内容请控制在{_MOST}字以内。")
    if line is not None and line.notice_id != notice.pk:
        raise Refused("所选对象不在这件公示中，请重新选择。")
    late = notice.ends_on is not None and timezone.localdate(at) > notice.ends_on
    with transaction.atomic():
        made = Objection.objects.create(
            notice=notice,
            line=line,
            case=line.case if line is not None else None,
            number=_next_number(at),
            area_code=notice.area_code,
            channel=channel,
            statement=statement,
            name=name.strip()[:40],
            contact=contact.strip()[:60],
            late=late,
            origin=origin,
            at=at,
            by=by,
        )
        declared = PUBLICITIES.get(notice.publicity)
        if declared is not None and declared.objected is not None:
            declared.objected(made)
        data = {"number": made.number, "notice": notice.number, "channel": channel, "late": late}
        record("objection.receive", made, by=by, at=at, area_code=notice.area_code, data=data)
    return made


def _next_number(at: dt.datetime) -> str:
    """异202405-0003."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    start = f"异{timezone.localdate(at):%Y%m}-"
    last = Objection.objects.filter(begins_with("number", start)).order_by("-number").first()
    return f"{start}{int(last.number.removeprefix(start)) + 1 if last else 1:04d}"
