"""What happens around a case while it is under way: its village is merged, its clerk is moved, the calendar ends."""

from __future__ import annotations

import datetime as dt

import pytest

from doudi.base import access
from doudi.base.areas import AreaRow, load_areas
from doudi.base.models import Grant, User
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.base.stories import NEXT_VILLAGE, OTHER_TOWN, VILLAGE, somebody
from doudi.mechanisms.casework import queries
from doudi.programmes.assistance.dibao import flow
from doudi.programmes.assistance.dibao.stories import Hall

pytestmark = pytest.mark.django_db


def waiting_for(user: User, on: str) -> list[int]:
    fresh = User.objects.get(pk=user.pk)
    return list(queries.worklist(fresh, [flow.APPLICATIONS], dt.date.fromisoformat(on)).values_list("pk", flat=True))


def test_a_village_merged_in_mid_case_hands_its_cases_to_the_heir_under_the_old_name() -> None:
    hall = Hall()
    neighbour = somebody("neighbour", Role.VILLAGE_WORKER, NEXT_VILLAGE)
    case = hall.investigated()
    hall.take(case, flow.OPINE, hall.clerk, "2024-05-13", proposal="ADMIT")
    hall.take(case, flow.SIGN, hall.head, "2024-05-14")
    assert waiting_for(neighbour, "2024-05-14") == []
    with pytest.raises(Refused):
        hall.take(case, flow.POST, neighbour, "2024-05-15", posted_on="2024-05-15")
    load_areas([AreaRow(VILLAGE, "上村", "村", valid_to=dt.date(2024, 5, 14), merged_into=NEXT_VILLAGE)])
    assert waiting_for(neighbour, "2024-05-15") == [case.pk]
    hall.take(case, flow.POST, neighbour, "2024-05-15", posted_on="2024-05-15")
    case.refresh_from_db()
    assert case.stage == "NOTICE"
    assert case.area_code == VILLAGE  # what was is not rewritten


def test_a_clerk_moved_to_another_township_loses_the_case_and_his_successor_has_it() -> None:
    hall = Hall()
    case = hall.accepted()
    assert waiting_for(hall.clerk, "2024-04-29") == [case.pk]
    Grant.objects.filter(user=hall.clerk).update(until=dt.date(2024, 4, 29))
    Grant.objects.create(user=hall.clerk, role=Role.TOWNSHIP_CLERK, area_id=OTHER_TOWN, since=dt.date(2024, 4, 30))
    access.forget_grants(hall.clerk)
    assert waiting_for(hall.clerk, "2024-04-30") == []
    with pytest.raises(Refused):
        hall.take(case, flow.START, hall.clerk, "2024-04-30")
    assert waiting_for(hall.other_clerk, "2024-04-30") == [case.pk]
    hall.take(case, flow.START, hall.other_clerk, "2024-04-30")


def test_without_a_holiday_table_limits_are_provisional_and_say_so() -> None:
    hall = Hall()
    case = hall.accepted(on="2031-09-24")
    case.refresh_from_db()
    assert case.due_on is not None
    assert case.due_provisional
