"""A case that is given to an organisation: its people act on it without holding a place, see it and no other."""

from __future__ import annotations

import datetime as dt

import pytest

from doudi.base.models import Grant, User
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.base.stories import COUNTY, NOW, TODAY, VILLAGE, build_county, somebody
from doudi.mechanisms.casework import queries, services
from doudi.mechanisms.casework.declare import SYSTEM, Action, Days, Flow, Stage
from doudi.mechanisms.casework.models import Case

BUILD = Action("build", "施工", "GIVEN", "BUILT", by=Role.PROVIDER, within=Days(30))
CHECK = Action("check", "验收", "BUILT", "DONE", by=Role.COUNTY_OFFICER, within=Days(5))
FALL = Action("fall", "作废", "GIVEN", "VOID", by=SYSTEM)
# Whoever opened a case stands for the organisation that it is given to: any path will do.
FLOW = Flow(
    "test.given",
    "交给机构的办件",
    stages=(
        Stage("GIVEN", "待施工"),
        Stage("BUILT", "待验收"),
        Stage("DONE", "办结", final=True),
        Stage("VOID", "作废", final=True),
    ),
    start="GIVEN",
    actions=(BUILD, CHECK, FALL),
    prefix="交",
    given_to="opened_by__username",
)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def county() -> None:
    build_county()


def of(organisation: str, name: str, role: Role = Role.PROVIDER) -> User:
    user = User.objects.create(username=name, name=name)
    Grant.objects.create(user=user, role=role, organisation=organisation, since=dt.date(2024, 1, 1))
    return user


def given(organisation: str) -> Case:
    by, _ = User.objects.get_or_create(username=organisation, name=organisation)
    return services.open_case(FLOW, title="王奶奶", area_code=VILLAGE, by=by, at=NOW)


def test_its_people_act_on_it_and_nobody_elses() -> None:
    ours, theirs = given("B01"), given("B02")
    builder = of("B01", "builder")
    with pytest.raises(Refused):
        services.take(theirs, BUILD, by=builder, at=NOW)
    assert Case.objects.get(pk=theirs.pk).stage == "GIVEN"
    services.take(ours, BUILD, by=builder, at=NOW)
    assert ours.stage == "BUILT"
    with pytest.raises(Refused):
        services.take(ours, CHECK, by=builder, at=NOW)


def test_its_people_see_it_and_nobody_elses() -> None:
    ours, theirs = given("B01"), given("B02")
    builder, officer = of("B01", "builder"), somebody("officer", Role.COUNTY_OFFICER, COUNTY)
    assert set(queries.cases(builder, FLOW)) == {ours}
    assert set(queries.cases(officer, FLOW)) == {ours, theirs}
    assert list(queries.worklist(builder, [FLOW], TODAY)) == [ours]
    assert [each.action for each in queries.offers(ours, builder, TODAY)] == [BUILD]
    assert queries.offers(theirs, builder, TODAY) == []
    assert not queries.sees_all(builder, ours, TODAY)
    assert queries.sees_all(officer, ours, TODAY)


def test_another_role_for_the_organisation_is_not_enough() -> None:
    ours = given("B01")
    carer = of("B01", "carer", Role.CARE_WORKER)
    assert list(queries.cases(carer, FLOW)) == []
    with pytest.raises(Refused):
        services.take(ours, BUILD, by=carer, at=NOW)
