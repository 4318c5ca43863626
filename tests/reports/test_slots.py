"""Figures of the summary that are neither people nor money: how long, of how many classes, how many runs in time (F-03 to F-05, F-34, F-36)."""

from __future__ import annotations

import datetime as dt

import pytest

from doudi.base.stories import COUNTY
from doudi.mechanisms.entitlement.awards.models import Award, AwardChange
from doudi.mechanisms.entitlement.payment_runs.models import PaymentRun, RunStep
from doudi.mechanisms.entitlement.testing_awards import Office, moment
from doudi.mechanisms.entitlement.units import Residence
from doudi.mechanisms.indicators.declare import indicator_of
from doudi.mechanisms.indicators.periods import parse_period
from doudi.mechanisms.indicators.queries import figure
from doudi.programmes.assistance.dibao.programme import DIBAO_BENEFIT

pytestmark = pytest.mark.django_db
JANUARY = 2024 * 12


def value(code: str, period: str = "2024") -> int:
    indicator = indicator_of(code)
    assert indicator is not None
    return int(figure(indicator, parse_period(period), area_code=COUNTY).value)


def test_f_03_to_f_05_the_classes_of_deferred_exits_and_how_long_they_are() -> None:
    office = Office()
    for reason, months in (("DE1", 6), ("DE2", 12), ("DE2", 9), ("DE5", 36)):
        office.grant(DIBAO_BENEFIT, office.household(1), {}, residence=Residence.RURAL)
        award = Award.objects.latest("pk")
        AwardChange.objects.create(
            award=award, kind=AwardChange.Kind.DEFER_EXIT, from_month=JANUARY + 3, until_month=JANUARY + 2 + months,
            reason=reason, decided_on=dt.date(2024, 3, 20), at=moment("2024-03-20"), because="收入增加",
        )  # fmt: skip
    assert [value(f"dibao.deferred_{each}") for each in ("groups", "shortest", "longest")] == [3, 6, 36]
    assert [value(f"dibao.deferred_{each}", "2023") for each in ("groups", "shortest", "longest")] == [0, 0, 0]


def run(benefit: str, month: int, sent: str, state: PaymentRun.State = PaymentRun.State.CLOSED) -> None:
    made = PaymentRun.objects.create(
        benefit=benefit, month=month, county_code=COUNTY, state=state, known_at=moment("2024-01-02"), lines_number=1,
        amount=1, rules="1",
    )  # fmt: skip
    RunStep.objects.create(run=made, step=RunStep.Step.SEND, at=moment(sent))


def test_f_34_and_f_36_two_subsidies_and_the_runs_that_went_out_by_the_pay_day() -> None:
    """The tenth of January is a Wednesday; that of March a Sunday, so that the eighth is the last day for it (EX-16)."""
    Office()
    run("living_subsidy", JANUARY, "2024-01-10")
    run("nursing_subsidy", JANUARY, "2024-01-11")
    run("living_subsidy", JANUARY + 2, "2024-03-08")
    run("nursing_subsidy", JANUARY + 2, "2024-03-09")
    run("living_subsidy", JANUARY + 3, "2024-04-01", PaymentRun.State.DRAFT)  # nobody has signed it
    run("dibao", JANUARY, "2024-01-10")  # of another line
    told = [value(f"disability_subsidies.{each}") for each in ("kinds", "runs", "runs_on_time")]
    assert told == [2, 4, 2]
    assert [value(f"disability_subsidies.{each}", "2023") for each in ("kinds", "runs", "runs_on_time")] == [0, 0, 0]
