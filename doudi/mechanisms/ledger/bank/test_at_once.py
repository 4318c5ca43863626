"""Two people at the bank's window at the same moment, on SQLite and on PostgreSQL."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from doudi.base.refused import Refused
from doudi.base.testing import at_once, database_in_a_file
from doudi.mechanisms.ledger.bank import queries
from doudi.mechanisms.ledger.bank.answers import Taken, take_return
from doudi.mechanisms.ledger.bank.models import BankFile, BankLine, BankReturn
from doudi.mechanisms.ledger.bank.sending import decide, send
from doudi.mechanisms.ledger.bank.testing import PAY_DAY, TEST, claims, csv_of, rows_of, sent
from doudi.mechanisms.ledger.testing import County, moment

AT = moment(PAY_DAY)


@pytest.fixture(autouse=True)
def _files_elsewhere(settings: Any, tmp_path: Any) -> None:
    settings.FILES_ROOT = tmp_path / "files"


@pytest.mark.django_db(transaction=True)
def test_of_two_clerks_who_send_the_same_people_at_once_one_is_told(tmp_path: Path) -> None:
    here = County()
    month = claims(6)
    for key in ("one", "two"):
        decide(TEST, month, county=here.county, key=f"decide:{key}", because="", by=None, at=AT)
    with database_in_a_file(tmp_path):
        got = at_once(
            *(lambda key=key: send(TEST, month, key=key, form="card", by=None, at=AT) for key in ("one", "two"))
        )
        refusals = [each for each in got if isinstance(each, Refused)]
        assert sum(isinstance(each, BankFile) for each in got) == 1, got
        assert [("不能重复发放，整批没有送出" in each.sentence) for each in refusals] == [True]
        assert at_once(lambda: (BankLine.objects.count(), queries.reconcile(TEST))) == [(6, [])]


@pytest.mark.django_db(transaction=True)
def test_the_same_answer_taken_in_by_two_at_once_is_booked_once(tmp_path: Path) -> None:
    here = County()
    file = sent(here, claims(6))
    data = csv_of(rows_of(file, n3="账号不存在"))
    with database_in_a_file(tmp_path):
        got = at_once(*(lambda: take_return(file, "回盘.csv", data, by=None, at=AT) for _ in range(3)))
        assert sorted(each.fresh for each in got if isinstance(each, Taken)) == [False, False, True], got
        assert at_once(lambda: (BankReturn.objects.count(), queries.reconcile(TEST))) == [(1, [])]


@pytest.mark.django_db(transaction=True)
def test_two_answers_to_the_same_lines_at_once_book_each_line_once(tmp_path: Path) -> None:
    here = County()
    file = sent(here, claims(9))
    rows = rows_of(file)
    answers = [csv_of(rows[:6]), csv_of(rows[3:]), csv_of(rows[::2])]
    with database_in_a_file(tmp_path):
        got = at_once(*(lambda data=data: take_return(file, "回盘.csv", data, by=None, at=AT) for data in answers))
        assert all(isinstance(each, Taken) for each in got), got
        assert at_once(lambda: (queries.waiting(file), queries.reconcile(TEST), queries.strays(TEST).count())) == [
            (0, [], 0)
        ]
