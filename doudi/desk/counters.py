"""The two numbers in the head of every page: how much waits, and of how much one is warned.

Asking every programme takes longer than any page. So what each programme answered is remembered for a while, for each user and the grant he
acts by, in a cache that the processes of the server share; who does something in a programme is told its numbers anew, and only its.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Mapping
from dataclasses import dataclass
from zlib import crc32

from django.core.cache import caches
from django.http import HttpRequest
from django.utils import timezone

from doudi.catalogue import programmes
from doudi.desk import nightly, worklist
from doudi.pages.declare import WorkItem

_KEPT_FOR = 60  # seconds that an answer is remembered at least; at most twice as long, so that not all fall due at once
_NIGHT = "nightly"  # what the nightly work warns of belongs to no programme


@dataclass(frozen=True)
class _Answer:
    waiting: int
    alarms: int
    until: float  # seconds of the system's clock


def numbers(request: HttpRequest) -> tuple[int, int]:
    """How many matters wait for whoever is signed in, and how many alarms there are."""
    user, today, now = request.user, timezone.localdate(), time.time()
    known = _known(request)
    answers = {code: each for code, each in known.items() if each.until > now}
    for each in programmes():
        if each.code not in answers:
            waiting = worklist.number_of(worklist.waiting_in(each, user, today))
            answers[each.code] = _Answer(waiting, len(worklist.alarms_in(each, user, today)), _until(each.code, now))
    if _NIGHT not in answers:
        answers[_NIGHT] = _Answer(0, len(nightly.alarms(user, today)), _until(_NIGHT, now))
    if answers != known:
        _keep(request, answers)
    return sum(each.waiting for each in answers.values()), sum(each.alarms for each in answers.values())


def note(request: HttpRequest, waiting: Mapping[str, list[WorkItem]]) -> None:
    """What waits, by programme: a page has just asked all of them, and its head shall not say another number."""
    known = _known(request)
    now = time.time()
    told = {
        code: _Answer(worklist.number_of(items), known[code].alarms, _until(code, now))
        for code, items in waiting.items()
        if code in known
    }
    _keep(request, known | told)


def forget(request: HttpRequest) -> None:
    """Somebody has done something: the programme at this address is asked anew, and all of them if it is no programme's."""
    code = request.path.split("/")[1]
    known = _known(request)
    _keep(request, {each: known[each] for each in known if each != code} if code in known else {})


def _known(request: HttpRequest) -> dict[str, _Answer]:
    found: dict[str, _Answer] = caches["shared"].get(_key(request), {})
    return found


def _keep(request: HttpRequest, answers: dict[str, _Answer]) -> None:
    caches["shared"].set(_key(request), answers, 2 * _KEPT_FOR)


def _key(request: HttpRequest) -> str:
    acting = crc32(str(request.session.get("acting") or "").encode())
    day: dt.date = timezone.localdate()
    return f"counters-{request.user.pk}-{acting:x}-{day:%Y%m%d}"


def _until(code: str, now: float) -> float:
    return now + _KEPT_FOR * (1 + crc32(code.encode()) % 100 / 100)
