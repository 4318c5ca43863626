"""The first administrator of a new system, from the command line; whoever comes after him gets an account on the desk."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from doudi.base import accounts
from doudi.base.refused import Refused
from doudi.base.roles import Role


class Command(BaseCommand):
    """The first password is printed once; it has to be changed at the first sign-in."""

    help = "新增系统管理员，显示一次初始密码。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="账号")
        parser.add_argument("name", help="姓名")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        try:
            user = accounts.open_account(options["username"], name=options["name"], by=None, at=now)
            accounts.give_role(user, Role.ADMINISTRATOR, by=None, at=now)
            password = accounts.reset_password(user, by=None, at=now)
        except Refused as refused:
            raise CommandError(refused.sentence) from refused
        self.stdout.write(f"账号 {user.username}，初始密码 {password}(只显示这一次，登录后须修改)")
