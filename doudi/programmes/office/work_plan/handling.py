"""What the steps of a plan item ask and do: each quarter reported in its turn, then the result with its reason."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from doudi.base.notices import calendar
from doudi.base.refused import Refused
from doudi.mechanisms.casework.declare import Said, number_on
from doudi.mechanisms.casework.milestones import Milestone, set_milestones
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.programmes.office.work_plan.models import PlanItem, QuarterTarget
from doudi.programmes.office.work_plan.policy import limit

_FIRST_OF_NEXT = {1: (0, 4), 2: (0, 7), 3: (0, 10), 4: (1, 1)}  # quarter → years later, month


def of(case: Case) -> PlanItem:
    return case.plan_item


def next_quarter(item: PlanItem) -> QuarterTarget | None:
    """The first quarter that has not been reported."""
    return item.quarters.filter(told_on=None).order_by("quarter").first()


def last_day(year: int, quarter: int) -> dt.date:
    """The last day of a quarter."""
    later, month = _FIRST_OF_NEXT[quarter]
    return dt.date(year + later, month, 1) - dt.timedelta(days=1)


def due_on(year: int, quarter: int) -> dt.date:
    """By when a quarter is reported: so many working days after it has ended."""
    end = last_day(year, quarter)
    return calendar().add_workdays(end, number_on(limit("report"), end))


def begin(case: Case, taken: ActionTaken) -> None:
    """Approved: the first quarter is due next."""
    _wait_for_next(case, taken)


def not_over(case: Case, said: Said) -> str | None:
    """A quarter is reported from its last day on, the evidence with it."""
    item = of(case)
    quarter = next_quarter(item)
    if quarter is None:
        return "四个季度都已报送，请认定结果。"
    end = last_day(item.year, quarter.quarter)
    return f"{quarter.quarter}季度到{end}才结束，还不能报送。" if said.on < end else None


def keep_report(case: Case, taken: ActionTaken) -> None:
    quarter = next_quarter(of(case))
    assert quarter is not None, "`not_over` has looked"
    quarter.told, quarter.told_on = str(taken.data["told"])[:400], timezone.localdate(taken.at)
    quarter.reached = taken.data["reached"] == "1"
    quarter.save(update_fields=["told", "told_on", "reached"])
    _wait_for_next(case, taken)


def _wait_for_next(case: Case, taken: ActionTaken) -> None:
    item = of(case)
    quarter, on = next_quarter(item), timezone.localdate(taken.at)
    if quarter is not None:
        day = due_on(item.year, quarter.quarter)
    else:
        day = calendar().add_workdays(on, number_on(limit("conclude"), on))
    set_milestones([Milestone(case, day, on)])


def not_ready(case: Case, said: Said) -> str | None:
    """A result rests on four reports; what was not done wholly says why (R-RPT-10)."""
    item = of(case)
    quarter = next_quarter(item)
    if quarter is not None:
        return f"{quarter.quarter}季度还没有报送，不能认定结果。"
    if said.get("result") != PlanItem.Result.DONE and not str(said.get("why") or "").strip():
        return "部分完成、未完成的，请写明原因。"
    if said.get("result") == PlanItem.Result.DONE and not item.quarters.get(quarter=4).reached:
        return "四季度没有达到目标，不能认定为完成；请认定为部分完成或未完成。"
    return None


def conclude(case: Case, taken: ActionTaken) -> None:
    item = of(case)
    if taken.by_id == item.owner_id:
        raise Refused("责任人不能认定本人负责的事项，请换人办理。")
    item.result, item.why = taken.data["result"], str(taken.data.get("why") or "")[:400]
    item.closed_on = timezone.localdate(taken.at)
    item.save(update_fields=["result", "why", "closed_on"])


def facts(case: Case) -> dict[str, Any]:
    """What may change of an item, by label."""
    row = PlanItem.objects.filter(pk=case.pk).first()
    return {"结果": row.get_result_display(), "原因": row.why} if row is not None else {}
