"""Accounts and their grants: given and taken away by the administrator, each with a record (R-SOD-07)."""

from __future__ import annotations

import datetime as dt
import secrets

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from doudi.base import identity
from doudi.base.access import forget_grants, may
from doudi.base.models import Area, Grant, Record, User
from doudi.base.records import name_of, record
from doudi.base.refused import Refused
from doudi.base.roles import STAFF_ROLES, Role

RESET, CHANGE = "account.reset_password", "user.change_password"
_LEGIBLE = "abcdefghjkmnpqrstuvwxyz23456789"  # without letters and digits that are taken for one another on paper
_LENGTH = 12


def open_account(
    username: str,
    *,
    name: str,
    by: User | None,
    at: dt.datetime,
    password: str | None = None,
    title: str = "",
    unit: str = "",
    id_number: str = "",
    phone: str = "",
) -> User:
    """Open an account without any grant. Without a password nobody can sign in with it; `by` is None only at set-up."""
    _check_administrator(by, at)
    if User.objects.filter(username=username).exists():
        raise Refused(f"账号“{username}”已经有了,请换一个。")
    if id_number:
        reading = identity.read(id_number)
        if reading.number is None:
            raise Refused(str(reading.flaw))
        id_number = reading.number
    with transaction.atomic():
        user = User.objects.create_user(
            username, password, name=name, title=title, unit=unit, id_number=id_number, phone=phone
        )
        record("account.open", user, by=by, at=at, data={"username": username})
    return user


def give_role(
    user: User,
    role: Role,
    *,
    by: User | None,
    at: dt.datetime,
    area: Area | None = None,
    organisation: str = "",
    since: dt.date | None = None,
    until: dt.date | None = None,
) -> Grant:
    """Grant a role in an area, or for an organisation. Nobody grants himself; the administrator holds no business role."""
    _check_administrator(by, at)
    since = since or timezone.localdate(at)
    if by is not None and by.pk == user.pk:
        raise Refused("不能给自己授权,请由另一位管理员办理。")
    if role == Role.DATA_OFFICER and not organisation:
        raise Refused("数据联络员须指定所属单位。")
    if role in STAFF_ROLES and area is None:
        raise Refused(f"“{role.label}”须指定所辖区划。")
    if until is not None and until < since:
        raise Refused("终止日期早于起始日期,请核对。")
    held = set(Grant.objects.filter(Q(until=None) | Q(until__gte=since), user=user).values_list("role", flat=True))
    if (role == Role.ADMINISTRATOR and held & STAFF_ROLES) or (role in STAFF_ROLES and Role.ADMINISTRATOR in held):
        raise Refused("系统管理员不能兼任业务角色,请另设账号。")
    with transaction.atomic():
        grant = Grant.objects.create(
            user=user, role=role, area=area, organisation=organisation, since=since, until=until, granted_by=by
        )
        data = {"role": role.value, "organisation": organisation, "since": since, "until": until}
        given = f"{area.name if area else organisation}{role.label}"
        record("grant.give", user, by=by, at=at, because=given, area_code=area.code if area else "", data=data)
    forget_grants(user)
    return grant


def end_grant(grant: Grant, *, by: User | None, at: dt.datetime, because: str) -> None:
    """From tomorrow on the role is no longer held; the row stays."""
    _check_administrator(by, at)
    today = timezone.localdate(at)
    with transaction.atomic():
        Grant.objects.filter(Q(until=None) | Q(until__gt=today), pk=grant.pk).update(until=today)
        record(
            "grant.end",
            f"user:{grant.user_id}",
            by=by,
            at=at,
            because=because,
            data={"role": grant.role, "until": today},
        )


def close_account(user: User, *, by: User | None, at: dt.datetime, because: str) -> None:
    """Switch an account off at once; what its owner did stays under his name."""
    _check_administrator(by, at)
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(is_active=False)
        user.is_active = False
        record("account.close", user, by=by, at=at, because=because)


def reopen_account(user: User, *, by: User | None, at: dt.datetime, because: str) -> None:
    """Switch an account on again; its grants are those it had."""
    _check_administrator(by, at)
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(is_active=True)
        user.is_active = True
        record("account.reopen", user, by=by, at=at, because=because)


def correct_account(
    user: User, *, name: str, title: str, unit: str, id_number: str, phone: str, by: User | None, at: dt.datetime
) -> list[str]:
    """Correct what is known of an account's owner; the names of the fields that changed. The record names them, not what they hold."""
    _check_administrator(by, at)
    new = {"name": name, "title": title, "unit": unit, "id_number": id_number, "phone": phone}
    changed = [field for field, value in new.items() if getattr(user, field) != value]
    if changed:
        with transaction.atomic():
            for field in changed:
                setattr(user, field, new[field])
            user.save()
            record("account.correct", user, by=by, at=at, data={"fields": changed})
    return changed


def reset_password(user: User, *, by: User | None, at: dt.datetime) -> str:
    """A first password that its owner has to change when he signs in; what it was no longer opens anything. It is kept nowhere."""
    _check_administrator(by, at)
    if by is not None and by.pk == user.pk:
        raise Refused("自己的密码请在“我的账号”中修改。")
    password = "".join(secrets.choice(_LEGIBLE) for _ in range(_LENGTH))
    with transaction.atomic():
        user.set_password(password)
        user.save(update_fields=["password"])
        record(RESET, user, by=by, at=at)
    return password


def must_change_password(user: User) -> bool:
    """Whether the last to set his password was the administrator. Asked once, when he signs in."""
    last = Record.objects.filter(subject=name_of(user), action__in=(RESET, CHANGE)).order_by("-number")
    return last.values_list("action", flat=True).first() == RESET


def _check_administrator(by: User | None, at: dt.datetime) -> None:
    if by is not None and not may(by, Role.ADMINISTRATOR, on=timezone.localdate(at)):
        raise Refused("只有系统管理员可以办理账号和授权。")
