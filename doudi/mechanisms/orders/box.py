"""断网签到: an order is taken along on the phone, begun and ended where there is no signal, and sent once when there is (R-TB-04, §3.6).

The times are then the phone's, as nobody else knows them: the order says so (LATE_SENT), and only a call-back confirms it.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.http import Http404
from django.utils import timezone

from doudi.base import bulk
from doudi.base.areas import full_name
from doudi.base.limits import number_on
from doudi.base.models import StoredFile, User
from doudi.base.refused import Refused
from doudi.mechanisms.orders import declare, queries
from doudi.mechanisms.orders.declare import KINDS, Doing, Presence, kind_of
from doudi.mechanisms.orders.models import Arrived, ArrivedPicture, Assignment, State, Worker
from doudi.mechanisms.orders.services import step_each
from doudi.mechanisms.phone import services as phone
from doudi.mechanisms.phone import whole
from doudi.mechanisms.phone.declare import Answer, Box, Form, Photos, Question
from doudi.mechanisms.phone.sent import PHOTO, Sent, arrival

CODE = "orders"
A = Assignment.State
_NOT_CARRIED = "这张服务单不是由您带出的，不能发送。"
_LONGEST = dt.timedelta(hours=12)  # a form that was open longer than this was forgotten


def carry(user: User, subject: int, at: dt.datetime) -> Form:
    """One order that the user has accepted or is at: name, place, item, time; no number and no telephone."""
    row = _mine(user, subject)
    if row is None:
        raise Http404
    if row.state not in (A.ACCEPTED, A.IN):
        raise Refused("请先接单，再带上手机；已经签退的不用再带。")
    phone.carry(CODE, [subject], by=user, at=at)
    return _form(row)


def due(user: User, on: dt.date) -> list[int]:
    """What the user goes to today, the nearest first."""
    found = [
        row
        for worker in _workers(user)
        for row in queries.assigned_to(worker).filter(state__in=(A.ACCEPTED, A.IN))
        if timezone.localdate(row.order.starts_at) == on
    ]
    return [row.order_id for row in sorted(found, key=lambda row: (row.order.starts_at, row.order_id))]


def receive(user: User, subject: int, sent: Sent, at: dt.datetime) -> Answer:
    """The check-in and check-out that come back, once. What comes too late, or for an order that has gone on without it, is kept with why."""
    row = _mine(user, subject)
    if row is None:
        raise Refused(_NOT_CARRIED)

    def keep() -> Arrived:
        phone.require_carried(CODE, subject, by=user, sentence=_NOT_CARRIED)
        whole.check(_form(row), sent, today=timezone.localdate(at), what="签到记录")
        _check_shown(row, sent, at)
        return _keep(row, sent, user, at)

    made = phone.once(
        Arrived,
        sent.key,
        same=lambda known: known.by_id == user.pk and known.order_id == subject,
        sentence="发送码已被另一份记录使用，请重新带出。",
        keep=keep,
    )
    name = row.order.title
    if made.not_taken:
        return Answer(
            f"{name}的签到记录已送达，但不能采信：{made.not_taken}请联系站点、机构电话回访后补登。", taken=False
        )
    return Answer(f"{name}的签到记录已送达，待电话回访确认。")


def _keep(row: Assignment, sent: Sent, user: User, at: dt.datetime) -> Arrived:
    order = row.order
    why = _why_not(row, sent, at)
    files = [
        phone.keep_picture(each, purpose=f"服务照片{order.number}", by=user, at=at, area_code=order.area_code)
        for each in sent.pictures
        if each.kind == PHOTO
    ]
    if not why:
        try:
            with transaction.atomic():
                step_each(_doings(row, sent, files, user, at))
        except Refused as refused:
            why = refused.sentence  # too far away, the client has died: nothing that could be put right on the phone
    made = Arrived.objects.create(order=order, worker=row.worker, by=user, not_taken=why[:200], **arrival(sent, at=at))
    bulk.insert([ArrivedPicture(arrived=made, file=file, at=sent.filled_at) for file in files])
    return made


def _check_shown(row: Assignment, sent: Sent, at: dt.datetime) -> None:
    """Refuse what still can be put right on the phone: too little that shows that somebody was there."""
    wanted = number_on(kind_of(row.order).shown, timezone.localdate(at))
    shown = (sent.place is not None, bool(str(sent.said.get("tag") or "").strip()), any(each.kind == PHOTO for each in sent.pictures))  # fmt: skip
    if sum(shown) < wanted:
        raise Refused(f"定位、门牌码、现场照片须有{wanted}种，请补充后再发送。")


def _doings(row: Assignment, sent: Sent, files: list[StoredFile], user: User, at: dt.datetime) -> list[Doing]:
    """Check-in as the form was begun, check-out as it was filled in; only the latter for who had checked in while there was a signal."""
    said = {"received_at": at}
    found = []
    if row.state == A.ACCEPTED:
        first = _presence(sent, files, sent.began_at)
        found.append(
            Doing(declare.CHECK_IN, row.order, user, sent.began_at, row.worker, presence=first, data=said, key=f"{sent.key}:in")
        )  # fmt: skip
        files = []
    last = _presence(sent, files, sent.filled_at)
    found.append(
        Doing(declare.CHECK_OUT, row.order, user, sent.filled_at, row.worker, presence=last, data=said, key=f"{sent.key}:out")
    )  # fmt: skip
    return found


def _presence(sent: Sent, files: list[StoredFile], when: dt.datetime) -> Presence:
    place = sent.place
    return Presence(
        latitude=place.latitude if place else None,
        longitude=place.longitude if place else None,
        accuracy=place.accuracy if place else None,
        phone_at=when,
        tag=str(sent.said.get("tag") or "").strip()[:40],
        photos=tuple(files),
        sent_late=True,
    )


def _why_not(row: Assignment, sent: Sent, at: dt.datetime) -> str:
    """Why what was sent does not count, or nothing."""
    order, kind = row.order, kind_of(row.order)
    hours = number_on(kind.late_hours, timezone.localdate(at))
    began = row.in_at if row.state == A.IN and row.in_at is not None else sent.began_at
    if row.state not in (A.ACCEPTED, A.IN) or order.state not in (State.ACCEPTED, State.STARTED):
        return f"{order.number}现为“{kind.word(order.state)}”，已不能签到。"
    if sent.filled_at > at or began > sent.filled_at:
        return "手机时间与服务器时间对不上。"
    if at - sent.filled_at > dt.timedelta(hours=hours):
        return f"断网后补传的记录须在{hours}小时内送到。"
    if order.accepted_at is not None and began < order.accepted_at:
        return "签到时间早于接单时间。"
    if sent.filled_at - began > _LONGEST:
        return "签到到签退超过12小时。"
    return ""


def _form(row: Assignment) -> Form:
    order, kind = row.order, kind_of(row.order)
    item = kind.item(order.item, timezone.localdate(order.requested_at))
    start = timezone.localtime(order.starts_at)
    inside = row.state == A.IN
    return Form(
        title=order.title,
        name="签退" if inside else "签到、签退",
        where=full_name(order.area_code),
        number=order.number,
        about=(
            f"{kind.item_name(order)}，{start:%m月%d日%H:%M}，计划{order.minutes}分钟。",
            "离开前填好并保存，即为签退时间。"
            if inside
            else "到达时点“开始”，即为签到时间；离开前填好并保存，即为签退时间。",
            "没有信号时填写的，须电话回访后确认。",
        ),
        questions=(
            Question("tag", "门牌码", most=40, hint="扫码或输入，没有的不填。"),
            Question("words", "情况记录", "long", hint="写姓名即可，不写证号和电话。"),
        ),
        photos=Photos(1 if item is not None and any("照片" in each for each in item.evidence) else 0, "现场照片"),
        head="服务情况",
    )


def _mine(user: User, subject: int) -> Assignment | None:
    rows = Assignment.objects.filter(worker__in=_workers(user), order=subject, order__kind__in=KINDS)
    return rows.select_related("order", "worker").order_by("-pk").first()


def _workers(user: User) -> list[Worker]:
    return [
        worker for roster in {kind.roster for kind in KINDS.values()} for worker in queries.workers_of(user, roster)
    ]


BOX = Box(CODE, "服务签到", carry, receive, due=due, hint="请先接单，再从“我的服务单”带出。")
