"""工作计划 as declared: its flow, its limits, the figures that next year's summary reports, its pages."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db.models import Count
from django.urls import reverse

from doudi.declare import Programme
from doudi.mechanisms.casework.pages import listing, of
from doudi.mechanisms.indicators.declare import Indicator, Kind
from doudi.pages.lists import Column
from doudi.programmes.office.work_plan import queries
from doudi.programmes.office.work_plan.flow import PLAN
from doudi.programmes.office.work_plan.models import PlanItem
from doudi.programmes.office.work_plan.pages import ITEM_PAGES
from doudi.programmes.office.work_plan.policy import BASIS, WorkPlanPolicy

_COLUMNS = (
    Column("words", "计划事项", head=True),
    Column("section", "方面"),
    Column("unit", "责任单位"),
    Column("result", "结果", "get_result_display"),
    Column("why", "原因"),
)


def _opens(row: Any) -> str:
    return reverse("work_plan:item", args=[row.pk])


def _figure(code: str, name: str, of: Any) -> Indicator:
    return Indicator(
        f"work_plan.{code}",
        name,
        "项",
        Count("pk"),
        of=of,
        area_field="case__area_code",
        kind=Kind.STOCK,
        columns=_COLUMNS,
        opens=_opens,
    )


work_plan = Programme(
    "work_plan",
    "工作计划",
    basis=(str(BASIS),),
    about="年度重点工作逐项落到责任单位和责任人，定四个季度的目标、衡量指标和凭据；按季报送，逾期的进待办；"
    "年底认定完成、部分完成、未完成及原因，下一年总结按项报告。",
    flows=(PLAN,),
    policies=(WorkPlanPolicy,),
    indicators=(
        _figure("items", "工作计划事项", queries.planned),
        _figure("running", "工作计划进行中", queries.running),
        _figure("on_target", "工作计划最近一季达到目标", queries.on_target),
        _figure("done", "工作计划完成", partial(queries.concluded, result=PlanItem.Result.DONE)),
        _figure("partly", "工作计划部分完成", partial(queries.concluded, result=PlanItem.Result.PARTLY)),
        _figure("not_done", "工作计划未完成", partial(queries.concluded, result=PlanItem.Result.NOT_DONE)),
    ),
    pages=of.pages_of(ITEM_PAGES),
    worklist=listing.worklist_of(ITEM_PAGES),
    alarms=listing.alarms_of(ITEM_PAGES),
)
