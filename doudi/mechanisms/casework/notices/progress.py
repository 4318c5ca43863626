"""The progress of a case for whoever holds its number and a code, or the last digits of the phone he left. No account, no name shown."""

from __future__ import annotations

import datetime as dt
import hmac
import secrets
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from doudi.base.ciphers import blind_index
from doudi.base.models import User
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.notices.models import ProgressKey, ProgressTry
from doudi.mechanisms.casework.notices.objecting import mark_of
from doudi.mechanisms.casework.queries import flow_of

_LEGIBLE = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without letters and digits that are taken for one another on paper
_CODE_LENGTH = 8
_WRONG = "办件编号与查询码（或手机号后四位）不符，请核对受理回执。"


@dataclass(frozen=True)
class DoorTerms:
    """How often one may try: `tries` for one case and `tries_from` from one place within `minutes`; then the door is shut that long."""

    tries: int
    tries_from: int
    minutes: int


@dataclass(frozen=True)
class Step:
    name: str
    at: dt.datetime


@dataclass(frozen=True)
class Progress:
    """What may be told without an account: where the case stands and until when, nothing of whom it is about."""

    number: str
    business: str
    stage: str
    since: dt.date | None
    due_on: dt.date | None
    closed: bool
    steps: tuple[Step, ...]
    area_code: str
    later: tuple[str, ...] = ()  # numbers of the cases that it went on as; each is asked for by itself


def give_code(case: Case, *, by: User | None, at: dt.datetime, phone: str = "") -> str:
    """A code for the slip that the applicant takes home; a new one makes the old one useless. Kept only as a mark."""
    code = "".join(secrets.choice(_LEGIBLE) for _ in range(_CODE_LENGTH))
    digits = "".join(letter for letter in phone if letter.isdigit())
    marks = {
        "code_mark": _mark(case.number, code),
        "phone_mark": _mark(case.number, digits[-4:]) if len(digits) >= 7 else "",
        "at": at,
        "by": by,
    }
    with transaction.atomic():
        ProgressKey.objects.update_or_create(case=case, defaults=marks)
        record("progress.give_code", f"case:{case.pk}", by=by, at=at, area_code=case.area_code)
    return code


def look_up(number: str, secret: str, *, origin: str, terms: DoorTerms, at: dt.datetime) -> Progress:
    """The progress of a case, for its number and one of its two secrets. A wrong number and a wrong secret are told alike and take the
    same work; after some tries the door is shut, for this case and for this sender."""
    number, secret = number.strip(), secret.strip().upper()
    number_mark, sender = blind_index(number), mark_of(origin, timezone.localdate(at))
    _check_door(number_mark, sender, terms, at)
    key = ProgressKey.objects.filter(case__number=number).select_related("case").first()
    given = _mark(number, secret)
    by_code = hmac.compare_digest(given, key.code_mark if key else _NOBODYS)
    by_phone = hmac.compare_digest(given, key.phone_mark if key and key.phone_mark else _NOBODYS)
    if key is None or not (by_code or by_phone):
        ProgressTry.objects.create(number_mark=number_mark, origin=sender, at=at)
        raise Refused(_WRONG)
    return _progress(key.case)


def forget_tries(*, before: dt.datetime) -> int:
    """Clear failed tries that close no door any more; how many."""
    return ProgressTry.objects.filter(at__lt=before).delete()[0]


_NOBODYS = "0" * 64


def _mark(number: str, secret: str) -> str:
    return blind_index(f"progress|{number}|{secret}") if number and secret else "1" * 64


def _check_door(number_mark: str, sender: str, terms: DoorTerms, at: dt.datetime) -> None:
    recent = ProgressTry.objects.filter(at__gt=at - dt.timedelta(minutes=terms.minutes))
    tried = recent.filter(number_mark=number_mark).count() >= terms.tries
    if tried or (sender and recent.filter(origin=sender).count() >= terms.tries_from):
        raise Refused(f"查询失败次数过多，请{terms.minutes}分钟后再试，或拨打乡镇民政所电话查询。")


def _progress(case: Case) -> Progress:
    """Stages that not everybody may see are told as 办理中, or as they say themselves."""
    flow = flow_of(case)
    names = {stage.code: stage.told or (stage.name if stage.seen_by is None else "办理中") for stage in flow.stages}
    steps: list[Step] = [Step(names[flow.start], case.opened_at)]
    for target, at in case.actions.order_by("pk").values_list("target", "at"):
        if names.get(target, "办理中") != steps[-1].name:
            steps.append(Step(names.get(target, "办理中"), at))
    return Progress(
        case.number,
        flow.name,
        names.get(case.stage, "办理中"),
        case.waits_since,
        case.due_on,
        case.closed_at is not None,
        tuple(steps),
        case.area_code,
        tuple(case.later.order_by("pk").values_list("number", flat=True)),
    )
