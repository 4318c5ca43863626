"""Stories of who decides in whose place: a township that may confirm from a day on and may not any more, a colleague for who is away."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from doudi.base.models import Area, Grant, User
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.base.stories import OTHER_TOWN, TOWN, VILLAGE, somebody
from doudi.mechanisms.casework import delegations, services, substitutes
from doudi.mechanisms.casework.declare import FLOWS, Action, Clock, Flow, Stage, Workdays
from doudi.mechanisms.casework.models import Delegation, Substitution
from doudi.mechanisms.casework.queries import absent_for
from doudi.mechanisms.entitlement.testing_awards import Office, acting

pytestmark = pytest.mark.django_db
ACCEPT = Action("accept", "受理", "NEW", "OPEN", by=Role.TOWNSHIP_CLERK)
HERE = Action("here", "乡镇确认", "OPEN", "DONE", by=Role.TOWNSHIP_LEADER, delegated=True)
THERE = Action("there", "县级确认", "OPEN", "DONE", by=Role.COUNTY_OFFICER, delegated=False)
FLOW = Flow(
    "test.delegated",
    "可下放的业务",
    stages=(Stage("NEW", "新"), Stage("OPEN", "审核"), Stage("DONE", "办结", final=True)),
    start="NEW",
    actions=(ACCEPT, HERE, THERE),
    prefix="放",
    clocks=(Clock("total", "总时限", ("accept",), ("here", "there"), Workdays(30), delegated=Workdays(20)),),
)


@pytest.fixture
def office() -> Office:
    made = Office()
    made.head = somebody("head", Role.TOWNSHIP_LEADER, TOWN)  # type: ignore[attr-defined]
    Grant.objects.update(since=dt.date(2020, 1, 1))
    return made


def text(user: User, page: str, *args: Any) -> str:
    response = acting(user).get(reverse(f"duties:{page}", args=args))
    assert response.status_code == 200
    return response.content.decode()


def post(user: User, page: str, *args: Any, **said: Any) -> Any:
    return acting(user).post(reverse(f"duties:{page}", args=args), said)


def test_r_org_02_a_township_confirms_from_a_day_on_until_it_is_called_back(office: Office) -> None:
    today = timezone.localdate()
    said = {"flow": FLOW.code, "township": TOWN, "since": f"{today}", "document": "某民字〔2024〕40号"}
    assert post(office.officer, "delegate", **said).status_code == 403
    assert post(office.leader, "delegate", **said).status_code == 302
    made = Delegation.objects.get()
    twice = post(office.leader, "delegate", **said)
    assert twice.status_code == 422
    assert "已经下放" in twice.content.decode()
    case = services.open_case(FLOW, title="某户", area_code=VILLAGE, by=None, at=timezone.now())
    services.take(case, ACCEPT, by=office.clerk, at=timezone.now())
    assert case.delegated
    assert "有效" in text(office.clerk, "delegations")
    assert "收回权限" not in text(office.officer, "delegation", made.pk)
    assert "收回权限" in text(office.leader, "delegation", made.pk)
    later = today + dt.timedelta(days=1)
    assert "不能晚于今天" in post(office.leader, "call_back", made.pk, on=f"{later}", document="乙").content.decode()
    assert post(office.leader, "call_back", made.pk, on=f"{today}", document="某民字〔2024〕51号").status_code == 302
    case.refresh_from_db()
    made.refresh_from_db()
    assert (case.delegated, made.until) == (False, today)
    shown = text(office.leader, "delegation", made.pk)
    assert "某民字〔2024〕51号" in shown
    assert "在办转回县级1件" in shown


def test_what_has_ended_is_not_called_back_again(office: Office) -> None:
    at = timezone.now()
    day = timezone.localdate(at)
    made = delegations.delegate(
        FLOW, Area.objects.get(code=TOWN), since=day - dt.timedelta(days=9), until=day - dt.timedelta(days=2),
        document="甲", by=office.leader, at=at,
    )  # fmt: skip
    with pytest.raises(Refused, match="不需要收回"):
        delegations.end(made, FLOW, on=day, document="乙", by=office.leader, at=at)
    with pytest.raises(Refused, match="文号"):
        delegations.end(made, FLOW, on=day, document=" ", by=office.leader, at=at)


def test_a_clerk_arranges_who_stands_in_for_him_and_ends_it(office: Office) -> None:
    today = timezone.localdate()
    other = somebody("other", Role.TOWNSHIP_CLERK, TOWN)
    Grant.objects.update(since=dt.date(2020, 1, 1))
    said = {
        "absent": office.clerk.pk, "substitute": other.pk, "since": f"{today}",
        "until": f"{today + dt.timedelta(days=3)}", "because": "参加培训",
    }  # fmt: skip
    assert post(other, "arrange", **said).status_code == 422  # not his to arrange
    assert post(office.clerk, "arrange", **{**said, "until": f"{today + dt.timedelta(days=200)}"}).status_code == 422
    assert post(office.clerk, "arrange", **said).status_code == 302
    made = Substitution.objects.get()
    assert absent_for(User.objects.get(pk=other.pk), today) == [office.clerk]
    assert "结束代办" not in text(other, "substitute", made.pk)
    assert "结束代办" in text(office.clerk, "substitute", made.pk)
    assert post(other, "back", made.pk).status_code == 422
    assert post(office.clerk, "back", made.pk).status_code == 302
    made.refresh_from_db()
    assert made.until == today
    assert "参加培训" in text(office.clerk, "substitute", made.pk)


def test_a_leader_arranges_for_his_place_and_sees_nothing_of_another(office: Office) -> None:
    today = timezone.localdate()
    head: User = office.head  # type: ignore[attr-defined]
    there = somebody("there", Role.TOWNSHIP_LEADER, OTHER_TOWN)
    Grant.objects.update(since=dt.date(2020, 1, 1))
    said = {
        "absent": office.clerk.pk, "substitute": head.pk, "since": f"{today}", "until": f"{today}", "because": "病假",
    }  # fmt: skip
    assert post(there, "arrange", **said).status_code == 422
    assert post(head, "arrange", **said).status_code == 302
    made = Substitution.objects.get()
    assert "病假" in text(head, "substitutes")
    assert "病假" not in text(there, "substitutes")
    assert acting(there).get(reverse("duties:substitute", args=[made.pk])).status_code == 404
    with pytest.raises(Refused, match="没有权限"):
        substitutes.end(made, on=today, by=there, at=timezone.now())


@pytest.mark.parametrize("page", ["delegations", "substitutes"])
def test_a_list_of_three_asks_no_more_than_a_list_of_one(office: Office, page: str) -> None:
    now, day = timezone.now(), timezone.localdate()

    def one_more(number: int) -> None:
        since = day + dt.timedelta(days=10 * number)
        until = since + dt.timedelta(days=5)
        if page == "delegations":
            town = Area.objects.get(code=TOWN)
            delegations.delegate(FLOW, town, since=since, until=until, document="甲", by=office.leader, at=now)
        else:
            substitutes.arrange(
                office.officer, office.second, since=since, until=until, because="培训", by=office.officer, at=now
            )

    def asked() -> int:
        with CaptureQueriesContext(connection) as caught:
            text(office.officer, page)
        return len(caught)

    one_more(0)
    asked()
    once = asked()
    one_more(1)
    one_more(2)
    assert asked() == once


def test_only_flows_that_may_be_delegated_are_offered(office: Office) -> None:
    shown = text(office.leader, "delegate")
    assert FLOW.name in shown
    assert "remedies.complaints" in FLOWS
    assert 'value="remedies.complaints"' not in shown
