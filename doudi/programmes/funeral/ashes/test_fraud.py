"""The patterns of the campaign, each with a case that is one and a case that is none."""

from __future__ import annotations

import datetime as dt

import pytest

from doudi.base.models import Record, User
from doudi.base.records import record
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.entitlement.testing_awards import acting, moment
from doudi.mechanisms.registry.death_records import services as deaths
from doudi.mechanisms.registry.death_records.models import DeathPlace, Manner, Source
from doudi.mechanisms.registry.death_records.services import NewReport
from doudi.programmes.funeral.ashes.fraud import compare
from doudi.programmes.funeral.ashes.models import Cremation, CremationCertificate, Placement
from doudi.programmes.funeral.ashes.stories import DIED, Hearse, death_of

ON = dt.date(2026, 9, 12)


@pytest.fixture
def hearse(db: None) -> Hearse:
    return Hearse()


def found() -> list[tuple[str, str]]:
    rows = compare(ON).findings.sort("rule", "subject_id")
    return list(zip(rows["rule"].to_list(), rows["subject_id"].to_list(), strict=True))


def test_chains_without_fault_find_nothing(hearse: Hearse) -> None:
    hearse.closed()
    hearse.cremated(DIED + dt.timedelta(days=1))
    assert found() == []


def test_f_01_a_certificate_sold_without_a_cremation(hearse: Hearse) -> None:
    hearse.cremated()
    CremationCertificate.objects.filter(serial="赣火2026000040").update(state="ISSUED", recipient="来历不明", on=DIED)
    assert found() == [("R-F-01", "赣火2026000040")]


def test_f_02_and_we_10_a_death_day_moved_by_a_year(hearse: Hearse) -> None:
    """WE-10: the certificate says 2026-03-10, the police 2025-03-10: 365 days."""
    case = hearse.certified(dt.date(2026, 3, 10))
    near, far = moment("2026-03-08"), moment("2025-03-10", 8)
    death = death_of(case)
    for day in (near, far):
        number = death.person.id_number if death.person is not None else ""
        new = NewReport(death.name, case.area_code, Source.POLICE_LIST, day, DeathPlace.HOME, Manner.NORMAL, number)
        deaths.report(new, by=hearse.clerk, at=moment("2026-03-20"))
        if day is near:
            assert found() == []  # two days: an alert, not a fraud
    rows = compare(ON).findings
    assert rows["rule"].to_list() == ["R-F-02"]
    assert "早365天" in rows["reason"][0]


def test_f_03_and_we_10_two_bodies_in_one_furnace(hearse: Hearse) -> None:
    """WE-10: A 08:00-09:10, B 08:40-09:50: 30 minutes."""
    case = hearse.received()
    hearse.cremate(case, DIED + dt.timedelta(days=3), began="08:00", ended="09:10", form_number="确甲")
    log = Cremation.objects.get()
    later = dt.timedelta(minutes=40)
    Cremation.objects.bulk_create(
        [
            Cremation(
                home=log.home, form_number="确乙", furnace=log.furnace, began_at=log.began_at + later, ended_at=log.ended_at + later,
                operator=log.operator, reviewer=log.reviewer, area_code=log.area_code,
            )
        ]
    )  # fmt: skip
    rows = compare(ON).findings
    assert list(zip(rows["rule"].to_list(), rows["subject_id"].to_list(), strict=True)) == [("R-F-03", "确乙")]
    assert "重叠30分钟" in rows["reason"][0]


def test_f_04_one_plot_with_two_strangers_and_a_couple_in_a_double_one(hearse: Hearse) -> None:
    one, two = hearse.placed(), hearse.placed()
    Placement.objects.update(double=True, place="A-1")
    assert found() == []
    Placement.objects.update(double=False)
    assert found() == [("R-F-04", death_of(two).number)]
    assert death_of(one).number < death_of(two).number


def test_f_09_who_reads_of_many_deaths_that_are_none_of_his_is_found_and_who_is_on_duty_is_not(hearse: Hearse) -> None:
    cases = [hearse.reported(DIED + dt.timedelta(days=each)) for each in range(5)]
    received = hearse.received(DIED + dt.timedelta(days=6))

    def reads(user: User, *those: Case) -> None:
        for case in those:
            record(
                "death.read", death_of(case), by=user, at=moment(DIED + dt.timedelta(days=8)), area_code=case.area_code
            )

    reads(hearse.helper, *cases)  # has reported them
    reads(hearse.office, *cases)  # looks after all of them
    reads(hearse.clerk2, *cases[:4], cases[0], received)  # four, one of them twice; the fifth is at the home already
    assert found() == []
    reads(hearse.clerk2, cases[4])
    assert found() == [("R-F-09", "clerk2")]


def test_opening_a_death_leaves_a_record(hearse: Hearse) -> None:
    death = death_of(hearse.reported())
    assert acting(hearse.clerk).get(f"/deaths/list/{death.pk}/").status_code == 200
    assert Record.objects.filter(action="death.read", subject=f"death:{death.pk}", by=hearse.clerk).count() == 1
