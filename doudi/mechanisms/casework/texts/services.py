"""What is done with texts: queued by an action, sent by the job, tried again or cancelled by a person. The only functions that write."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from doudi.base.access import require
from doudi.base.areas import name_of, township_of
from doudi.base.models import User
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.base.roles import TOWNSHIP_ROLES, Role
from doudi.mechanisms.casework.models import ActionTaken
from doudi.mechanisms.casework.notices.scanner.text import scan_text
from doudi.mechanisms.casework.texts import provider
from doudi.mechanisms.casework.texts.declare import Template
from doudi.mechanisms.casework.texts.models import TextMessage, TextState

KEEPERS = TOWNSHIP_ROLES | {Role.COUNTY_OFFICER}
_MOBILE = re.compile(r"(?:\+?86)?(1[3-9]\d{9})")
_WAITS = (5, 30, 120, 720)  # minutes before the second, third … try
_STUCK = dt.timedelta(minutes=15)  # a text that was being sent so long ago was left by a process that ended
_UNKNOWN = "发送途中中断，是否送达不明，不自动重发"


@dataclass(frozen=True)
class TextTerms:
    """What policy says: no text before `first_hour` or from `last_hour` on, and at most so many `tries`."""

    first_hour: int
    last_hour: int
    tries: int


@dataclass(frozen=True)
class Sent:
    """What one run of the job did."""

    sent: int = 0
    failed: int = 0
    later: int = 0  # to be tried again


def tell(tells: Mapping[str, Template], phones: Mapping[int, str], taken: Sequence[ActionTaken]) -> int:
    """Queue what a flow tells of these actions, once for each; how many. `phones`: case → number; who left no mobile number is told by
    post and in person alone."""
    rows = []
    for each in taken:
        template, phone = tells.get(each.action), mobile(phones.get(each.case_id, ""))
        if template is None or not phone:
            continue
        case = each.case
        values = {
            "number": case.number,
            "town": name_of(township_of(case.area_code)),
            "until": f"{case.due_on}" if case.due_on else "",
            "office": settings.SITE_PHONE,
        }
        event = f"case:{case.pk}:{case.version}"  # an action raises the version: what is told of it is told once
        rows.append(_text(template, values, event, phone, case.area_code, each.at, case_id=case.pk))
    TextMessage.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def queue(
    template: Template, phone: str, values: Mapping[str, str], *, event: str, area_code: str, at: dt.datetime
) -> bool:
    """Queue one text for an event that is no action of a case; whether there is a number to send it to."""
    return queue_many(template, [(phone, values, event, area_code, None)], at=at) == 1


def queue_many(
    template: Template,
    those: Iterable[tuple[str, Mapping[str, str], str, str, int | None]],
    *,
    at: dt.datetime,
) -> int:
    """The same for many at once: (phone, values, event, area code, id of the case it is about); how many have a number. The row that stays
    is the proof: when it was sent, and what the provider answered."""
    rows = [
        _text(template, dict(values), event, number, area_code, at, case_id=case_id)
        for phone, values, event, area_code, case_id in those
        if (number := mobile(phone))
    ]
    TextMessage.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def mobile(phone: str) -> str:
    """The eleven digits of a mobile number however it was written; nothing for any other."""
    found = _MOBILE.fullmatch("".join(letter for letter in phone if letter.isdigit() or letter == "+"))
    return found.group(1) if found else ""


def send_due(*, at: dt.datetime, terms: TextTerms, most: int = 500) -> Sent:
    """Send what is due. Each text is claimed before it goes, so that two jobs at once, or one that was killed, never send it twice."""
    _give_up_stuck(at)
    if not terms.first_hour <= timezone.localtime(at).hour < terms.last_hour:
        return Sent(later=TextMessage.objects.filter(state=TextState.QUEUED).count())
    sent = failed = later = 0
    due = TextMessage.objects.filter(state=TextState.QUEUED, next_at__lte=at).order_by("next_at", "pk")
    for row in due[:most]:
        claimed = TextMessage.objects.filter(pk=row.pk, state=TextState.QUEUED)
        if not claimed.update(state=TextState.SENDING, tried_at=at, tries=row.tries + 1):
            continue
        mine = TextMessage.objects.filter(pk=row.pk, state=TextState.SENDING)
        try:
            receipt = provider.send(row.phone, row.words, key=row.event)
        except provider.NotSent as error:
            again = error.again and row.tries + 1 < terms.tries
            wait = dt.timedelta(minutes=_WAITS[min(row.tries, len(_WAITS) - 1)])
            state = TextState.QUEUED if again else TextState.FAILED
            mine.update(state=state, error=error.sentence[:200], next_at=at + wait)
            later, failed = later + again, failed + (not again)
        else:
            mine.update(state=TextState.SENT, receipt=receipt, error="")
            sent += 1
    if sent or failed:
        record("texts.send", "texts", by=None, at=at, data={"sent": sent, "failed": failed, "later": later})
    return Sent(sent, failed, later)


def send_again(row: TextMessage, *, by: User, at: dt.datetime) -> None:
    """重发: of what failed, after somebody has looked at why."""
    _change(row, TextState.QUEUED, (TextState.FAILED,), "texts.send_again", by, at, next_at=at, tries=0, error="")


def cancel(row: TextMessage, *, by: User, at: dt.datetime, because: str) -> None:
    """取消: of what has not gone yet."""
    if not because.strip():
        raise Refused("请写明取消的理由。")
    waiting = (TextState.QUEUED, TextState.FAILED)
    _change(row, TextState.CANCELLED, waiting, "texts.cancel", by, at, because=because.strip())


def _text(
    template: Template,
    values: dict[str, str],
    event: str,
    phone: str,
    area_code: str,
    at: dt.datetime,
    *,
    case_id: int | None = None,
) -> TextMessage:
    """The words are looked through once more with what was put into them: nothing goes that the scanner stops (R-PRIV-02)."""
    words = template.filled(values)
    for value in (values[name] for name in template.fields if name != "office"):
        found = scan_text(value, where=template.name)
        if found:
            raise Refused(f"短信内容不能发送。{found[0].sentence}")
    return TextMessage(
        event=event,
        template=template.code,
        case_id=case_id,
        area_code=area_code,
        phone=phone,
        words=words,
        at=at,
        next_at=at,
    )


def _give_up_stuck(at: dt.datetime) -> None:
    stuck = TextMessage.objects.filter(state=TextState.SENDING, tried_at__lt=at - _STUCK)
    stuck.update(state=TextState.FAILED, error=_UNKNOWN)


def _change(
    row: TextMessage,
    state: TextState,
    allowed: Sequence[TextState],
    action: str,
    by: User,
    at: dt.datetime,
    *,
    because: str = "",
    **columns: object,
) -> None:
    require(by, KEEPERS, area_code=row.area_code, on=timezone.localdate(at))
    with transaction.atomic():
        if not TextMessage.objects.filter(pk=row.pk, state__in=allowed).update(state=state, **columns):
            raise Refused("这条短信的状态已经变了，请刷新后查看。")
        record(action, row, by=by, at=at, area_code=row.area_code, because=because, data={"event": row.event})
