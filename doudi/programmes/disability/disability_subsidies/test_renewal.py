"""Stories of a certificate that ran out and was renewed (R-DIS-05): EX-31 through the flow and the runs."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from doudi.base.months import parse_month
from doudi.base.refused import Refused
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.entitlement.awards import services as awards
from doudi.mechanisms.entitlement.awards.models import Award
from doudi.mechanisms.entitlement.payment_runs.models import Payment
from doudi.mechanisms.entitlement.testing_awards import acting, moment
from doudi.mechanisms.registry.models import Person
from doudi.programmes.disability.disability_subsidies import flow
from doudi.programmes.disability.disability_subsidies.benefit import NURSING_SUBSIDY
from doudi.programmes.disability.disability_subsidies.test_flow import CERTIFIED, NURSING, Hall

pytestmark = pytest.mark.django_db


class Window(Hall):
    """Somebody whose certificate ends on 20 June 2024, paid every month up to then (the months below are signed, as the online list is another story)."""

    def __init__(self) -> None:
        super().__init__()
        self.who: Person = self.person()
        case = self.verified(
            on="2024-04-10", who=self.who, facts={**CERTIFIED, "certificate_until": parse_month("2024-06")}
        )
        self.take(case, flow.CONFIRM, self.officer, "2024-05-08", document="某民残〔2024〕1号")
        self.award = Award.objects.get()
        for month in ("2024-05", "2024-06", "2024-07", "2024-08"):
            self.signed(NURSING_SUBSIDY, month)

    def renewed(self, on: str, **said: Any) -> Case:
        told = {"issued": "2024-09-10", "until": "2034-09-10", **said}
        case = self.submitted(on=on, who=self.who)
        self.take(case, flow.FIRST_CHECK, self.clerk, on, found="人证相符，长期卧床")
        told = {"number": "残核2024-9", "certificate": "AS_DECLARED", **told}
        self.take(case, flow.VERIFY, self.centre, on, **told)
        return case

    def decided(self, on: str, case: Case, **said: Any) -> None:
        self.take(case, flow.CONFIRM, self.officer, on, document="某民残〔2024〕9号", **said)

    def amounts(self) -> dict[str, tuple[int, int]]:
        """Month → (regular, arrears) in fen."""
        rows = Payment.objects.order_by("month").values_list("month", "regular", "arrears")
        return {f"{month // 12}-{month % 12 + 1:02d}": (regular, arrears) for month, regular, arrears in rows}


def test_ex_31_paid_to_june_stopped_from_july_restarted_in_september_and_200_given_back() -> None:
    window = Window()
    assert list(window.amounts()) == ["2024-06"]  # the first line is after the decision of 8 May, the last that of June
    window.decided("2024-09-26", window.renewed("2024-09-12"), backpay=True)
    window.signed(NURSING_SUBSIDY, "2024-09", on="2024-09-27")
    window.signed(NURSING_SUBSIDY, "2024-10")
    assert window.amounts()["2024-09"] == (10_000, 20_000)  # July and August
    assert window.amounts()["2024-10"] == (10_000, 0)
    assert Award.objects.count() == 1


def test_ex_31_without_giving_back_it_restarts_with_the_application() -> None:
    window = Window()
    window.decided("2024-10-08", window.renewed("2024-09-12"))
    window.signed(NURSING_SUBSIDY, "2024-10", on="2024-10-09")
    assert window.amounts()["2024-10"] == (10_000, 10_000)  # September


def test_ex_31_applied_in_december_three_of_five_months_may_be_given_back() -> None:
    window = Window()
    case = window.renewed("2024-12-05")
    page = acting(window.officer).get(reverse("disability_subsidies:application", args=[case.pk])).content.decode()
    assert "中断5个月，可以补发3个月、300.00元" in page
    window.decided("2024-12-20", case, backpay=True)
    window.signed(NURSING_SUBSIDY, "2024-12", on="2024-12-23")
    assert window.amounts()["2024-12"] == (10_000, 30_000)


def test_r_dis_05_after_a_decided_stop_the_renewal_is_an_award_of_its_own() -> None:
    window = Window()
    awards.stop(
        window.award, from_month=parse_month("2024-07"), reason="CERTIFICATE", decided_on=dt.date(2024, 7, 10), document="某民停〔2024〕1号",
        by=window.officer, at=moment("2024-07-10"), because="残疾人证到期",
    )  # fmt: skip
    window.decided("2024-09-26", window.renewed("2024-09-12"), backpay=True)
    [old, new] = Award.objects.order_by("pk")
    assert (old.until_month, new.from_month) == (parse_month("2024-06"), parse_month("2024-07"))
    window.signed(NURSING_SUBSIDY, "2024-09", on="2024-09-27")
    assert window.amounts()["2024-09"] == (10_000, 20_000)


def test_r_dis_05_the_day_of_the_new_certificate_must_be_known_and_nothing_is_given_back_without_a_gap() -> None:
    window = Window()
    case = window.renewed("2024-09-12", issued="")
    with pytest.raises(Refused, match="须有新证签发日期"):
        window.decided("2024-09-26", case)
    other = window.verified(on="2024-09-12", who=window.person())
    with pytest.raises(Refused, match="没有因残疾人证到期而中断的月份"):
        window.decided("2024-09-26", other, backpay=True)


def test_who_is_paid_cannot_apply_again_while_his_certificate_is_valid() -> None:
    window = Window()
    with pytest.raises(Refused, match="已在享受"):
        window.applied(NURSING, "2024-06-12", who=window.who)
