"""What the actions of an appeal ask and do; the flows of the three roads name them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from doudi.base.refused import Refused
from doudi.mechanisms.casework import queries, services
from doudi.mechanisms.casework.appeals.models import Appeal, AppealResult
from doudi.mechanisms.casework.appeals.queries import of
from doudi.mechanisms.casework.declare import Said
from doudi.mechanisms.casework.models import ActionTaken, Case


def facts(case: Case) -> dict[str, Any]:
    """What came of it, by label: kept before and after every action that changes it."""
    row = Appeal.objects.filter(pk=case.pk).first()
    if row is None:
        return {}
    return {
        "结果": row.get_result_display(),
        "结论文书": row.result_document,
        "结论日期": row.result_on,
        "责令履行期限": row.act_by,
    }


def upheld(case: Case, taken: ActionTaken) -> None:
    _keep(case, taken, AppealResult.UPHELD)


def revoked(case: Case, taken: ActionTaken) -> None:
    """撤销: the decision falls, and the case it was made in is opened again."""
    _keep(case, taken, AppealResult.REVOKED)
    _reopen(case, taken, AppealResult.REVOKED)


def changed(case: Case, taken: ActionTaken) -> None:
    """变更: the case is opened again, and the county carries out what was decided instead."""
    _keep(case, taken, AppealResult.CHANGED)
    _reopen(case, taken, AppealResult.CHANGED)


def nothing_to_order(case: Case, said: Said) -> str | None:
    """责令限期履行 is for a case that stands still; a decision is revoked or changed."""
    assert case.original is not None
    if case.original.closed_at is not None:
        return f"原件{case.original.number}已经作出决定，不能登记责令限期履行；撤销、变更的请按结论登记。"
    day = said.get("act_by")
    if day and dt.date.fromisoformat(str(day)) < dt.date.fromisoformat(str(said.get("decided_on"))):
        return "责令履行期限早于结论日期，请核对。"
    return None


def ordered(case: Case, taken: ActionTaken) -> None:
    """责令限期履行: the appeal waits, with the day that was set, until the case it is about is decided."""
    act_by = dt.date.fromisoformat(str(taken.data["act_by"]))
    _keep(case, taken, AppealResult.ORDERED, act_by=act_by)
    case.due_on = case.internal_due_on = case.red_on = act_by
    case.yellow_on = timezone.localdate(taken.at)
    case.save(update_fields=["due_on", "internal_due_on", "red_on", "yellow_on"])


def not_decided_yet(case: Case, said: Said) -> str | None:
    """Only a decision is what was ordered."""
    assert case.original is not None
    original = Case.objects.get(pk=case.original.pk)
    if original.closed_at is None:
        return f"原件{original.number}还没有办结，不能登记已履行。"
    return None


def not_in_order(case: Case, said: Said) -> str | None:
    """What was found cannot be older than the appeal."""
    day = said.get("decided_on")
    if day and dt.date.fromisoformat(str(day)) < of(case).received_on:
        return "结论日期早于提出日期，请核对。"
    return None


def _keep(case: Case, taken: ActionTaken, result: AppealResult, act_by: dt.date | None = None) -> None:
    row = of(case)
    row.result, row.act_by = result, act_by
    row.result_document = str(taken.data["document"])[:80]
    row.result_on = dt.date.fromisoformat(str(taken.data["decided_on"]))
    row.save(update_fields=["result", "act_by", "result_document", "result_on"])


def _reopen(case: Case, taken: ActionTaken, result: AppealResult) -> None:
    """Its flow says how (`Appealable.reopen`); where it stands still open, there is nothing to open again."""
    assert case.original is not None
    original = Case.objects.select_for_update().get(pk=case.original.pk)
    flow = queries.flow_of(original)
    if flow.appealable is None:
        raise Refused(f"“{flow.name}”没有救济途径，不能重新审核。")
    if original.closed_at is None and original.stage not in flow.action(flow.appealable.reopen).sources:
        return
    services.take_by_system(
        original,
        flow.action(flow.appealable.reopen),
        at=taken.at,
        because=f"{case.number}{result.label}：{taken.data['document']}",
    )
