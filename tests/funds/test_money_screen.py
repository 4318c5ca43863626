"""What the first screen says of money: each step waits for somebody, and what is late is said to whoever can do something about it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from doudi.base.models import User
from doudi.base.months import parse_month
from doudi.mechanisms.entitlement.pages.money_screen import alarms, figures, waiting
from doudi.mechanisms.entitlement.payment_runs import services
from doudi.mechanisms.entitlement.payment_runs.pay_days import pay_day, seen_from
from doudi.mechanisms.entitlement.testing_awards import Office, moment
from doudi.programmes.assistance.dibao.programme import DIBAO_BENEFIT
from tests.funds.stories import an_office, as_, said
from tests.funds.test_debts import act, overpaid, owed

pytestmark = pytest.mark.django_db
JULY = parse_month("2024-07")


@pytest.fixture
def office() -> Office:
    return an_office()


def titles(user: User, day: str) -> str:
    return "\n".join(each.title for each in waiting(user, dt.date.fromisoformat(day)))


def warned(user: User, day: str) -> str:
    return "\n".join(each.title for each in alarms(user, dt.date.fromisoformat(day)))


def test_each_step_of_a_month_waits_for_whoever_may_take_it(office: Office) -> None:
    assert "最低生活保障2024年7月待核算" in titles(office.officer, "2024-07-01")
    assert "待核算" not in titles(office.finance, "2024-07-01")
    run = services.draft(DIBAO_BENEFIT, JULY, county=office.county, by=office.officer, at=moment("2024-07-01"))
    assert "待冻结：3笔" in titles(office.officer, "2024-07-01")
    services.freeze(run, by=office.officer, at=moment("2024-07-01"))
    assert "待复核" not in titles(office.officer, "2024-07-02"), "not his own"
    assert "待复核：3笔" in titles(office.second, "2024-07-02")
    services.check(run, by=office.second, at=moment("2024-07-02"))
    assert "待签批" in titles(office.leader, "2024-07-02")
    services.sign(run, by=office.leader, at=moment("2024-07-03"))
    assert "待送银行" in titles(office.finance, "2024-07-03")
    file = services.send(run, form="card", by=office.finance, at=moment("2024-07-05"))
    assert "待回盘3笔" in titles(office.finance, "2024-07-05")
    office.answer(file, moment("2024-07-08"), n1="账号不存在")
    waits = titles(office.finance, "2024-07-08")
    assert "待结清" in waits
    assert "1笔退票待更正账户" in waits
    assert "1笔退票" in titles(office.clerk, "2024-07-08"), "the township mends the account"
    services.close(run, by=office.finance, at=moment("2024-07-09"))
    assert "7月" not in titles(office.finance, "2024-07-09")
    assert "2024年8月待核算" in titles(office.officer, "2024-08-01")


def test_ex_16_the_pay_day_moves_before_a_holiday_and_warns_before_it() -> None:
    """EX-16: 2024-06-10 is a holiday: 2024-06-07; 2024-02-10 is Spring Festival: 2024-02-09."""
    today = dt.date(2024, 6, 3)
    assert pay_day(parse_month("2024-06"), today) == dt.date(2024, 6, 7)
    assert pay_day(parse_month("2024-02"), today) == dt.date(2024, 2, 9)
    seen = {day: seen_from(parse_month("2024-06"), dt.date(2024, 6, day)) for day in (3, 4, 7, 8)}
    assert [each is not None and each.near for each in seen.values()] == [False, True, True, True]
    assert [each is not None and each.past for each in seen.values()] == [False, False, False, True]


def test_a_month_that_is_not_with_the_bank_when_its_pay_day_is_near_is_an_alarm(office: Office) -> None:
    assert "发放日" not in warned(office.leader, "2024-07-04")
    assert "还没有核算" in warned(office.leader, "2024-07-05")
    run = services.draft(DIBAO_BENEFIT, JULY, county=office.county, by=office.officer, at=moment("2024-07-05"))
    services.freeze(run, by=office.officer, at=moment("2024-07-05"))
    late = [each for each in alarms(office.leader, dt.date(2024, 7, 11)) if each.label == "发放日"]
    assert [(each.tint, each.who, each.due) for each in late] == [("danger", "社会救助股、财务", dt.date(2024, 7, 10))]
    assert "发放日" not in warned(office.clerk, "2024-07-11")
    assert "2024年7月尚未送银行" in warned(office.finance, "2024-08-01"), "an earlier month stays an alarm"
    services.check(run, by=office.second, at=moment("2024-07-05"))
    services.sign(run, by=office.leader, at=moment("2024-07-05"))
    services.send(run, form="card", by=office.finance, at=moment("2024-07-11"))
    assert "2024年7月尚未送银行" not in warned(office.finance, "2024-08-01")


def test_what_came_back_and_lies_is_an_alarm_after_a_week(office: Office) -> None:
    office.paid(DIBAO_BENEFIT, "2024-07", n1="账号不存在")
    assert "退票" not in warned(office.finance, "2024-07-15")
    assert "1笔退票超过7日没有办理" in warned(office.finance, "2024-07-16")
    assert [each.value for each in figures(office.leader, dt.date(2024, 7, 16)) if each.label == "退票（笔）"] == ["1"]
    assert figures(office.clerk, dt.date(2024, 7, 16)) == []


def test_debts_wait_for_telling_deciding_and_answering(office: Office) -> None:
    (debt,) = overpaid(office)
    assert "1笔拟追缴待告知" in titles(office.clerk, "2024-09-06")
    owed(office, debt)
    assert "拟追缴" not in titles(office.clerk, "2024-09-06")
    act(office.finance, debt, "waive", amount="10", because="家庭特别困难")
    assert "申请核销10.00元" in titles(office.leader, "2024-09-06")
    assert [each.value for each in figures(office.finance, dt.date(2024, 9, 6)) if "追缴" in each.label] == ["935.00"]


def test_the_first_screen_shows_them_and_asks_no_question_per_run(office: Office) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            waiting(office.finance, dt.date(2024, 9, 8))
            alarms(office.finance, dt.date(2024, 9, 8))
        return len(queries)

    services.draft(DIBAO_BENEFIT, JULY, county=office.county, by=office.officer, at=moment("2024-07-01"))
    run = office.signed(DIBAO_BENEFIT, "2024-07")
    asked()
    one = asked()
    services.send(run, form="card", by=office.finance, at=moment("2024-07-08"))
    for month in ("2024-08", "2024-09"):
        office.signed(DIBAO_BENEFIT, month)
    assert asked() <= one + 4, "the bank's answers of those that were sent are asked for once"
    assert "待送银行" in said(as_(office.finance).get("/worklist/"))
