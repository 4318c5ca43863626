"""What holds for every page: it is private, one must be signed in, and a refusal is said in Chinese."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from doudi.base.access import act_as, grants_of
from doudi.base.once import read_once
from doudi.base.refused import Refused
from doudi.desk import counters
from doudi.desk.errors import refused_page

Next = Callable[[HttpRequest], HttpResponseBase]
_BEFORE_THE_FIRST_CHANGE = (
    "/account/",
    "/sign-out/",
    "/static/",
)  # what opens with a password that somebody else knows
_NOTED_EVERY = 60  # seconds between two notes of when a session was last used


class PrivatePages:
    """No page is kept by a browser or a proxy, and a fragment is not taken for the page of the same address."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if "X-Page-Form" in request.headers and "Location" in response.headers:
            # the form was sent by script, which goes there itself: else the sentence about what was done would be shown to nobody
            response = HttpResponse(status=204, headers={"X-Go-To": response.headers["Location"]})
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        patch_vary_headers(response, ["HX-Request", "HX-Target"])
        return response


class ReadOnce:
    """What the county has set (parameters, holidays) is asked for once in a request."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with read_once():
            return self.get_response(request)


class SignedIn(LoginRequiredMiddleware):
    """Every page but those marked otherwise needs somebody signed in, who has done something within the last hour."""

    def __call__(self, request: HttpRequest) -> Any:
        if request.user.is_authenticated:
            self._look_at_the_clock(request)
        if request.user.is_authenticated:
            self._act_by_one_grant(request)
        if request.session.get("first_password") and not request.path.startswith(_BEFORE_THE_FIRST_CHANGE):
            return redirect("account")
        response = super().__call__(request)
        if request.method == "POST" and request.user.is_authenticated:
            counters.forget(request)
        return response

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> Any:
        response = super().handle_no_permission(request, view_func)
        if getattr(request, "htmx", None):  # a sign-in page inside a table helps nobody
            return HttpResponse(status=204, headers={"HX-Redirect": response.url})
        return response

    def _look_at_the_clock(self, request: HttpRequest) -> None:
        now = timezone.now()
        seen = request.session.get("seen")
        if seen and now - dt.datetime.fromisoformat(seen) > dt.timedelta(minutes=settings.SESSION_IDLE_MINUTES):
            logout(request)
            messages.warning(request, "长时间没有操作，已自动退出，请重新登录。")
        elif not seen or (now - dt.datetime.fromisoformat(seen)).total_seconds() > _NOTED_EVERY:
            request.session["seen"] = now.isoformat()
        if request.method == "POST" and request.user.is_authenticated:
            # lists that remember how many rows they have count anew for him
            request.session["changed"] = now.timestamp()

    def _act_by_one_grant(self, request: HttpRequest) -> None:
        chosen = request.session.get("acting")
        if not chosen:
            return
        request.all_grants = grants_of(request.user)  # type: ignore[attr-defined]  # for the switch in the head of the page
        held = next((each for each in grants_of(request.user) if list(each.key) == chosen), None)
        if held is not None:
            act_as(request.user, held)


class SaidInChinese:
    """A refusal that a view lets through becomes a page with its sentence; in a drawer or table the sentence alone."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        htmx: Any = getattr(request, "htmx", None)
        if htmx and htmx.target != "drawer-body":
            return HttpResponse(exception.sentence, status=409, headers={"X-Sentence": quote(exception.sentence)})
        return refused_page(request, exception.sentence)
