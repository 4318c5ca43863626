"""Stories of the age allowance: the village registers, the township checks, the county decides a whole list; from the month of the birthday."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from doudi.base.models import Grant, User
from doudi.base.months import parse_month
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.base.stories import TOWN, VILLAGE, number_of, somebody
from doudi.mechanisms.casework.declare import Action
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.casework.services import take, take_many
from doudi.mechanisms.entitlement.awards.models import Award
from doudi.mechanisms.entitlement.front_door import known
from doudi.mechanisms.entitlement.front_door.declare import Opening
from doudi.mechanisms.entitlement.testing_awards import Office, acting, moment
from doudi.mechanisms.registry.models import Person
from doudi.mechanisms.registry.services import NewPerson, register_people
from doudi.programmes.elderly.age_allowances import flow, handling
from doudi.programmes.elderly.age_allowances.door import AGE_DOOR

pytestmark = pytest.mark.django_db
ACCOUNT = "6217000012345678"


class Hall(Office):
    def __init__(self) -> None:
        super().__init__()
        self.helper = somebody("helper", Role.VILLAGE_WORKER, VILLAGE)
        self.companion = somebody("companion", Role.TOWNSHIP_CLERK, TOWN)
        Grant.objects.update(since=dt.date(2020, 1, 1))
        self.met = 0

    def elder(self, born: str = "1942-03-04") -> Person:
        self.met += 1
        new = NewPerson(number_of(dt.date.fromisoformat(born), self.met), f"老人{self.met}", VILLAGE)
        return register_people([new], by=None, at=moment("2024-01-02"), because="登记")[0]

    def take(self, case: Case, action: Action, by: User, on: str, **said: Any) -> ActionTaken:
        return take(case, action, by=by, at=moment(on), because="情况属实", data=said)

    def checked(
        self, who: Person | None = None, on: str = "2024-09-10", kind: str = "age_allowance", **facts: int
    ) -> Case:
        row = handling.apply(
            flow.APPLICATIONS, who or self.elder(), facts, kind=kind, by=self.helper, at=moment(on), account=ACCOUNT
        )
        self.take(row.case, flow.SUBMIT, self.helper, on, signed=True)
        self.take(row.case, flow.CHECK, self.clerk, on)
        return row.case


@pytest.fixture
def hall() -> Hall:
    return Hall()


def test_a_list_is_confirmed_at_once_and_paid_three_months_back(hall: Hall) -> None:
    cases = [hall.checked() for _ in range(3)]
    taken = take_many(
        cases, flow.CONFIRM, by=hall.officer, at=moment("2024-09-20"), data={"document": "某民寿〔2024〕1号"}
    )
    assert len(taken) == 3
    awards = Award.objects.all()
    assert {(each.amount, each.from_month) for each in awards} == {(5_000, parse_month("2024-06"))}  # R-BEN-01


@pytest.mark.parametrize(
    ("born", "first"),
    [("1944-09-20", "2024-09"), ("1944-08-01", "2024-08"), ("1944-01-01", "2024-06")],
    ids=["birthday this month", "last month", "long ago"],
)
def test_r_ben_01_from_the_month_of_the_birthday_at_most_three_months_back(hall: Hall, born: str, first: str) -> None:
    case = hall.checked(hall.elder(born))
    hall.take(case, flow.CONFIRM, hall.officer, "2024-09-20", document="某民寿〔2024〕1号")
    assert Award.objects.get().from_month == parse_month(first)


def test_who_is_too_young_is_not_confirmed_and_who_is_entitled_not_refused(hall: Hall) -> None:
    young = hall.checked(hall.elder("1950-03-04"))
    with pytest.raises(Refused, match="不发放高龄津贴"):
        hall.take(young, flow.CONFIRM, hall.officer, "2024-09-20", document="某民寿〔2024〕1号")
    old = hall.checked()
    said = {"ground": "AGE", "words": "未满八十周岁", "document": "某民寿〔2024〕2号"}
    with pytest.raises(Refused, match="不能不予发放"):
        hall.take(old, flow.REFUSE, hall.officer, "2024-09-20", **said)
    hall.take(young, flow.REFUSE, hall.officer, "2024-09-20", **said)
    letter = acting(hall.officer).get(reverse("age_allowances:application_refusal", args=[young.pk])).content.decode()
    assert "未满八十周岁。" in letter
    both = [old, hall.checked(hall.elder("1951-03-04"))]
    with pytest.raises(Refused, match="不发放高龄津贴"):
        take_many(both, flow.CONFIRM, by=hall.officer, at=moment("2024-09-20"), data={"document": "某民寿〔2024〕3号"})
    assert not Award.objects.exists()  # all of them or none


def test_r_sod_01_who_registers_does_not_check_and_who_checks_does_not_confirm(hall: Hall) -> None:
    row = handling.apply(
        flow.APPLICATIONS,
        hall.elder(),
        {},
        kind="age_allowance",
        by=hall.clerk,
        at=moment("2024-09-10"),
        account=ACCOUNT,
    )
    hall.take(row.case, flow.SUBMIT, hall.clerk, "2024-09-10", signed=True)
    with pytest.raises(Refused):
        hall.take(row.case, flow.CHECK, hall.clerk, "2024-09-10")
    hall.take(row.case, flow.CHECK, hall.companion, "2024-09-10")


def test_a_subsidy_without_a_standard_is_refused_for_that_reason(hall: Hall) -> None:
    case = hall.checked(kind="elder_nursing", disabled_elder=1)
    with pytest.raises(Refused, match="本县尚未规定老年人护理补贴标准"):
        hall.take(case, flow.CONFIRM, hall.officer, "2024-09-20", document="某民寿〔2024〕1号")
    hall.take(
        case, flow.REFUSE, hall.officer, "2024-09-20", ground="STANDARD", words="尚未规定", document="某民寿〔2024〕2号"
    )


def test_r_ben_03_the_front_door_opens_it_and_asks_for_the_account_only(hall: Hall) -> None:
    who = hall.elder()
    home = known.home_of_person(who, dt.date(2024, 9, 10))
    assert home is not None
    someone = home.someone(who.pk)
    assert AGE_DOOR.opens is not None
    case = AGE_DOOR.opens(Opening(home, someone, someone, hall.helper, moment("2024-09-10"), "", ""))
    with pytest.raises(Refused, match="补充申请内容"):
        hall.take(case, flow.SUBMIT, hall.helper, "2024-09-10", signed=True)
    browser = acting(hall.helper)
    address = reverse("age_allowances:application_complete", args=[case.pk])
    assert address in browser.get(reverse("age_allowances:application", args=[case.pk])).content.decode()
    assert browser.post(address, {"account": "12"}).status_code == 422
    assert browser.post(address, {"account": ACCOUNT}).status_code == 302
    hall.take(case, flow.SUBMIT, hall.helper, "2024-09-10", signed=True)
    assert (handling.HANDLING.of(case).account, case.stage) == (ACCOUNT, "SUBMITTED")
    assert address not in browser.get(reverse("age_allowances:application", args=[case.pk])).content.decode()
    assert browser.post(address, {"account": ACCOUNT}).status_code == 422  # submitted is submitted


def test_the_county_ticks_a_list_on_the_page(hall: Hall) -> None:
    browser, counted = acting(hall.officer), []
    cases = [hall.checked()]
    for _ in range(2):
        browser.get(reverse("age_allowances:applications"))
        with CaptureQueriesContext(connection) as asked:
            page = browser.get(reverse("age_allowances:applications")).content.decode()
        counted.append(len(asked))
        cases += [hall.checked(), hall.checked()]
    assert counted[0] == counted[1]
    assert "批量审定同意" in page
