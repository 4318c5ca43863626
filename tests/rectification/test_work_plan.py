"""Stories of the work plan (R-RPT-10): targets by quarter, reported in turn, late ones on the worklist, results that the summary reports."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from doudi.base.models import User
from doudi.base.refused import Refused
from doudi.base.stories import COUNTY
from doudi.mechanisms.casework import queries as casework
from doudi.mechanisms.casework.declare import Action
from doudi.mechanisms.casework.services import take
from doudi.mechanisms.entitlement.testing_awards import acting, moment
from doudi.mechanisms.indicators.periods import parse_period
from doudi.programmes.office.reports.composing import compose
from doudi.programmes.office.work_plan import flow, handling, services
from doudi.programmes.office.work_plan.models import PlanItem
from doudi.programmes.office.work_plan.services import NewItem
from tests.rectification.stories import Bureau

pytestmark = pytest.mark.django_db
TARGETS = ("完成选址", "开工", "主体完工", "3个养老院投入使用")
REPORTED = ("2025-04-02", "2025-07-02", "2025-10-09", "2025-12-31")


class Planned(Bureau):
    """The county plans three new care homes for 2025 (F-58)."""

    def item(self, **more: Any) -> PlanItem:
        said: dict[str, Any] = {
            "year": 2025,
            "section": "养老服务",
            "words": "新增3个社区嵌入式养老院",
            "unit": "养老服务股",
            "owner": self.officer,
            "targets": TARGETS,
            "evidence": "验收单",
        }
        new = NewItem(**{**said, **more})
        return services.enter([new], area_code=COUNTY, by=self.centre, at=moment("2024-12-20"))[0]

    def step(self, item: PlanItem, action: Action, by: User, on: str, **said: Any) -> PlanItem:
        files = [self.proof] if any(each.kind == "file" for each in action.fields) else []
        item.case.refresh_from_db()
        take(item.case, action, by=by, at=moment(on), because="按计划", data=said, files=files)
        item.refresh_from_db()
        return item

    def running(self, **more: Any) -> PlanItem:
        return self.step(self.item(**more), flow.APPROVE, self.leader, "2024-12-25")

    def reported(self, reached: str = "1", **more: Any) -> PlanItem:
        item = self.running(**more)
        for on in REPORTED:
            self.step(item, flow.REPORT, self.officer, on, told="按计划推进", reached=reached)
        return item


@pytest.fixture
def bureau() -> Planned:
    return Planned()


def test_r_rpt_10_each_quarter_is_due_after_it_has_ended_and_late_ones_are_on_the_worklist(bureau: Planned) -> None:
    item = bureau.running()
    assert item.case.due_on == dt.date(2025, 4, 8)  # five working days after 31 March, past Qingming (04-04..06)
    with pytest.raises(Refused, match="1季度到2025-03-31才结束"):
        bureau.step(item, flow.REPORT, bureau.officer, "2025-03-30", told="甲", reached="1")
    late = dt.date(2025, 4, 9)
    assert list(casework.overdue(casework.worklist(bureau.officer, [flow.PLAN], late), late)) == [item.case]
    bureau.step(item, flow.REPORT, bureau.officer, "2025-04-09", told="已选址3处", reached="1")
    assert item.case.due_on == dt.date(2025, 7, 7)
    assert [each.reached for each in item.quarters.all()] == [True, False, False, False]


@pytest.mark.parametrize(
    ("quarter", "end"), [(1, "2025-03-31"), (2, "2025-06-30"), (3, "2025-09-30"), (4, "2025-12-31")]
)
def test_a_quarter_ends_on_its_last_day(quarter: int, end: str) -> None:
    assert handling.last_day(2025, quarter) == dt.date.fromisoformat(end)


def test_a_result_rests_on_four_reports_and_says_why(bureau: Planned) -> None:
    item = bureau.running()
    with pytest.raises(Refused, match="1季度还没有报送"):
        bureau.step(item, flow.CONCLUDE, bureau.leader, "2025-12-31", result="DONE")
    item = bureau.reported(reached="0", words="农村幸福院投入使用")
    with pytest.raises(Refused, match="不能认定为完成"):
        bureau.step(item, flow.CONCLUDE, bureau.leader, "2026-01-05", result="DONE")
    with pytest.raises(Refused, match="写明原因"):
        bureau.step(item, flow.CONCLUDE, bureau.leader, "2026-01-05", result="PARTLY")
    with pytest.raises(Refused, match="请换人办理"):
        bureau.step(item, flow.CONCLUDE, bureau.officer, "2026-01-05", result="PARTLY", why="两处未完工")
    bureau.step(item, flow.CONCLUDE, bureau.leader, "2026-01-05", result="PARTLY", why="两处未完工")
    assert (item.case.stage, item.result, item.why) == ("CONCLUDED", "PARTLY", "两处未完工")


def test_whoever_owns_an_item_does_not_say_what_came_of_it(bureau: Planned) -> None:
    item = bureau.reported(owner=bureau.second)
    with pytest.raises(Refused, match="责任人不能认定"):
        bureau.step(item, flow.CONCLUDE, bureau.second, "2026-01-05", result="DONE")


def test_the_next_summary_reports_the_results_and_each_has_its_list(bureau: Planned) -> None:
    for words, reached, result in (("甲", "1", "DONE"), ("乙", "0", "PARTLY"), ("丙", "0", "NOT_DONE")):
        item = bureau.reported(reached, words=words)
        bureau.step(item, flow.CONCLUDE, bureau.leader, "2026-01-05", result=result, why="资金未到位")
    bureau.item(words="没有审定的")
    made = compose(parse_period("2025"), area_code=COUNTY, issuer="某县民政局", on=dt.date(2026, 1, 10))
    assert "年度工作计划3项，完成1项，部分完成1项，未完成1项。" in made.text
    listed = acting(bureau.officer).get(f"/reports/figures/work_plan.not_done/2025/{COUNTY}/").content.decode()
    assert "资金未到位" in listed


def test_what_is_no_plan_is_told_in_a_sentence(bureau: Planned) -> None:
    for said, sentence in (
        ({"targets": ("甲", "", "丙", "丁")}, "四个季度的目标"),
        ({"evidence": ""}, "凭什么证明"),
        ({"owner": bureau.clerk}, "没有办理权限"),
        ({"indicator": "no.such"}, "没有这个指标"),
        ({"year": 2023}, "已经过去的年度"),
    ):
        with pytest.raises(Refused, match=sentence):
            bureau.item(**said)
    assert not PlanItem.objects.exists()


def test_it_is_entered_from_its_page_and_the_list_asks_as_often_for_three_as_for_one(bureau: Planned) -> None:
    said = {
        "year": "2099", "section": "养老服务", "words": "新增养老院", "unit": "养老服务股", "owner": bureau.officer.pk,
        "indicator": "", "first": "甲", "second": "乙", "third": "丙", "fourth": "丁", "evidence": "验收单",
    }  # fmt: skip
    page = acting(bureau.centre)
    assert page.post(reverse("work_plan:item_new"), {**said, "fourth": ""}).status_code == 422
    assert page.post(reverse("work_plan:item_new"), said).status_code == 302
    shown = page.get(reverse("work_plan:item", args=[PlanItem.objects.get().pk])).content.decode()
    assert "4季度" in shown
    page.get(reverse("work_plan:items"), {"size": "50"})
    counts = []
    for more in (0, 2):
        for number in range(more):
            bureau.item(words=f"另一项{number}")
        with CaptureQueriesContext(connection) as caught:
            page.get(reverse("work_plan:items"), {"size": "50"})
        counts.append(len(caught))
    assert counts[0] == counts[1]
    assert acting(bureau.clerk).get(reverse("work_plan:items")).status_code == 403


def test_a_plan_that_is_still_running_is_told_by_its_last_quarter(bureau: Planned) -> None:
    """Nothing is said of results that nobody has found yet; of two items one missed what its quarter aimed at."""
    for reached in ("1", "0"):
        item = bureau.running()
        for on, told in zip(REPORTED[:2], ("1", reached), strict=True):
            bureau.step(item, flow.REPORT, bureau.officer, on, told="按季推进", reached=told)
    made = compose(parse_period("2025"), area_code=COUNTY, issuer="某县民政局", on=dt.date(2025, 12, 9))
    assert "年度工作计划进行中2项，最近一季达到目标1项。" in made.text
    assert "完成0项" not in made.text
