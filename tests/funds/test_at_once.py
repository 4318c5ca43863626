"""Two people at their browsers at the same moment, and a process that is killed: on SQLite, and with the other stories on PostgreSQL."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from doudi.base.models import User
from doudi.base.testing import at_once, database_in_a_file
from doudi.mechanisms.entitlement.payment_runs import queries, services
from doudi.mechanisms.entitlement.payment_runs.models import PaymentRun, RunStep
from doudi.mechanisms.entitlement.testing_awards import Office
from doudi.mechanisms.ledger import periods
from doudi.mechanisms.ledger.bank import queries as bank
from doudi.mechanisms.ledger.models import Book, Entry
from doudi.programmes.assistance.dibao.programme import DIBAO_BENEFIT
from tests.funds.stories import act, an_office, as_, at, drafted, said

pytestmark = pytest.mark.django_db(transaction=True)
State, Step = PaymentRun.State, RunStep.Step
ROOT = Path(__file__).parents[2]


@pytest.fixture
def office() -> Office:
    return an_office()


def pressing(users: list[User], address: str, **fields: str) -> list[Any]:
    """Each presses the same button at the same moment."""
    clients = at_once(*(lambda user=user: as_(user) for user in users))
    return at_once(*(lambda client=client: client.post(address, fields) for client in clients))


def took(run: PaymentRun, step: RunStep.Step) -> int:
    (counted,) = at_once(lambda: RunStep.objects.filter(run=run, step=step).count())
    assert isinstance(counted, int)
    return counted


def sound() -> bool:
    (holds,) = at_once(lambda: periods.faults(Book.MONEY) == [] and bank.reconcile(DIBAO_BENEFIT.channel) == [])
    return holds is True


def told(answers: list[Any]) -> None:
    """One went on to the run, the other was told in a sentence what he can do."""
    assert sorted(each.status_code == 302 for each in answers) == [False, True], [each.status_code for each in answers]
    (other,) = [each for each in answers if each.status_code != 302]
    assert other.status_code in (409, 422)
    assert "刷新后查看" in said(other) or "不能签批" in said(other) or "不能结清" in said(other)


def test_of_two_clerks_who_freeze_at_once_one_is_told(office: Office, tmp_path: Path) -> None:
    run = drafted(office)
    with database_in_a_file(tmp_path):
        told(pressing([office.officer, office.second], at("run_act", run.pk, "freeze")))
        assert took(run, Step.FREEZE) == 1
        assert sound()


def test_two_who_draft_the_same_month_at_once_leave_one_run(office: Office, tmp_path: Path) -> None:
    with database_in_a_file(tmp_path):
        answers = pressing([office.officer, office.second], at("draft"), benefit="dibao", month="2024-07")
        assert all(each.status_code in (302, 422) for each in answers), [each.status_code for each in answers]
        runs = at_once(lambda: [(each.lines_number, each.payments.count()) for each in PaymentRun.objects.all()])[0]
        assert runs == [(3, 3)]


def test_two_leaders_who_sign_at_once_make_it_owed_once(office: Office, tmp_path: Path) -> None:
    run = drafted(office)
    act(office.officer, run, "freeze")
    act(office.second, run, "check")
    with database_in_a_file(tmp_path):
        told(pressing([office.leader, office.deputy], at("run_act", run.pk, "sign")))
        assert took(run, Step.SIGN) == 1
        assert at_once(lambda: Entry.objects.filter(key="run:dibao:2024-07").count()) == [1]
        assert sound()


def test_a_leader_who_presses_twice_signs_once(office: Office, tmp_path: Path) -> None:
    run = drafted(office)
    act(office.officer, run, "freeze")
    PaymentRun.objects.filter(pk=run.pk).update(signatures_needed=2)
    act(office.second, run, "check")
    with database_in_a_file(tmp_path):
        answers = pressing([office.leader, office.leader], at("run_act", run.pk, "sign"))
        assert sorted(each.status_code for each in answers) in ([302, 409], [302, 422])
        assert took(run, Step.SIGN) == 1


def test_of_two_who_send_at_once_one_file_goes_out(office: Office, tmp_path: Path) -> None:
    run = drafted(office)
    for user, step in ((office.officer, "freeze"), (office.second, "check"), (office.leader, "sign")):
        act(user, run, step)
    with database_in_a_file(tmp_path):
        answers = pressing([office.finance, office.finance], at("run_act", run.pk, "send"), form="card")
        assert all(each.status_code in (302, 409, 422) for each in answers), [each.status_code for each in answers]
        assert at_once(lambda: run.files.count()) == [1]
        assert took(run, Step.SEND) == 1
        assert sound()


KILLED = """
import os, signal, django
django.setup()
from doudi.mechanisms.ledger import services
from tests.funds.test_at_once import signing

done = getattr(services, os.environ["DIE_AT"])
def die(*arguments):
    done(*arguments)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(services, os.environ["DIE_AT"], die)
signing()
"""


def signing() -> PaymentRun:
    """The leader signs the one run there is, as the dying process and the one after it do."""
    run = PaymentRun.objects.get()
    return services.sign(run, by=User.objects.get(username="leader"), at=timezone.now())


@pytest.mark.skipif(
    os.environ.get("DATABASE_URL", "").startswith("postgres"),
    reason="the process would need a name of the test database",
)
@pytest.mark.parametrize("place", ["_move", "_insert"])
def test_a_process_killed_while_it_signs_leaves_nothing_half_done(office: Office, tmp_path: Path, place: str) -> None:
    run = drafted(office)
    act(office.officer, run, "freeze")
    act(office.second, run, "check")
    assert connection.vendor == "sqlite"
    with database_in_a_file(tmp_path):
        environment = {
            **os.environ,
            "DATABASE_URL": f"sqlite:///{tmp_path / 'doudi.sqlite3'}",
            "DJANGO_SETTINGS_MODULE": "doudi.config.settings_test",
            "DIE_AT": place,
        }
        died = subprocess.run(
            [sys.executable, "-c", KILLED], cwd=ROOT, env=environment, check=False, capture_output=True, timeout=300
        )
        assert died.returncode == -signal.SIGKILL, died.stderr.decode()[-2000:]
        assert at_once(lambda: PaymentRun.objects.get().state) == [State.CHECKED]
        assert took(run, Step.SIGN) == 0
        assert sound()
        assert at_once(lambda: signing().state) == [State.SIGNED]
        assert at_once(lambda: queries.this_round(run)[-1].step) == [Step.SIGN]
        assert sound()
