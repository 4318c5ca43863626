"""Builds the demo: areas, users, three months of files taken in and compared by the system's own services, and worked off."""

from __future__ import annotations

import datetime as dt
import gc
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction

from doudi.base.models import User
from doudi.base.months import last_day
from doudi.demo.cases import dossier_of, write_answers
from doudi.demo.county import build
from doudi.demo.people_in_office import ACCOUNTS, PASSWORD, enter_county, enter_users
from doudi.demo.post import Post
from doudi.demo.working_off import moment, work_off
from doudi.demo.year.calendar import Year
from doudi.mechanisms.exchange.services import deliver
from doudi.mechanisms.matching.models import Finding
from doudi.programmes.integrity.data_matching.services import enter_rolls, run_month
from doudi.programmes.integrity.data_matching.sources import SOURCES

__all__ = ["ACCOUNTS", "MONTH", "PASSWORD", "TODAY", "build_demo"]

MONTH = 2024 * 12 + 10  # 2024-11
TODAY = dt.date(2024, 12, 9)  # where the demo's clock stands when it is built, see apps.py
LATE = "自来水用水量"  # comes a week after the month was compared; then it is compared again
LATE_ON = dt.date(2024, 12, 6)
OWN_HANDS = {"人社参保缴费": "renshe"}  # lists that the supplying department's data officer hands in himself
Progress = Callable[[str], None]


def build_demo(population: int, *, seed: int, progress: Progress) -> dict[str, int]:
    """Fill an empty, migrated database. Returns counts to show."""
    progress("虚构人口和家庭")
    county = build(population, seed=seed, on=last_day(MONTH))
    dossier = dossier_of(county, seed=seed, month=MONTH)
    gc.freeze()  # the county stays to the end: not to be looked through again and again
    months = (MONTH - 2, MONTH - 1, MONTH)
    with tempfile.TemporaryDirectory(prefix="doudi-demo-") as folder:
        post = Post(dossier, Path(folder), months, seed=seed)
        progress("区划和账号")
        enter_county(county)
        users = enter_users(county, month=MONTH)
        write_answers(dossier, Path(settings.VAR) / "planted.csv")
        _mark()
        year = Year(dossier, users, newest=MONTH, seed=seed, progress=progress)
        year.begin()
        for month in range(MONTH - 10, months[0]):
            year.pass_month(month)
            year.close(month)
        for month in months:
            year.pass_month(month)
            _Month(month, users, progress).pass_by(
                post, cleared=dossier.cleared if month == months[0] else set(), seed=seed
            )
            year.close(month)
        progress("12月:待遇核算")
        year.december()
    gc.unfreeze()
    return {
        "人口": len(county.people),
        "疑点": Finding.objects.count(),
        "已销号": Finding.objects.exclude(disposal="").count(),
    }


@dataclass
class _Month:
    """One month as it went: lists in, rolls in, compared, worked off."""

    month: int
    users: dict[str, User]
    progress: Progress

    def pass_by(self, post: Post, *, cleared: set[str], seed: int) -> None:
        month, by = self.month, self.users["hedui"]
        last = last_day(month)
        received, compared = moment(last - dt.timedelta(days=3), 15), moment(last - dt.timedelta(days=2), 10)
        self._say("各部门报送名单")
        late: list[Path] = []
        self._take_in(self._in_time(post.files_of(month), late), at=received)
        self._say("花名册入库")
        enter_rolls(month, by=by, at=received)
        self._say("比对")
        run_month(month, by=by, at=compared)
        self._say("下发和核实")
        with transaction.atomic():
            work_off(month, self.users, newest=MONTH, seed=seed, cleared=cleared)
        if late:
            self._say("迟报名单,再次比对")
            self._take_in(late, at=moment(LATE_ON, 9))
            run_month(month, by=by, at=moment(LATE_ON, 10))

    def _in_time(self, paths: Iterable[Path], late: list[Path]) -> Iterator[Path]:
        """The files that come in time; the others are kept for later."""
        for path in paths:
            if self.month == MONTH and path.name.startswith(LATE):
                late.append(path)
            else:
                yield path

    def _take_in(self, paths: Iterable[Path], *, at: dt.datetime) -> None:
        with transaction.atomic():
            for path in paths:
                by = next(
                    (self.users[who] for title, who in OWN_HANDS.items() if path.name.startswith(title)),
                    self.users["hedui"],
                )
                deliver(path, sources=SOURCES, by=by, at=at, month=self.month)

    def _say(self, step: str) -> None:
        self.progress(f"{self.month % 12 + 1}月:{step}")


def _mark() -> None:
    """The marker of a demo: the sign-ins to show, and how far its clock is from the real one."""
    shown = [
        {"username": each.username, "name": each.name, "role": each.role.label, "unit": each.unit} for each in ACCOUNTS
    ]
    shift = moment(TODAY) - dt.datetime.now(dt.UTC)
    marker = {"password": PASSWORD, "accounts": shown, "shift_seconds": int(shift.total_seconds())}
    (Path(settings.VAR) / "demo.json").write_text(json.dumps(marker, ensure_ascii=False), encoding="utf-8")
