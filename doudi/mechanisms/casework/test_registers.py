"""A register of things to be done is a flow, too: days set for one matter, readers who do not act, and matters confided to few by name."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.utils import timezone

from doudi.base.models import User
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.base.stories import COUNTY, NOW, TODAY, TOWN, build_county, somebody
from doudi.mechanisms.casework import queries
from doudi.mechanisms.casework.declare import Action, Flow, Stage
from doudi.mechanisms.casework.escalations import escalate, told_to
from doudi.mechanisms.casework.milestones import Milestone, set_milestones
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.services import open_case, take

DONE = Action("finish", "办结", "OPEN", "DONE", by=Role.COUNTY_OFFICER)
NOTE = Action("note", "记录进展", "OPEN", "OPEN", by=Role.COUNTY_OFFICER)
LET_IN: set[str] = set()  # who is let in by name to what is confided
REGISTER = Flow(
    "test.register",
    "台账",
    stages=(Stage("OPEN", "在办"), Stage("DONE", "办结", final=True)),
    start="OPEN",
    actions=(DONE, NOTE),
    prefix="台",
    read_by=frozenset({Role.INSPECTOR}),
)
CONFIDED = replace(
    REGISTER, code="test.confided", name="限知台账", confided_to=lambda user, on: user.username in LET_IN
)
pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    build_county()
    LET_IN.clear()
    return somebody("officer", Role.COUNTY_OFFICER, COUNTY)


def opened(flow: Flow, by: User) -> Case:
    return open_case(flow, title="一项", area_code=TOWN, by=by, at=NOW)


def test_a_milestone_is_the_day_that_was_set_and_stays_while_the_case_stays(officer: User) -> None:
    case = opened(REGISTER, officer)
    assert not queries.overdue(Case.objects.all(), dt.date(2100, 1, 1)).exists()  # nobody has set a day
    saturday = dt.date(2024, 9, 21)
    set_milestones([Milestone(case, saturday, TODAY)])
    case.refresh_from_db()
    assert (case.due_on, case.internal_due_on) == (saturday, dt.date(2024, 9, 20))  # the alert comes on a working day
    assert (case.yellow_on, case.red_on) == (TODAY + dt.timedelta(days=7), TODAY + dt.timedelta(days=9))
    take(case, NOTE, by=officer, at=NOW)
    case.refresh_from_db()
    assert case.due_on == saturday
    assert [each.pk for each in queries.overdue(Case.objects.all(), saturday + dt.timedelta(days=1))] == [case.pk]
    take(case, DONE, by=officer, at=NOW)
    case.refresh_from_db()
    assert case.due_on is None


def test_who_is_declared_to_read_sees_the_cases_of_his_place_and_is_offered_nothing(officer: User) -> None:
    inspector = somebody("inspector", Role.INSPECTOR, COUNTY)
    case = opened(REGISTER, officer)
    other = open_case(replace(REGISTER, code="test.unread", read_by=frozenset()), title="另", area_code=TOWN, by=officer, at=NOW)  # fmt: skip
    assert list(queries.cases(inspector, REGISTER)) == [case]
    assert not queries.cases(inspector, queries.flow_of(other)).exists()
    assert queries.offers(case, inspector, TODAY) == []
    with pytest.raises(Refused):
        take(case, DONE, by=inspector, at=NOW)


def test_what_is_confided_is_seen_and_moved_only_by_those_let_in_by_name(officer: User) -> None:
    colleague = somebody("colleague", Role.COUNTY_OFFICER, COUNTY)
    LET_IN.add("officer")
    case = opened(CONFIDED, officer)
    set_milestones([Milestone(case, TODAY - dt.timedelta(days=3), TODAY - dt.timedelta(days=9))])
    escalate([CONFIDED], today=TODAY + dt.timedelta(days=5), at=NOW + dt.timedelta(days=5))
    later = TODAY + dt.timedelta(days=5)
    for user, sees in ((officer, 1), (colleague, 0)):
        assert queries.cases(user, CONFIDED, on=timezone.localdate(NOW)).count() == sees
        assert queries.worklist(user, [CONFIDED], TODAY).count() == sees
        assert (told_to(user, [CONFIDED], later).count() > 0) == bool(sees)
    with pytest.raises(Refused, match="限定知悉范围"):
        take(case, DONE, by=colleague, at=NOW)
    take(case, DONE, by=officer, at=NOW)
