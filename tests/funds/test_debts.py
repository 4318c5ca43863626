"""追缴 as its people work it off: from what a run has found to the last instalment."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from doudi.base.models import User
from doudi.base.spans import Period
from doudi.base.stories import COUNTY
from doudi.mechanisms.entitlement.awards import services as awards
from doudi.mechanisms.entitlement.indicators import indicators_of
from doudi.mechanisms.entitlement.pages.debts.acts import parts
from doudi.mechanisms.entitlement.testing_awards import Office, moment
from doudi.mechanisms.indicators.queries import figure
from doudi.mechanisms.ledger.debts import queries
from doudi.mechanisms.ledger.debts import services as debts
from doudi.mechanisms.ledger.debts.models import Debt
from doudi.programmes.assistance.dibao.programme import DIBAO_BENEFIT
from tests.funds.stories import URBAN, an_office, as_, at, is_sound, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return an_office(1)


def overpaid(office: Office, number: int = 1) -> list[Debt]:
    """So many people died in July and were paid for August: a debt of 935 each, proposed by the September run."""
    given = [
        office.grant(DIBAO_BENEFIT, office.household(1), {}, decided="2024-06-25", residence=URBAN)
        for _ in range(number)
    ]
    for month in ("2024-07", "2024-08"):
        office.paid(DIBAO_BENEFIT, month)
    for award in given:
        awards.stop(award, from_month=2024 * 12 + 7, reason="DEATH", decided_on=dt.date(2024, 9, 1), document="停发决定", by=office.officer, at=moment("2024-09-01"), because="2024年7月20日死亡")  # fmt: skip
    office.signed(DIBAO_BENEFIT, "2024-09")
    return list(Debt.objects.order_by("pk"))


def act(user: User, debt: Debt, step: str, **fields: str) -> Any:
    response = as_(user).post(at("debt_act", debt.pk, step), fields, follow=True)
    debt.refresh_from_db()
    return response


def owed(office: Office, debt: Debt) -> Debt:
    """Told, heard and decided."""
    act(office.clerk, debt, "notify", notice="送达其子签收")
    act(office.clerk, debt, "hear", statement="钱用于丧事，请求少还")
    act(office.officer, debt, "decide", amount="935", because="丧葬费另有补助，不予减免")
    assert debt.state == Debt.State.OWED
    return debt


def test_ex_06_a_death_found_late_from_the_run_to_the_last_instalment(office: Office) -> None:
    (debt,) = overpaid(office)
    assert (debt.proposed, debt.state) == (93_500, Debt.State.PROPOSED)
    listed = said(as_(office.officer).get(at("debts")))
    assert "死亡后多发" in listed
    assert "拟追缴935.00元" in listed
    page = said(as_(office.clerk).get(at("debt", debt.pk)))
    assert "2024年8月" in page, "the months it was found in"
    assert "935.00元" in said(as_(office.clerk).get(at("debt_notice", debt.pk)))

    assert "陈述申辩期限到" in said(act(office.clerk, debt, "notify", notice="送达其子签收"))
    early = said(as_(office.officer).get(at("debt", debt.pk)))
    assert "期满或本人申辩后才能决定" in early
    assert act(office.officer, debt, "decide", amount="935", because="x").status_code == 409
    act(office.clerk, debt, "hear", statement="钱用于丧事，请求少还")
    assert "钱用于丧事" in said(as_(office.officer).get(at("debt_act", debt.pk, "decide"))), (
        "who decides reads it first"
    )
    too_much = act(office.officer, debt, "decide", amount="936", because="x")
    assert (too_much.status_code, "要增加的须重新告知" in said(too_much)) == (422, True)
    assert "已决定追缴935.00元" in said(act(office.officer, debt, "decide", amount="935", because="另有丧葬补助"))

    first = timezone.localdate() + dt.timedelta(days=30)
    assert "已约定3期" in said(act(office.officer, debt, "plan", first=str(first), number="3"))
    assert [each.amount for each in queries.plan(debt)] == [31_100, 31_100, 31_300]
    assert "尚欠624.00元" in said(act(office.finance, debt, "receive", amount="311", receipt="0001"))
    assert "已还" in said(as_(office.finance).get(at("debt", debt.pk)))
    again = act(office.finance, debt, "receive", amount="311", receipt="0001")
    assert "尚欠624.00元" in said(again), "one receipt counts once"
    more = act(office.finance, debt, "receive", amount="700", receipt="0002")
    assert (more.status_code, "不能登记700.00元" in said(more)) == (422, True)

    assert "等待局领导批复" in said(act(office.finance, debt, "waive", amount="624", because="家庭特别困难"))
    assert "已有核销申请待批" in said(act(office.officer, debt, "waive", amount="1", because="再次申请"))
    asked = debt.waiver_requests.get()
    assert as_(office.finance).get(at("waiver", asked.pk)).status_code == 403
    unfounded = as_(office.leader).post(at("waiver", asked.pk), {"approve": "1"})
    assert unfounded.status_code == 422, "an approval has a document"
    asked.refresh_from_db()
    assert (debt.waived, asked.answered_at) == (0, None)
    answered = as_(office.leader).post(at("waiver", asked.pk), {"approve": "1", "document": "民批〔2024〕1号"}, follow=True)  # fmt: skip
    assert "已全部结清" in said(answered)
    debt.refresh_from_db()
    assert (debt.state, debt.repaid, debt.waived) == (Debt.State.SETTLED, 31_100, 62_400)
    assert queries.reconcile(DIBAO_BENEFIT.accounts.recovery) == []
    is_sound()


def test_a_waiver_that_is_declined_leaves_the_debt_and_may_be_asked_again(office: Office) -> None:
    debt = owed(office, overpaid(office)[0])
    act(office.finance, debt, "waive", amount="935", because="无力偿还")
    asked = debt.waiver_requests.get()
    assert as_(office.leader).post(at("waiver", asked.pk), {"approve": "0"}).status_code == 422, "declining says why"
    as_(office.leader).post(at("waiver", asked.pk), {"approve": "0", "words": "有稳定收入，可分期"})
    debt.refresh_from_db()
    assert debt.outstanding == 93_500
    assert "有稳定收入，可分期" in said(as_(office.finance).get(at("debt", debt.pk)))
    act(office.finance, debt, "waive", amount="100", because="再申请")
    assert debt.waiver_requests.count() == 2


def test_who_signed_the_run_that_found_it_does_not_decide(office: Office) -> None:
    (debt,) = overpaid(office)
    act(office.clerk, debt, "notify", notice="送达")
    act(office.clerk, debt, "hear", statement="没有意见")
    assert debt.proposed_by == office.leader
    assert "须他人决定" in said(as_(office.leader).get(at("debt", debt.pk)))
    assert act(office.leader, debt, "decide", amount="935", because="x").status_code == 409
    assert "已决定不予追缴" in said(act(office.deputy, debt, "decide", amount="0", because="系经办差错"))


def test_a_township_sees_its_own_debts_and_takes_no_money(office: Office) -> None:
    debt = owed(office, overpaid(office)[0])
    assert act(office.clerk, debt, "receive", amount="1", receipt="1").status_code == 409
    Debt.objects.filter(pk=debt.pk).update(area_code="369999101201")
    assert as_(office.clerk).get(at("debt", debt.pk)).status_code == 404
    assert debt.party.name not in said(as_(office.clerk).get(at("debts")))


def test_the_list_is_narrowed_to_what_is_late(office: Office) -> None:
    first, second = overpaid(office, 2)
    for debt in (first, second):
        owed(office, debt)
    act(office.finance, first, "plan", first=str(timezone.localdate()), number="1")
    debts.plan(second, [(dt.date(2024, 10, 10), 93_500)], by=office.finance, at=moment("2024-10-01"))
    late = said(as_(office.finance).get(at("debts") + "?late=1"))
    assert second.party.name in late
    assert f">{first.party.name}<" not in late
    assert "逾期" in said(as_(office.finance).get(at("debt", second.pk)))


def test_the_figure_of_what_is_owed_counts_what_had_come_back_by_then(office: Office) -> None:
    (debt,) = overpaid(office)
    debts.notify(debt, notice="送达", by=office.clerk, at=moment("2024-09-10"))
    debts.hear(debt, statement="没有意见", by=office.clerk, at=moment("2024-09-11"))
    debts.decide(debt, amount=93_500, because="应予追缴", by=office.officer, at=moment("2024-09-12"))
    debts.receive(debt, amount=30_000, receipt="1", by=office.finance, at=moment("2024-10-08"))
    owing = next(each for each in indicators_of(DIBAO_BENEFIT) if each.code == "dibao.debts_outstanding")
    values = [
        figure(owing, Period(dt.date(2024, month, 1), dt.date(2024, month, 28)), area_code=COUNTY).value
        for month in (8, 9, 10)
    ]
    assert values == [0, Decimal("0.0935"), Decimal("0.0635")]


def test_parts_add_up_to_the_sum() -> None:
    day = dt.date(2024, 1, 31)
    assert parts(93_550, day, 2) == [(day, 46_700), (dt.date(2024, 2, 29), 46_850)]
    assert parts(250, day, 12) == [(day, 100), (dt.date(2024, 2, 29), 100), (dt.date(2024, 3, 31), 50)]


def test_the_list_asks_the_same_number_of_questions_for_one_debt_and_for_three(office: Office) -> None:
    overpaid(office, 3)
    counts = []
    for shown in (at("debts") + "?area=369999101000", at("debts")):
        client = as_(office.finance)
        client.get(shown)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(shown).status_code == 200
        counts.append(len(asked))
    assert counts[0] <= counts[1]
    one = Debt.objects.order_by("pk")[0]
    Debt.objects.exclude(pk=one.pk).update(area_code="369999101201")
    client = as_(office.clerk)
    client.get(at("debts"))
    with CaptureQueriesContext(connection) as asked:
        client.get(at("debts"))
    assert len(asked) == counts[1]
