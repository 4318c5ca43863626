"""What is amiss is raised once, at its level, on its day; whoever handled it does not confirm it."""

from __future__ import annotations

import datetime as dt

import pytest

from doudi.base.refused import Refused
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.entitlement.testing_awards import moment
from doudi.mechanisms.registry.death_records import services as deaths
from doudi.mechanisms.registry.death_records.models import DeathPlace, Manner, Source
from doudi.mechanisms.registry.death_records.services import NewReport
from doudi.programmes.funeral.ashes import alerts, flow
from doudi.programmes.funeral.ashes.models import AshesAlert, CremationCertificate, Placement
from doudi.programmes.funeral.ashes.stories import DIED, Hearse, death_of


@pytest.fixture
def hearse(db: None) -> Hearse:
    return Hearse()


def of(rule: str, on: dt.date) -> list[int]:
    """Levels of a rule on a day."""
    return [each.severity for each in alerts.found(on) if each.rule == rule]


def test_we_02_no_cremation_after_four_days_and_after_seven(hearse: Hearse) -> None:
    """Dies 2026-09-01: the job of 09-05 says nothing, that of 09-06 level 1, that of 09-09 level 2."""
    hearse.certified(dt.date(2026, 9, 1))
    said = {day: of("A-ASHES-01", dt.date(2026, 9, day)) for day in (5, 6, 8, 9)}
    assert said == {5: [], 6: [1], 8: [1], 9: [1, 2]}


def test_we_03_released_and_not_placed(hearse: Hearse) -> None:
    """Released 2026-07-03: due 07-10; level 1 on 07-11, level 2 on 07-18, X7 and level 3 on 08-03."""
    case = hearse.released(dt.date(2026, 6, 30))
    assert case.due_on == dt.date(2026, 7, 10)
    days = ((7, 10), (7, 11), (7, 17), (7, 18), (8, 2), (8, 3))
    said = [of("A-ASHES-02", dt.date(2026, *day)) for day in days]
    assert said == [[], [1], [1], [1, 2], [1, 2], [1, 2, 3]]
    assert alerts.lose_trace(dt.date(2026, 8, 2), moment("2026-08-02")) == 0
    assert alerts.lose_trace(dt.date(2026, 8, 3), moment("2026-08-03")) == 1
    case.refresh_from_db()
    assert case.stage == "X7"


def test_we_01_a_death_that_goes_its_road_in_time_raises_nothing(hearse: Hearse) -> None:
    hearse.closed()
    assert alerts.found(dt.date(2026, 9, 12)) == []


def test_the_other_rules(hearse: Hearse) -> None:
    placed = hearse.placed()
    assert of("A-ASHES-03", dt.date(2026, 9, 12)) == []
    assert of("A-ASHES-03", dt.date(2026, 9, 13)) == [1]
    death = death_of(placed)
    report = NewReport(
        death.name, placed.area_code, Source.POLICE_LIST, moment("2025-08-10"), DeathPlace.HOME, Manner.NORMAL,
        death.person.id_number if death.person is not None else "",
    )  # fmt: skip
    deaths.report(report, by=hearse.clerk, at=moment("2026-08-20"))
    (apart,) = [each for each in alerts.found(dt.date(2026, 8, 21)) if each.rule == "A-ASHES-06"]
    assert "相差365天" in apart.words
    hearse.received(dt.date(2026, 8, 20))
    assert of("A-ASHES-07", dt.date(2026, 8, 24)) == []
    assert of("A-ASHES-07", dt.date(2026, 8, 25)) == [1]
    kept = hearse.cremated(dt.date(2026, 8, 1))
    hearse.take(kept, flow.KEEP, hearse.writer, dt.date(2026, 8, 4), hour=19)
    assert of("A-ASHES-12", dt.date(2027, 2, 4)) == []
    assert of("A-ASHES-12", dt.date(2027, 2, 5)) == [1]
    CremationCertificate.objects.filter(serial="赣火2026000040").update(state="ISSUED")
    assert of("A-ASHES-08", DIED) == [3]
    other = hearse.placed(dt.date(2026, 8, 2))
    Placement.objects.filter(ashes=other.pk).update(place=f"A-{placed.pk}")
    assert of("A-ASHES-11", DIED) == [2]
    hearse.take(other, flow.FAIL, hearse.clerk, dt.date(2026, 8, 30), finding="EMPTY", words="空的。")
    assert of("A-ASHES-10", DIED) == [3]


def test_of_one_matter_the_highest_level_is_raised_and_the_lower_ones_not_after_it(hearse: Hearse) -> None:
    hearse.released(dt.date(2026, 6, 30))
    late = dt.date(2026, 8, 3)
    assert alerts.raise_alerts(late, moment(late, 2)) == 1  # the first night that the job runs
    assert AshesAlert.objects.get().severity == 3
    assert alerts.raise_alerts(late, moment(late, 3)) == 0
    other = hearse.released(dt.date(2026, 8, 1))
    nights = [late + dt.timedelta(days=day) for day in range(1, 40, 6)]
    assert sum(alerts.raise_alerts(night, moment(night, 2)) for night in nights) == 3
    raised = AshesAlert.objects.filter(ashes=other.pk).order_by("raised_on")
    assert [each.severity for each in raised] == [1, 2, 3]


def test_an_alert_is_raised_once_handled_and_confirmed_by_another(hearse: Hearse) -> None:
    hearse.certified(dt.date(2026, 9, 1))
    on = dt.date(2026, 9, 6)
    assert alerts.raise_alerts(on, moment(on, 2)) == 1
    assert alerts.raise_alerts(on, moment(on, 3)) == 0
    case = Case.objects.get(flow="ashes.alerts")
    assert AshesAlert.objects.get().severity == 1
    hearse.take(case, alerts.ACCEPT, hearse.office, on)
    hearse.take(case, alerts.HANDLE, hearse.office, on, words="已督促家属。")
    with pytest.raises(Refused):  # R-SOD-08
        hearse.take(case, alerts.CONFIRM, hearse.office, on)
    hearse.take(case, alerts.CONFIRM, hearse.head, on)
    assert case.stage == "CONFIRMED"
