"""账号, for the administrator: opened, corrected, switched off and on, given a first password, unlocked."""

from __future__ import annotations

import datetime as dt
from typing import Any

from axes.models import AccessAttempt
from axes.utils import reset
from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from doudi.base import accounts
from doudi.base.models import User
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.pages.forms import IdentityField, PageForm, form_page
from doudi.pages.responses import done


class AccountForm(PageForm):
    """Who the account belongs to. The identity number lets the system stop him from handling his near kin."""

    columns = 2
    username = forms.RegexField(
        label="账号",
        regex=r"^[a-z][a-z0-9_.-]{2,39}$",
        help_text="小写字母开头，可用字母、数字，3至40位",
        error_messages={"invalid": "账号须以小写字母开头，只用小写字母、数字和 . _ -，3至40位"},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    name = forms.CharField(label="姓名", max_length=40)
    unit = forms.CharField(label="单位、股室", max_length=60)
    title = forms.CharField(label="职务", max_length=40, required=False)
    id_number = IdentityField(label="身份证号", required=False)
    phone = forms.CharField(label="手机号", max_length=20, required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["id_number"].help_text = "用于近亲属回避：本人近亲属的事，系统不让他办"


class ReasonForm(PageForm):
    because = forms.CharField(label="理由", max_length=200)


def new_account(request: HttpRequest) -> HttpResponse:
    """Open an account; its first password is shown once."""
    form = AccountForm(request.POST if request.method == "POST" else None)
    more: dict[str, Any] = {"title": "新增账号", "submit": "新增", "back": reverse("users")}
    if not form.is_valid():
        return form_page(request, form, **more)
    try:
        user = accounts.open_account(**form.cleaned_data, by=_by(request), at=timezone.now())
    except Refused as refused:
        return form_page(request, form, refusal=refused.sentence, **more)
    return _first_password(request, user)


def edit_account(request: HttpRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(User, pk=pk)
    known = {name: getattr(user, name) for name in ("name", "unit", "title", "id_number", "phone")}
    shown = {**known, "id_number": ""}
    form = AccountForm(request.POST if request.method == "POST" else None, initial=shown)
    del form.fields["username"]
    if user.id_number:
        form.fields["id_number"].help_text = "已登记，不显示；不填表示不改"
    back = reverse("user", args=[pk])
    if not form.is_valid():
        return form_page(request, form, title=f"修改账号：{user.name}", submit="保存", back=back)
    said = form.cleaned_data
    said["id_number"] = said["id_number"] or user.id_number
    changed = accounts.correct_account(user, **said, by=_by(request), at=timezone.now())
    return done(request, "已保存。" if changed else "没有改动。", to=back)


def switch_account(request: HttpRequest, pk: int) -> HttpResponse:
    """停用 or 启用, with the reason."""
    user = get_object_or_404(User, pk=pk)
    _not_demo(user)
    if user.pk == _by(request).pk:
        raise Refused("不能停用自己的账号，请由另一名管理员办理。")
    word = "停用" if user.is_active else "启用"
    form = ReasonForm(request.POST if request.method == "POST" else None)
    back = reverse("user", args=[pk])
    if not form.is_valid():
        words = "停用后立即不能登录，他经办过的记录保留。" if user.is_active else "启用后恢复原有授权。"
        return form_page(request, form, title=f"{word}账号：{user.name}", submit=word, back=back, words=words)
    switch = accounts.close_account if user.is_active else accounts.reopen_account
    switch(user, by=_by(request), at=timezone.now(), because=form.cleaned_data["because"])
    return done(request, f"已{word}{user.name}的账号。", to=back)


def reset_password(request: HttpRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(User, pk=pk)
    _not_demo(user)
    if request.method != "POST":
        words = f"将为{user.name}生成新的初始密码，原密码立即失效。他登录后须先修改密码。"
        back = reverse("user", args=[pk])
        return form_page(request, PageForm(), title=f"重置密码：{user.name}", submit="重置", back=back, words=words)
    return _first_password(request, user)


def unlock(request: HttpRequest, pk: int) -> HttpResponse:
    """Wrong passwords are forgotten: he may try again at once."""
    user = get_object_or_404(User, pk=pk)
    if request.method == "POST" and is_locked(user):
        reset(username=user.username)
        record("account.unlock", user, by=_by(request), at=timezone.now())
        return done(request, f"已解除{user.name}的锁定。", to=reverse("user", args=[pk]))
    raise Refused("这个账号没有锁定。")


def is_locked(user: User) -> bool:
    """Whether wrong passwords keep him out, from wherever they were typed."""
    since = timezone.now() - dt.timedelta(hours=settings.AXES_COOLOFF_TIME)
    failed = AccessAttempt.objects.filter(username=user.username, attempt_time__gte=since)
    return bool(failed.filter(failures_since_start__gte=settings.AXES_FAILURE_LIMIT).exists())


@sensitive_variables("password")
def _first_password(request: HttpRequest, user: User) -> HttpResponse:
    """The one page that shows it; it is kept nowhere."""
    password = accounts.reset_password(user, by=_by(request), at=timezone.now())
    context = {"title": f"{user.name}的初始密码", "account": user, "password": password}
    return render(request, "desk/first_password.html", context)


def _by(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _not_demo(user: User) -> None:
    if user.is_demo:
        raise Refused("演示账号不能停用，也不能改密码。")
