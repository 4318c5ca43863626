"""Posting while others post, and a process that dies in the middle: on SQLite, and with the other stories on PostgreSQL."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from doudi.base.models import Area
from doudi.base.months import parse_month
from doudi.base.refused import Refused
from doudi.base.testing import at_once, database_in_a_file
from doudi.mechanisms.ledger import queries, services
from doudi.mechanisms.ledger.models import Book, Entry, Period, Transfer
from doudi.mechanisms.ledger.periods import close_period, faults
from doudi.mechanisms.ledger.testing import ALLOT, RECEIVED, RESERVE, USE, County, moment

DAY = dt.date(2024, 6, 12)
ROOT = Path(__file__).parents[3]


def allot(here: County, amount: int, key: str = "allot") -> Entry:
    return services.post(
        ALLOT, source=here.county, target=here.town, amount=amount, key=key, because="", by=None, at=moment(DAY)
    )


def use(here: County, key: str, amount: int = 100) -> Entry:
    return services.post(
        USE, source=here.town, target=here.town, amount=amount, key=key, because="", by=None, at=moment(DAY)
    )


@pytest.mark.django_db(transaction=True)
def test_of_many_who_draw_on_a_reserve_at_once_only_as_many_succeed_as_it_holds(tmp_path: Path) -> None:
    here = County()
    allot(here, 1000)
    services.account(RECEIVED, here.town)
    with database_in_a_file(tmp_path):
        got = at_once(*(lambda n=n: use(here, f"use:{n}", 300) for n in range(6)))
        assert sum(isinstance(each, Entry) for each in got) == 3
        assert [each.sentence for each in got if isinstance(each, Refused)] == [
            "东镇“乡镇备用金”余额1.00元，不足3.00元，没有登记。"
        ] * 3
        assert at_once(lambda: (queries.balance(RESERVE, here.town), faults(Book.MONEY))) == [(100, [])]


@pytest.mark.django_db(transaction=True)
def test_one_thing_posted_by_many_at_once_is_posted_once(tmp_path: Path) -> None:
    here = County()
    allot(here, 1000)
    with database_in_a_file(tmp_path):
        got = at_once(*(lambda: use(here, "case:1") for _ in range(5)))
        assert len({each.pk for each in got if isinstance(each, Entry)}) == 1, got
        assert all(isinstance(each, Entry) for each in got), got
        assert at_once(lambda: (queries.balance(RESERVE, here.town), Transfer.objects.count())) == [(900, 2)]


@pytest.mark.django_db(transaction=True)
def test_two_who_post_to_the_same_accounts_the_other_way_round_do_not_block_one_another(tmp_path: Path) -> None:
    here = County()
    allot(here, 10_000)
    with database_in_a_file(tmp_path):

        def back_and_forth(name: str) -> None:
            for n in range(8):
                use(here, f"{name}:{n}")
                allot(here, 100, f"{name}:back:{n}")

        assert at_once(*(lambda name=name: back_and_forth(name) for name in "abc")) == [None] * 3
        assert at_once(lambda: (queries.balance(RESERVE, here.town), faults(Book.MONEY))) == [(10_000, [])]


@pytest.mark.django_db(transaction=True)
def test_what_is_posted_while_a_month_closes_is_in_the_closing_or_refused(tmp_path: Path) -> None:
    here = County()
    allot(here, 100_000)
    with database_in_a_file(tmp_path):

        def close() -> int:
            return close_period(
                Book.MONEY, parse_month("2024-06"), by=here.finance, at=moment(dt.date(2024, 7, 2))
            ).entries_number

        *posted, entries = at_once(*(lambda n=n: use(here, f"use:{n}") for n in range(6)), close)
        succeeded = sum(isinstance(each, Entry) for each in posted)
        assert entries == succeeded + 1
        assert all(isinstance(each, Entry) or "已结账" in str(each) for each in posted)
        assert at_once(lambda: faults(Book.MONEY)) == [[]]


KILLED = """
import os, signal, django
django.setup()
from django.db import connection
from doudi.mechanisms.ledger import services
from doudi.mechanisms.ledger.test_posting_at_once import the_roll

def die_at(name):
    done = getattr(services, name)
    def die(*arguments):
        done(*arguments)
        os.kill(os.getpid(), signal.SIGKILL)
    setattr(services, name, die)

if os.environ["DIE_AT"] == "commit":
    connection.ensure_connection()
    original = connection._commit
    def late():
        original()
        os.kill(os.getpid(), signal.SIGKILL)
    connection._commit = late
elif os.environ["DIE_AT"]:
    die_at(os.environ["DIE_AT"])
the_roll()
"""


def the_roll() -> Entry:
    """Two thousand amounts in one entry, as the dying process and the one after it ask for."""
    town = Area.objects.get(name="东镇")
    reserve, paid = services.account(RESERVE, town), services.account(RECEIVED, town)
    lines = [services.Line(USE, reserve, paid, 100 + n, reference=f"claim:{n}") for n in range(2000)]
    return services.post_lines(lines, key="roll:2024-06", because="6月", by=None, at=moment(DAY))


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    os.environ.get("DATABASE_URL", "").startswith("postgres"),
    reason="the process would need a name of the test database",
)
@pytest.mark.parametrize(
    ("place", "written"), [("_open_period", False), ("_move", False), ("_insert", False), ("commit", True)]
)
def test_a_process_killed_in_the_middle_leaves_all_or_nothing_and_may_ask_again(
    tmp_path: Path, place: str, written: bool
) -> None:
    here = County()
    allot(here, 100_000_000)
    services.account(RECEIVED, here.town)
    assert connection.vendor == "sqlite"
    with database_in_a_file(tmp_path):
        environment = {
            **os.environ,
            "DATABASE_URL": f"sqlite:///{tmp_path / 'doudi.sqlite3'}",
            "DJANGO_SETTINGS_MODULE": "doudi.config.settings_test",
            "DIE_AT": place,
        }
        died = subprocess.run(
            [sys.executable, "-c", KILLED], cwd=ROOT, env=environment, check=False, capture_output=True, timeout=60
        )
        assert died.returncode == -signal.SIGKILL, died.stderr.decode()[-2000:]

        def look() -> tuple[bool, int, list[str]]:
            left = queries.balance(RESERVE, here.town)
            return Entry.objects.filter(key="roll:2024-06").exists(), left, faults(Book.MONEY)

        paid = sum(100 + n for n in range(2000))
        assert at_once(look) == [(written, 100_000_000 - paid * written, [])]
        assert isinstance(at_once(the_roll)[0], Entry)
        assert at_once(look) == [(True, 100_000_000 - paid, [])]
        assert at_once(lambda: Period.objects.count()) == [1]
