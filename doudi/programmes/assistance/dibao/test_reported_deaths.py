"""From the first report on nothing more goes out; the certificate proposes the stop; a false report leaves nothing behind."""

from __future__ import annotations

import datetime as dt

import pytest

from doudi.base.months import parse_month
from doudi.mechanisms.entitlement.awards.models import Award, AwardChange
from doudi.mechanisms.entitlement.awards.services import restore
from doudi.mechanisms.entitlement.deaths import queries as deaths
from doudi.mechanisms.entitlement.deaths.services import confirm
from doudi.mechanisms.entitlement.testing_awards import Office, moment
from doudi.mechanisms.entitlement.units import Residence
from doudi.mechanisms.ledger.debts.models import Debt
from doudi.mechanisms.registry.death_records import queries, services
from doudi.mechanisms.registry.death_records.declare import Consequence
from doudi.mechanisms.registry.death_records.models import Death, DeathCertificate, DeathPlace, Manner, Source
from doudi.mechanisms.registry.death_records.services import NewCertificate, NewReport
from doudi.mechanisms.registry.models import Household
from doudi.programmes.assistance.dibao.programme import DIBAO_BENEFIT

URBAN = Residence.URBAN


@pytest.fixture
def office(db: None) -> Office:
    return Office()


def awards_follow(death: Death, on: dt.date) -> list[Consequence]:
    """What follows for his awards; that his ashes are tracked is another line's story."""
    return [each for each in queries.consequences(death, on) if each.name != "骨灰跟踪"]


def reported(office: Office, household: Household, on: str, known: str, person: int = 0) -> Death:
    who = office.people(household)[person]
    new = NewReport(
        who.party.name, who.party.area_id or "", Source.VILLAGE, moment(on, 8), DeathPlace.HOME, Manner.NORMAL, who.id_number
    )  # fmt: skip
    return services.report(new, by=office.clerk, at=moment(known))


def certified(office: Office, death: Death, on: str, known: str) -> None:
    assert death.person is not None
    new = NewCertificate(
        DeathCertificate.Form.FOUR_COPY, f"编号{death.number}", death.name, moment(on, 8), "东镇卫生院",
        DeathCertificate.Issuer.TOWNSHIP_HEALTH, moment(on, 15), death.person.id_number,
    )  # fmt: skip
    services.certify(death, new, by=office.clerk, at=moment(known))


def single(office: Office) -> tuple[Household, Award]:
    household = office.household(1)
    return household, office.grant(
        DIBAO_BENEFIT, household, {}, decided="2024-06-12", residence=URBAN, from_month="2024-06"
    )


def test_from_the_first_report_on_the_award_is_held_and_with_the_certificate_the_stop_is_proposed(
    office: Office,
) -> None:
    """R-ASHES-22."""
    household, award = single(office)
    office.paid(DIBAO_BENEFIT, "2024-06", on="2024-06-18")
    death = reported(office, household, "2024-06-15", "2024-06-15")
    award.refresh_from_db()
    assert award.held_until == parse_month("2024-09")
    (told,) = awards_follow(death, dt.date(2024, 6, 15))
    assert told.words == "已报告死亡，自动暂缓发放至2024年9月"
    assert office.paid(DIBAO_BENEFIT, "2024-07", on="2024-07-08").lines_number == 0
    assert deaths.proposals(office.officer, dt.date(2024, 7, 9)) == []  # nobody has certified it

    certified(office, death, "2024-06-15", "2024-07-09")
    (proposed,) = awards_follow(death, dt.date(2024, 7, 9))
    assert "自2024年7月起停发，待确认" in proposed.words
    assert proposed.amount == 0
    _, debt = confirm(
        award, office.people(household)[0], document="停发决定书", by=office.officer, at=moment("2024-07-10")
    )
    assert debt is None  # nothing had gone out
    (done,) = awards_follow(death, dt.date(2024, 7, 10))
    assert done.done


def test_months_that_were_paid_before_anybody_told_are_an_overpayment(office: Office) -> None:
    """R-CMP-01: paid July to September; reported on 20 September, so that nothing more goes out from October on."""
    household, award = single(office)
    for month in ("2024-06", "2024-07", "2024-08", "2024-09"):
        office.paid(DIBAO_BENEFIT, month, on="2024-09-18")
    death = reported(office, household, "2024-06-15", "2024-09-20")
    award.refresh_from_db()
    assert award.held_until == parse_month("2024-12")  # October to December
    certified(office, death, "2024-06-15", "2024-09-21")
    (proposed,) = awards_follow(death, dt.date(2024, 9, 21))
    assert proposed.amount == 3 * award.amount
    assert Debt.objects.count() == 0  # nobody has confirmed
    _, debt = confirm(
        award, office.people(household)[0], document="停发决定书", by=office.officer, at=moment("2024-09-21")
    )
    assert debt is not None
    assert debt.proposed == 3 * award.amount


def test_a_death_reported_of_somebody_who_lives_gives_back_everything_and_nothing_was_paid_wrongly(
    office: Office,
) -> None:
    household, award = single(office)
    office.paid(DIBAO_BENEFIT, "2024-06", on="2024-06-18")
    death = reported(office, household, "2024-06-15", "2024-06-15")
    assert office.paid(DIBAO_BENEFIT, "2024-07", on="2024-07-08").lines_number == 0
    services.void(death, because="本人健在，同名误报", by=office.officer, at=moment("2024-07-20"))
    award.refresh_from_db()
    assert (award.held_until, award.until_month) == (None, None)
    (told,) = awards_follow(death, dt.date(2024, 7, 20))
    assert (told.words, told.done) == ("照常发放", True)
    run = office.paid(DIBAO_BENEFIT, "2024-08", on="2024-08-08")  # August, and July that was held
    assert run.amount == 2 * award.amount
    assert Debt.objects.count() == 0


def test_a_false_death_whose_stop_was_confirmed_is_restored_by_a_person(office: Office) -> None:
    household, award = single(office)
    office.paid(DIBAO_BENEFIT, "2024-06", on="2024-06-18")
    death = reported(office, household, "2024-06-15", "2024-06-15")
    certified(office, death, "2024-06-15", "2024-06-16")
    confirm(award, office.people(household)[0], document="停发决定书", by=office.officer, at=moment("2024-06-17"))
    services.void(death, because="本人健在，证明张冠李戴", by=office.officer, at=moment("2024-07-20"))
    (told,) = awards_follow(death, dt.date(2024, 7, 20))
    assert told.words == "因误报已停发，须撤销停发并补发"
    award.refresh_from_db()
    restore(
        award,
        decided_on=dt.date(2024, 7, 21),
        document="撤销停发决定书",
        by=office.officer,
        at=moment("2024-07-21"),
        because="误报",
    )
    run = office.paid(DIBAO_BENEFIT, "2024-07", on="2024-07-25")
    assert run.amount == award.amount


def test_we_05_an_award_of_a_household_is_not_held_for_those_who_live(office: Office) -> None:
    household = office.household(3)
    award = office.grant(
        DIBAO_BENEFIT, household, {}, {}, {}, decided="2024-06-12", residence=URBAN, from_month="2024-06"
    )
    death = reported(office, household, "2024-06-15", "2024-06-15", person=2)
    award.refresh_from_db()
    assert award.held_until is None
    assert not AwardChange.objects.filter(kind=AwardChange.Kind.HOLD).exists()
    assert awards_follow(death, dt.date(2024, 6, 15)) == []
    certified(office, death, "2024-06-15", "2024-06-16")
    (told,) = awards_follow(death, dt.date(2024, 6, 16))
    assert "调整为" in told.words


def test_a_hold_for_another_reason_is_not_released_by_a_false_report(office: Office) -> None:
    from doudi.mechanisms.entitlement.awards.services import hold

    household, award = single(office)
    hold(
        award,
        from_month=parse_month("2024-07"),
        reason="UNDER_CHECK",
        by=office.officer,
        at=moment("2024-06-10"),
        because="核实",
    )
    death = reported(office, household, "2024-06-15", "2024-06-15")
    services.void(death, because="本人健在，同名误报", by=office.officer, at=moment("2024-06-20"))
    award.refresh_from_db()
    assert award.held_until == parse_month("2024-07")
