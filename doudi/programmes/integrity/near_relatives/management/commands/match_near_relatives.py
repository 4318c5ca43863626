"""`manage.py match_near_relatives`: once a day, near relatives who are not filed are found and filings are kept up to date. Idempotent."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from doudi.programmes.integrity.near_relatives.matching import keep_up


class Command(BaseCommand):
    help = "每日比对近亲属备案:发现应备未备,随任职和待遇变动更新、终止备案(可重复运行)"

    def handle(self, *args: Any, **options: Any) -> None:
        kept = keep_up(today=timezone.localdate(), at=timezone.now())
        self.stdout.write(f"新发现应备未备{kept.found}条,终止备案{kept.ended}件,记录变动{kept.amended}件。")
