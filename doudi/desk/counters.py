"""The two numbers in the head of every page: how much waits, and of how much one is warned.

Asking every programme takes longer than any page. So no page waits for it: what each programme last answered is remembered, for each user
and the grant he acts by, in a cache that the processes of the server share; a page shows it at once, and what has grown old is asked by a
request of the head's own after the page has come. Who does something in a programme is told its numbers anew, and only its.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal
from zlib import crc32

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from doudi.catalogue import programmes
from doudi.desk import nightly, worklist
from doudi.pages.declare import WorkItem

_FRESH_FOR = (
    300  # seconds that an answer stands unasked at least; at most twice as long, so that not all fall due at once
)
_KEPT_FOR = 12 * 3600  # seconds that an old answer is shown while it is being asked anew

Which = Literal["waiting", "alarms"]


@dataclass(frozen=True)
class Numbers:
    """What the head says."""

    waiting: int
    alarms: int
    fresh: bool  # else the head asks anew, once the page is there

    waiting_short = property(lambda self: _short(self.waiting))
    alarms_short = property(lambda self: _short(self.alarms))


@dataclass(frozen=True)
class _Answer:
    number: int
    until: float  # seconds of the system's clock


_Answers = dict[tuple[Which, str], _Answer]  # by the code of a programme


def remembered(request: HttpRequest) -> Numbers:
    """What was last answered to whoever is signed in. Asks no programme anything."""
    known, now = _known(request), time.time()
    return _sum(known, fresh=all(place in known and known[place].until > now for place in _places()))


def numbers(request: HttpRequest) -> Numbers:
    """How many matters wait for whoever is signed in, and how many alarms there are; asks each programme whose answer has grown old."""
    user, today, now = request.user, timezone.localdate(), time.time()
    known = _known(request)
    answers = {place: answer for place, answer in known.items() if answer.until > now}
    for each in programmes():
        if ("waiting", each.code) not in answers:
            found = worklist.waiting_in(each, user, today)
            answers["waiting", each.code] = _answer("waiting", each.code, found, now)
        if ("alarms", each.code) not in answers:
            answers["alarms", each.code] = _answer("alarms", each.code, worklist.alarms_in(each, user, today), now)
    if ("alarms", worklist.NIGHTLY) not in answers:
        answers["alarms", worklist.NIGHTLY] = _answer("alarms", worklist.NIGHTLY, nightly.alarms(user, today), now)
    if answers != known:
        _keep(request, answers)
    return _sum(answers, fresh=True)


def head(request: HttpRequest) -> HttpResponse:
    """The two numbers as they stand in the head of a page."""
    return render(request, "desk/counters.html", {"counters": numbers(request)})


def note(request: HttpRequest, which: Which, found: Mapping[str, list[WorkItem]]) -> None:
    """What a page has just asked of all programmes: its head shall neither say another number nor ask again."""
    now = time.time()
    _keep(request, _known(request) | {(which, code): _answer(which, code, items, now) for code, items in found.items()})


def forget(request: HttpRequest) -> None:
    """Somebody has done something: the programme at this address is asked anew, and all of them if it is no programme's."""
    code = request.path.split("/")[1]
    known = _known(request)
    of_all = code not in {each.code for each in programmes()}
    old = {place: replace(answer, until=0.0) for place, answer in known.items() if of_all or place[1] == code}
    _keep(request, known | old)


def _places() -> list[tuple[Which, str]]:
    """Everything that is asked: each programme what waits and what it warns of, and the nightly work what it warns of."""
    codes = [each.code for each in programmes()]
    return [*(("waiting", code) for code in codes), *(("alarms", code) for code in (*codes, worklist.NIGHTLY))]


def _answer(which: Which, code: str, found: list[WorkItem], now: float) -> _Answer:
    number = worklist.number_of(found) if which == "waiting" else len(found)
    return _Answer(number, now + _FRESH_FOR * (1 + crc32(code.encode()) % 100 / 100))


def _sum(answers: _Answers, *, fresh: bool) -> Numbers:
    def all_of(which: Which) -> int:
        return sum(answer.number for place, answer in answers.items() if place[0] == which)

    return Numbers(all_of("waiting"), all_of("alarms"), fresh)


def _known(request: HttpRequest) -> _Answers:
    found: _Answers = caches["shared"].get(_key(request), {})
    return found


def _keep(request: HttpRequest, answers: _Answers) -> None:
    caches["shared"].set(_key(request), answers, _KEPT_FOR)


def _key(request: HttpRequest) -> str:
    acting = crc32(str(request.session.get("acting") or "").encode())
    day: dt.date = timezone.localdate()
    return f"numbers-{request.user.pk}-{acting:x}-{day:%Y%m%d}"


def _short(number: int) -> str:
    return "99+" if number > 99 else str(number)
