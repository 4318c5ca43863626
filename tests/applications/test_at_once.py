"""Two people, or one with a nervous finger, decide the same application at the same moment: it is decided once, and the other is told. On
SQLite, and with the other stories on PostgreSQL."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from doudi.base.models import Grant, User
from doudi.base.records import verify_chain
from doudi.base.roles import Role
from doudi.base.stories import TOWN, somebody
from doudi.base.testing import at_once, database_in_a_file
from doudi.desk.stories import signed_in
from doudi.mechanisms.casework.declare import Action
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.entitlement.awards.models import Award
from doudi.programmes.assistance.dibao import flow
from doudi.programmes.assistance.dibao.stories import Hall

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def hall() -> Hall:
    made = Hall()
    Grant.objects.update(since=dt.date(2020, 1, 1))
    return made


def pressing(users: list[User], case: Case, action: Action, **said: Any) -> list[Any]:
    """Each has the form before him, as the case stands now, and presses the button at the same moment."""
    address = reverse("dibao:application_act", args=[case.pk, action.code.replace("_", "-")])
    clients = at_once(*(lambda user=user: signed_in(user) for user in users))
    fields = {"version": str(case.version), **said}
    return at_once(*(lambda client=client: client.post(address, fields) for client in clients))


def told(answers: list[Any]) -> None:
    """One went on; the other was told in a sentence what he can do."""
    assert sorted(each.status_code == 302 for each in answers) == [False, True], [str(each) for each in answers]
    (other,) = [each for each in answers if each.status_code != 302]
    assert other.status_code in (409, 422)
    assert "刷新" in other.content.decode()


def taken(case: Case, action: Action) -> int:
    (counted,) = at_once(lambda: ActionTaken.objects.filter(case=case, action=action.code).count())
    assert isinstance(counted, int)
    return counted


def test_of_two_leaders_who_sign_at_the_same_moment_one_is_told(hall: Hall, tmp_path: Path) -> None:
    other = somebody("otherhead", Role.TOWNSHIP_LEADER, TOWN)
    case = hall.investigated()
    hall.take(case, flow.OPINE, hall.clerk, "2024-05-13", proposal="ADMIT")
    with database_in_a_file(tmp_path):
        told(pressing([hall.head, other], case, flow.SIGN))
        assert taken(case, flow.SIGN) == 1
        assert at_once(verify_chain) == [None]


def test_of_two_of_the_county_who_confirm_at_the_same_moment_one_makes_the_award(hall: Hall, tmp_path: Path) -> None:
    case = hall.at_county()
    hall.visit_if_drawn(case, "2024-05-30")
    with database_in_a_file(tmp_path):
        told(pressing([hall.officer, hall.second], case, flow.CONFIRM, document="某民低保〔2024〕17号"))
        assert taken(case, flow.CONFIRM) == 1
        assert at_once(lambda: Award.objects.count()) == [1]
        assert at_once(verify_chain) == [None]


def test_confirmed_and_refused_at_the_same_moment_it_is_one_of_the_two(hall: Hall, tmp_path: Path) -> None:
    case = hall.at_county()
    hall.visit_if_drawn(case, "2024-05-30")
    with database_in_a_file(tmp_path):
        confirm, give_back = (
            reverse("dibao:application_act", args=[case.pk, action.code]) for action in (flow.CONFIRM, flow.RETURN)
        )
        one, two = at_once(*(lambda user=user: signed_in(user) for user in (hall.officer, hall.second)))
        answers = at_once(
            lambda: one.post(confirm, {"version": case.version, "document": "某民低保〔2024〕17号"}),  # type: ignore[union-attr]
            lambda: two.post(give_back, {"version": case.version, "because": "缺复印件"}),  # type: ignore[union-attr]
        )
        told(answers)
        (stage,) = at_once(lambda: Case.objects.get(pk=case.pk).stage)
        (awards,) = at_once(lambda: Award.objects.count())
        assert (stage, awards) in [("CONFIRMED", 1), ("RETURNED", 0)]


def test_a_button_pressed_twice_takes_the_step_once(hall: Hall, tmp_path: Path) -> None:
    case = hall.at_county()
    hall.visit_if_drawn(case, "2024-05-30")
    with database_in_a_file(tmp_path):
        told(pressing([hall.officer, hall.officer], case, flow.CONFIRM, document="某民低保〔2024〕17号"))
        assert taken(case, flow.CONFIRM) == 1
        assert at_once(lambda: Award.objects.count()) == [1]


def test_an_application_that_is_sent_twice_is_opened_once(hall: Hall, tmp_path: Path) -> None:
    number = hall.people(hall.household(2))[0].id_number
    said = {"number": number, "residence": "1", "account": "6217000012345678"}
    with database_in_a_file(tmp_path):
        clients = at_once(*(lambda: signed_in(hall.helper) for _ in range(2)))
        address = reverse("dibao:application_new")
        answers: list[Any] = at_once(*(lambda client=client: client.post(address, said) for client in clients))
        assert sorted(each.status_code for each in answers) == [302, 422], [str(each) for each in answers]
        assert at_once(lambda: Case.objects.count()) == [1]
