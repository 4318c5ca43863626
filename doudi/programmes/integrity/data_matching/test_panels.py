"""What this line adds to somebody's file: findings, and what each list says of him, from which file, as of when."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from doudi.base.models import Record, User
from doudi.base.months import chinese_month, month_of
from doudi.base.roles import Role
from doudi.base.stories import OTHER_VILLAGE, VILLAGE, number_of, somebody
from doudi.mechanisms.casework.services import take_many
from doudi.mechanisms.registry.models import Household, Person
from doudi.mechanisms.registry.services import NewHousehold, NewMember, NewPerson, register_households
from doudi.programmes.integrity.data_matching import flow
from doudi.programmes.integrity.data_matching.panels import known_of
from doudi.programmes.integrity.data_matching.stories import acting, dispatched, found

pytestmark = pytest.mark.django_db
NUMBER = number_of(dt.date(1950, 3, 4), 21)


@pytest.fixture
def home(people: dict[str, User]) -> Household:
    """Wang, whose pension is known, and his wife."""
    members = (
        NewMember(NewPerson(NUMBER, "王某", VILLAGE), "户主"),
        NewMember(NewPerson(number_of(dt.date(1951, 6, 7), 22), "李某", VILLAGE), "配偶"),
    )
    new = NewHousehold("H1", VILLAGE, members, since=dt.date(2020, 1, 1))
    return register_households([new], by=None, at=timezone.now(), because="农村低保花名册")[0]


def pensions(month: str, monthly: int, user: User) -> None:
    """A list that names Wang, handed in."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["姓名", "公民身份号码", "险种", "月养老金标准(元)", "实发合计", "当前状态", "银行账号"])
    others = [number_of(dt.date(1955, 1, 2), 11 + turn) for turn in range(4)]
    for turn, number in enumerate([NUMBER, *others]):
        account = f"62284811{turn:011d}"
        sheet.append([f"王{'某乙丙丁戊'[turn]}", number, "城乡居民养老保险", monthly, monthly, "正常发放", account])
    out = io.BytesIO()
    book.save(out)
    upload = SimpleUploadedFile(f"养老金待遇发放({month}).xlsx", out.getvalue())
    acting(user).post(reverse("data_matching:upload"), {"files": upload})


def person() -> Person:
    return Person.objects.get(party__name="王某")


def test_the_newest_list_is_quoted_with_its_file_row_and_month(people: dict[str, User], home: Household) -> None:
    pensions("2024年8月", 190, people["centre"])
    pensions("2024年9月", 215, people["centre"])
    (known,) = known_of(person(), today=dt.date(2024, 10, 8))
    assert (known.month, known.file, known.old) == ("2024年9月", "养老金待遇发放(2024年9月).xlsx", False)
    ((row, values),) = known.rows
    assert row == 2
    assert dict(values)["月养老金标准(元)"] == "215.00元"
    assert all(NUMBER not in value for _, value in values)
    (stale,) = known_of(person(), today=dt.date(2025, 2, 8))
    assert stale.old


def test_looking_into_the_lists_is_recorded_and_stays_in_ones_area(people: dict[str, User], home: Household) -> None:
    pensions(chinese_month(month_of(timezone.localdate()) - 1), 215, people["centre"])
    address = reverse("data_matching:known", args=[person().pk])
    assert "215.00元" in acting(people["clerk"]).get(address).content.decode()
    assert Record.objects.filter(action="data_matching.look_up", by=people["clerk"]).count() == 1
    assert acting(people["stranger"]).get(address).status_code == 404
    helper = somebody("helper", Role.VILLAGE_WORKER, VILLAGE)
    assert acting(helper).get(address).status_code == 403  # query results are not for village helpers


def test_findings_stand_in_the_file_of_the_person_and_of_the_household(
    people: dict[str, User], home: Household
) -> None:
    (case,) = dispatched({}, at=timezone.now(), by=people["officer"])
    link = reverse("data_matching:finding", args=[case.pk])
    for name, pk in (("person", person().pk), ("household", home.pk)):
        text = acting(people["clerk"]).get(reverse(name, args=[pk])).content.decode()
        assert link in text
        assert "农村低保花名册（" in text  # the source of what is known
    helper = somebody("helper", Role.VILLAGE_WORKER, VILLAGE)
    seen = acting(helper).get(reverse("person", args=[person().pk])).content.decode()
    assert "王某" in seen
    assert link not in seen
    elsewhere = somebody("elsewhere", Role.VILLAGE_WORKER, OTHER_VILLAGE)
    assert "王某" not in acting(elsewhere).get(reverse("person", args=[person().pk])).content.decode()


def test_what_was_handed_over_vanishes_from_the_townships_file(people: dict[str, User], home: Household) -> None:
    (case,) = found({}, at=timezone.now())
    take_many([case.case], flow.DISPATCH, by=people["officer"], at=timezone.now())
    data = {"register_no": "移1号", "because": "涉嫌隐瞒,依规移送。"}
    acting(people["centre"]).post(reverse("data_matching:act", args=[case.pk, "transfer"]), data)
    text = acting(people["clerk"]).get(reverse("person", args=[person().pk])).content.decode()
    assert case.case.number not in text


def test_a_file_asks_the_database_as_often_for_many_findings_as_for_one(
    people: dict[str, User], home: Household
) -> None:
    counts = []
    for number in (1, 5):
        rows = [{"identity": f"{number}{each}"} for each in range(number)]
        dispatched(*rows, at=timezone.now(), by=people["officer"])
        acting(people["clerk"]).get(reverse("person", args=[person().pk]))
        with CaptureQueriesContext(connection) as captured:
            acting(people["clerk"]).get(reverse("person", args=[person().pk]))
        counts.append(len(captured))
    assert counts[0] == counts[1]
