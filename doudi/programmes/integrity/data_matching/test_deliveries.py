"""报送 on the desk: a list that nobody could tell is told and remembered; what was rejected is mended and sent back."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Sequence

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from msoffcrypto.format.ooxml import OOXMLFile

from doudi.base.models import Record, User
from doudi.base.roles import Role
from doudi.base.stories import number_of, somebody
from doudi.mechanisms.exchange.models import Delivery, LearntHeading
from doudi.programmes.integrity.data_matching.stories import acting

pytestmark = pytest.mark.django_db
NUMBERS = [number_of(dt.date(1955, 1, 2), 11 + turn) for turn in range(12)]
NAMES = "甲乙丙丁戊己庚辛壬癸子丑"
PENSIONS = "县社会保险服务中心"


def book(rows: Sequence[Sequence[object]], name: str = "名单.xlsx") -> SimpleUploadedFile:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    out = io.BytesIO()
    made.save(out)
    return SimpleUploadedFile(name, out.getvalue())


def unclear(name: str, pay: int = 193) -> SimpleUploadedFile:
    """A list under headings that only its sender understands."""
    head = [["某县有关人员统计"], ["序号", "对象", "证件", "标准", "备考"]]
    return book([*head, *([turn, f"李{NAMES[turn]}", NUMBERS[turn], pay + turn, ""] for turn in range(12))], name)


def flawed(name: str = "养老金待遇发放(2024年9月).xlsx", *, wrong: str = "369999199501020000") -> SimpleUploadedFile:
    """A list of pensions in which one number was cut by the spreadsheet."""
    head = ["姓名", "公民身份号码", "险种", "月养老金标准(元)", "实发合计", "当前状态"]
    rows = [[f"李{NAMES[turn]}", NUMBERS[turn], "城乡居民养老保险", 193, 193, "正常发放"] for turn in range(5)]
    return book([head, *rows, ["李己", wrong, "城乡居民养老保险", 193, 193, "正常发放"]], name)


def hand_in(user: User, *files: SimpleUploadedFile, **more: str) -> HttpResponse:
    response = acting(user).post(reverse("data_matching:upload"), {"files": list(files), **more}, follow=True)
    assert isinstance(response, HttpResponse)
    return response


@pytest.fixture
def officer(people: dict[str, User]) -> User:
    """Whoever sends the pension lists."""
    return somebody("pensions", Role.DATA_OFFICER, organisation=PENSIONS)


def test_a_list_nobody_could_tell_is_told_once_and_known_the_next_month(people: dict[str, User], officer: User) -> None:
    page = hand_in(officer, unclear("有关人员9月.xlsx")).content.decode()
    asking = Delivery.objects.get()
    assert asking.state == Delivery.State.ASKING
    assert "指明是什么名单" in page
    address = reverse("data_matching:answer", args=[asking.pk])
    shown = acting(officer).get(address, {"source": "pensions"}).content.decode()
    assert "某县有关人员统计" in shown  # the first rows as they stand
    assert NUMBERS[0] not in shown  # but for whole numbers
    assert '<tr class="heading"><th scope="row">2</th>' in shown
    said = {
        "source": "pensions", "as_of": "2024-09", "header_row": "2",
        "column_0": "", "column_1": "name", "column_2": "id_number", "column_3": "monthly", "column_4": "",
    }  # fmt: skip
    assert acting(officer).post(address, said).status_code == 302
    asking.refresh_from_db()
    assert (asking.state, asking.source, asking.accepted) == (Delivery.State.TAKEN_IN, "pensions", 12)
    assert LearntHeading.objects.get(heading="标准").column == "monthly"
    hand_in(officer, unclear("有关人员10月.xlsx", pay=230), source="pensions")
    following = Delivery.objects.exclude(pk=asking.pk).get()
    assert (following.state, following.accepted) == (Delivery.State.TAKEN_IN, 12)


def test_a_list_that_is_none_is_not_proposed_as_one(people: dict[str, User]) -> None:
    """Whoever just goes on would replace a roll by a table of something else."""
    table = "地块,亩数,折算\n东坡,6,720\n西坡,3,360\n南坡,1,120\n".encode()
    hand_in(people["centre"], SimpleUploadedFile("汇总表.csv", table))
    asking = Delivery.objects.get()
    address = reverse("data_matching:answer", args=[asking.pk])
    shown = acting(people["centre"]).get(address).content.decode()
    assert "系统没有把握，请先选择是什么名单" in shown
    assert '<option value="" selected>请选择</option>' in shown
    assert "column_0" not in shown
    assert reverse("data_matching:withdraw", args=[asking.pk]) in shown
    blind = acting(people["centre"]).post(address, {"source": "", "as_of": "2024-09", "header_row": "1"})
    asking.refresh_from_db()
    assert (blind.status_code, asking.state) == (422, Delivery.State.ASKING)


def test_an_answer_that_reads_nothing_says_so_and_keeps_the_question(people: dict[str, User], officer: User) -> None:
    hand_in(officer, unclear("有关人员9月.xlsx"))
    asking = Delivery.objects.get()
    wrong = {"source": "pensions", "as_of": "2024-09", "header_row": "14"}
    response = acting(officer).post(reverse("data_matching:answer", args=[asking.pk]), wrong)
    asking.refresh_from_db()
    assert asking.state == Delivery.State.ASKING
    assert response.status_code == 422
    assert "缺少公民身份号码、月养老金标准（元）列" in response.content.decode()


def test_an_officer_tells_only_his_own_departments_lists_apart(people: dict[str, User], officer: User) -> None:
    hand_in(officer, unclear("有关人员9月.xlsx"))
    shown = acting(officer).get(reverse("data_matching:answer", args=[Delivery.objects.get().pk])).content.decode()
    assert 'value="pensions"' in shown
    assert 'value="vehicles"' not in shown
    other = people["sender"]  # of another department
    for page in ("delivery", "answer", "withdraw"):
        address = reverse(f"data_matching:{page}", args=[Delivery.objects.get().pk])
        assert acting(other).get(address).status_code == 404


def test_a_department_hands_in_its_own_list_only_and_none_twice(people: dict[str, User], officer: User) -> None:
    hand_in(people["sender"], flawed())  # of another department
    refused = Delivery.objects.get()
    assert refused.state == Delivery.State.REFUSED
    assert "只能报送" in refused.refused_because
    hand_in(officer, flawed())
    taken = Delivery.objects.get(state=Delivery.State.TAKEN_IN)
    assert (taken.source, taken.rows, taken.accepted, taken.rejected) == ("pensions", 6, 5, 1)
    hand_in(people["centre"], flawed("又一次.xlsx"))
    assert Delivery.objects.filter(state=Delivery.State.REPEATED).count() == 1


def test_what_was_rejected_is_masked_on_the_page_whole_in_the_workbook_and_can_be_sent_back(
    people: dict[str, User], officer: User
) -> None:
    cut = "369999199501020000"
    page = hand_in(officer, flawed(wrong=cut)).content.decode()
    taken = Delivery.objects.get()
    assert (taken.accepted, taken.rejected) == (5, 1)
    assert "369999********0000" in page
    assert cut not in page
    workbook = acting(officer).get(reverse("data_matching:rejects", args=[taken.pk]))
    assert Record.objects.filter(action="delivery.rejects", by=officer).count() == 1
    mended = openpyxl.load_workbook(io.BytesIO(workbook.content))
    sheet = mended.active
    assert sheet is not None
    place = next(cell for row in sheet.iter_rows() for cell in row if cell.value == cut)
    place.value = NUMBERS[5]
    out = io.BytesIO()
    mended.save(out)
    hand_in(officer, SimpleUploadedFile("养老金退回行(2024年9月).xlsx", out.getvalue()))
    again = Delivery.objects.exclude(pk=taken.pk).get()
    assert (again.state, again.source, again.accepted) == (Delivery.State.TAKEN_IN, "pensions", 1)


def test_the_change_since_last_month_stands_on_the_page(people: dict[str, User], officer: User) -> None:
    hand_in(officer, flawed("养老金待遇发放(2024年8月).xlsx"))
    page = hand_in(officer, flawed("养老金待遇发放(2024年9月).xlsx", wrong=NUMBERS[5])).content.decode()
    assert "2024年8月的报送" in page
    assert "新增<b>1</b>行" in page


def test_a_file_with_a_password_or_no_file_at_all_says_what_to_do(people: dict[str, User], officer: User) -> None:
    locked = io.BytesIO()
    OOXMLFile(flawed().file).encrypt("一二三四", locked)
    page = hand_in(officer, SimpleUploadedFile("有密码.xlsx", locked.getvalue())).content.decode()
    assert "请取消密码后重新报送" in page
    assert "重新报送</a>" in page
    assert not Delivery.objects.filter(state=Delivery.State.TAKEN_IN).exists()
    nothing = acting(officer).post(reverse("data_matching:upload"), {})
    assert nothing.status_code == 422


def test_one_broken_file_does_not_hold_up_the_others(people: dict[str, User], officer: User) -> None:
    broken = SimpleUploadedFile("坏.xlsx", b"PK\x03\x04garbage")
    page = hand_in(officer, broken, flawed()).content.decode()
    assert "坏.xlsx" in page
    assert Delivery.objects.filter(state=Delivery.State.TAKEN_IN).count() == 1


def test_every_list_of_a_zip_becomes_a_delivery_of_its_own(people: dict[str, User], officer: User) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("养老金待遇发放(2024年9月).xlsx", flawed().read())
        packed.writestr("不明.xlsx", unclear("x").read())
    page = hand_in(people["centre"], SimpleUploadedFile("报送.zip", out.getvalue())).content.decode()
    assert "报送了2份名单：" in page
    assert sorted(Delivery.objects.values_list("state", flat=True)) == ["ASKING", "TAKEN_IN"]


def test_a_withdrawn_list_speaks_no_more_but_stays_as_record(people: dict[str, User], officer: User) -> None:
    hand_in(officer, flawed())
    taken = Delivery.objects.get()
    address = reverse("data_matching:withdraw", args=[taken.pk])
    assert acting(officer).post(address, {"because": ""}).status_code == 422
    assert acting(officer).post(address, {"because": "报错了月份"}).status_code == 302
    taken.refresh_from_db()
    assert taken.state == Delivery.State.WITHDRAWN
    page = acting(officer).get(reverse("data_matching:delivery", args=[taken.pk])).content.decode()
    assert "已撤回" in page
    assert address not in page


def test_leaders_read_but_do_not_hand_in(people: dict[str, User], officer: User) -> None:
    leader = somebody("chief", Role.BUREAU_LEADER, "369999000000")
    hand_in(officer, flawed())
    assert acting(leader).get(reverse("data_matching:delivery", args=[Delivery.objects.get().pk])).status_code == 200
    for page in ("rejects", "withdraw"):
        assert acting(leader).get(reverse(f"data_matching:{page}", args=[Delivery.objects.get().pk])).status_code == 403
    assert "报送名单</a>" not in acting(leader).get(reverse("data_matching:deliveries")).content.decode()


def test_the_list_asks_the_database_as_often_for_many_deliveries_as_for_one(people: dict[str, User]) -> None:
    counts = []
    client = acting(people["centre"])
    for number in (1, 6):
        for turn in range(number):
            Delivery.objects.create(
                source="pensions", supplier=PENSIONS, as_of=24296, state=Delivery.State.TAKEN_IN,
                received_at=timezone.now(), file_name=f"{turn}.xlsx", received_by=people["centre"],
            )  # fmt: skip
        client.get(reverse("data_matching:deliveries"))
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("data_matching:deliveries"), {"q": str(number)})
        counts.append(len(captured))
    assert counts[0] == counts[1]
