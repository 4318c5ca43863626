"""The rounds of the invented county: what one clerk wrote at his desk is found and nothing else is, and the figures are those that were meant."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from doudi.demo.cases import dossier_of
from doudi.demo.county import build
from doudi.demo.people_in_office import enter_county, enter_users
from doudi.demo.year.held import HeldYear
from doudi.demo.year.rounds import Rounds
from doudi.demo.year.staff import Staff
from doudi.mechanisms.activities import queries
from doudi.mechanisms.activities.models import Activity, Attendance, FollowUp, Signal
from doudi.mechanisms.activities.signals import Odd
from doudi.programmes.disability.disability_visits.rounds import ROUNDS as DISABILITY
from doudi.programmes.elderly.elder_visits.rounds import ROUNDS as ELDERLY
from doudi.programmes.office.training.kinds import TRAINING

NOVEMBER = 2024 * 12 + 10


@pytest.mark.slow
@pytest.mark.django_db
def test_the_year_of_rounds_and_of_what_was_held(tmp_path: Any, settings: Any) -> None:
    settings.FILES_ROOT = tmp_path
    county = build(6000, seed=1, on=dt.date(2024, 11, 30))
    dossier = dossier_of(county, seed=1, month=NOVEMBER)
    enter_county(county)
    months = range(NOVEMBER - 10, NOVEMBER + 1)
    staff = Staff.of(enter_users(county, month=NOVEMBER))
    rounds, held = Rounds(staff, dossier, months, 1), HeldYear(staff, dossier, months, 1)
    rounds.begin()
    for month in months:
        rounds.pass_month(month)
        held.pass_month(month)
    rounds.december(dt.date(2024, 12, 9))

    assert queries.coverage(DISABILITY, NOVEMBER).missed == 0
    assert queries.coverage(ELDERLY, NOVEMBER).missed == 1
    desk = {each.pk for each in Activity.objects.filter(by=rounds.clerk_at_desk, on=dt.date(2024, 10, 30), minutes=3)}
    assert desk
    for odd in (Odd.ALIKE, Odd.CLOSE):  # all that was planted, and nobody else
        assert set(Signal.objects.filter(code=odd.value).values_list("activity_id", flat=True)) == desk
    assert Signal.objects.filter(code=Odd.PHOTO.value).count() == 2
    open_alarms = FollowUp.objects.filter(alarm=True, state=FollowUp.State.OPEN).values_list("need", flat=True)
    assert {"HOSPITAL", "NOT_FOUND"} <= set(open_alarms)
    trained = Attendance.objects.filter(activity__kind=TRAINING.code, part=Attendance.Part.TAKING_PART)
    assert trained.values("name", "unit").distinct().count() == trained.count() > 0
