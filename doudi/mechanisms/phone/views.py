"""What a phone asks of the server: the page without anybody's data, what to take along, and what comes back.

Every answer but the page is JSON with one sentence, so that the phone can say what to do: 401 sign in again, 409 and 422 what is wrong.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from doudi.base.models import User
from doudi.base.refused import Refused
from doudi.mechanisms.phone.declare import BOXES, Box, Form
from doudi.mechanisms.phone.sent import PHOTO, Picture, Place, Sent, moment_told, place_told

_BEFORE = ("store", "pictures", "pad", "scan", "form")
_AFTER = ("send", "page")
_LONGEST = 2000  # characters of one answer
_MANY = 50  # ticks of one question
_AT_ONCE = 60  # taken along by one touch: a day's way


def answering(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """JSON for whoever is signed in; a phone that has lost its session is told so, and a refusal is a sentence."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **more: Any) -> HttpResponse:
        if not isinstance(request.user, User):
            return JsonResponse({"sentence": "登录已过期，请重新登录后发送，已填写的内容还在本机。"}, status=401)
        try:
            return view(request, *args, **more)
        except Refused as refused:
            return JsonResponse({"sentence": refused.sentence}, status=422)
        except Http404:
            return JsonResponse({"sentence": "没有这件事项，或不在您的办理范围内。"}, status=404)

    return login_not_required(answered)


@login_not_required
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """随身箱: the same for everybody and without anybody's data, so that a browser may keep it for places without a signal."""
    return render(request, "phone/page.html", {"title": "随身箱", **_files()})


@login_not_required
@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker with the list of what it keeps: a new version of any file makes a new worker."""
    return render(request, "phone/worker.js", _files(), content_type="text/javascript; charset=utf-8")


@answering
@require_GET
def me(request: HttpRequest) -> HttpResponse:
    """Who is signed in, the token with which he may send, and which boxes there are: with whether a day's way can be taken along."""
    user = _user(request)
    boxes = [
        {"code": each.code, "name": each.name, "hint": each.hint, "due": each.due is not None}
        for each in BOXES.values()
    ]
    return JsonResponse({"user": user.pk, "name": user.name, "token": get_token(request), "boxes": boxes})


@answering
@require_POST
def carry(request: HttpRequest, box: str, subject: int) -> HttpResponse:
    """One thing to take along; no identity number, no account, no phone."""
    user, here = _user(request), _box(box)
    return JsonResponse(_carried(here, subject, here.carry(user, subject, timezone.now()), user))


@answering
@require_POST
def carry_due(request: HttpRequest, box: str) -> HttpResponse:
    """All that the user goes to today, as far as it may be taken along; and how many more there are."""
    user, here = _user(request), _box(box)
    if here.due is None:
        raise Http404
    subjects, now, forms = here.due(user, timezone.localdate()), timezone.now(), []
    for subject in subjects[:_AT_ONCE]:
        try:
            forms.append(_carried(here, subject, here.carry(user, subject, now), user))
        except Refused:
            continue  # one that may not be taken along now keeps no other back
    return JsonResponse({"forms": forms, "left": max(0, len(subjects) - _AT_ONCE)})


@answering
@require_POST
def send(request: HttpRequest, box: str, subject: int) -> HttpResponse:
    """What comes back. Sent again it is answered the same."""
    answer = _box(box).receive(_user(request), subject, _sent(request), timezone.now())
    return JsonResponse({**answer.more, "taken": answer.taken, "sentence": answer.sentence})


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _box(code: str) -> Box:
    if code not in BOXES:
        raise Http404
    return BOXES[code]


def _files() -> dict[str, Any]:
    own = [script for box in BOXES.values() for script in box.scripts]
    scripts = [*(f"phone/{each}.js" for each in _BEFORE), *own, *(f"phone/{each}.js" for each in _AFTER)]
    return {"scripts": scripts, "styles": [style for box in BOXES.values() for style in box.styles]}


def _carried(box: Box, subject: int, form: Form, user: User) -> dict[str, Any]:
    return {
        **asdict(form),
        "box": box.code,
        "kind": box.name,
        "subject": subject,
        "user": user.pk,
        "worker": user.name,
        "today": timezone.localdate().isoformat(),
    }


def _sent(request: HttpRequest) -> Sent:
    try:
        told: Mapping[str, Any] = json.loads(request.POST.get("sent", ""))
        return Sent(
            key=uuid.UUID(str(told["key"])),
            step=str(told.get("step") or "")[:40],
            said={str(code)[:60]: _plain(value) for code, value in dict(told["said"]).items()},
            pictures=[_picture(request, each) for each in told["pictures"]],
            began_at=moment_told(told["began_at"]),
            filled_at=moment_told(told["filled_at"]),
            place=_place(told),
            no_place=str(told.get("no_place") or ""),
            more=dict(told.get("more") or {}),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Refused("发送的内容不完整，请刷新随身箱后再发送；已填写的内容还在本机。") from error


def _picture(request: HttpRequest, told: Mapping[str, Any]) -> Picture:
    kind = str(told["kind"])
    if not re.fullmatch(r"[A-Z_]{1,20}", kind):
        raise ValueError("no such kind of picture")
    at = moment_told(told["at"]) if told.get("at") else None
    name = "照片.jpg" if kind == PHOTO else "签名.png"
    return Picture(kind, request.FILES[str(told["file"])], name, at, _place(told))


def _place(told: Mapping[str, Any]) -> Place | None:
    return place_told(told["place"]) if told.get("place") else None


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [str(each)[:_LONGEST] for each in value[:_MANY]]
    return value if isinstance(value, bool) or value is None else str(value)[:_LONGEST]
