"""Accounts and grants: the administrator gives them, and holds none of the business himself."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from doudi.base import access, accounts
from doudi.base.models import Area, Record, User
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.base.stories import NOW, TODAY, TOWN, VILLAGE, build_county, number_of, somebody

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> User:
    build_county()
    return somebody("admin", Role.ADMINISTRATOR)


@pytest.fixture
def by(administrator: User) -> dict[str, Any]:
    return {"by": administrator, "at": NOW}


def town() -> Area:
    return Area.objects.get(code=TOWN)


def test_an_account_gets_a_role_and_loses_it(by: dict[str, Any]) -> None:
    clerk = accounts.open_account("clerk", name="经办人", id_number=number_of(dt.date(1990, 1, 1), 1), **by)
    assert not clerk.check_password("")
    grant = accounts.give_role(clerk, Role.TOWNSHIP_CLERK, area=town(), **by)
    assert access.may(clerk, Role.TOWNSHIP_CLERK, area_code=VILLAGE, on=TODAY)
    accounts.end_grant(grant, because="调离", **by)
    access.forget_grants(clerk)
    assert access.may(clerk, Role.TOWNSHIP_CLERK, on=TODAY)
    assert not access.may(clerk, Role.TOWNSHIP_CLERK, on=TODAY + dt.timedelta(days=1))
    accounts.close_account(clerk, because="调离", **by)
    assert not access.may(User.objects.get(pk=clerk.pk), Role.TOWNSHIP_CLERK, on=TODAY)
    actions = Record.objects.filter(subject=f"user:{clerk.pk}").values_list("action", flat=True)
    assert list(actions) == ["account.open", "grant.give", "grant.end", "account.close"]


def test_a_first_password_is_to_be_changed_and_stands_in_no_record(administrator: User, by: dict[str, Any]) -> None:
    clerk = accounts.open_account("clerk", name="经办人", **by)
    assert not accounts.must_change_password(clerk)
    password = accounts.reset_password(clerk, **by)
    clerk.refresh_from_db()
    assert clerk.check_password(password)
    assert accounts.must_change_password(clerk)
    record(accounts.CHANGE, clerk, by=clerk, at=NOW)
    assert not accounts.must_change_password(clerk)
    assert not Record.objects.filter(data__icontains=password).exists()
    with pytest.raises(Refused, match="我的账号"):
        accounts.reset_password(administrator, **by)


def test_what_is_known_of_the_owner_is_corrected_and_the_number_stands_in_no_record(by: dict[str, Any]) -> None:
    number = number_of(dt.date(1990, 1, 1), 1)
    clerk = accounts.open_account("clerk", name="经办人", **by)
    same: dict[str, Any] = {"title": "", "phone": ""}
    assert accounts.correct_account(clerk, name="经办人", unit="东镇民政所", id_number=number, **same, **by) == [
        "unit",
        "id_number",
    ]
    assert User.objects.get(pk=clerk.pk).id_number == number
    assert not Record.objects.filter(data__icontains=number).exists()
    assert accounts.correct_account(clerk, name="经办人", unit="东镇民政所", id_number=number, **same, **by) == []
    accounts.close_account(clerk, because="借调", **by)
    accounts.reopen_account(clerk, because="回原单位", **by)
    assert User.objects.get(pk=clerk.pk).is_active


def test_r_sod_07_administrator_and_business_stay_apart(administrator: User, by: dict[str, Any]) -> None:
    second = somebody("second", Role.ADMINISTRATOR)
    clerk = somebody("clerk", Role.TOWNSHIP_CLERK, TOWN)
    with pytest.raises(Refused, match="不能给自己授权"):
        accounts.give_role(administrator, Role.AUDITOR, **by)
    with pytest.raises(Refused, match="不能兼任"):
        accounts.give_role(second, Role.TOWNSHIP_CLERK, area=town(), **by)
    with pytest.raises(Refused, match="不能兼任"):
        accounts.give_role(clerk, Role.ADMINISTRATOR, **by)
    with pytest.raises(Refused, match="只有系统管理员"):
        accounts.give_role(second, Role.TOWNSHIP_LEADER, area=town(), by=clerk, at=NOW)


def test_a_grant_that_means_nothing_is_refused(by: dict[str, Any]) -> None:
    user = accounts.open_account("new", name="新人", **by)
    wrong: tuple[tuple[Role, dict[str, Any], str], ...] = (
        (Role.TOWNSHIP_CLERK, {}, "须指定所辖区划"),
        (Role.DATA_OFFICER, {}, "须指定所属单位"),
        (Role.AUDITOR, {"until": TODAY - dt.timedelta(days=1)}, "早于起始日期"),
    )
    for role, more, words in wrong:
        with pytest.raises(Refused, match=words):
            accounts.give_role(user, role, **more, **by)
    with pytest.raises(Refused, match="已经有了"):
        accounts.open_account("new", name="同名", **by)
    with pytest.raises(Refused, match="校验码"):
        accounts.open_account("other", name="证号有误", id_number="369999199001010011", **by)
    assert list(user.grants.all()) == []
