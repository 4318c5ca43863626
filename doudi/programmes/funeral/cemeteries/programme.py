"""公墓管理 as declared: the register, its figures, what is late, its pages."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count
from django.urls import reverse

from doudi.base.access import may
from doudi.base.documents import FUNERAL_2026, JIANGXI_CEMETERIES, JIANGXI_COLUMBARIA
from doudi.declare import Programme
from doudi.mechanisms.indicators.declare import Indicator, Kind
from doudi.pages.declare import WorkItem
from doudi.programmes.funeral.cemeteries import (
    door,  # noqa: F401 — from now on the register is asked before ashes are laid
    fraud,
    policy,
    queries,
)
from doudi.programmes.funeral.cemeteries.measuring import INSPECTORS
from doudi.programmes.funeral.cemeteries.pages import PAGES
from doudi.programmes.funeral.cemeteries.policy import CemeteryPolicy
from doudi.programmes.funeral.cemeteries.registering import REGISTRARS, RESERVERS

_PLACE = "custodian__area_code"


def alarms(user: Any, today: dt.date) -> list[WorkItem]:
    """What fills up, what was to be put right and is not, which family is to be told that a term ends."""
    found = []
    if may(user, REGISTRARS):
        rows = [each for each in queries.cemeteries(user) if each.state == "OPEN"]
        low = [each for each in queries.capacities(rows, today).values() if each.tint]
        if low:
            red = any(each.tint == "danger" for each in low)
            address = reverse("cemeteries:cemeteries")
            words = f"{len(low)}处公墓（骨灰堂）剩余年限不足"
            found.append(WorkItem(words, address, "R-CEM-06", "danger" if red else "warn", number=len(low)))
    if may(user, INSPECTORS):
        mine = queries.cemeteries(user).values("pk")
        late = queries.overdue_inspections(today).filter(cemetery__in=mine).select_related("cemetery__custodian")
        found += [
            WorkItem(
                f"{each.cemetery}：年检整改逾期", reverse("cemeteries:cemetery", args=[each.cemetery_id]), "R-CEM-07", "danger",
                due=each.rectify_by, overdue=True,
            )
            for each in late[:30]
        ]  # fmt: skip
    return found


def worklist(user: Any, today: dt.date) -> list[WorkItem]:
    """Notices of terms that are due, as one line."""
    if not may(user, RESERVERS):
        return []
    ends = queries.terms_ending(user, today)
    given, months = queries.notices_given(ends), policy.on(today).notices
    number = sum(queries.notice_due(each, given.get(each.key, set()), months, today) is not None for each in ends)
    if not number:
        return []
    return [
        WorkItem(
            f"{number}处墓位（格位）使用期将满，待告知家属",
            reverse("cemeteries:terms"),
            "待告知",
            "warn",
            number=number,
        )
    ]


cemeteries = Programme(
    "cemeteries",
    "公墓管理",
    basis=(str(JIANGXI_CEMETERIES), str(JIANGXI_COLUMBARIA), str(FUNERAL_2026)),
    about="公墓、骨灰堂、生态安葬区的登记册：批准面积和墓位、状态沿革、墓区、预留、使用期、剩余年限，实测面积与批准的核对，年度检查和整改。"
    "安放骨灰时由登记册守门；超面积、私自改扩建自动转为执法线索。登记迁坟补偿名册，比对假坟。",
    policies=(CemeteryPolicy,),
    indicators=(
        Indicator("cemeteries.registered", "公墓、骨灰堂", "处", Count("pk"), of=queries.registered, area_field=_PLACE, kind=Kind.STOCK),
        Indicator(
            "cemeteries.inspected", "公墓年度检查", "处", Count("pk"), of=queries.inspected, area_field="cemetery__custodian__area_code"
        ),
    ),
    sources=fraud.RECORDS.sources,
    checks=fraud.RECORDS.checks,
    parameters=fraud.RECORDS.parameters,
    pages=PAGES,
    worklist=worklist,
    alarms=alarms,
)  # fmt: skip
