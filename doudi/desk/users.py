"""用户与授权, for the administrator: who has an account, what he may do and where, when it begins and ends."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.db import transaction
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from doudi.base import accounts, identity
from doudi.base.models import Area, Grant, User
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.desk.accounts import is_locked
from doudi.desk.roles import USER_ROLES
from doudi.pages.cells import Link, Tag
from doudi.pages.details import Item
from doudi.pages.filters import Choice, Text, YesNo
from doudi.pages.forms import DayField, PageForm, form_page
from doudi.pages.lists import Column, Listing, Tool
from doudi.pages.responses import done
from doudi.pages.views import list_page

# Organisations hold these roles, all others are held within an area.
_OF_ORGANISATIONS = frozenset({Role.DATA_OFFICER, Role.INSPECTOR, Role.AUDITOR})


def rows(user: Any) -> QuerySet[User]:
    today = timezone.localdate()
    in_force = Grant.objects.filter(Q(until=None) | Q(until__gte=today), since__lte=today).select_related("area")
    return User.objects.prefetch_related(Prefetch("grants", in_force, to_attr="held"))


def _held(user: Any) -> str:
    return "、".join(
        f"{grant.organisation or (grant.area.name if grant.area else '')}{grant.get_role_display()}"
        for grant in user.held
    )


USERS = Listing(
    code="users",
    name="用户与授权",
    rows=rows,
    columns=(
        Column("name", "姓名", lambda row: Link(row.name, reverse("user", args=[row.pk]), drawer=True), head=True),
        Column("username", "账号", sort="username", half=True),
        Column("unit", "单位、股室", half=True),
        Column("title", "职务", half=True),
        Column("held", "现有授权", _held),
        Column("state", "状态", lambda row: Tag("启用", "ok") if row.is_active else Tag("停用", "danger")),
    ),
    filters=(
        Text(code="name", label="姓名"),
        Text(code="unit", label="单位"),
        Choice(
            code="role",
            label="角色",
            choices=tuple(Role.choices),
            apply=lambda rows, role: rows.filter(
                pk__in=Grant.objects.filter(Q(until=None) | Q(until__gte=timezone.localdate()), role=role).values(
                    "user"
                )
            ),
        ),
        YesNo(code="active", label="状态", field="is_active", yes="启用", no="停用"),
    ),
    tools=(Tool("新增账号", lambda: reverse("new_account"), icon="plus", primary=True, drawer=True),),
    order=("pk",),
    persons=False,
    export_roles=USER_ROLES,
    scope_roles=USER_ROLES,
)


class GrantForm(PageForm):
    """A role within an area or for an organisation, from a day, perhaps until a day."""

    columns = 2
    role = forms.ChoiceField(label="角色", choices=[("", "请选择"), *Role.choices])
    area = forms.ChoiceField(label="区划", required=False, help_text="在这个区划及以下有效")
    organisation = forms.CharField(
        label="机构", required=False, max_length=40, help_text="数据联络员、纪委监委、审计员填写"
    )
    since = DayField(label="起始日期")
    until = DayField(label="终止日期", required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        areas = Area.objects.values_list("code", "name", "level")
        indent = {Area.Level.TOWNSHIP: "　", Area.Level.VILLAGE: "　　"}
        choices = [("", "无"), *((code, indent.get(Area.Level(level), "") + name) for code, name, level in areas)]
        self.fields["area"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        role = given.get("role")
        if role in _OF_ORGANISATIONS and not given.get("organisation"):
            self.add_error("organisation", f"{Role(role).label}须填写所属机构")
        if role and role not in _OF_ORGANISATIONS and role != Role.ADMINISTRATOR and not given.get("area"):
            self.add_error("area", f"{Role(role).label}须选择区划")
        if given.get("until") and given.get("since") and given["until"] < given["since"]:
            self.add_error("until", "终止日期早于起始日期")
        return given


def users_page(request: HttpRequest) -> HttpResponse:
    return list_page(request, USERS)


def user_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One user with his grants; a further one is given here, one is ended by its button. Both are recorded."""
    user = get_object_or_404(User, pk=pk)
    form = GrantForm(request.POST if request.method == "POST" else None, initial={"since": timezone.localdate()})
    if form.is_valid():
        try:
            _give(user, form.cleaned_data, by=request.user)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            return done(request, f"已授予{user.name}“{Role(form.cleaned_data['role']).label}”。", to=request.path)
    grants = user.grants.select_related("area").order_by("-since", "pk")
    items = [
        Item("账号", user.username),
        Item("单位、股室", user.unit),
        Item("职务", user.title),
        Item("姓名", user.name),
        Item("身份证号", identity.mask(user.id_number) if user.id_number else Tag("未登记，不能自动回避", "warn")),
        Item("状态", _state(user)),
    ]
    return form_page(
        request,
        form,
        title=user.name,
        submit="授予",
        template="desk/user.html",
        items=items,
        grants=grants,
        today=timezone.localdate(),
        account=user,
        locked=is_locked(user),
        back=reverse("users"),
    )


def end_grant(request: HttpRequest, pk: int) -> HttpResponse:
    """A grant ends today."""
    grant = get_object_or_404(Grant.objects.select_related("user"), pk=pk)
    if request.method == "POST":
        assert isinstance(request.user, User)
        yesterday = timezone.localdate() - dt.timedelta(days=1)
        with transaction.atomic():
            Grant.objects.filter(pk=pk).update(until=yesterday)
            record("grant.take", grant.user, by=request.user, at=timezone.now(), because=str(grant))
        return done(
            request,
            f"已收回{grant.user.name}的“{grant.get_role_display()}”。",
            to=reverse("user", args=[grant.user_id]),
        )
    return redirect("user", grant.user_id)


def _give(user: User, given: dict[str, Any], *, by: Any) -> None:
    """R-SOD-07: the administrator holds no business role, and nobody gives himself one."""
    area = Area.objects.filter(code=given["area"]).first() if given["area"] else None
    accounts.give_role(
        user,
        Role(given["role"]),
        by=by,
        at=timezone.now(),
        area=area,
        organisation=given["organisation"],
        since=given["since"],
        until=given["until"],
    )


def _state(user: User) -> Tag:
    if not user.is_active:
        return Tag("停用", "danger")
    return Tag("已锁定", "danger") if is_locked(user) else Tag("启用", "ok")
