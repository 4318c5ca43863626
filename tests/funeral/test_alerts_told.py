"""Alerts that hang on money: a benefit signed for months after a death, an award beside a plot."""

from __future__ import annotations

import datetime as dt

import pytest

from doudi.base.refused import Refused
from doudi.base.stories import COUNTY, VILLAGE
from doudi.mechanisms.entitlement.awards.models import Award, Covered
from doudi.mechanisms.entitlement.payment_runs.models import Payment, PaymentRun
from doudi.mechanisms.entitlement.testing_awards import moment
from doudi.programmes.funeral.ashes.alerts import ALERTS, found, raise_alerts
from doudi.programmes.funeral.ashes.models import AshesAlert
from doudi.programmes.funeral.ashes.stories import DIED, Hearse, death_of
from doudi.programmes.funeral.funeral_enforcement.models import EnforcementCase
from doudi.programmes.funeral.funeral_fees import awards
from doudi.programmes.funeral.funeral_fees.awards import NewAward
from doudi.programmes.funeral.funeral_fees.models import EcoAward

MONTH = 2024 * 12 + 2  # March


@pytest.fixture
def hearse(db: None) -> Hearse:
    return Hearse()


def test_we_04_and_a_ashes_04_paid_for_three_months_after_the_month_of_death(hearse: Hearse) -> None:
    """Death on 15 March 2024; three benefits for April, May, June: one alert of level 3; March is correct."""
    case = hearse.certified(dt.date(2024, 3, 15))
    person = death_of(case).person
    assert person is not None

    def pay(benefit: str, months: range, state: str = "SIGNED") -> None:
        award = Award.objects.create(
            benefit=benefit, party=person.party, area_code=VILLAGE, from_month=MONTH - 5, amount=100
        )
        Covered.objects.create(award=award, benefit=benefit, person=person, from_month=MONTH - 5)
        for month in months:
            run, _ = PaymentRun.objects.get_or_create(
                benefit=benefit, month=month, defaults={
                    "county_code": COUNTY, "known_at": moment(DIED), "lines_number": 1, "amount": 1, "rules": "1",
                },
            )  # fmt: skip
            Payment.objects.create(
                run=run,
                benefit=benefit,
                month=month,
                award=award,
                party=person.party,
                area_code=VILLAGE,
                regular=1,
                arrears=0,
                amount=1,
            )
        PaymentRun.objects.filter(benefit=benefit).update(state=state)  # frozen, a list takes no more lines

    def told() -> list[str]:
        return [each.words for each in found(dt.date(2024, 7, 1)) if each.rule == "A-ASHES-04"]

    pay("t1", range(MONTH - 1, MONTH + 1))
    pay("t2", range(MONTH + 1, MONTH + 4), state="DRAFT")
    assert told() == []
    pay("t3", range(MONTH, MONTH + 4))
    pay("t4", range(MONTH, MONTH + 4))
    assert told() == ["死亡后仍发放待遇3个月（2024年4月起）"]


def test_we_09_an_award_beside_a_plot_is_an_alert_and_a_case_once(hearse: Hearse) -> None:
    case = hearse.released()
    on = DIED + dt.timedelta(days=4)
    hearse.place(case, on, place="B-3-12")
    for _ in range(2):
        with pytest.raises(Refused, match="A-ASHES-14"):
            awards.claim(
                NewAward(death_of(case), EcoAward.Way.TREE, "王五", "62170001"), by=hearse.clerk, at=moment(on, 22)
            )
    alert = AshesAlert.objects.get()
    assert (alert.rule, alert.severity, alert.case.flow, alert.case.stage) == ("A-ASHES-14", 3, ALERTS.code, "OPEN")
    assert EnforcementCase.objects.get().violation == "V13"
    raise_alerts(on, moment(on, 23))
    assert AshesAlert.objects.filter(rule="A-ASHES-14").count() == 1
