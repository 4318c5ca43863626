"""What a phone asks of the server: the page without anybody's data, a case to take along, and the survey that comes back.

Every answer but the page is JSON with one sentence, so that the phone can say what to do: 401 sign in again, 409 and 422 what is wrong.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from doudi.base.areas import full_name
from doudi.base.models import User
from doudi.base.refused import Refused
from doudi.mechanisms.casework import queries as casework
from doudi.mechanisms.casework.declare import Action
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.pages.forms import last_companion, others
from doudi.mechanisms.casework.surveys import queries, services
from doudi.mechanisms.casework.surveys.declare import SURVEYS, Item
from doudi.mechanisms.casework.surveys.models import Carried, Survey, SurveyPicture
from doudi.mechanisms.casework.surveys.sent import Found, Picture, Place, Sent

_SCRIPTS = tuple(f"surveys/{name}.js" for name in ("store", "pictures", "pad", "form", "send", "page"))
Kind = SurveyPicture.Kind
_LONGEST = 2000  # characters of one answer


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
            return JsonResponse({"sentence": "没有这件办件，或不在您的办理范围内。"}, status=404)

    return login_not_required(answered)


@login_not_required
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """入户调查箱: the same for everybody and without anybody's data, so that a browser may keep it for places without a signal."""
    return render(request, "surveys/phone.html", {"title": "入户调查箱", "scripts": _SCRIPTS})


@login_not_required
@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker with the list of what it keeps: a new version of any file makes a new worker."""
    return render(request, "surveys/worker.js", {"scripts": _SCRIPTS}, content_type="text/javascript; charset=utf-8")


@answering
@require_GET
def me(request: HttpRequest) -> HttpResponse:
    """Who is signed in, and the token with which he may send."""
    user = request.user
    assert isinstance(user, User)
    return JsonResponse({"user": user.pk, "name": user.name, "token": get_token(request)})


@answering
@require_POST
def carry(request: HttpRequest, pk: int) -> HttpResponse:
    """A case to take along: names, what was declared, who may go along; no identity number, no account, no phone."""
    case, user = _case(request, pk), request.user
    assert isinstance(user, User)
    action = services.carry(case, by=user, at=timezone.now())
    return JsonResponse(_carried(case, action, user))


@answering
@require_POST
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """The survey that comes back. Sent again it is answered the same."""
    user = request.user
    assert isinstance(user, User)
    case = Case.objects.filter(pk=pk, pk__in=Carried.objects.filter(by=user).values("case")).first()
    if case is None:
        raise Refused("这份调查表不是由您带出的，不能发送。")
    survey = services.receive(case, _sent(request), by=user, at=timezone.now())
    return JsonResponse({"survey": survey.pk, "taken": survey.taken_id is not None, "sentence": _sentence(survey)})


def _sentence(survey: Survey) -> str:
    if survey.taken_id is not None:
        return f"{survey.case.number}的入户调查已送达。"
    return f"{survey.case.number}的入户调查已送达，但没有计入办理：{survey.kept_because}调查已作为证据留存。"


def _case(request: HttpRequest, pk: int) -> Case:
    case = Case.objects.filter(pk=pk, flow__in=SURVEYS).first()
    if case is None or not casework.cases(request.user, casework.flow_of(case)).filter(pk=pk).exists():
        raise Http404
    return case


def _carried(case: Case, action: Action, user: User) -> dict[str, Any]:
    form = queries.form_of(case)
    return {
        "case": case.pk,
        "user": user.pk,
        "surveyor": user.name,
        "number": case.number,
        "title": case.title,
        "place": full_name(case.area_code),
        "action": action.code,
        "name": action.name,
        "today": timezone.localdate().isoformat(),
        "companions": others(action, case, user),
        "companion": last_companion(user),
        "people": [[each.code, each.name, each.words] for each in form.people(case)],
        "fields": [_field(each) for each in form.fields(action)],
        "items": [_item(each) for each in form.items(case)],
        "kinds": [[each.code, each.label, each.unit.name, each.of_person] for each in form.kinds],
        "photos": form.photos,
    }


def _field(each: Any) -> dict[str, Any]:
    return {
        "code": each.code, "label": each.label, "kind": each.kind, "required": each.required, "choices": each.choices, "hint": each.hint
    }  # fmt: skip


def _item(each: Item) -> dict[str, Any]:
    return {
        "code": each.code, "label": each.label, "unit": each.unit.name, "scale": each.unit.scale,
        "declared": each.declared, "checked": each.checked,
    }  # fmt: skip


def _sent(request: HttpRequest) -> Sent:
    try:
        told: Mapping[str, Any] = json.loads(request.POST.get("survey", ""))
        pictures = [_picture(request, each) for each in told["pictures"]]
        return Sent(
            key=uuid.UUID(str(told["key"])),
            action=str(told["action"]),
            together_with=int(told["together_with"] or 0),
            said={str(code): _plain(value) for code, value in dict(told["said"]).items()},
            found=[
                Found(*(str(each.get(name) or "") for name in ("amount", "code", "kind", "who")))
                for each in told["found"]
            ],
            pictures=pictures,
            began_at=_moment(told["began_at"]),
            filled_at=_moment(told["filled_at"]),
            place=_place(told.get("place")),
            no_place=str(told.get("no_place") or ""),
        )
    except (ValueError, KeyError, TypeError, AttributeError, InvalidOperation) as error:
        raise Refused("发送的内容不完整，请刷新调查页后再发送；已填写的内容还在本机。") from error


def _picture(request: HttpRequest, told: Mapping[str, Any]) -> Picture:
    kind = Kind(str(told["kind"]))
    upload = request.FILES[str(told["file"])]
    suffix = "jpg" if kind == Kind.PHOTO else "png"
    at = _moment(told["at"]) if told.get("at") else None
    return Picture(kind, upload, f"{kind.label}.{suffix}", at, _place(told.get("place")))


def _place(told: Any) -> Place | None:
    if not told:
        return None
    latitude, longitude = (round(Decimal(str(told[name])), 6) for name in ("latitude", "longitude"))
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        raise ValueError("no such place")
    return Place(latitude, longitude, min(round(float(told.get("accuracy") or 0)), 10**6))


def _moment(told: Any) -> dt.datetime:
    moment = dt.datetime.fromisoformat(str(told).replace("Z", "+00:00"))
    if moment.tzinfo is None:
        raise ValueError("a moment without its zone")
    return moment


def _plain(value: Any) -> Any:
    return value if isinstance(value, bool) or value is None else str(value)[:_LONGEST]
