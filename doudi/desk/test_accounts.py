"""Accounts on the desk: opened, corrected, switched off, given a first password, unlocked; by the administrator alone."""

from __future__ import annotations

import re
from pathlib import Path

import axes.attempts
import axes.handlers.proxy
import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from doudi.base.models import Record, User
from doudi.base.roles import Role
from doudi.desk.stories import TOWN, fresh_county, number, signed_in, somebody_as

pytestmark = pytest.mark.django_db
PASSWORD = "mima-hen-chang-2024"


@pytest.fixture(autouse=True)
def county() -> None:
    fresh_county()


def account(name: str = "新人") -> dict[str, str]:
    return {"username": "xinren", "name": name, "unit": "东镇民政所", "title": "", "id_number": "", "phone": ""}


def first_password(client: Client, address: str, data: dict[str, str] | None = None) -> str:
    """The password as the page shows it once."""
    shown = client.post(address, data or {}).content.decode()
    found = re.search(r'<b class="full">([a-z2-9]{12})</b>', shown)
    assert found is not None, shown
    return found[1]


def test_an_account_is_opened_with_a_first_password_that_opens_nothing_but_its_change() -> None:
    administrator = signed_in(somebody_as(Role.ADMINISTRATOR))
    assert administrator.post(reverse("new_account"), {**account(), "username": "新人"}).status_code == 422
    password = first_password(administrator, reverse("new_account"), account())
    assert administrator.post(reverse("new_account"), account()).status_code == 422  # there already
    user = User.objects.get(username="xinren")
    given = {"role": "TOWNSHIP_CLERK", "area": TOWN, "since": "20240101"}
    assert administrator.post(reverse("user", args=[user.pk]), given).status_code == 302
    client = Client()
    entered = client.post(reverse("sign_in"), {"username": "xinren", "password": password})
    assert entered.headers["Location"] == reverse("account")
    assert client.get("/").headers["Location"] == reverse("account")
    assert "初始密码" in client.get(reverse("account")).content.decode()
    new = "wo-zi-ji-de-mima"
    client.post(reverse("account"), {"old": password, "new": new, "again": new})
    assert client.get("/").status_code == 200
    again = Client()
    assert again.post(reverse("sign_in"), {"username": "xinren", "password": new}).headers["Location"] == "/"


def test_a_forgotten_password_is_replaced_and_ends_what_was_open() -> None:
    administrator, clerk = signed_in(somebody_as(Role.ADMINISTRATOR)), somebody_as(Role.TOWNSHIP_CLERK)
    there = signed_in(clerk)
    first_password(administrator, reverse("reset_password", args=[clerk.pk]))
    assert there.get("/").status_code == 302
    User.objects.filter(pk=clerk.pk).update(is_demo=True)
    assert administrator.post(reverse("reset_password", args=[clerk.pk])).status_code == 409


def test_an_account_is_switched_off_at_once_and_on_again_with_the_reason_on_record() -> None:
    boss, clerk = somebody_as(Role.ADMINISTRATOR), somebody_as(Role.TOWNSHIP_CLERK)
    administrator, there = signed_in(boss), signed_in(clerk)
    address = reverse("switch_account", args=[clerk.pk])
    assert administrator.post(address, {"because": ""}).status_code == 422
    assert administrator.post(address, {"because": "调离"}).status_code == 302
    assert there.get("/").status_code == 302
    assert administrator.post(address, {"because": "调回"}).status_code == 302
    assert signed_in(clerk).get("/").status_code == 200
    assert administrator.post(reverse("switch_account", args=[boss.pk]), {"because": "试"}).status_code == 409
    said = list(Record.objects.filter(action__startswith="account.").values_list("action", "because"))
    assert said == [("account.close", "调离"), ("account.reopen", "调回")]


def test_the_owner_of_an_account_is_corrected_and_his_number_is_not_shown() -> None:
    administrator, clerk = signed_in(somebody_as(Role.ADMINISTRATOR)), somebody_as(Role.TOWNSHIP_CLERK)
    address = reverse("edit_account", args=[clerk.pk])
    assert "未登记，不能自动回避" in administrator.get(reverse("user", args=[clerk.pk])).content.decode()
    assert administrator.post(address, {**account("吴安"), "id_number": number(7)}).status_code == 302
    for page in (address, reverse("user", args=[clerk.pk])):
        assert number(7) not in administrator.get(page).content.decode()
    administrator.post(address, account("吴安"))  # left empty: as it was
    clerk.refresh_from_db()
    assert (clerk.name, clerk.id_number) == ("吴安", number(7))


def test_a_locked_account_is_unlocked_by_the_administrator(settings: Settings) -> None:
    settings.AXES_ENABLED = True
    administrator, clerk = signed_in(somebody_as(Role.ADMINISTRATOR)), somebody_as(Role.TOWNSHIP_CLERK)
    clerk.set_password(PASSWORD)
    clerk.save()
    there, right = Client(), {"username": clerk.username, "password": PASSWORD}
    for _ in range(5):
        there.post(reverse("sign_in"), {**right, "password": "cuo"})
    assert there.post(reverse("sign_in"), right).status_code == 429
    assert "已锁定" in administrator.get(reverse("user", args=[clerk.pk])).content.decode()
    assert administrator.post(reverse("unlock", args=[clerk.pk])).status_code == 302
    assert there.post(reverse("sign_in"), right).status_code == 302
    assert administrator.post(reverse("unlock", args=[clerk.pk])).status_code == 409


def test_an_account_is_locked_in_the_demo_too(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its clock is shifted, and must be for all who count the minutes."""
    for module in (timezone, axes.attempts, axes.handlers.proxy):
        monkeypatch.setattr(module, "now", module.now)  # to be put back
    settings.VAR = tmp_path
    (tmp_path / "demo.json").write_text('{"shift_seconds": -60000000}', encoding="utf-8")
    apps.get_app_config("demo").ready()
    settings.AXES_ENABLED = True
    there, wrong = Client(), {"username": somebody_as(Role.TOWNSHIP_CLERK).username, "password": "cuo"}
    assert [there.post(reverse("sign_in"), wrong).status_code for _ in range(6)][-1] == 429


def test_nobody_else_touches_accounts() -> None:
    clerk = somebody_as(Role.TOWNSHIP_CLERK)
    client = signed_in(somebody_as(Role.BUREAU_LEADER))
    for name in ("edit_account", "switch_account", "reset_password", "unlock"):
        assert client.post(reverse(name, args=[clerk.pk]), {"because": "试"}).status_code == 403, name
    assert client.post(reverse("new_account"), account()).status_code == 403


def test_the_first_administrator_comes_from_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("add_administrator", "guanli", "管理员")
    found = re.search(r"初始密码 ([a-z2-9]{12})", capsys.readouterr().out)
    assert found is not None
    client = Client()
    client.post(reverse("sign_in"), {"username": "guanli", "password": found[1]})
    client.post(reverse("account"), {"old": found[1], "new": "wo-zi-ji-de-mima", "again": "wo-zi-ji-de-mima"})
    assert client.get(reverse("users")).status_code == 200
    with pytest.raises(CommandError, match="已经有了"):
        call_command("add_administrator", "guanli", "管理员")


def test_a_password_is_changed_with_the_old_one_and_must_be_a_good_one() -> None:
    user = somebody_as(Role.FINANCE)
    user.set_password(PASSWORD)
    user.save()
    client = signed_in(user)
    wrong = client.post(reverse("account"), {"old": "x", "new": "12345678901", "again": "y"})
    assert wrong.status_code == 422
    assert "有 2 处需要修改" in wrong.content.decode()
    assert "<title>错误:" in wrong.content.decode().replace("：", ":")
    new = "xin-mima-geng-chang"
    assert client.post(reverse("account"), {"old": PASSWORD, "new": new, "again": new}).status_code == 302
    assert client.get("/").status_code == 200  # still signed in
    user.refresh_from_db()
    assert user.check_password(new)
