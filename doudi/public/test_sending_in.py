"""Stories of people who send something in without an account: apply, follow it, complain."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from doudi.base.models import Record, StoredFile
from doudi.base.roles import Role
from doudi.base.stories import TOWN, VILLAGE, build_county, number_of, somebody
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.queries import worklist
from doudi.programmes.office.reception.flow import SUBMISSIONS
from doudi.programmes.office.reception.models import Grievance, Submission

pytestmark = pytest.mark.django_db
NUMBER = number_of(dt.date(1950, 3, 2), 123)
TYPED = {
    "way": "SELF",
    "name": "姜小白",
    "id_number": NUMBER,
    "village": VILLAGE,
    "phone": "13812345678",
    "needs": ["LIVING", "OLD"],
    "words": "",
    "agreed": "on",
}


@pytest.fixture(autouse=True)
def county() -> None:
    cache.clear()
    build_county()


def send(**changes: Any) -> Any:
    return Client().post("/public/apply/", {**TYPED, **changes})


def told(page: Any) -> tuple[str, str]:
    """The number and the code that the page shows."""
    number, code = re.findall(r'<strong class="big">(.*?)</strong>', page.content.decode())
    return number, code


def photo(name: str = "病历.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"\xff\xd8\xff\xe0" + name.encode(), "image/jpeg")


def test_r_org_03_what_is_sent_in_is_a_draft_that_waits_for_the_township() -> None:
    page = send()
    number, code = told(page)
    assert page.status_code == 200
    assert page["Cache-Control"] == "no-store"
    assert "还没有正式受理" in page.content.decode()
    case = Case.objects.get()
    assert (case.number, case.stage, case.flow) == (number, "RECEIVED", "reception.submissions")
    clerk = somebody("clerk", Role.TOWNSHIP_CLERK, TOWN)
    assert list(worklist(clerk, [SUBMISSIONS], case.opened_at.date())) == [case]
    progress = Client().post("/public/progress/", {"number": number, "secret": code}).content.decode()
    assert "待处理" in progress
    assert "姜小白" not in progress
    assert "待处理" in Client().post("/public/progress/", {"number": number, "secret": "5678"}).content.decode()


def test_r_sec_04_the_number_lies_encrypted_and_stands_in_no_record_and_no_page() -> None:
    page = send(words="腿脚不好")
    assert NUMBER not in page.content.decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM reception_submission")
        lying = str(cursor.fetchall())
    for secret in (NUMBER, "13812345678", "腿脚不好"):
        assert secret not in lying
        assert not Record.objects.filter(data__icontains=secret).exists()


def test_sent_again_by_the_same_person_it_is_told_the_first_number() -> None:
    number, _ = told(send())
    again = send().content.decode()
    assert number in again
    assert "不用重复提交" in again
    assert Submission.objects.count() == 1


def test_somebody_else_who_types_the_number_learns_nothing_and_shuts_nobody_out() -> None:
    first, _ = told(send())
    page = send(phone="13999999999")
    assert page.status_code == 200
    assert first not in page.content.decode()
    assert "重复" not in page.content.decode()
    later = Submission.objects.order_by("pk").last()
    assert later is not None
    assert later.same_as is not None
    assert later.same_as.case.number == first


def test_photographs_are_kept_and_nothing_else_is() -> None:
    assert send(papers=[photo("一.jpg"), photo("二.jpg")]).status_code == 200
    assert Submission.objects.get().files.count() == 2
    assert {each.area_code for each in StoredFile.objects.all()} == {VILLAGE}


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ([SimpleUploadedFile("a.exe", b"MZ")], "不是照片或PDF"),
        ([SimpleUploadedFile("a.jpg", b"<html>not a picture")], "内容与后缀不符"),
        ([SimpleUploadedFile("a.jpg", b"\xff\xd8\xff" + b"0" * 11 * 2**20)], "超过10MB"),
        ([photo() for _ in range(7)], "最多上传6个"),
    ],
)
def test_bad_files_are_refused_with_a_sentence_and_nothing_is_half_done(files: list[Any], sentence: str) -> None:
    page = send(papers=files)
    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert "姜小白" in page.content.decode()  # what was typed is still there
    assert not Case.objects.exists()
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"id_number": NUMBER[:-1] + ("0" if NUMBER[-1] != "0" else "1")}, "校验"),
        ({"phone": "0797-7234567"}, "手机号应为11位"),
        ({"needs": []}, "遇到的困难"),
        ({"village": TOWN}, "村（社区）"),
        ({"way": "OTHER", "agent": ""}, "与他的关系"),
        ({"agreed": ""}, "勾选同意"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(changes: dict[str, Any], sentence: str) -> None:
    page = send(**changes)
    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert not Case.objects.exists()


def test_a_machine_is_not_heard_and_a_flood_is_stopped() -> None:
    assert send(website="http://x").status_code == 200
    assert not Submission.objects.exists()
    for number in range(10):
        born = dt.date(1950, 1, 1) + dt.timedelta(days=number)
        assert send(id_number=number_of(born, 123)).status_code == 200
    assert send().status_code == 422
    assert Submission.objects.count() == 10


def test_the_first_page_leads_to_all_doors_and_needs_no_account() -> None:
    text = Client().get("/public/").content.decode()
    for address in ("/public/apply/", "/public/progress/", "/public/complain/"):
        assert address in text
        assert Client().get(address).status_code == 200


def test_every_control_of_the_forms_has_its_label() -> None:
    for address in ("/public/apply/", "/public/complain/"):
        text = Client().get(address).content.decode()
        named = set(re.findall(r'<label[^>]* for="([^"]+)"', text))
        controls = re.findall(r'<(?:input|select|textarea)[^>]* id="([^"]+)"', text)
        assert controls
        assert set(controls) <= named, address


def test_a_grievance_goes_to_the_county_with_a_clock_and_names_nobody_in_its_title() -> None:
    page = Client().post(
        "/public/complain/",
        {"kind": "CONDUCT", "area": TOWN, "about": "王某", "statement": "去了三次都不给办。", "name": "", "phone": ""},
    )
    number, code = told(page)
    row = Grievance.objects.select_related("case").get()
    assert (row.case.number, row.case.stage, row.real_name) == (number, "RECEIVED", False)
    assert row.case.due_on is not None
    assert "王某" not in row.case.title
    assert "已收到" in Client().post("/public/progress/", {"number": number, "secret": code}).content.decode()


def test_a_flood_of_grievances_is_stopped() -> None:
    said = {"kind": "OTHER", "area": TOWN, "statement": "反映一个情况。"}
    assert [Client().post("/public/complain/", said).status_code for _ in range(6)] == [200] * 5 + [422]
