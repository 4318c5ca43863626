"""死亡办理的页面: what a death means for each award, confirmed by a person; and how often the database is asked."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from doudi.base.models import User
from doudi.base.roles import Role
from doudi.base.stories import OTHER_TOWN, VILLAGE, somebody
from doudi.mechanisms.entitlement.awards.models import Award, AwardChange
from doudi.mechanisms.entitlement.deaths import queries
from doudi.mechanisms.entitlement.pages import deaths
from doudi.mechanisms.entitlement.testing_awards import Office, acting, moment
from doudi.mechanisms.entitlement.units import Residence
from doudi.mechanisms.ledger.debts.models import Debt
from doudi.mechanisms.registry import services as registry
from doudi.programmes.assistance.dibao.programme import DIBAO_BENEFIT

NOW = moment("2024-08-02")
TODAY = dt.date(2024, 8, 2)


@pytest.fixture
def office(db: None, monkeypatch: pytest.MonkeyPatch) -> Office:
    """It is 2 August 2024."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    return Office()


def granted(office: Office, people: int, *, dead: int | None = 0, died: str = "2024-05-15", wages: int = 0) -> Award:
    """An urban household, one of whom has died."""
    household = office.household(people)
    figures = [{"transfers": wages}, *[{} for _ in range(people - 1)]]
    award = office.grant(DIBAO_BENEFIT, household, *figures, residence=Residence.URBAN)
    if dead is not None:
        person = office.people(household)[dead]
        registry.record_death(
            person, died_on=dt.date.fromisoformat(died), by=office.clerk, at=NOW, because="7月火化信息"
        )
    return award


def text_of(user: User, address: str, status: int = 200) -> str:
    response = acting(user).get(address)
    assert response.status_code == status
    return re.sub(r"<[^>]+>", "", response.content.decode())


def test_the_list_says_who_when_from_where_and_what_becomes_of_it(office: Office) -> None:
    granted(office, 1)
    granted(office, 3, dead=2, wages=50_000)
    for month, on in (("2024-06", "2024-06-12"), ("2024-07", "")):
        office.paid(DIBAO_BENEFIT, month, on=on)
    text = text_of(office.officer, reverse("funds:deaths"))
    for words in (
        "7月火化信息",
        "2024-05-15",
        "935.00 → 0.00",
        "1,870.00",
        "2,305.00 → 1,370.00",
        "3个月内办结",
        "2024-08-15",
    ):
        assert words in text, words


def test_ex_06_it_is_confirmed_from_the_list_and_leads_to_a_debt_and_a_letter(office: Office) -> None:
    """EX-06: the stop takes effect the month after the death; what was paid since becomes a proposed debt."""
    award = granted(office, 1, died="2024-05-15")
    for month, on in (("2024-05", ""), ("2024-06", "2024-06-12"), ("2024-07", "")):
        office.paid(DIBAO_BENEFIT, month, on=on)
    covered = award.covered.get()
    address = deaths.address(covered)
    assert "已多发1,870.00元" in text_of(office.officer, address)
    assert acting(office.officer).post(address, {"document": ""}).status_code == 422
    assert (
        acting(office.officer).post(address, {"document": "某民停〔2024〕9号", "because": "已核实"}).status_code == 302
    )
    assert Debt.objects.get().proposed == 2 * 93_500
    change = AwardChange.objects.get(kind="STOP")
    letter = text_of(office.officer, reverse("dibao:award_letter", args=[award.pk, change.pk]))
    assert "自2024年6月起停发" in letter
    assert "没有待办理的死亡人员" in text_of(office.officer, reverse("funds:deaths"))
    again = acting(office.officer).post(address, {"document": "某民停〔2024〕10号"})
    assert again.status_code == 409
    assert "可能已由他人办理" in again.content.decode()


def test_a_township_sees_its_own_and_does_not_decide(office: Office) -> None:
    award = granted(office, 1)
    address = deaths.address(award.covered.get())
    assert "由县办理" in text_of(office.clerk, reverse("funds:deaths"))
    assert "权限" in acting(office.clerk).post(address, {"document": "停"}).content.decode()
    assert Award.objects.get().until_month is None
    far = somebody("far", Role.TOWNSHIP_CLERK, OTHER_TOWN)
    assert "没有待办理" in text_of(far, reverse("funds:deaths"))
    assert acting(far).get(address).status_code == 404
    assert acting(somebody("helper", Role.VILLAGE_WORKER, VILLAGE)).get(reverse("funds:deaths")).status_code == 403


def test_the_death_stands_on_the_award_on_the_person_and_on_the_first_screen(office: Office) -> None:
    """R-DYN-03: three months; past them it is an alarm."""
    award = granted(office, 2, dead=1)
    covered = award.covered.order_by("pk").last()
    assert covered is not None
    for address in (reverse("dibao:award", args=[award.pk]), reverse("person", args=[covered.person_id])):
        assert deaths.address(covered) in acting(office.officer).get(address).content.decode()
    (item,) = deaths.waiting(office.officer, TODAY)
    assert (item.number, item.due, item.overdue) == (1, dt.date(2024, 8, 15), False)
    assert "东镇1项" in item.title
    assert deaths.alarms(office.leader, TODAY) == []
    (alarm,) = deaths.alarms(office.leader, dt.date(2024, 8, 16))
    assert alarm.overdue
    assert deaths.waiting(office.finance, TODAY) == []


def test_the_list_asks_as_often_for_three_as_for_one(office: Office) -> None:
    counts = []
    for number in (1, 2):
        for _ in range(number):
            granted(office, 2, dead=1)
        if number == 1:
            office.paid(DIBAO_BENEFIT, "2024-07")
        queries.proposals(office.officer, TODAY)
        with CaptureQueriesContext(connection) as captured:
            assert len(queries.proposals(office.officer, TODAY)) == (1 if number == 1 else 3)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_two_deaths_in_one_household_are_both_left_out_of_the_sums(office: Office) -> None:
    award = granted(office, 3, dead=1)
    household = award.party.household
    registry.record_death(
        office.people(household)[2], died_on=dt.date(2024, 6, 1), by=office.clerk, at=NOW, because="死亡证明"
    )
    first, second = queries.proposals(office.officer, TODAY)
    assert (first.after, second.after) == (93_500, 93_500)
    assert {first.from_month, second.from_month} == {first.from_month, first.from_month + 1}
