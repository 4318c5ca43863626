"""Stories of an item of the register (section 12): worked on, handed in, accepted by another, signed off, looked back at, opened again."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from doudi.base.refused import Refused
from doudi.base.spans import Period
from doudi.base.stories import COUNTY, TOWN
from doudi.mechanisms.casework import queries as casework
from doudi.mechanisms.casework.services import take_by_system
from doudi.mechanisms.entitlement.testing_awards import acting, moment
from doudi.mechanisms.indicators.declare import indicator_of
from doudi.mechanisms.indicators.queries import figure
from doudi.programmes.integrity.rectification import flow, queries, services
from doudi.programmes.integrity.rectification.models import RectificationArea, Task
from tests.rectification.stories import DAY, DUE, Bureau

pytestmark = pytest.mark.django_db
LATER = dt.date(2024, 9, 2)


@pytest.fixture
def bureau() -> Bureau:
    return Bureau()


def test_r_ledger_01_what_is_not_delivered_stays_handed_in(bureau: Bureau) -> None:
    task = bureau.started()
    bureau.take(task, flow.ADD_MEASURE, bureau.clerk, words="建立死亡信息按月交接", deliverable="交接登记簿")
    first = task.measures.order_by("pk")[0]
    bureau.take(task, flow.DELIVER, bureau.clerk, measure=str(first.pk), told="三户全部停发")
    bureau.take(task, flow.SUBMIT, bureau.clerk, before="3户3人", after="0户0人")
    with pytest.raises(Refused, match="还有1项措施没有交付：建立死亡信息按月交接"):
        bureau.take(task, flow.ACCEPT, bureau.second, opinion="同意")
    task.case.refresh_from_db()
    assert task.case.stage == "SUBMITTED"  # otherwise it is handed in, not closed
    bureau.take(task, flow.RETURN, bureau.second, because="交接登记簿没有建")
    assert task.case.due_on == DUE  # work goes on until the day set
    bureau.delivered(task)
    bureau.take(task, flow.SUBMIT, bureau.clerk, before="3户3人", after="0户0人")
    bureau.take(task, flow.ACCEPT, bureau.second, opinion="同意")
    bureau.take(task, flow.CLOSE, bureau.leader, intent="NOBODY", dealt_with="0")
    assert (task.case.stage, task.closings.get().on) == ("CLOSED", dt.date(2024, 5, 14))


def test_r_ledger_01_a_second_person_accepts_and_a_third_signs_off(bureau: Bureau) -> None:
    task = bureau.handed_in()
    with pytest.raises(Refused):
        bureau.take(task, flow.ACCEPT, bureau.clerk, opinion="同意")  # the township does not accept its own
    county = bureau.entered(responsible=bureau.officer, place=COUNTY, unit="社会救助股")
    bureau.take(county, flow.START, bureau.officer, words="修订办法", deliverable="办法")
    [measure] = county.measures.all()
    bureau.take(county, flow.DELIVER, bureau.officer, measure=str(measure.pk), told="已印发")
    bureau.take(county, flow.SUBMIT, bureau.officer, before="无", after="有")
    with pytest.raises(Refused, match="请换人办理"):
        bureau.take(county, flow.ACCEPT, bureau.officer, opinion="同意")
    bureau.take(county, flow.ACCEPT, bureau.second, opinion="同意")
    with pytest.raises(Refused):
        bureau.take(county, flow.CLOSE, bureau.second, intent="NOBODY")


def test_who_answers_for_an_item_does_not_accept_it_though_a_colleague_handed_it_in(bureau: Bureau) -> None:
    task = bureau.entered(responsible=bureau.second, place=COUNTY, unit="社会救助股")
    bureau.take(task, flow.START, bureau.officer, words="修订办法", deliverable="办法")
    [measure] = task.measures.all()
    bureau.take(task, flow.DELIVER, bureau.officer, measure=str(measure.pk), told="已印发")
    bureau.take(task, flow.SUBMIT, bureau.officer, before="无", after="有")
    with pytest.raises(Refused, match="责任人不能验收"):
        bureau.take(task, flow.ACCEPT, bureau.second, opinion="同意")
    task.case.refresh_from_db()
    assert task.case.stage == "SUBMITTED"
    bureau.take(task, flow.ACCEPT, bureau.centre, opinion="同意")


def test_r_find_05_an_honest_mistake_corrected_in_time_is_exempt_from_blame(bureau: Bureau) -> None:
    task = bureau.accepted()
    with pytest.raises(Refused, match="不予追责"):
        bureau.take(task, flow.CLOSE, bureau.leader, intent="HONEST", dealt_with="1", dealt_how="诫勉")
    with pytest.raises(Refused, match="处理方式"):
        bureau.take(task, flow.CLOSE, bureau.leader, intent="NEGLIGENT", dealt_with="2")
    with pytest.raises(Refused, match="填写数字"):
        bureau.take(task, flow.CLOSE, bureau.leader, intent="NEGLIGENT", dealt_with="两人")
    bureau.take(task, flow.CLOSE, bureau.leader, intent="NEGLIGENT", dealt_with="2", dealt_how="批评教育")
    assert (task.intent, task.dealt_with) == ("NEGLIGENT", 2)
    assert task.after == "0户0人"  # the result stands apart from the intent


def test_the_day_set_is_made_later_once_and_by_the_leader_only(bureau: Bureau) -> None:
    task = bureau.started()
    assert task.case.due_on == DUE
    with pytest.raises(Refused):
        bureau.take(task, flow.EXTEND, bureau.officer, due_on="2024-09-30")
    with pytest.raises(Refused, match="晚于原时限"):
        bureau.take(task, flow.EXTEND, bureau.leader, due_on="2024-08-30")
    bureau.take(task, flow.EXTEND, bureau.leader, due_on="2024-09-30", because="等省厅口径")
    assert task.case.due_on == task.due_on == dt.date(2024, 9, 30)
    change = task.case.actions.get(action="extend").change
    assert (change.before, change.after) == ({"完成时限": "2024-08-30"}, {"完成时限": "2024-09-30"})
    with pytest.raises(Refused, match="只能延长一次"):
        bureau.take(task, flow.EXTEND, bureau.leader, due_on="2024-10-31")


def test_what_is_past_its_day_is_red_and_on_the_worklist(bureau: Bureau) -> None:
    task = bureau.started()
    assert list(casework.worklist(bureau.clerk, [flow.REGISTER], LATER)) == [task.case]
    assert list(casework.overdue(casework.cases(bureau.clerk, flow.REGISTER, on=LATER), LATER)) == [task.case]
    assert not casework.overdue(casework.cases(bureau.clerk, flow.REGISTER, on=DUE), DUE).exists()
    assert queries.board(bureau.leader, flow.REGISTER, LATER)[-1].late == 1
    assert queries.board(bureau.leader, flow.REGISTER, DUE)[-1].on_schedule == 1


def test_ex_37_and_wr_03_twenty_four_of_twenty_seven_are_done_and_three_are_on_schedule(bureau: Bureau) -> None:
    areas = list(RectificationArea)
    for number in range(27):
        make = bureau.closed if number < 24 else bureau.started
        make(area=areas[number % 5], problem=f"问题{number + 1}")
    whole = queries.board(bureau.leader, flow.REGISTER, dt.date(2024, 5, 20))[-1]
    assert (whole.items, whole.done, whole.on_schedule, whole.late) == (27, 24, 3, 0)
    assert whole.done + whole.on_schedule == whole.items  # I-05
    assert (whole.rate, queries.percent(3, 27)) == ("88.9%", "11.1%")
    assert [row.item_no for row in Task.objects.order_by("item_no")] == list(range(1, 28))
    told = {}
    for code in ("items", "aspects", "done", "on_schedule", "late"):
        indicator = indicator_of(f"rectification.{code}")
        assert indicator is not None
        told[code] = figure(indicator, Period(dt.date(2024, 1, 1), dt.date(2024, 5, 31)), area_code=COUNTY).value
    assert told == {"items": 27, "aspects": 5, "done": 24, "on_schedule": 3, "late": 0}
    assert round(100 * told["done"] / told["items"], 2) == Decimal("88.89")


def test_r_ledger_02_a_rate_is_half_up_and_blank_without_items() -> None:
    assert [queries.percent(*each) for each in ((24, 27), (1, 16), (0, 5), (5, 5), (0, 0))] == [
        "88.9%",
        "6.3%",
        "0.0%",
        "100.0%",
        "",
    ]


def test_r_ledger_03_it_is_looked_back_at_after_three_and_six_months(bureau: Bureau) -> None:
    task = bureau.closed()
    assert services.look_back(on=dt.date(2024, 8, 13), at=moment("2024-08-13")) == 0
    assert services.look_back(on=dt.date(2024, 8, 14), at=moment("2024-08-14")) == 1
    assert services.look_back(on=dt.date(2024, 8, 14), at=moment("2024-08-14")) == 0  # once
    task.case.refresh_from_db()
    assert task.case.stage == "LOOK_BACK"
    with pytest.raises(Refused, match="六个月"):
        bureau.take(task, flow.HELD, bureau.second, "2024-08-16", looked_on="2024-08-15", found="无反弹")
    bureau.take(task, flow.HOLDS, bureau.second, "2024-08-16", looked_on="2024-08-15", found="无反弹")
    assert task.closings.get().look_back_on == dt.date(2024, 11, 14)  # counted from the closing
    assert services.look_back(on=dt.date(2024, 11, 14), at=moment("2024-11-14")) == 1
    bureau.take(task, flow.HELD, bureau.second, "2024-11-15", looked_on="2024-11-15", found="无反弹")
    assert (task.case.stage, task.closings.get().look_back_on) == ("HELD", None)


def test_r_ledger_03_relapse_opens_it_again_under_the_same_number(bureau: Bureau) -> None:
    task = bureau.closed()
    number, item_no = task.case.number, task.item_no
    services.look_back(on=dt.date(2024, 8, 14), at=moment("2024-08-14"))
    bureau.take(task, flow.RELAPSE, bureau.second, "2024-08-16", because="又有一户死亡后未停发")
    assert (task.case.stage, task.case.number, task.item_no) == ("REOPENED", number, item_no)
    with pytest.raises(Refused, match="恢复销号"):  # people found it: it is no doubt of a check
        bureau.take(task, flow.RESTORE, bureau.leader, "2024-08-16")
    bureau.take(
        task,
        flow.RESTART,
        bureau.clerk,
        "2024-08-19",
        words="死亡名单按周交接",
        deliverable="交接记录",
        due_on="2024-09-30",
    )
    assert task.case.due_on == dt.date(2024, 9, 30)
    # Of every day it can still be told how many were done.
    days = (dt.date(2024, 5, 13), dt.date(2024, 5, 14), dt.date(2024, 8, 15), dt.date(2024, 8, 16))
    assert [queries.done(Period(day, day)).count() for day in days] == [0, 1, 1, 0]
    assert queries.reopened(Period(dt.date(2024, 8, 1), dt.date(2024, 8, 31))).count() == 1


def test_what_cannot_be_entered_is_told_in_a_sentence_and_leaves_nothing(bureau: Bureau) -> None:
    wrong = (
        ({"due_on": dt.date(2024, 5, 14)}, "完成时限须晚于今天"),
        ({"responsible": bureau.stranger}, "没有办理权限"),
        ({"rules": (("R-CMP-99", 0),)}, "没有比对规则R-CMP-99"),
        ({"details": " "}, "具体情况"),
    )
    for said, sentence in wrong:
        with pytest.raises(Refused, match=sentence):
            bureau.entered(**said)
    assert not Task.objects.exists()
    with pytest.raises(Refused, match="没有权限"):
        services.register(
            [
                services.NewTask(
                    "甲", "乙", RectificationArea.FUNERAL, "FIELD", "丙", "丁", bureau.clerk, DUE, TOWN  # type: ignore[arg-type]
                )
            ],
            by=bureau.clerk,
            at=moment(DAY),
        )  # fmt: skip


def test_nobody_takes_what_happens_by_itself(bureau: Bureau) -> None:
    task = bureau.closed()
    with pytest.raises(Refused):
        bureau.take(task, flow.REOPEN, bureau.leader)
    with pytest.raises(Refused, match="须由"):
        take_by_system(task.case, flow.RESTART, at=moment(DAY), because="试")


# --- pages --------------------------------------------------------------------------------------------------------------


def test_the_list_asks_as_often_for_three_as_for_one(bureau: Bureau) -> None:
    bureau.entered()
    acting(bureau.officer).get(reverse("rectification:register"))
    counts = []
    for more in (0, 2):
        for number in range(more):
            bureau.entered(problem=f"另一问题{number}", area=RectificationArea.FUNERAL)
        with CaptureQueriesContext(
            connection,
        ) as caught:
            response = acting(bureau.officer).get(reverse("rectification:register"), {"size": "50"})
        assert response.status_code == 200
        counts.append(len(caught))
    assert counts[0] == counts[1]
    with CaptureQueriesContext(connection) as caught:
        board = acting(bureau.officer).get(reverse("rectification:board"))
    assert "整改问题（项）" in board.content.decode()
    assert sum("rectification_task" in each["sql"] for each in caught) == 1


def test_the_discipline_commission_reads_the_board_and_the_items_and_changes_nothing(bureau: Bureau) -> None:
    task = bureau.handed_in()
    reader = acting(bureau.inspector)
    assert "88.9%" not in (board := reader.get(reverse("rectification:board")).content.decode())
    assert "社会救助" in board
    shown = reader.get(reverse("rectification:item", args=[task.pk])).content.decode()
    assert "逐户核实停发追回" in shown
    assert "btn-primary" not in shown
    assert reader.get(reverse("rectification:item_new")).status_code == 403
    answer = reader.post(reverse("rectification:item_act", args=[task.pk, "accept"]), {"opinion": "同意"})
    assert answer.status_code in (403, 409)
    task.case.refresh_from_db()
    assert task.case.stage == "SUBMITTED"


def test_a_township_sees_its_own_items_only(bureau: Bureau) -> None:
    task = bureau.started()
    assert acting(bureau.clerk).get(reverse("rectification:item", args=[task.pk])).status_code == 200
    assert acting(bureau.stranger).get(reverse("rectification:item", args=[task.pk])).status_code == 404


def test_an_item_is_entered_and_worked_on_from_its_pages(bureau: Bureau) -> None:
    due = timezone.localdate() + dt.timedelta(days=90)
    said = {
        "area": "FUNERAL",
        "screening": "FIELD",
        "problem": "公墓收费未公示",
        "details": "2处公墓",
        "place": TOWN,
        "unit": "东镇人民政府",
        "responsible": bureau.clerk.pk,
        "lead": "分管副局长",
        "due_on": due.isoformat(),
        "tolerated": "0",
        "rules": ["R-CMP-01", "R-CMP-02"],
    }
    wrong = acting(bureau.officer).post(reverse("rectification:item_new"), {**said, "due_on": "2020-01-01"})
    assert wrong.status_code == 422
    assert "完成时限须晚于今天" in wrong.content.decode()
    assert acting(bureau.officer).post(reverse("rectification:item_new"), said).status_code == 302
    task = Task.objects.get()
    assert sorted(task.checks.values_list("rule", flat=True)) == ["R-CMP-01", "R-CMP-02"]
    page = acting(bureau.clerk)
    act = reverse("rectification:item_act", args=[task.pk, "start"])
    assert page.post(act, {"words": "张贴价目表", "deliverable": "照片", "version": "0"}).status_code == 302
    shown = page.get(reverse("rectification:item", args=[task.pk])).content.decode()
    assert "还有1项措施没有交付" in shown
    form = page.get(reverse("rectification:item_act", args=[task.pk, "deliver"])).content.decode()
    assert "张贴价目表</option>" in form
