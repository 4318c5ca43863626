"""死亡联动:当天提出停发或调整,附金额,由人确认。"""

from __future__ import annotations

import datetime as dt

import pytest

from doudi.base.months import parse_month
from doudi.base.refused import Refused
from doudi.mechanisms.entitlement.awards import services as awards
from doudi.mechanisms.entitlement.awards.register import roll
from doudi.mechanisms.entitlement.deaths import queries, services
from doudi.mechanisms.entitlement.payment_runs import services as runs
from doudi.mechanisms.entitlement.testing_awards import Office, moment
from doudi.mechanisms.entitlement.units import Residence
from doudi.mechanisms.ledger.debts.models import Cause, Debt
from doudi.mechanisms.registry import services as registry
from doudi.mechanisms.registry.models import Household
from doudi.programmes.assistance.dibao.programme import DIBAO_BENEFIT

URBAN = Residence.URBAN
AUGUST = dt.date(2024, 8, 2)


@pytest.fixture
def office(db: None) -> Office:
    return Office()


def died(office: Office, household: Household, person: int, on: str, known: str) -> None:
    registry.record_death(
        office.people(household)[person], died_on=dt.date.fromisoformat(on), by=office.clerk, at=moment(known), because="火化信息"
    )  # fmt: skip


def test_ex_06_the_death_of_a_single_recipient_proposes_the_stop_with_what_was_overpaid(office: Office) -> None:
    """EX-06: dies on 2024-03-15, paid April to July 2024: 4 × 935 = 3,740; nothing ends before a person confirms."""
    household = office.household(1)
    award = office.grant(DIBAO_BENEFIT, household, {}, decided="2024-06-12", residence=URBAN, from_month="2024-03")
    for month in ("2024-03", "2024-04", "2024-05", "2024-06", "2024-07"):
        office.paid(DIBAO_BENEFIT, month, on="2024-07-20")
    died(office, household, 0, "2024-03-15", "2024-08-02")

    (found,) = queries.proposals(office.clerk, AUGUST)
    assert (found.stops, found.before, found.overpaid) == (True, 93_500, 374_000)
    assert "自2024年4月起停发" in found.words
    assert "已多发3,740.00元" in found.words
    assert roll(DIBAO_BENEFIT, parse_month("2024-08")).total == 93_500

    change, debt = services.confirm(
        award, found.person, document="停发决定书", by=office.officer, at=moment("2024-08-02")
    )
    assert change.from_month == parse_month("2024-04")
    assert debt is not None
    assert (debt.proposed, debt.cause) == (374_000, Cause.DEATH)
    assert queries.proposals(office.officer, AUGUST) == []
    assert office.paid(DIBAO_BENEFIT, "2024-08").lines_number == 0
    assert Debt.objects.count() == 1


def test_ex_05_a_member_dies_and_the_household_is_no_longer_eligible(office: Office) -> None:
    """EX-05: 3 people, 1,894; one without income dies on 2024-03-15: 947 a head; the review is due on Monday 2024-06-17."""
    household = office.household(3)
    office.grant(
        DIBAO_BENEFIT,
        household,
        {"transfers": 189_400},
        {},
        {},
        decided="2024-06-12",
        residence=URBAN,
        from_month="2024-03",
    )
    died(office, household, 2, "2024-03-15", "2024-06-12")
    (found,) = queries.proposals(office.officer, dt.date(2024, 6, 12))
    assert (found.before, found.after, found.stops) == (91_100, 0, True)
    assert found.due.legal == dt.date(2024, 6, 17)


def test_a_member_dies_and_the_others_get_less_from_the_next_month(office: Office) -> None:
    """Facts that were decided on later, while nobody knew, lose the dead as well."""
    household = office.household(3)
    award = office.grant(DIBAO_BENEFIT, household, {"transfers": 50_000}, {}, {}, decided="2024-06-20", residence=URBAN)
    office.paid(DIBAO_BENEFIT, "2024-07")
    later = office.family(household, {"transfers": 60_000}, {}, {}, residence=URBAN)
    awards.adjust(award, later, from_month=parse_month("2024-09"), decided_on=dt.date(2024, 8, 20), document="调整决定", by=office.officer, at=moment("2024-08-20"), because="收入变化")  # fmt: skip
    office.paid(DIBAO_BENEFIT, "2024-08")
    died(office, household, 1, "2024-07-10", "2024-08-28")
    (found,) = queries.of_person(office.people(household)[1], dt.date(2024, 8, 28))
    assert (found.before, found.after, found.overpaid) == (230_500, 137_000, 93_500)
    _, debt = services.confirm(award, found.person, document="调整决定书", by=office.officer, at=moment("2024-08-28"))
    assert debt is not None
    assert debt.proposed == 93_500
    assert office.paid(DIBAO_BENEFIT, "2024-09").amount == 2 * 93_500 - 60_000
    assert Debt.objects.count() == 1


def test_a_township_sees_its_own_deaths_and_a_corrected_death_leaves_nothing(office: Office) -> None:
    here, there = office.household(1), office.household(1, village="369999101201")
    for household in (here, there):
        office.grant(DIBAO_BENEFIT, household, {}, decided="2024-06-20", residence=URBAN)
        died(office, household, 0, "2024-07-30", "2024-08-02")
    assert len(queries.proposals(office.officer, AUGUST)) == 2
    (found,) = queries.proposals(office.clerk, AUGUST)
    assert found.award.party_id == here.pk
    with pytest.raises(Refused, match="没有权限"):
        services.confirm(found.award, found.person, document="停发决定书", by=office.clerk, at=moment("2024-08-02"))
    found.person.died_on = None
    found.person.save(update_fields=["died_on"])
    assert queries.proposals(office.clerk, AUGUST) == []


def test_a_list_computed_before_the_death_was_confirmed_is_neither_checked_nor_signed(office: Office) -> None:
    """What was decided after the list was computed overtakes it: it goes back and is computed anew."""
    household = office.household(1)
    award = office.grant(DIBAO_BENEFIT, household, {}, decided="2024-06-20", residence=URBAN)
    at = moment("2024-08-01")
    run = runs.draft(DIBAO_BENEFIT, parse_month("2024-08"), county=office.county, by=office.officer, at=at)
    runs.freeze(run, by=office.officer, at=at)
    runs.check(run, by=office.second, at=at)
    died(office, household, 0, "2024-07-30", "2024-08-02")
    services.confirm(
        award, office.people(household)[0], document="停发决定书", by=office.officer, at=moment("2024-08-02")
    )
    with pytest.raises(Refused, match="已决定停发或暂缓"):
        runs.sign(run, by=office.leader, at=moment("2024-08-02", 15))
    runs.send_back(run, by=office.leader, at=moment("2024-08-02", 16), because="户主死亡")
    run = runs.draft(
        DIBAO_BENEFIT, parse_month("2024-08"), county=office.county, by=office.officer, at=moment("2024-08-03")
    )
    assert run.lines_number == 0
