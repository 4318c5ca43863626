"""我的: letter size, grants, password."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import password_validation, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from doudi.base.models import User
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.pages.details import Item
from doudi.pages.forms import PageForm, form_page
from doudi.pages.responses import done


class PasswordForm(PageForm):
    """The present password, and a new one twice."""

    old = forms.CharField(
        label="原密码", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    new = forms.CharField(
        label="新密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="不少于10位，不能全是数字，不要与账号、姓名相近。",
    )
    again = forms.CharField(
        label="再输入一次", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, user: User, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.user = user

    def clean_old(self) -> str:
        old: str = self.cleaned_data["old"]
        if not self.user.check_password(old):
            raise forms.ValidationError("原密码不对")
        return old

    def clean_new(self) -> str:
        new: str = self.cleaned_data["new"]
        password_validation.validate_password(new, self.user)
        return new

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("new", again):
            raise forms.ValidationError("两次输入的新密码不一样")
        return again


def account_page(request: HttpRequest) -> HttpResponse:
    user = request.user
    assert isinstance(user, User)
    form = PasswordForm(user, request.POST if request.method == "POST" else None)
    if request.method == "POST" and user.is_demo:
        raise Refused("演示账号不能修改密码。")
    if form.is_valid():
        user.set_password(form.cleaned_data["new"])
        user.save(update_fields=["password"])
        update_session_auth_hash(request, user)
        request.session.pop("first_password", None)
        record("user.change_password", user, by=user, at=timezone.now())
        return done(request, "密码已修改。", to=reverse("account"))
    if request.session.get("first_password"):
        messages.warning(request, "您用的是管理员给的初始密码，请先改成自己的密码。")
    items = [
        Item("姓名", user.name),
        Item("账号", user.username),
        Item("单位、股室", user.unit),
        Item("职务", user.title),
    ]
    grants = user.grants.select_related("area").order_by("since", "pk")
    today = timezone.localdate()
    in_force = [each for each in grants if each.since <= today and (each.until is None or each.until >= today)]
    return form_page(
        request, form, title="我的账号", submit="修改密码", template="desk/account.html", items=items, grants=in_force
    )
