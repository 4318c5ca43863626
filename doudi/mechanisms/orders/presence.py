"""Was he really there: what a phone sends at check-in or check-out, judged (R-TB-04). Pure: no database, no clock of its own.

The server's time counts. What the phone says of the time is compared with it and else trusted for nothing.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from doudi.base.limits import number_on
from doudi.base.places import metres_between
from doudi.base.refused import Refused
from doudi.mechanisms.orders.declare import Flag, OrderKind, Presence, Shown
from doudi.mechanisms.orders.models import Order


@dataclass(frozen=True)
class Measures:
    """What a kind asks of presence, with its numbers as they stand on a day. Metres, minutes, hours."""

    fenced: bool
    rural: int
    urban: int
    refuse: int
    shown: int
    clock_minutes: int
    late_hours: int

    @classmethod
    def of(cls, kind: OrderKind, on: dt.date) -> Measures:
        fence = kind.fence
        metres = (fence.rural, fence.urban, fence.refuse) if fence is not None else (0, 0, 0)
        rural, urban, refuse = (number_on(each, on) for each in metres)
        rest = (number_on(each, on) for each in (kind.shown, kind.clock_minutes, kind.late_hours))
        return cls(fence is not None, rural, urban, refuse, *rest)


@dataclass(frozen=True)
class Judged:
    """What was shown, how far away (metres, None if not known), and what is odd."""

    shown: tuple[str, ...]
    metres: int | None
    flags: tuple[str, ...]


def judge(
    measures: Measures, order: Order, presence: Presence, *, at: dt.datetime, urban: bool, tags: frozenset[str]
) -> Judged:
    """Judge one presence; raises Refused for another village, a tag that hangs elsewhere, too little shown, or what is sent too late.

    `tags`: what hangs at the door of the client and at the station.
    """
    shown: list[str] = []
    flags: list[str] = []
    metres = _metres(order, presence)
    if metres is None:
        flags.append(Flag.NO_PLACE)
    elif measures.fenced and metres > measures.refuse:
        raise Refused(
            f"您离服务地点约{metres / 1000:.1f}公里，不在服务对象所在的村（居），没有登记；请到达后再办，定位有误的请联系站点校准。"
        )
    elif measures.fenced and metres > (measures.urban if urban else measures.rural):
        flags.append(Flag.FAR)
    else:
        shown.append(Shown.PLACE)
    if presence.tag:
        if presence.tag not in tags:
            raise Refused("扫的不是本单服务地点的门牌码，没有登记，请核对地点。")
        shown.append(Shown.TAG)
    if presence.photos:
        shown.append(Shown.PHOTO)
    flags += _of_time(measures, presence, at)
    if len(shown) < measures.shown:
        have = "、".join(Shown.WORDS[each] for each in shown) or "无"
        raise Refused(
            f"须有{measures.shown}种到场凭证（定位、门牌码、现场照片），现有：{have}。请补充后再办，没有登记。"
        )
    return Judged(tuple(shown), metres, tuple(flags))


def _metres(order: Order, presence: Presence) -> int | None:
    there = (order.latitude, order.longitude, presence.latitude, presence.longitude)
    if any(each is None for each in there):
        return None
    return metres_between(*there)  # type: ignore[arg-type]  # none of them is None


def _of_time(measures: Measures, presence: Presence, at: dt.datetime) -> list[str]:
    if presence.phone_at is None:
        return []
    off = abs((at - presence.phone_at).total_seconds())
    if presence.sent_late:
        if presence.phone_at > at or off > measures.late_hours * 3600:
            raise Refused(
                f"断网后补传的记录须在{measures.late_hours}小时内送到，本条已不能采信；请由站点电话回访后补登。"
            )
        return [Flag.LATE_SENT]
    return [Flag.CLOCK] if off > measures.clock_minutes * 60 else []
