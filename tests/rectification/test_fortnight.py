"""RP-04: what the register said at the end of a fortnight; sent once, and never changed by what comes later."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document
from python_calamine import CalamineWorkbook

from doudi.base.models import Record
from doudi.base.refused import Refused
from doudi.base.spans import Period
from doudi.base.stories import COUNTY
from doudi.mechanisms.entitlement.testing_awards import acting, moment
from doudi.programmes.integrity.rectification.fortnight import (
    HEADINGS,
    fortnight_of,
    last_over,
    report_of,
    send,
    sheet_of,
    worklist,
)
from doudi.programmes.integrity.rectification.models import Closing, LedgerReport
from tests.rectification.stories import DUE, Bureau

pytestmark = pytest.mark.django_db
FORTNIGHT = Period(dt.date(2024, 5, 6), dt.date(2024, 5, 19))
AFTER = moment("2024-05-20")
STATE, MOVES = -2, -1


@pytest.fixture
def bureau() -> Bureau:
    return Bureau()


def test_a_fortnight_runs_from_monday_to_sunday_and_none_is_left_out() -> None:
    assert fortnight_of(dt.date(2024, 5, 6)) == fortnight_of(dt.date(2024, 5, 19)) == FORTNIGHT
    assert fortnight_of(dt.date(2024, 5, 20)).first == dt.date(2024, 5, 20)
    assert last_over(dt.date(2024, 5, 20)) == FORTNIGHT
    assert last_over(dt.date(2024, 5, 19)).last == dt.date(2024, 5, 5)


def test_rp_04_is_drawn_from_the_register_as_it_stood_at_the_end_of_the_fortnight(bureau: Bureau) -> None:
    """Two are entered, one of them is closed in it; what is closed and opened again later does not change what it says."""
    done, open_ = bureau.closed(problem="问题一"), bureau.started(problem="问题二")
    found = report_of(FORTNIGHT)
    assert "列入台账2项，已销号1项，完成率50.0%，按时推进1项" in found.words
    assert "本期新列入2项，销号1项，重新打开0项" in found.words
    by_no = {row[0]: row for row in found.rows}
    assert by_no[str(done.item_no)][STATE] == "已销号"
    assert "销号" in by_no[str(done.item_no)][MOVES]
    assert by_no[str(open_.item_no)][STATE] == "按时推进"
    Closing.objects.filter(task=done).update(reopened_on=dt.date(2024, 6, 10))
    assert report_of(FORTNIGHT).rows == found.rows
    later = {row[0]: row for row in report_of(fortnight_of(dt.date(2024, 6, 10))).rows}
    assert later[str(done.item_no)][STATE] == "反弹，重新打开"
    assert "重新打开" in later[str(done.item_no)][MOVES]
    past_due = {row[0]: row for row in report_of(fortnight_of(DUE + dt.timedelta(days=14))).rows}
    assert past_due[str(open_.item_no)][STATE] == "已过时限"
    assert report_of(fortnight_of(dt.date(2024, 4, 1))).rows == ()


def test_it_is_sent_once_after_it_is_over_and_stays_as_it_was_sent(bureau: Bureau) -> None:
    bureau.started()
    with pytest.raises(Refused, match="才结束"):
        send(FORTNIGHT, area_code=COUNTY, by=bureau.officer, at=moment("2024-05-19"))
    with pytest.raises(Refused, match="没有这一期"):
        send(replace(FORTNIGHT, last=dt.date(2024, 5, 12)), area_code=COUNTY, by=bureau.officer, at=AFTER)
    with pytest.raises(Refused, match="没有权限"):
        send(FORTNIGHT, area_code=COUNTY, by=bureau.clerk, at=AFTER)
    with pytest.raises(Refused, match="不需要报送"):
        send(fortnight_of(dt.date(2024, 4, 1)), area_code=COUNTY, by=bureau.officer, at=AFTER)
    assert [each.label for each in worklist(bureau.officer, dt.date(2024, 5, 20))] == ["待报送"]
    assert worklist(bureau.clerk, dt.date(2024, 5, 20)) == []
    before = report_of(FORTNIGHT)
    send(FORTNIGHT, area_code=COUNTY, by=bureau.officer, at=AFTER)
    assert worklist(bureau.officer, dt.date(2024, 5, 20)) == []
    assert Record.objects.filter(action="rectification.report").count() == 1
    bureau.entered(problem="迟登的问题")
    after = report_of(FORTNIGHT)
    assert (after.words, after.rows) == (before.words, before.rows)
    with pytest.raises(Refused, match="已经报送"):
        send(FORTNIGHT, area_code=COUNTY, by=bureau.officer, at=AFTER)
    assert LedgerReport.objects.count() == 1


def test_both_forms_hold_every_item(bureau: Bureau) -> None:
    task = bureau.started(problem="问题一")
    report = report_of(FORTNIGHT)
    client = acting(bureau.inspector)  # the discipline commission reads it
    until = FORTNIGHT.last.isoformat()
    book = client.get(reverse("rectification:fortnight_file", args=[until, "xlsx"])).content
    rows = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    assert rows[2] == [each.words for each in HEADINGS]
    assert rows[3][:3] == [str(task.item_no), "社会救助", "问题一"]
    paper = client.get(reverse("rectification:fortnight_file", args=[until, "docx"])).content
    words = "\n".join(each.text for each in Document(io.BytesIO(paper)).paragraphs)
    assert report.words in words
    assert "县纪委监委" in sheet_of(report, county_code=COUNTY, on=AFTER.date()).notes[1]
    assert "问题一" in client.get(reverse("rectification:fortnight", args=[until])).content.decode()
    assert client.post(reverse("rectification:fortnight_send", args=[until])).status_code in (302, 403)
    assert not LedgerReport.objects.exists()
    assert client.get(reverse("rectification:fortnight", args=["2024-05-18"])).status_code == 404


def test_the_report_asks_as_often_for_three_items_as_for_one(bureau: Bureau) -> None:
    counts = []
    report_of(FORTNIGHT)
    for more in (1, 2):
        for _ in range(more):
            bureau.started()
        with CaptureQueriesContext(connection) as caught:
            report_of(FORTNIGHT)
        counts.append(len(caught))
    assert counts[0] == counts[1]
