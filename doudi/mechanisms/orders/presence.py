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
from doudi.mechanisms.orders.models import Client, Order


@dataclass(frozen=True)
class Judged:
    """What was shown, how far away (metres, None if not known), and what is odd."""

    shown: tuple[str, ...]
    metres: int | None
    flags: tuple[str, ...]


def judge(
    kind: OrderKind,
    order: Order,
    presence: Presence,
    *,
    at: dt.datetime,
    on: dt.date,
    urban: bool,
    client: Client | None,
    tags: frozenset[str],
    card_shown: bool,
) -> Judged:
    """Judge one presence; raises Refused for another village, a tag that hangs elsewhere, too little shown, or what is sent too late.

    `tags`: what hangs at the door of the client and at the station. `card_shown`: a code of the card was given and found right.
    """
    shown: list[str] = []
    flags: list[str] = []
    metres = _metres(order, presence)
    if metres is None:
        flags.append(Flag.NO_PLACE)
    elif kind.fence is not None:
        if metres > number_on(kind.fence.refuse, on):
            raise Refused(
                f"您离服务地点约{metres / 1000:.1f}公里，不在服务对象所在的村（居），没有登记；请到达后再办，定位有误的请联系站点校准。"
            )
        if metres > number_on(kind.fence.urban if urban else kind.fence.rural, on):
            flags.append(Flag.FAR)
        else:
            shown.append(Shown.PLACE)
    else:
        shown.append(Shown.PLACE)
    if presence.tag:
        if presence.tag not in tags:
            raise Refused("扫的不是本单服务地点的门牌码，没有登记，请核对地点。")
        shown.append(Shown.TAG)
    if card_shown:
        shown.append(Shown.CARD)
    if presence.photos:
        shown.append(Shown.PHOTO)
    flags += _of_time(kind, presence, at, on)
    needed = number_on(kind.shown, on)
    if len(shown) < needed:
        have = "、".join(Shown.WORDS[each] for each in shown) or "无"
        raise Refused(
            f"须有{needed}种到场凭证（定位、门牌码、长者卡密码、现场照片），现有：{have}。请补充后再办，没有登记。"
        )
    return Judged(tuple(shown), metres, tuple(flags))


def _metres(order: Order, presence: Presence) -> int | None:
    there = (order.latitude, order.longitude, presence.latitude, presence.longitude)
    if any(each is None for each in there):
        return None
    return metres_between(*there)  # type: ignore[arg-type]  # none of them is None


def _of_time(kind: OrderKind, presence: Presence, at: dt.datetime, on: dt.date) -> list[str]:
    if presence.phone_at is None:
        return []
    off = abs((at - presence.phone_at).total_seconds())
    if presence.sent_late:
        if presence.phone_at > at or off > number_on(kind.late_hours, on) * 3600:
            raise Refused(
                f"断网后补传的记录须在{number_on(kind.late_hours, on)}小时内送到，本条已不能采信；请由站点电话回访后补登。"
            )
        return [Flag.LATE_SENT]
    return [Flag.CLOCK] if off > number_on(kind.clock_minutes, on) * 60 else []
