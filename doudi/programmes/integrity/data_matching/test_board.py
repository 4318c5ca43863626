"""月度看板: what came and what did not, the run from the page, results and trend, the letter to print."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any
from unittest import mock

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from doudi.base.models import User
from doudi.base.months import format_month
from doudi.base.stories import OTHER_VILLAGE, VILLAGE, number_of
from doudi.mechanisms.casework.services import take_many
from doudi.mechanisms.exchange.models import Delivery
from doudi.mechanisms.matching.models import Finding, Run
from doudi.mechanisms.matching.services import dispose
from doudi.programmes.integrity.data_matching import flow
from doudi.programmes.integrity.data_matching.jobs import compare_month
from doudi.programmes.integrity.data_matching.pages import board as page
from doudi.programmes.integrity.data_matching.pages.findings import rows
from doudi.programmes.integrity.data_matching.queries import check_lines, town_lines, trend
from doudi.programmes.integrity.data_matching.stories import MONTH, acting, found

pytestmark = pytest.mark.django_db
MAY = "2024-05"


def board(user: User, month: str = "2024-09") -> str:
    return acting(user).get(reverse("data_matching:board"), {"month": month}).content.decode()


def roll(name: str = "农村低保花名册(2024年9月).xlsx") -> SimpleUploadedFile:
    """A roll of two households."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["户编号", "姓名", "身份证号", "与户主关系", "村（社区）", "户月保障金", "保障人口"])
    for turn in range(5):
        number = number_of(dt.date(1955, 1, 2), 11 + turn)
        sheet.append([f"DB00{turn}", f"李{'甲乙丙丁戊'[turn]}", number, "户主", "上村", 500, 1])
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile(name, out.getvalue())


def test_a_list_that_did_not_come_is_late_and_its_department_gets_a_letter(people: dict[str, User]) -> None:
    text = board(people["centre"], MAY)
    assert "不能说明没有问题" in text
    assert "打印催报函" in text
    letter = acting(people["centre"]).get(reverse("data_matching:letters"), {"month": MAY, "to": "县财政局"})
    said = letter.content.decode()
    assert said.count('class="document"') == 1
    assert "县财政局：" in said
    assert "财政供养人员信息表" in said
    assert "从未报送" in said
    assert "县公安局：" not in said
    every = acting(people["centre"]).get(reverse("data_matching:letters"), {"month": MAY}).content.decode()
    assert every.count('class="document"') > 5


def test_no_letter_goes_to_whoever_owes_nothing(people: dict[str, User]) -> None:
    response = acting(people["centre"]).get(reverse("data_matching:letters"), {"month": MAY, "to": "县气象局"})
    assert "不需要催报" in response.content.decode()


def test_a_letter_is_for_the_county_only(people: dict[str, User]) -> None:
    for who in ("clerk", "sender", "inspector"):
        assert acting(people[who]).get(reverse("data_matching:letters"), {"month": MAY}).status_code == 403


def test_the_run_is_started_on_the_page_and_its_results_stand_there(
    people: dict[str, User], django_capture_on_commit_callbacks: Any
) -> None:
    acting(people["centre"]).post(reverse("data_matching:upload"), {"files": roll()})
    assert Delivery.objects.get().state == Delivery.State.TAKEN_IN
    address = f"{reverse('data_matching:board')}?month=2024-09"
    with mock.patch.object(page, "compare_month") as job, django_capture_on_commit_callbacks(execute=True):
        assert acting(people["centre"]).post(address).status_code == 302
    run = Run.objects.get()
    assert job.enqueue.call_args.args == (run.pk, people["centre"].pk)
    waiting = board(people["centre"])
    assert "等待开始" in waiting
    assert "重新比对</button>" not in waiting  # not twice at once
    again = acting(people["centre"]).post(address)
    assert "正在进行" in again.content.decode()
    compare_month.func(run.pk, people["centre"].pk)
    run.refresh_from_db()
    assert run.state == Run.State.DONE
    after = board(people["centre"])
    assert "未比对" in after  # most lists never came
    assert 'id="run"' not in after
    lines = check_lines(run)
    assert any(not line.compared and line.missing for line in lines)


def test_only_the_verification_centre_starts_a_run(people: dict[str, User]) -> None:
    assert "开始比对</button>" not in board(people["officer"])
    acting(people["officer"]).post(f"{reverse('data_matching:board')}?month=2024-09")
    assert not Run.objects.exists()


def test_a_month_that_has_not_come_cannot_be_compared(people: dict[str, User]) -> None:
    now = timezone.localdate()
    later = f"{now.year + 1}-{now.month:02d}"
    assert "开始比对" not in board(people["centre"], later).partition('class="right"')[2].partition("</h1>")[0]
    refused = acting(people["centre"]).post(reverse("data_matching:board") + f"?month={later}")
    assert (refused.status_code, Run.objects.count()) == (409, 0)
    assert "还没有到" in refused.content.decode()


def test_a_run_that_failed_says_why_on_the_board(people: dict[str, User]) -> None:
    run = Run.objects.create(month=MONTH, started_at=timezone.now(), by=people["centre"])
    with pytest.raises(Exception, match="花名册"):
        compare_month.func(run.pk, people["centre"].pk)
    text = board(people["centre"])
    assert "2024年9月的比对没有完成" in text
    assert "请先报送花名册" in text
    assert "开始比对</button>" in text  # to be tried again
    answer = acting(people["centre"]).get(
        reverse("data_matching:progress", args=[run.pk]), headers={"HX-Request": "true"}
    )
    assert answer["HX-Refresh"] == "true"


def test_a_run_whose_process_has_died_does_not_block_the_board(people: dict[str, User]) -> None:
    long_ago = timezone.now() - dt.timedelta(hours=2)
    Run.objects.create(month=MONTH, state=Run.State.RUNNING, started_at=long_ago, heard_at=long_ago)
    assert "开始比对</button>" in board(people["centre"])


def test_a_run_that_nobody_takes_up_says_that_the_background_is_not_there(people: dict[str, User]) -> None:
    run = Run.objects.create(month=MONTH, started_at=timezone.now() - dt.timedelta(minutes=3))
    assert "后台程序可能没有启动" in board(people["centre"])
    Run.objects.filter(pk=run.pk).update(started_at=timezone.now())
    assert "后台程序可能没有启动" not in board(people["centre"])


def test_trend_and_townships_count_what_became_of_the_findings(people: dict[str, User]) -> None:
    cases = found(
        *[{"identity": f"i{each}", "area_code": VILLAGE, "amount_fen": 10_000} for each in range(3)],
        {"identity": "elsewhere", "area_code": OTHER_VILLAGE},
        at=timezone.now() - dt.timedelta(days=60),
    )
    for case, disposal in zip(cases, (Finding.Disposal.CORRECTED, Finding.Disposal.CLEARED), strict=False):
        dispose(case.finding, disposal, because="核实", on=timezone.localdate())
    (line,) = trend(rows(people["centre"]), until=MONTH)
    assert (line.found, line.confirmed, line.cleared, line.open, line.amount_fen) == (4, 1, 1, 2, 10_000)
    assert line.precision == 0.5
    towns = {each.name: each for each in town_lines(rows(people["centre"]), timezone.localdate())}
    assert (towns["东镇"].found, towns["东镇"].confirmed, towns["西镇"].found) == (3, 1, 1)
    assert towns["西镇"].overdue == 1  # two working days to dispatch have long passed
    assert town_lines(rows(people["clerk"]), timezone.localdate()) == []  # nothing is dispatched yet
    take_many([case.case for case in cases[:3]], flow.DISPATCH, by=people["officer"], at=timezone.now())
    assert [each.name for each in town_lines(rows(people["clerk"]), timezone.localdate())] == ["东镇"]


def test_the_board_asks_the_database_as_often_for_many_findings_as_for_few(people: dict[str, User]) -> None:
    counts = []
    for number in (1, 4):
        places = (VILLAGE, OTHER_VILLAGE)
        found(
            *[{"identity": f"{number}{each}", "area_code": places[each % 2]} for each in range(number)],
            at=timezone.now(),
        )
        for _ in range(3):
            Delivery.objects.create(
                source="pensions", as_of=MONTH, state=Delivery.State.TAKEN_IN, received_at=timezone.now(), file_name="a"
            )
        board(people["centre"])
        with CaptureQueriesContext(connection) as captured:
            board(people["centre"], format_month(MONTH))
        counts.append(len(captured))
    assert counts[0] == counts[1]
