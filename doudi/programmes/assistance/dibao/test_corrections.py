"""补发与多发:提标、迟停、死亡、暂缓之后,应发与已发逐月相比。"""

from __future__ import annotations

import datetime as dt

import pytest

from doudi.base.months import parse_month
from doudi.base.refused import Refused
from doudi.mechanisms.entitlement.awards import services as awards
from doudi.mechanisms.entitlement.awards.register import roll
from doudi.mechanisms.entitlement.parameters_entered import services as parameters
from doudi.mechanisms.entitlement.payment_runs import changes, queries, services
from doudi.mechanisms.entitlement.payment_runs.changes import What
from doudi.mechanisms.entitlement.payment_runs.models import Correction, Payment
from doudi.mechanisms.entitlement.testing_awards import Office, moment
from doudi.mechanisms.entitlement.units import Residence
from doudi.mechanisms.ledger import periods
from doudi.mechanisms.ledger.debts.models import Cause, Debt
from doudi.mechanisms.ledger.models import Book
from doudi.programmes.assistance.dibao.programme import DIBAO_BENEFIT

URBAN, RURAL = Residence.URBAN, Residence.RURAL
JANUARY, JUNE = parse_month("2024-01"), parse_month("2024-06")
AFTER_THE_DOCUMENT = "2024-06-12"  # the standard of 2024 was issued on 10 June


@pytest.fixture
def office(db: None) -> Office:
    return Office()


def test_ex_22_a_raised_standard_is_back_paid_by_itself_to_each_for_his_own_months(office: Office) -> None:
    """EX-22: 885 → 935 in June, from January: 5 × 100 to the first family, May alone to the one admitted from May."""
    first, second = office.household(2), office.household(2)
    office.grant(DIBAO_BENEFIT, first, {"transfers": 60_000}, {}, residence=URBAN)
    for month in ("2024-01", "2024-02", "2024-03", "2024-04"):
        assert office.paid(DIBAO_BENEFIT, month).amount == 117_000
    office.grant(DIBAO_BENEFIT, second, {"transfers": 60_000}, {}, decided="2024-04-20", residence=URBAN)
    assert office.paid(DIBAO_BENEFIT, "2024-05").amount == 2 * 117_000

    june = office.paid(DIBAO_BENEFIT, "2024-06", on=AFTER_THE_DOCUMENT)
    lines = {each.party_id: (each.regular, each.arrears, each.amount) for each in june.payments.all()}
    assert lines == {first.pk: (127_000, 50_000, 177_000), second.pk: (127_000, 10_000, 137_000)}
    assert list(Correction.objects.filter(award__party=second.pk).values_list("month", "before", "due")) == [
        (parse_month("2024-05"), 117_000, 127_000)
    ]
    told = {each.party: (each.what, each.why) for each in changes.compare(office.officer, june).differences}
    assert told[first.party.name][0] is What.CHANGED
    assert "补发2024年1月至2024年5月5个月×100.00=500.00元" in told[first.party.name][1]

    july = office.paid(DIBAO_BENEFIT, "2024-07")
    assert [(each.regular, each.arrears) for each in july.payments.order_by("pk")] == [(127_000, 0)] * 2
    compared = changes.compare(office.officer, july)
    assert compared.amount_before + sum(each.amount for each in compared.differences) == july.amount
    assert periods.faults(Book.MONEY) == []


def test_ex_22_then_and_now_differ_by_the_back_pay(office: Office) -> None:
    """What was right for March under what was known in March, and what is right for March now."""
    office.grant(DIBAO_BENEFIT, office.household(2), {"transfers": 60_000}, {}, residence=URBAN)
    march = parse_month("2024-03")
    assert roll(DIBAO_BENEFIT, march, known=dt.date(2024, 3, 5)).total == 117_000
    assert roll(DIBAO_BENEFIT, march, known=dt.date(2024, 6, 9)).total == 117_000
    assert roll(DIBAO_BENEFIT, march, known=dt.date(2024, 6, 10)).total == 127_000


def test_a_household_stopped_in_march_is_still_back_paid_for_january_and_february(office: Office) -> None:
    """Bad case 21: the standard rises in June from January, and the award ended in between."""
    award = office.grant(DIBAO_BENEFIT, office.household(1), {}, residence=URBAN)
    for month in ("2024-01", "2024-02"):
        office.paid(DIBAO_BENEFIT, month)
    awards.stop(award, from_month=JANUARY + 2, reason="INCOME", decided_on=dt.date(2024, 2, 20), document="停发决定", by=office.officer, at=moment("2024-02-20"), because="收入超过标准")  # fmt: skip
    for month in ("2024-03", "2024-04", "2024-05"):
        assert office.paid(DIBAO_BENEFIT, month).lines_number == 0
    june = office.paid(DIBAO_BENEFIT, "2024-06", on=AFTER_THE_DOCUMENT)
    line = june.payments.get()
    assert (line.regular, line.arrears) == (0, 2 * 5_000)


def test_ex_06_a_death_found_late_is_an_overpayment_that_becomes_a_debt_after_notice_and_hearing(
    office: Office,
) -> None:
    """EX-06: single, 935, dies on 2024-03-15, paid April to July: 4 × 935 = 3,740."""
    award = office.grant(
        DIBAO_BENEFIT, office.household(1), {}, decided="2024-06-12", residence=URBAN, from_month="2024-03"
    )
    office.paid(DIBAO_BENEFIT, "2024-03", on=AFTER_THE_DOCUMENT)
    for month in ("2024-04", "2024-05", "2024-06", "2024-07"):
        office.paid(DIBAO_BENEFIT, month, on="2024-07-20")
    awards.stop(award, from_month=parse_month("2024-04"), reason="DEATH", decided_on=dt.date(2024, 8, 1), document="停发决定", by=office.officer, at=moment("2024-08-01"), because="2024年3月15日死亡")  # fmt: skip
    august = office.paid(DIBAO_BENEFIT, "2024-08")
    assert august.lines_number == 0
    debt = Debt.objects.get()
    assert (debt.proposed, debt.cause, debt.state) == (374_000, Cause.DEATH, Debt.State.PROPOSED)
    assert "2024年4月至2024年7月多发3,740.00元" in debt.basis
    assert [each.debt_id for each in queries.overpaid(office.officer, DIBAO_BENEFIT)] == [debt.pk] * 4
    office.paid(DIBAO_BENEFIT, "2024-09")
    assert Debt.objects.count() == 1, "what is settled by a debt is not found again"


def test_a_hold_ends_by_itself_and_what_was_held_is_paid_then(office: Office) -> None:
    """R-DYN-06: with a reason and an end; one month unless said otherwise."""
    award = office.grant(DIBAO_BENEFIT, office.household(1), {}, decided="2024-06-20", residence=URBAN)
    july, august = parse_month("2024-07"), parse_month("2024-08")
    office.paid(DIBAO_BENEFIT, "2024-07")
    awards.hold(award, from_month=august, reason="REVIEW_MISSED", by=office.officer, at=moment("2024-07-25"), because="未参加定期复核")  # fmt: skip
    run = office.paid(DIBAO_BENEFIT, "2024-08")
    assert [(each.regular, each.amount, each.omitted) for each in run.payments.all()] == [(93_500, 0, "HELD")]
    assert [each.what for each in changes.compare(office.officer, run).differences] == [What.OMITTED]
    held = roll(DIBAO_BENEFIT, august, known=run.known_at)
    assert (held.total, int(held.payable.sum())) == (93_500, 0)
    september = office.paid(DIBAO_BENEFIT, "2024-09")
    assert [(each.regular, each.arrears) for each in september.payments.all()] == [(93_500, 93_500)]
    assert july + 1 == august
    with pytest.raises(Refused, match="1至3个月"):
        awards.hold(award, from_month=august, until_month=august + 6, reason="X", by=office.officer, at=moment("2024-09-25"), because="待查")  # fmt: skip


def test_without_an_account_nothing_is_sent_and_nothing_is_lost(office: Office) -> None:
    award = office.grant(DIBAO_BENEFIT, office.household(1), {}, decided="2024-06-20", account="", residence=URBAN)
    run = office.paid(DIBAO_BENEFIT, "2024-07")
    assert (run.lines_number, run.payments.get().omitted) == (0, "NO_ACCOUNT")
    awards.change_account(award, payee="本人", account="6217000012345678", by=office.officer, at=moment("2024-07-20"), because="办卡", document="账户信息确认书")  # fmt: skip
    august = office.paid(DIBAO_BENEFIT, "2024-08")
    assert [(each.regular, each.arrears) for each in august.payments.all()] == [(93_500, 93_500)]


def test_a_parameter_with_a_past_day_after_a_closed_month_leaves_the_month_and_is_back_paid(office: Office) -> None:
    """Entered by one, approved by another; the closed month stays to the fen, the difference comes with the next run."""
    office.grant(DIBAO_BENEFIT, office.household(1), {}, decided="2024-06-20", residence=URBAN)
    july = office.paid(DIBAO_BENEFIT, "2024-07")
    entry = parameters.enter("means.standard", 950, key=(URBAN,), applies_from=dt.date(2024, 7, 1), issued_on=dt.date(2024, 7, 15), document="某府发〔2024〕9号", by=office.officer, at=moment("2024-07-16"))  # fmt: skip
    assert roll(DIBAO_BENEFIT, parse_month("2024-07"), known=dt.date(2024, 7, 31)).total == 93_500, "not approved yet"
    with pytest.raises(Refused, match="录入人以外"):
        parameters.approve(entry, by=office.officer, at=moment("2024-07-17"))
    approved = parameters.approve(entry, by=office.leader, at=moment("2024-07-17"), paid_through=queries.latest_month(DIBAO_BENEFIT))  # fmt: skip
    assert "2024年7月至2024年7月" in approved.words
    july.refresh_from_db()
    assert (july.state, july.amount, july.payments.get().amount) == ("CLOSED", 93_500, 93_500)
    august = office.paid(DIBAO_BENEFIT, "2024-08")
    assert [(each.regular, each.arrears) for each in august.payments.all()] == [(95_000, 1_500)]


def test_a_parameter_approved_on_the_very_day_of_a_run_is_not_missed_by_the_next(office: Office) -> None:
    office.grant(DIBAO_BENEFIT, office.household(1), {}, decided="2024-06-20", residence=URBAN)
    entry = parameters.enter("means.standard", 950, key=(URBAN,), applies_from=dt.date(2024, 7, 1), issued_on=dt.date(2024, 7, 1), document="某府发〔2024〕9号", by=office.officer, at=moment("2024-07-02"))  # fmt: skip
    office.paid(DIBAO_BENEFIT, "2024-07")
    parameters.approve(entry, by=office.leader, at=moment("2024-07-05", 17))
    august = office.paid(DIBAO_BENEFIT, "2024-08")
    assert [(each.regular, each.arrears) for each in august.payments.all()] == [(95_000, 1_500)]


def test_an_adjustment_with_an_earlier_month_back_pays_or_makes_a_debt(office: Office) -> None:
    """One fact after the other, each from its month; what changes a past month is settled with the next run."""
    household = office.household(1)
    award = office.grant(DIBAO_BENEFIT, household, {"transfers": 20_000}, decided="2024-06-20", residence=URBAN)
    for month in ("2024-07", "2024-08"):
        office.paid(DIBAO_BENEFIT, month)
    more = {"decided_on": dt.date(2024, 9, 2), "document": "调整决定", "by": office.officer, "because": "收入变化"}
    awards.adjust(award, office.family(household, {"transfers": 10_000}, residence=URBAN), from_month=parse_month("2024-08"), at=moment("2024-09-02"), **more)  # type: ignore[arg-type]  # fmt: skip
    september = office.paid(DIBAO_BENEFIT, "2024-09")
    assert [(each.regular, each.arrears) for each in september.payments.all()] == [(83_500, 10_000)]
    awards.adjust(award, office.family(household, {"transfers": 50_000}, residence=URBAN), from_month=parse_month("2024-09"), at=moment("2024-09-20"), **more)  # type: ignore[arg-type]  # fmt: skip
    october = office.paid(DIBAO_BENEFIT, "2024-10")
    assert [(each.regular, each.arrears) for each in october.payments.all()] == [(43_500, 0)]
    assert Debt.objects.get().proposed == 40_000
    assert Payment.objects.count() == 4


def test_what_came_back_is_tried_again_under_the_same_claim_and_never_paid_twice(office: Office) -> None:
    award = office.grant(DIBAO_BENEFIT, office.household(1), {}, decided="2024-06-20", residence=URBAN)
    run = office.paid(DIBAO_BENEFIT, "2024-07", n1="账号不存在")
    assert queries.balance(run).came_back == 93_500
    with pytest.raises(Refused, match="没有可重发"):
        services.retry(DIBAO_BENEFIT, form="card", claims=["dibao:2024-07:999"], by=office.finance, at=moment("2024-07-20"))  # fmt: skip
    awards.change_account(award, payee="本人", account="6217000012345678", by=office.officer, at=moment("2024-07-20"), because="账号有误", document="账户信息确认书")  # fmt: skip
    file = services.retry(DIBAO_BENEFIT, form="card", by=office.finance, at=moment("2024-07-21"))
    assert file.lines.get().claim == run.payments.get().claim
    office.answer(file, moment("2024-07-22"))
    assert (queries.balance(run).paid, queries.balance(run).difference) == (93_500, 0)
    assert Payment.objects.count() == 1


def test_what_came_back_and_is_not_due_any_more_returns_to_the_fund_and_is_no_debt(office: Office) -> None:
    """He died before the month was paid, and the bank could not pay: nothing to recover."""
    award = office.grant(DIBAO_BENEFIT, office.household(1), {}, decided="2024-06-20", residence=URBAN)
    office.paid(DIBAO_BENEFIT, "2024-07")
    run = office.paid(DIBAO_BENEFIT, "2024-08", n1="账户已注销")
    services.cancel(run.payments.get(), because="已死亡,退票收回", by=office.second, at=moment("2024-08-20"))
    awards.stop(award, from_month=parse_month("2024-08"), reason="DEATH", decided_on=dt.date(2024, 8, 20), document="停发决定", by=office.officer, at=moment("2024-08-20"), because="2024年7月20日死亡")  # fmt: skip
    office.paid(DIBAO_BENEFIT, "2024-09")
    assert not Debt.objects.exists()
    assert queries.balance(run).cancelled == 93_500
    assert periods.faults(Book.MONEY) == []
