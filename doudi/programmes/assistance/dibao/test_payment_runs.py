"""低保按月发放:从审核确认到最后一分钱。"""

from __future__ import annotations

import pytest
from django.db import connection

from doudi.base.months import parse_month
from doudi.base.records import verify_chain
from doudi.base.refused import Refused
from doudi.mechanisms.entitlement.awards.register import roll
from doudi.mechanisms.entitlement.payment_runs import changes, queries, services
from doudi.mechanisms.entitlement.payment_runs.models import Payment, PaymentRun
from doudi.mechanisms.entitlement.testing_awards import Office, moment
from doudi.mechanisms.entitlement.units import Residence
from doudi.mechanisms.ledger import periods
from doudi.mechanisms.ledger.bank import queries as bank
from doudi.mechanisms.ledger.bank.models import Outcome
from doudi.mechanisms.ledger.models import Book
from doudi.mechanisms.ledger.queries import total
from doudi.programmes.assistance.dibao.programme import DIBAO_BENEFIT

URBAN, RURAL = Residence.URBAN, Residence.RURAL
JULY = parse_month("2024-07")


@pytest.fixture
def office(db: None) -> Office:
    return Office()


def test_ex_01_an_award_is_paid_from_the_month_after_its_decision_to_the_last_fen(office: Office) -> None:
    """EX-01, EX-15: 935 × 3 − 1,894 = 911, confirmed on 2024-06-25, first paid for July; then every step to the closed run."""
    household = office.household(3)
    award = office.grant(
        DIBAO_BENEFIT, household, {"transfers": 189_400}, {}, {}, decided="2024-06-25", residence=URBAN
    )
    assert (award.from_month, award.amount, award.people) == (JULY, 91_100, 3)
    assert roll(DIBAO_BENEFIT, JULY - 1).total == 0
    assert roll(DIBAO_BENEFIT, JULY).total == 91_100

    run = services.draft(DIBAO_BENEFIT, JULY, county=office.county, by=office.officer, at=moment("2024-07-02"))
    assert (run.state, run.lines_number, run.amount) == (PaymentRun.State.DRAFT, 1, 91_100)
    services.freeze(run, by=office.officer, at=moment("2024-07-02", 11))
    services.check(run, by=office.second, at=moment("2024-07-03"))
    services.sign(run, by=office.leader, at=moment("2024-07-04"))
    assert run.state == PaymentRun.State.SIGNED
    assert total(DIBAO_BENEFIT.channel.payable) == 91_100
    file = services.send(run, form="card", by=office.finance, at=moment("2024-07-05"))
    assert total(DIBAO_BENEFIT.channel.in_transit) == 91_100
    with pytest.raises(Refused, match=r"有911\.00元未回盘"):
        services.close(run, by=office.finance, at=moment("2024-07-08"))
    office.answer(file, moment("2024-07-09"))
    services.close(run, by=office.finance, at=moment("2024-07-10"))

    assert run.state == PaymentRun.State.CLOSED
    assert queries.balance(run).paid == 91_100
    assert queries.balance(run).difference == 0
    assert total(DIBAO_BENEFIT.channel.received) == 91_100
    assert bank.reconcile(DIBAO_BENEFIT.channel) == []
    assert periods.faults(Book.MONEY) == []
    assert verify_chain() is None
    assert [each.get_step_display() for each in queries.steps(run)] == [
        "核算", "冻结", "复核", "签批", "送银行", "回盘", "结清",
    ]  # fmt: skip
    statement = queries.statement(office.clerk, household.pk, JULY)
    assert [(line.benefit, line.outcome, line.payment.amount) for line in statement.lines] == [
        ("低保金", "已到账", 91_100)
    ]
    assert {each.outcome for each in queries.ended(run).values()} == {Outcome.PAID}
    assert Payment.objects.get().claim == f"dibao:2024-07:{household.pk}"


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the plan is worded by SQLite")
def test_a_run_is_held_against_the_one_before_line_by_line_not_each_against_all(office: Office) -> None:
    """20,000 lines would look at 20,000 each, for minutes."""
    office.grant(DIBAO_BENEFIT, office.household(1), {}, residence=Residence.RURAL)
    office.paid(DIBAO_BENEFIT, "2024-07")
    run = office.signed(DIBAO_BENEFIT, "2024-08")
    plan = changes.differing(run, changes.run_before(run)).explain()
    lines = [each for each in plan.splitlines() if "LEFT-JOIN" in each]
    assert lines
    assert all("run_id=? AND award_id=?" in each for each in lines), plan
