"""Signing in and out. In demo mode one sign-in per role stands on the page; five wrong passwords lock an account for half an hour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from doudi.base.access import grants_of
from doudi.base.accounts import must_change_password
from doudi.base.models import User
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.desk.shell import words_of

_BACKEND = "django.contrib.auth.backends.ModelBackend"


@dataclass(frozen=True)
class DemoSignIn:
    """A button of the demo: who, as what, where."""

    username: str
    role: str
    words: str


@login_not_required
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """The page, and what is typed into it."""
    goal = _goal(request)
    if request.user.is_authenticated:
        return redirect(goal)
    refusal, username = "", ""
    if request.method == "POST":
        username = request.POST.get("username", "").strip()
        user = authenticate(request, username=username, password=request.POST.get("password", ""))
        if isinstance(user, User):
            return _let_in(request, user, goal, because="密码")
        refusal = "账号或密码不对，请核对后重新填写。连续错误五次将锁定三十分钟。"
    context = {"title": "登录", "goal": goal, "username": username, "refusal": refusal, "demo": demo_sign_ins()}
    return render(request, "desk/sign_in.html", context, status=422 if refusal else 200)


@login_not_required
@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the people of the demo, without a password. Refused in service."""
    if not in_demo_mode():
        raise Refused("演示登录只在演示系统中开放，请用账号和密码登录。")
    user = User.objects.filter(username=request.POST.get("username", ""), is_demo=True, is_active=True).first()
    if user is None:
        raise Refused("没有这个演示账号，请刷新登录页。")
    return _let_in(request, user, _goal(request), because="演示登录")


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    user = request.user if isinstance(request.user, User) else None
    logout(request)
    if user is not None:
        record("sign_out", user, by=user, at=timezone.now())
    return redirect("sign_in")


def locked(request: HttpRequest, *args: Any, **more: Any) -> HttpResponse:
    """What django-axes shows for a locked account."""
    minutes = int(settings.AXES_COOLOFF_TIME * 60)
    context = {"title": "账号已锁定", "minutes": minutes}
    return render(request, "desk/locked.html", context, status=429)


def in_demo_mode() -> bool:
    """Set by the settings, or by the mark that `doudi demo` leaves beside its database."""
    return bool(settings.DEMO or (settings.VAR / "demo.json").exists())


def demo_sign_ins() -> list[DemoSignIn]:
    """One button per person of the demo, in the order of the roles."""
    if not in_demo_mode():
        return []
    order = list(Role)
    found = []
    for user in User.objects.filter(is_demo=True, is_active=True).order_by("pk"):
        held = grants_of(user)
        if held:
            place = order.index(held[0].role)
            found.append((place, DemoSignIn(user.username, held[0].role.label, f"{user.name} · {words_of(held[0])}")))
    return [button for _, button in sorted(found, key=lambda each: each[0])]


def _let_in(request: HttpRequest, user: User, goal: str, *, because: str) -> HttpResponse:
    login(request, user, backend=_BACKEND)
    record("sign_in", user, by=user, at=timezone.now(), because=because)
    if must_change_password(user):
        request.session["first_password"] = True
        return redirect("account")
    return redirect(goal)


def _goal(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else reverse("workbench")
