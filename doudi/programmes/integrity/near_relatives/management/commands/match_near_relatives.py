"""`manage.py match_near_relatives`: one of the jobs of `doudi nightly`, by itself. Idempotent."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from doudi.programmes.integrity.near_relatives.jobs import match


class Command(BaseCommand):
    help = "每日比对近亲属备案:发现应备未备,随任职和待遇变动更新、终止备案(可重复运行)"

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.localtime()
        self.stdout.write(match(now.date(), now))
