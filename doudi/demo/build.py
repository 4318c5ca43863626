"""Builds the demo: areas, users, three months of files taken in and compared by the system's own services, and worked off."""

from __future__ import annotations

import datetime as dt
import gc
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from doudi.base.models import User
from doudi.base.months import last_day
from doudi.demo.cases import dossier_of, write_answers
from doudi.demo.cemeteries import fill_cemeteries
from doudi.demo.county import build
from doudi.demo.dossier import Dossier
from doudi.demo.funeral_frauds import fill_funeral_frauds
from doudi.demo.funerals import fill_funerals
from doudi.demo.hands import Hands
from doudi.demo.people_in_office import ACCOUNTS, PASSWORD, enter_county, enter_users
from doudi.demo.post import Letter, Post
from doudi.demo.working_off import moment, work_off
from doudi.demo.year.calendar import Year
from doudi.demo.year.rectification import Campaign
from doudi.mechanisms.exchange.services import deliver
from doudi.mechanisms.matching.models import Finding
from doudi.programmes.integrity.data_matching.comparison import Comparison, compare
from doudi.programmes.integrity.data_matching.services import enter_rolls, question_of, run_month
from doudi.programmes.integrity.data_matching.sources import SOURCES

__all__ = ["ACCOUNTS", "MONTH", "PASSWORD", "TODAY", "build_demo"]

MONTH = 2024 * 12 + 10  # 2024-11
TODAY = dt.date(2024, 12, 9)  # where the demo's clock stands when it is built, see apps.py
LATE = "自来水用水量"  # comes a week after the month was compared; then it is compared again
LATE_ON = dt.date(2024, 12, 6)
OWN_HANDS = {"人社参保缴费": "renshe"}  # lists that the supplying department's data officer hands in himself
WORTH_A_PROCESS = 40_000  # people: in a smaller county there is little to be done meanwhile
Progress = Callable[[str], None]


def build_demo(
    population: int, *, seed: int, progress: Progress, ready: Callable[[], None] = lambda: None
) -> dict[str, int]:
    """Fill an empty, migrated database; `ready` is called before it is used, and waits until it is migrated. Returns counts to show."""
    progress("虚构人口和家庭")
    county = build(population, seed=seed, on=last_day(MONTH))
    dossier = dossier_of(county, seed=seed, month=MONTH)
    months = (MONTH - 2, MONTH - 1, MONTH)
    with (
        _seldom_tidied(),
        tempfile.TemporaryDirectory(prefix="doudi-demo-") as folder,
        Hands(lent=population >= WORTH_A_PROCESS) as hands,
    ):
        post = Post(dossier, Path(folder), months, seed=seed, hands=hands)
        ready()
        with _on_disk_at_the_end():
            _tell(dossier, post, hands, seed=seed, progress=progress)
    return {
        "人口": len(county.people),
        "疑点": Finding.objects.count(),
        "已销号": Finding.objects.exclude(disposal="").count(),
    }


def _tell(dossier: Dossier, post: Post, hands: Hands, *, seed: int, progress: Progress) -> None:
    """The year in the order of its days, but that lists are compared while the next month is being paid, those of the last month and
    what came late while December is being worked on."""
    progress("区划和账号")
    enter_county(dossier.county)
    users = enter_users(dossier.county, month=MONTH)
    write_answers(dossier, Path(settings.VAR) / "planted.csv")
    _mark()
    year = Year(dossier, users, newest=MONTH, seed=seed, progress=progress)
    year.begin()
    compared: _Month | None = None
    for month in range(MONTH - 10, MONTH + 1):
        year.pass_month(month)
        if compared is not None:
            compared.work_off(seed=seed, cleared=dossier.cleared if month == post.months[1] else set())
        if month in post.months:
            compared = _Month(month, users, hands, progress)
            compared.take_in(post)
        year.close(month)
    year.december()
    assert compared is not None
    compared.work_off(seed=seed, cleared=set())
    compared.take_in_late()
    progress("12月:待遇核算")
    year.draft()
    compared.compare_again()
    progress("殡葬：死亡和骨灰跟踪")
    fill_funerals(dossier.county, users, today=TODAY, seed=seed)
    fill_cemeteries(dossier.county, users, today=TODAY, seed=seed)
    fill_funeral_frauds(dossier.county, users, today=TODAY, seed=seed)
    progress("集中整治和工作计划")
    Campaign(users, today=TODAY).fill()
    progress("12月:夜间自动办理")
    year.last_night()


@contextmanager
def _seldom_tidied() -> Iterator[None]:
    """The county stays to the end and is not to be looked through again and again; and of the million small things that a month makes
    hardly any go round in a circle."""
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(100_000, 20, 1_000)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


@contextmanager
def _on_disk_at_the_end() -> Iterator[None]:
    """SQLite need not wait for the disk after each of a thousand transactions: a demo that was broken off is built anew."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        before = cursor.fetchone()[0]
        cursor.execute("PRAGMA synchronous = OFF")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA synchronous = {before}")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


class _Month:
    """One month's lists as it went: taken in, rolls entered, compared, worked off."""

    def __init__(self, month: int, users: dict[str, User], hands: Hands, progress: Progress) -> None:
        self.month, self.users, self.hands, self.progress = month, users, hands, progress
        self.by, last = users["hedui"], last_day(month)
        self.received, self.at = moment(last - dt.timedelta(days=3), 15), moment(last - dt.timedelta(days=2), 10)
        self.late: list[Letter] = []

    def take_in(self, post: Post) -> None:
        """The lists, the rolls into the registry, and the question is put."""
        self._say("各部门报送名单")
        self._deliver(self._in_time(post.letters_of(self.month)), at=self.received)
        self._say("花名册入库")
        enter_rolls(self.month, by=self.by, at=self.received)
        self.answer = self._asked()

    def work_off(self, *, seed: int, cleared: set[str]) -> None:
        self._say("比对")
        self._compare(self.answer, at=self.at)
        self._say("下发和核实")
        with transaction.atomic():
            work_off(self.month, self.users, newest=MONTH, seed=seed, cleared=cleared)

    def take_in_late(self) -> None:
        """A list that came a week after the month was compared, and the question is put again."""
        self._say("迟报名单")
        self._deliver(self.late, at=moment(LATE_ON, 9))
        self.answer = self._asked()

    def compare_again(self) -> None:
        self._say("再次比对")
        self._compare(self.answer, at=moment(LATE_ON, 10))

    def _asked(self) -> Callable[[], Comparison]:
        asked = question_of(self.month)
        return self.hands.give(
            compare,
            asked.selection.tables,
            month=self.month,
            parameters=asked.parameters,
            keys=asked.keys,
            kept=asked.kept,
        )

    def _compare(self, answer: Callable[[], Comparison], *, at: dt.datetime) -> None:
        run_month(self.month, by=self.by, at=at, compared=lambda question, report: answer())

    def _in_time(self, letters: Iterable[Letter]) -> Iterator[Letter]:
        """The files that come in time; the others are kept for later."""
        for letter in letters:
            if self.month == MONTH and letter.path.name.startswith(LATE):
                self.late.append(letter)
            else:
                yield letter

    def _deliver(self, letters: Iterable[Letter], *, at: dt.datetime) -> None:
        with transaction.atomic():
            for path, read in ((each.path, each.read) for each in letters):
                by = next((self.users[who] for title, who in OWN_HANDS.items() if path.name.startswith(title)), self.by)
                deliver(path, sources=SOURCES, by=by, at=at, month=self.month, read=lambda *_, r=read, **more: r())

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
