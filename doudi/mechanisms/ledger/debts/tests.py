"""Stories of money that is asked back: with notice and hearing, in parts, to the last fen."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from doudi.base.models import Record
from doudi.base.refused import Refused
from doudi.base.stories import VILLAGE
from doudi.mechanisms.ledger import queries as ledger
from doudi.mechanisms.ledger import services as posting
from doudi.mechanisms.ledger.bank.testing import TEST
from doudi.mechanisms.ledger.debts import queries, services
from doudi.mechanisms.ledger.debts.declare import recovery
from doudi.mechanisms.ledger.debts.models import Cause, Debt
from doudi.mechanisms.ledger.models import Book
from doudi.mechanisms.ledger.periods import faults
from doudi.mechanisms.ledger.testing import County, moment
from doudi.mechanisms.registry.models import Party

pytestmark = pytest.mark.django_db
BACK = recovery(TEST)
AUGUST, LATER = dt.date(2024, 8, 5), dt.date(2024, 8, 20)


class Here(County):
    """Four months of 935 元 were paid after the recipient's death."""

    def __init__(self) -> None:
        super().__init__()
        self.dead = self.party()
        for month in range(4, 8):
            self.pay(self.dead, 93_500, dt.date(2024, month, 10))

    def pay(self, party: Party, amount: int, day: dt.date) -> None:
        for kind, source in ((TEST.decide, self.county), (TEST.send, self.town), (TEST.arrive, self.town)):
            posting.post(
                kind, source=source, target=self.town, amount=amount, key=f"{kind.code}:{party.pk}:{day}", because="",
                by=None, at=moment(day), party=party,
            )  # fmt: skip

    def propose(self, amount: int = 374_000, *, key: str = "death:1", **more: Any) -> Debt:
        given: dict[str, Any] = {"cause": Cause.DEATH, "basis": "2024年3月15日死亡,4月至7月仍发放", **more}
        return services.propose(
            BACK, self.dead, amount=amount, area_code=VILLAGE, key=key, by=self.clerk, at=moment(AUGUST), **given
        )

    def owed(self, amount: int = 374_000) -> Debt:
        debt = services.notify(self.propose(), notice="送达家属", by=self.clerk, at=moment(AUGUST))
        services.decide(debt, amount=amount, because="期满未申辩", by=self.officer, at=moment(LATER))
        return debt


@pytest.fixture
def here() -> Here:
    return Here()


def holds() -> bool:
    return queries.reconcile(BACK) == [] and faults(Book.MONEY) == []


def test_ex_06_four_months_paid_after_a_death_are_a_debt_of_3740_yuan(here: Here) -> None:
    debt = here.owed(4 * 93_500)
    assert debt.amount == 374_000
    assert (queries.outstanding(BACK), ledger.total(TEST.received)) == (374_000, 0)
    assert queries.outstanding_by_programme(queries.debts(here.officer)) == {TEST.code: 374_000}
    services.receive(debt, amount=374_000, receipt="收1", by=here.finance, at=moment(LATER))
    assert (debt.state, queries.outstanding(BACK)) == (Debt.State.SETTLED, 0)
    assert ledger.total(TEST.fund) == 0
    assert holds()


def test_before_the_decision_no_money_moves(here: Here) -> None:
    services.notify(here.propose(), notice="送达家属", by=here.clerk, at=moment(AUGUST))
    assert (queries.outstanding(BACK), ledger.total(TEST.received)) == (0, 374_000)
    assert holds()


def test_nobody_decides_before_the_person_was_heard_or_his_time_is_over(here: Here) -> None:
    debt = here.propose()
    decide: dict[str, Any] = {"amount": 374_000, "because": "事实清楚", "by": here.officer}
    with pytest.raises(Refused, match="现为“拟追缴”，不能这样办理"):
        services.decide(debt, at=moment(AUGUST), **decide)
    services.notify(debt, notice="送达家属", by=here.clerk, at=moment(AUGUST))
    assert debt.hear_until == dt.date(2024, 8, 12)
    with pytest.raises(Refused, match="陈述申辩期限到2024-08-12"):
        services.decide(debt, at=moment(dt.date(2024, 8, 12)), **decide)
    services.hear(debt, statement="五月的钱用于丧事", by=here.clerk, at=moment(dt.date(2024, 8, 8)))
    services.decide(debt, at=moment(dt.date(2024, 8, 9)), **decide | {"amount": 280_500})
    assert (debt.state, debt.amount, queries.outstanding(BACK)) == (Debt.State.OWED, 280_500, 280_500)
    with pytest.raises(Refused, match="不能这样办理"):
        services.hear(debt, statement="还要说", by=here.clerk, at=moment(LATER))
    assert holds()


def test_a_debt_may_be_dropped_after_hearing(here: Here) -> None:
    debt = here.owed(0)
    assert (debt.state, queries.outstanding(BACK)) == (Debt.State.DROPPED, 0)
    with pytest.raises(Refused, match="现为“不予追缴”"):
        services.receive(debt, amount=1, receipt="收1", by=here.finance, at=moment(LATER))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"amount": 374_001}, "要增加的须重新告知"),
        ({"because": " "}, "须写明理由"),
        ({"by": "clerk"}, "没有权限"),
    ],
)
def test_a_decision_has_its_conditions(here: Here, change: dict[str, Any], sentence: str) -> None:
    debt = services.notify(here.propose(), notice="送达", by=here.clerk, at=moment(AUGUST))
    given = {"amount": 1, "because": "x", "by": "officer", **change}
    with pytest.raises(Refused, match=sentence):
        services.decide(debt, at=moment(LATER), **given | {"by": getattr(here, str(given["by"]))})
    assert holds()


def test_who_proposed_does_not_decide(here: Here) -> None:
    debt = services.propose(
        BACK, here.dead, amount=1, cause=Cause.OTHER, basis="x", area_code=VILLAGE, key="k", by=here.officer,
        at=moment(AUGUST),
    )  # fmt: skip
    services.notify(debt, notice="送达", by=here.clerk, at=moment(AUGUST))
    with pytest.raises(Refused, match="不能作出追缴决定"):
        services.decide(debt, amount=1, because="x", by=here.officer, at=moment(LATER))


def test_the_same_finding_is_proposed_once(here: Here) -> None:
    assert here.propose().pk == here.propose().pk
    with pytest.raises(Refused, match=r"已登记拟追缴3,740.00元，内容不同"):
        here.propose(100)
    with pytest.raises(Refused, match="大于零"):
        here.propose(0, key="other")
    with pytest.raises(Refused, match="事实和依据"):
        here.propose(1, key="other", basis="")


def test_more_than_was_ever_paid_cannot_become_a_debt(here: Here) -> None:
    debt = services.notify(here.propose(374_001), notice="送达", by=here.clerk, at=moment(AUGUST))
    with pytest.raises(Refused, match=r"“测试补贴已领”余额3,740.00元，不足3,740.01元"):
        services.decide(debt, amount=374_001, because="x", by=here.officer, at=moment(LATER))
    debt.refresh_from_db()
    assert debt.state == Debt.State.NOTIFIED
    assert holds()


def test_a_debt_is_repaid_in_parts_and_a_late_part_is_seen(here: Here) -> None:
    debt = here.owed()
    days = [dt.date(2024, month, 10) for month in (9, 10, 11, 12)]
    with pytest.raises(Refused, match=r"各期合计应等于尚欠的3,740.00元"):
        services.plan(debt, [(days[0], 100)], by=here.officer, at=moment(LATER))
    with pytest.raises(Refused, match="依次排列"):
        services.plan(debt, [(days[1], 187_000), (days[0], 187_000)], by=here.officer, at=moment(LATER))
    services.plan(debt, [(day, 93_500) for day in days], by=here.officer, at=moment(LATER))
    services.receive(debt, amount=93_500, receipt="收1", by=here.finance, at=moment(days[0]))
    services.receive(debt, amount=40_000, receipt="收2", by=here.finance, at=moment(days[1]))
    rows = queries.debts(here.officer, BACK)
    assert queries.late(rows, days[1]) == []
    behind = queries.late(rows, dt.date(2024, 10, 11))
    assert [(each.since, each.amount) for each in behind] == [(days[1], 53_500)]
    services.plan(debt, [(days[3], 240_500)], by=here.officer, at=moment(dt.date(2024, 10, 20)))
    assert [each.amount for each in queries.plan(debt)] == [240_500]
    assert queries.late(rows, dt.date(2024, 11, 30)) == []
    assert holds()


def test_a_receipt_counts_once_and_nobody_repays_more_than_he_owes(here: Here) -> None:
    debt = here.owed()
    first = services.receive(debt, amount=100_000, receipt="收1", by=here.finance, at=moment(LATER))
    assert services.receive(debt, amount=100_000, receipt="收1", by=here.finance, at=moment(LATER)).pk == first.pk
    with pytest.raises(Refused, match="内容不同"):
        services.receive(debt, amount=90_000, receipt="收1", by=here.finance, at=moment(LATER))
    with pytest.raises(Refused, match=r"尚欠2,740.00元，不能登记2,740.01元"):
        services.receive(debt, amount=274_001, receipt="收2", by=here.finance, at=moment(LATER))
    with pytest.raises(Refused, match="没有权限"):
        services.receive(debt, amount=1, receipt="收3", by=here.clerk, at=moment(LATER))
    assert (debt.outstanding, queries.outstanding(BACK)) == (274_000, 274_000)
    assert holds()


def test_a_waiver_is_approved_by_a_leader_and_stays_in_the_book(here: Here) -> None:
    debt = here.owed()
    services.receive(debt, amount=100_000, receipt="收1", by=here.finance, at=moment(LATER))
    given: dict[str, Any] = {"document": "县民财〔2024〕5号", "by": here.finance, "at": moment(LATER)}
    with pytest.raises(Refused, match="须由他人批准"):
        services.waive(debt, amount=1, because="x", approved_by=here.finance, **given)
    with pytest.raises(Refused, match="没有权限"):
        services.waive(debt, amount=1, because="x", approved_by=here.officer, **given)
    with pytest.raises(Refused, match="写明理由"):
        services.waive(debt, amount=1, because="", approved_by=here.leader, **given)
    services.waive(debt, amount=274_000, because="家庭特别困难", approved_by=here.leader, **given)
    assert (debt.state, debt.repaid, debt.waived, debt.outstanding) == (Debt.State.SETTLED, 100_000, 274_000, 0)
    assert ledger.total(BACK.waived) == 274_000
    assert Record.objects.get(action="debt.waive").data["approved_by"] == here.leader.pk
    assert holds()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE debts_debt SET amount = 1",
        "UPDATE debts_debt SET proposed = proposed + 1",
        "UPDATE debts_debt SET repaid = 0",
        "UPDATE debts_debt SET repaid = amount + 1",
        "DELETE FROM debts_debt",
        "UPDATE debts_hearing SET statement = 'x'",
        "UPDATE debts_repayment SET amount = 1",
        "DELETE FROM debts_repayment",
    ],
)
def test_what_was_decided_said_and_repaid_stays(here: Here, statement: str) -> None:
    debt = services.notify(here.propose(), notice="送达", by=here.clerk, at=moment(AUGUST))
    services.hear(debt, statement="说明", by=here.clerk, at=moment(AUGUST))
    services.decide(debt, amount=374_000, because="x", by=here.officer, at=moment(LATER))
    services.receive(debt, amount=100_000, receipt="收1", by=here.finance, at=moment(LATER))
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
