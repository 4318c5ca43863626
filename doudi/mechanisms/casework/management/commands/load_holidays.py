"""`manage.py load_holidays FILE`: a new year's holiday notice, after which provisional deadlines are computed again."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from doudi.base.calendar import Notice
from doudi.base.refused import Refused
from doudi.mechanisms.casework.provisional import load_notice


class Command(BaseCommand):
    help = "录入国务院办公厅的放假安排(CSV:year,document,day,kind;kind 为 off 放假或 work 上班),并重算暂定期限"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        for notice in read_notices(file):
            try:
                changed = load_notice(notice, by=None, at=timezone.now())
            except Refused as refused:
                raise CommandError(f"{notice.year}年:{refused.sentence}") from refused
            self.stdout.write(f"已录入{notice.year}年放假安排({notice.document}),重算{changed}件的期限。")


def read_notices(file: Path) -> list[Notice]:
    """The notices in a file laid out as the table that comes with the program."""
    found: dict[tuple[int, str], tuple[set[dt.date], set[dt.date]]] = {}
    try:
        with file.open(encoding="utf-8-sig", newline="") as rows:
            for row in csv.DictReader(rows):
                days_off, workdays = found.setdefault((int(row["year"]), row["document"]), (set(), set()))
                {"off": days_off, "work": workdays}[row["kind"]].add(dt.date.fromisoformat(row["day"]))
    except FileNotFoundError as error:
        raise CommandError(f"没有文件 {file}。") from error
    except (KeyError, ValueError) as error:
        raise CommandError(f"文件 {file} 看不懂,应有 year、document、day、kind 四列,日期写成 2027-01-01。") from error
    return [Notice(year, name, frozenset(off), frozenset(work)) for (year, name), (off, work) in sorted(found.items())]
