"""What is done with the work plan: its items entered, each with four targets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from doudi.base.access import may, require
from doudi.base.models import User
from doudi.base.refused import Refused
from doudi.mechanisms.casework.services import NewCase, open_cases
from doudi.mechanisms.indicators.declare import indicator_of
from doudi.programmes.office.work_plan.flow import OWNERS, PLAN, PLANNERS
from doudi.programmes.office.work_plan.models import PlanItem, QuarterTarget


@dataclass(frozen=True)
class NewItem:
    """An item of the plan of a year: four targets, one a quarter; `indicator` is a code, or empty."""

    year: int
    section: str
    words: str
    unit: str
    owner: User
    targets: tuple[str, str, str, str]
    evidence: str
    indicator: str = ""


def enter(new: Sequence[NewItem], *, area_code: str, by: User, at: dt.datetime) -> list[PlanItem]:
    """列入工作计划: all of them or none (R-RPT-10)."""
    on = timezone.localdate(at)
    require(by, PLANNERS, area_code=area_code, on=on)
    for each in new:
        if not each.words.strip() or not all(target.strip() for target in each.targets):
            raise Refused("请填写计划事项和四个季度的目标。")
        if not each.evidence.strip():
            raise Refused("请写明完成后凭什么证明。")
        if not may(each.owner, OWNERS, area_code=area_code, on=on):
            raise Refused(f"{each.owner.name}没有办理权限，请另选责任人。")
        if each.indicator and indicator_of(each.indicator) is None:
            raise Refused("没有这个指标，请重新选择。")
        if each.year < on.year:
            raise Refused("不能为已经过去的年度列计划，请核对年度。")
    with transaction.atomic():
        cases = open_cases(PLAN, [NewCase(each.words.strip()[:200], area_code) for each in new], by=by, at=at)
        items = [
            PlanItem(
                case=case,
                year=each.year,
                section=each.section.strip()[:60],
                words=each.words.strip()[:200],
                unit=each.unit.strip()[:80],
                owner=each.owner,
                indicator=each.indicator,
                evidence=each.evidence.strip()[:160],
            )
            for case, each in zip(cases, new, strict=True)
        ]
        PlanItem.objects.bulk_create(items)
        QuarterTarget.objects.bulk_create(
            [
                QuarterTarget(item=item, quarter=quarter, target=target.strip()[:160])
                for item, each in zip(items, new, strict=True)
                for quarter, target in enumerate(each.targets, 1)
            ]
        )
    return items
