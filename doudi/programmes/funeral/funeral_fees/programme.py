"""殡葬收费和惠民 as declared: its prices, its figures, its checks, its pages."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count, Sum
from django.urls import reverse

from doudi.base.access import may
from doudi.base.documents import FUNERAL_2026, FUNERAL_PRICES, JIANGXI_CEMETERIES
from doudi.base.nightly import Nightly
from doudi.declare import Programme
from doudi.mechanisms.indicators.declare import Indicator
from doudi.pages.declare import WorkItem
from doudi.programmes.funeral.funeral_fees import awards, families, queries, settling, strangers
from doudi.programmes.funeral.funeral_fees.fraud import CHECKS, PARAMETERS, SOURCES
from doudi.programmes.funeral.funeral_fees.models import EcoAward, Settlement
from doudi.programmes.funeral.funeral_fees.pages import PAGES, asking
from doudi.programmes.funeral.funeral_fees.policy import FeePolicy


def worklist(user: Any, today: dt.date) -> list[WorkItem]:
    """What waits for a second person, and what waits for the bank."""
    found = []
    if may(user, settling.APPROVERS):
        rows = queries.settlements(user).order_by("pk")
        found += [
            WorkItem(
                f"{each.charger}惠民殡葬结算：{each.number}人",
                reverse("funeral_fees:settlement", args=[each.pk]),
                "待审核",
                "warn",
            )
            for each in rows.filter(state=Settlement.State.PROPOSED)[:30]
        ]
    if may(user, awards.APPROVERS):
        number = queries.awards(user).filter(state=EcoAward.State.CLAIMED).count()
        if number:
            address = f"{reverse('funeral_fees:awards')}?state=CLAIMED"
            found.append(WorkItem(f"{number}件生态安葬奖补待审核", address, "待审核", "warn", number=number))
    found += asking.worklist(user, today)
    return found


def nightly(today: dt.date, now: dt.datetime) -> str:
    """奖补与穴位核对 (A-ASHES-14), 非殡仪馆接运、存放 (A-ASHES-09)."""
    plots = awards.tell_of_plots(awards.with_a_plot(), by=None, at=now)
    return (
        f"奖补又占穴位的新线索{plots}条，非殡仪馆接运、存放的新线索{strangers.tell_of_strangers(by=None, at=now)}条。"
    )


def ask(today: dt.date, now: dt.datetime) -> str:
    """抽取家属回访, and what families said of a house told to enforcement (F-10)."""
    drawn = families.draw(through=today - dt.timedelta(days=1), at=now)
    return f"抽取家属回访{len(drawn)}户，家属反映的新线索{families.tell_of_gifts(today, by=None, at=now)}条。"


funeral_fees = Programme(
    "funeral_fees",
    "殡葬收费和惠民",
    basis=(str(FUNERAL_2026), str(FUNERAL_PRICES), str(JIANGXI_CEMETERIES)),
    about="按公示的项目和标准收费，清单以外的不收，超标准的不收，非基本项目须家属签字自愿选择。基本服务费用直接在账单上减免，按月名单结算，"
    "财务抽查回访、两人审核后拨付。节地生态安葬奖补全省一人一次，不与穴位并存。",
    policies=(FeePolicy,),
    sources=(*SOURCES, families.ANSWERS),
    checks=(*CHECKS, families.TOLD),
    parameters=(*PARAMETERS, families.LEAST, families.OVER),
    indicators=(
        Indicator("funeral_fees.people", "惠民殡葬减免", "人", Count("death", distinct=True), of=queries.waived),
        Indicator("funeral_fees.waived", "惠民殡葬减免金额", "万元", Sum("waived"), of=queries.waived, per=10**6),
        Indicator("funeral_fees.awards", "节地生态安葬奖补", "人", Count("pk"), of=queries.awarded),
        Indicator(
            "funeral_fees.award_money", "节地生态安葬奖补金额", "万元", Sum("amount"), of=queries.awarded, per=10**6
        ),
    ),
    pages=PAGES,
    nightly=(
        Nightly("funeral_awards", "奖补与穴位、接运存放核对", nightly),
        Nightly("funeral_families", "家属回访抽取和反映", ask),
    ),
    worklist=worklist,
)
