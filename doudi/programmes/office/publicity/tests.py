"""Stories of the pages of notices: from a draft to the board and down again, and what somebody says against it."""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from docx import Document

from doudi.base.models import Record, User
from doudi.base.roles import Role
from doudi.base.stories import OTHER_TOWN, TOWN, VILLAGE, build_county, number_of, somebody
from doudi.mechanisms.casework.declare import Action, Flow, Stage
from doudi.mechanisms.casework.notices import objecting, services
from doudi.mechanisms.casework.notices.declare import NewLine, NoticeTerms
from doudi.mechanisms.casework.notices.models import (
    BoardPhoto,
    Channel,
    NoticeKind,
    NoticeState,
    Objection,
    PublicNotice,
)
from doudi.mechanisms.casework.notices.testing import jpeg, workbook
from doudi.mechanisms.casework.services import open_case
from doudi.programmes.office.publicity import first_screen

APPLICATIONS = Flow(
    "publicity_story.cases",
    "最低生活保障申请",
    (Stage("APPLIED", "已提交"), Stage("ACCEPTED", "已受理")),
    "APPLIED",
    (Action("accept", "受理", "APPLIED", "ACCEPTED", by=Role.TOWNSHIP_CLERK),),
    prefix="保",
)
pytestmark = pytest.mark.django_db
NUMBER = number_of(dt.date(1990, 1, 2), 123)


@pytest.fixture(autouse=True)
def county(settings: Any, tmp_path: Any) -> None:
    settings.FILES_ROOT = tmp_path
    build_county()


@pytest.fixture
def clerk() -> User:
    return somebody("clerk", Role.TOWNSHIP_CLERK, TOWN)


@pytest.fixture
def leader() -> User:
    return somebody("leader", Role.TOWNSHIP_LEADER, TOWN)


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def typed(**more: object) -> dict[str, object]:
    return {
        "publicity": "dibao",
        "kind": "PRELIMINARY",
        "area": VILLAGE,
        "place": "村务公开栏",
        "phone_unit": "东镇民政所",
        "phone": "0797-7234567",
        "remark": "",
        "line-TOTAL_FORMS": "3",
        "line-INITIAL_FORMS": "0",
        "line-0-name": "张三",
        "line-0-people": "3",
        "line-0-category": "农村低保",
        "line-0-amount": "911",
        "line-0-group": "2",
        **more,
    }


def act(user: User, notice: PublicNotice, action: str, **data: object) -> Any:
    return browser(user).post(reverse("publicity:act", args=[notice.pk, action]), data)


def made(clerk: User) -> PublicNotice:
    assert browser(clerk).post(reverse("publicity:new"), typed()).status_code == 302
    return PublicNotice.objects.get()


def hung(clerk: User, leader: User, *, web: bool = False) -> PublicNotice:
    now = timezone.now()
    notice = services.draft(
        "dibao",
        NoticeKind.PRELIMINARY,
        [NewLine("张三", 3, 91_100, "农村低保")],
        area_code=VILLAGE,
        phones=[("东镇民政所", "12345")],
        place="村务公开栏",
        by=clerk,
        at=now,
    )
    services.submit(notice, by=clerk, at=now)
    services.review(notice, by=leader, at=now)
    return services.post(notice, on=timezone.localdate(), terms=NoticeTerms(7, web), by=clerk, at=now)


def test_a_notice_goes_from_draft_to_board_by_two_persons(clerk: User, leader: User) -> None:
    notice = made(clerk)
    page = browser(clerk).get(reverse("publicity:notice", args=[notice.pk])).content.decode()
    assert "东镇上村拟确认最低生活保障对象公示" in page
    assert browser(clerk).get(reverse("publicity:print", args=[notice.pk])).status_code == 409
    assert act(clerk, notice, "submit").status_code == 302
    assert "审核通过" not in browser(clerk).get(reverse("publicity:notice", args=[notice.pk])).content.decode()
    assert act(leader, notice, "review", words="同意").status_code == 302
    today = timezone.localdate()
    assert act(clerk, notice, "post", on=today.isoformat()).status_code == 302
    notice.refresh_from_db()
    assert (notice.days, notice.web, notice.last_day) == (7, False, today + dt.timedelta(days=7))
    printed = browser(clerk).get(reverse("publicity:print", args=[notice.pk])).content.decode()
    assert "张三" in printed
    word = browser(clerk).get(reverse("publicity:word", args=[notice.pk]))
    assert [row.cells[1].text for row in Document(io.BytesIO(word.content)).tables[0].rows] == ["申请人", "张三"]
    assert Record.objects.filter(action="notice.download").count() == 1
    done = act(
        clerk,
        notice,
        "photograph",
        moment="FIRST",
        photo=SimpleUploadedFile("a.jpg", jpeg(comment="board")),
        taken_on=today.isoformat(),
        taken_at=f"{timezone.localtime():%H:%M}",
        place="村委会门口",
        latitude="25.123456789",
    )
    assert done.status_code == 422  # more places than a position has
    done = act(
        clerk,
        notice,
        "photograph",
        moment="FIRST",
        photo=SimpleUploadedFile("a.jpg", jpeg(comment="board")),
        taken_on=today.isoformat(),
        taken_at=f"{timezone.localtime():%H:%M}",
        place="村委会门口",
        latitude="25.12345",
        longitude="115.12345",
    )
    assert done.status_code == 302
    assert BoardPhoto.objects.get().place == "村委会门口"


def test_what_the_scanner_stops_stands_on_the_page_in_full_and_nothing_typed_is_lost(clerk: User) -> None:
    browser(clerk).post(reverse("publicity:new"), typed(remark=f"妻子精神残疾二级，{NUMBER}"))
    notice = PublicNotice.objects.get()
    page = act(clerk, notice, "submit")
    assert page.status_code == 422
    text = page.content.decode()
    assert "出现疾病、残疾情况" in text
    assert "出现身份证号" in text
    assert NUMBER not in text
    detail = browser(clerk).get(reverse("publicity:notice", args=[notice.pk])).content.decode()
    assert "出现身份证号" in detail


def test_ex_38_a_draft_goes_on_to_review_when_both_are_gone(clerk: User) -> None:
    browser(clerk).post(reverse("publicity:new"), typed(remark=f"妻子精神残疾二级，{NUMBER}"))
    notice = PublicNotice.objects.get()
    edit = reverse("publicity:edit", args=[notice.pk])
    line = {"line-INITIAL_FORMS": "1"}
    left = {
        f"妻子精神残疾二级，{NUMBER}": ("出现疾病、残疾情况", "出现身份证号"),
        "妻子精神残疾二级": ("出现疾病、残疾情况",),
        NUMBER: ("出现身份证号",),
    }
    for remark, sentences in left.items():
        assert browser(clerk).post(edit, typed(remark=remark, **line)).status_code == 302
        page = act(clerk, notice, "submit")
        assert page.status_code == 422
        assert all(sentence in page.content.decode() for sentence in sentences)
        notice.refresh_from_db()
        assert notice.state == NoticeState.DRAFT
    assert browser(clerk).post(edit, typed(remark="", **line)).status_code == 302
    assert act(clerk, notice, "submit").status_code == 302
    notice.refresh_from_db()
    assert notice.state != NoticeState.DRAFT


def test_a_file_with_a_hidden_column_is_refused_with_the_place(clerk: User) -> None:
    notice = made(clerk)

    def fill(book: Any) -> None:
        book.active["F2"] = NUMBER
        book.active.column_dimensions["F"].hidden = True

    page = act(clerk, notice, "attach", file=SimpleUploadedFile("名单.xlsx", workbook(fill)))
    assert page.status_code == 422
    assert "F列是隐藏的" in page.content.decode()
    done = act(clerk, notice, "attach", file=SimpleUploadedFile("名单.xlsx", workbook(lambda book: None)))
    assert done.status_code == 302


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"line-0-name": f"张三{NUMBER[:2]}"}, "只能填写姓名"),
        ({"line-0-amount": "很多"}, "名单中有填写不完整"),
        ({"phone": "没有"}, "监督电话请写明"),
        ({"line-0-category": "急难型"}, "“类别”只能是"),
        ({"line-0-name": "", "line-0-people": "", "line-0-category": "", "line-0-amount": "", "line-0-group": ""}, "至少填写一户"),
    ],
)  # fmt: skip
def test_wrong_lines_come_back_with_what_was_typed(clerk: User, wrong: dict[str, str], sentence: str) -> None:
    page = browser(clerk).post(reverse("publicity:new"), typed(**wrong))
    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert "村务公开栏" in page.content.decode()


def test_a_draft_is_mended(clerk: User) -> None:
    notice = made(clerk)
    address = reverse("publicity:edit", args=[notice.pk])
    assert 'value="张三"' in browser(clerk).get(address).content.decode()
    changed = {"line-INITIAL_FORMS": "1", "line-0-people": "4", "place": "村口"}
    assert browser(clerk).post(address, typed(**changed)).status_code == 302
    notice.refresh_from_db()
    assert (notice.place, notice.lines.get().people) == ("村口", 4)


def test_another_township_finds_nothing(clerk: User, leader: User) -> None:
    notice = hung(clerk, leader)
    other = somebody("other", Role.TOWNSHIP_CLERK, OTHER_TOWN)
    assert browser(other).get(reverse("publicity:notice", args=[notice.pk])).status_code == 409
    assert notice.number not in browser(other).get(reverse("publicity:notices")).content.decode()


def test_an_objection_is_written_down_seen_by_who_handles_it_and_answered_once(clerk: User, leader: User) -> None:
    notice = hung(clerk, leader)
    said = {"channel": "PHONE", "line": "", "statement": "张三在县城有门面。", "name": "李四", "contact": "13812345678"}
    assert act(clerk, notice, "object", **said).status_code == 302
    made = Objection.objects.get()
    address = reverse("publicity:objection", args=[made.pk])
    assert "李四" in browser(clerk).get(address).content.decode()
    assert Record.objects.filter(action="objection.open").count() == 1
    assert "李四" not in browser(somebody("jw", Role.INSPECTOR, TOWN)).get(address).content.decode()
    village = somebody("helper", Role.VILLAGE_WORKER, VILLAGE)
    assert browser(village).get(address).status_code == 403
    answer = {"upheld": "0", "words": "经核实不属实，已当面答复。"}
    assert browser(leader).post(reverse("publicity:answer", args=[made.pk]), answer).status_code == 302
    assert browser(leader).post(reverse("publicity:answer", args=[made.pk]), answer).status_code == 422
    assert "经核实不属实" in browser(clerk).get(address).content.decode()


def test_what_waits_stands_in_the_worklist_of_who_can_do_it(clerk: User, leader: User) -> None:
    notice = made(clerk)
    today = timezone.localdate()

    def labels(user: User) -> list[str]:
        return [item.label for item in first_screen.worklist(user, today)]

    assert (labels(clerk), labels(leader)) == (["待提交"], [])
    services.submit(notice, by=clerk, at=timezone.now())
    assert (labels(clerk), labels(leader)) == ([], ["待审核"])
    services.review(notice, by=leader, at=timezone.now())
    services.post(notice, on=today, terms=NoticeTerms(7), by=clerk, at=timezone.now())
    assert labels(clerk) == ["拍首日照片"]
    later = today + dt.timedelta(days=1)
    assert [item.label for item in first_screen.alarms(clerk, later)] == ["缺首日照片"]
    objecting.receive(notice, "反映张三家情况。", channel=Channel.PAPER, by=clerk, at=timezone.now())
    assert "待答复" in labels(leader)


@pytest.mark.parametrize("page", ["notices", "objections"])
def test_a_list_costs_the_same_for_one_row_and_for_three(clerk: User, leader: User, page: str) -> None:
    client = browser(clerk)

    def more() -> None:
        notice = hung(clerk, leader)
        objecting.receive(notice, "反映张三家情况。", channel=Channel.PAPER, by=clerk, at=timezone.now())

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse(f"publicity:{page}")).status_code == 200
        return len(asked)

    more()
    cost()
    one = cost()
    more()
    more()
    assert cost() == one


def test_a_code_is_shown_once_to_who_handles_the_case_and_opens_its_progress(clerk: User) -> None:
    case = open_case(APPLICATIONS, title="申请", area_code=VILLAGE, by=clerk, at=timezone.now())
    asked = {"number": case.number, "phone": "13812345678"}
    page = browser(clerk).post(reverse("publicity:code"), asked).content.decode()
    (shown,) = re.findall(r"<strong>([0-9A-Z]{8})</strong>", page)
    found = Client().post("/public/progress/", {"number": case.number, "secret": shown})
    assert found.status_code == 200
    other = somebody("other", Role.TOWNSHIP_CLERK, OTHER_TOWN)
    assert browser(other).post(reverse("publicity:code"), asked).status_code == 422
