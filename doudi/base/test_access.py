"""Who may do what where, and which rows he sees."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from doudi.base import access
from doudi.base.access import Scope, may, require, roles_of, scope
from doudi.base.areas import AreaRow, load_areas
from doudi.base.models import Area, Grant, User
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.base.stories import (
    COUNTY,
    NEXT_VILLAGE,
    OTHER_TOWN,
    OTHER_VILLAGE,
    TODAY,
    TOWN,
    VILLAGE,
    build_county,
    somebody,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def county() -> None:
    build_county()


def seen(found: Scope) -> set[str]:
    return set(found.filter(Area.objects.all(), "code").values_list("code", flat=True))


def test_a_township_sees_itself_and_its_villages() -> None:
    clerk = somebody("clerk", Role.TOWNSHIP_CLERK, TOWN)
    assert seen(scope(clerk)) == {TOWN, VILLAGE, NEXT_VILLAGE}


def test_the_county_sees_all_and_a_village_itself() -> None:
    assert seen(scope(somebody("officer", Role.COUNTY_OFFICER, COUNTY))) == set(
        Area.objects.values_list("code", flat=True)
    )
    assert seen(scope(somebody("helper", Role.VILLAGE_WORKER, VILLAGE))) == {VILLAGE}


def test_several_grants_add_up() -> None:
    clerk = somebody("clerk", Role.TOWNSHIP_CLERK, TOWN)
    Grant.objects.create(user=clerk, role=Role.VILLAGE_WORKER, area_id=OTHER_VILLAGE, since=TODAY)
    Grant.objects.create(user=clerk, role=Role.VILLAGE_WORKER, area_id=VILLAGE, since=TODAY)
    assert seen(scope(clerk, on=TODAY)) == {TOWN, VILLAGE, NEXT_VILLAGE, OTHER_VILLAGE}
    assert len(scope(clerk, on=TODAY).ranges) == 2  # the village within the township adds nothing


def test_the_scope_is_a_range_that_the_database_finds_by_index() -> None:
    clerk = somebody("clerk", Role.TOWNSHIP_CLERK, TOWN)
    sql = str(scope(clerk).filter(Area.objects.all(), "code").query)
    assert "LIKE" not in sql
    assert ">= 369999100000" in sql
    assert "< 369999101000" in sql


def test_who_has_no_grant_sees_nothing() -> None:
    nobody = User.objects.create_user("nobody", name="某人")
    assert (seen(scope(nobody)), bool(scope(nobody)), roles_of(nobody)) == (set(), False, frozenset())
    assert (scope(AnonymousUser()), roles_of(AnonymousUser())) == (Scope(), frozenset())


def test_r_sod_07_the_administrator_sees_no_rows_whatever_he_asks_for() -> None:
    administrator = somebody("admin", Role.ADMINISTRATOR, COUNTY)
    assert may(administrator, Role.ADMINISTRATOR)
    assert seen(scope(administrator)) | seen(scope(administrator, Role.ADMINISTRATOR)) == set()


def test_the_discipline_commission_reads_only_what_a_page_asks_for_by_name() -> None:
    inspector = somebody("inspector", Role.INSPECTOR, COUNTY)
    assert seen(scope(inspector)) == set()
    assert VILLAGE in seen(scope(inspector, Role.INSPECTOR))


def test_a_data_officer_sees_what_is_his_departments() -> None:
    officer = somebody("data", Role.DATA_OFFICER, organisation="县公安局")
    found = scope(officer, Role.DATA_OFFICER)
    assert found.organisations == {"县公安局"}
    assert seen(found) == set()
    assert may(officer, Role.DATA_OFFICER, organisation="县公安局")
    assert not may(officer, Role.DATA_OFFICER, organisation="县医保局")
    assert not may(officer, Role.DATA_OFFICER, area_code=VILLAGE)
    assert list(found.filter_organisations(Grant.objects.all(), "organisation")) == list(officer.grants.all())


def test_a_role_holds_in_its_place_and_time() -> None:
    clerk = somebody("clerk", Role.TOWNSHIP_CLERK, TOWN)
    Grant.objects.filter(user=clerk).update(until=TODAY)
    assert may(clerk, Role.TOWNSHIP_CLERK, area_code=VILLAGE, on=TODAY)
    assert not may(clerk, Role.TOWNSHIP_CLERK, area_code=OTHER_VILLAGE, on=TODAY)
    assert not may(clerk, Role.TOWNSHIP_LEADER, area_code=VILLAGE, on=TODAY)
    assert not may(clerk, Role.TOWNSHIP_CLERK, area_code=VILLAGE, on=TODAY + dt.timedelta(days=1))
    assert not may(clerk, Role.TOWNSHIP_CLERK, area_code=VILLAGE, on=dt.date(2023, 12, 31))


def test_an_account_switched_off_may_nothing() -> None:
    clerk = somebody("clerk", Role.TOWNSHIP_CLERK, TOWN)
    clerk.is_active = False
    assert not may(clerk, Role.TOWNSHIP_CLERK)


def test_refusal_names_the_role_that_would_do() -> None:
    clerk = somebody("clerk", Role.TOWNSHIP_CLERK, TOWN)
    require(clerk, Role.TOWNSHIP_CLERK, area_code=VILLAGE)
    with pytest.raises(Refused, match="社会救助股"):
        require(clerk, Role.COUNTY_OFFICER)


def test_grants_are_read_once_per_request() -> None:
    clerk = somebody("clerk", Role.TOWNSHIP_CLERK, TOWN)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        for days in range(3):  # whoever decides a year at once asks for many days
            scope(clerk, on=TODAY + dt.timedelta(days=days))
            may(clerk, Role.TOWNSHIP_CLERK, on=TODAY + dt.timedelta(days=days))
    assert len(queries) == 1
    assert not may(clerk, Role.TOWNSHIP_CLERK, on=dt.date(2023, 12, 31))  # the day before the grant begins
    Grant.objects.filter(user=clerk).delete()
    access.forget_grants(clerk)
    assert not may(clerk, Role.TOWNSHIP_CLERK, on=TODAY)


def test_who_may_act_in_a_place() -> None:
    clerk = somebody("clerk", Role.TOWNSHIP_CLERK, TOWN)
    helper = somebody("helper", Role.VILLAGE_WORKER, VILLAGE)
    somebody("other", Role.TOWNSHIP_CLERK, OTHER_TOWN)
    found = access.holders({Role.TOWNSHIP_CLERK, Role.VILLAGE_WORKER}, area_code=VILLAGE, on=TODAY)
    assert set(found) == {clerk, helper}


def test_r_org_03_who_answers_for_the_heir_answers_for_what_began_in_the_merged_village() -> None:
    helper = somebody("helper", Role.VILLAGE_WORKER, OTHER_VILLAGE)
    clerk = somebody("clerk", Role.TOWNSHIP_CLERK, OTHER_TOWN)
    assert not may(helper, Role.VILLAGE_WORKER, area_code=VILLAGE)
    merge(NEXT_VILLAGE, OTHER_VILLAGE)
    merge(VILLAGE, NEXT_VILLAGE)  # a chain: the first village ends in the last
    assert may(helper, Role.VILLAGE_WORKER, area_code=VILLAGE)
    assert not may(helper, Role.VILLAGE_WORKER, area_code=TOWN)
    assert seen(scope(helper)) == {VILLAGE, NEXT_VILLAGE, OTHER_VILLAGE}
    assert seen(scope(clerk)) == {OTHER_TOWN, OTHER_VILLAGE, VILLAGE, NEXT_VILLAGE}
    assert set(access.holders(Role.VILLAGE_WORKER, area_code=VILLAGE, on=TODAY)) == {helper}


def merge(old: str, heir: str) -> None:
    name = Area.objects.get(code=old).name
    load_areas([AreaRow(old, name, "村", valid_to=TODAY, merged_into=heir)])
