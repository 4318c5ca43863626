"""数据比对 as declared: its lists, its questions, the road of its findings, its figures."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count, QuerySet, Sum

from doudi.base.spans import Period
from doudi.declare import Programme
from doudi.mechanisms.indicators.declare import Indicator
from doudi.mechanisms.matching.means.declare import answered_by
from doudi.mechanisms.matching.means.policy import PARAMETERS as MEANS_PARAMETERS
from doudi.mechanisms.matching.models import Finding
from doudi.pages.declare import Panel
from doudi.programmes.integrity.data_matching import first_screen, one_household, panels
from doudi.programmes.integrity.data_matching.checks import CHECKS
from doudi.programmes.integrity.data_matching.flow import FINDINGS, ON_SITE_SHARE
from doudi.programmes.integrity.data_matching.held import LISTS
from doudi.programmes.integrity.data_matching.pages import PAGES, means
from doudi.programmes.integrity.data_matching.parameters import PARAMETERS
from doudi.programmes.integrity.data_matching.sources import SOURCES


def found(period: Period) -> QuerySet[Finding]:
    return Finding.objects.filter(found_on__range=(period.first, period.last))


def confirmed(period: Period) -> QuerySet[Finding]:
    answered = (Finding.Disposal.CORRECTED, Finding.Disposal.REFERRED)
    return Finding.objects.filter(disposed_on__range=(period.first, period.last), disposal__in=answered)


def cleared(period: Period) -> QuerySet[Finding]:
    return Finding.objects.filter(disposed_on__range=(period.first, period.last), disposal=Finding.Disposal.CLEARED)


answered_by(one_household.answer)


def in_household_file(user: Any, household_id: int, on: dt.date) -> list[Panel]:
    """Its findings, and what was asked of its means."""
    return [*panels.of_household(user, household_id, on), *means.household_panel(user, household_id, on)]


data_matching = Programme(
    "data_matching",
    "数据比对",
    basis=(
        "《社会救助暂行办法》第五十八条",
        "《最低生活保障审核确认办法》",
        "MZ/T 072-2024《居民家庭经济状况核对总体要求》",
    ),
    about="每月收齐各部门名单，与救助花名册逐人比对，发现疑似错保、漏保，下发乡镇核实、整改、复核、销号。",
    flows=(FINDINGS,),
    sources=SOURCES,
    checks=CHECKS,
    lists=(LISTS,),
    parameters=(*PARAMETERS, ON_SITE_SHARE, *MEANS_PARAMETERS),
    indicators=(
        Indicator("data_matching.found", "比对发现疑点", "条", Count("pk"), of=found),
        Indicator("data_matching.confirmed", "核实属实", "条", Count("pk"), of=confirmed),
        Indicator("data_matching.cleared", "排除", "条", Count("pk"), of=cleared),
        Indicator("data_matching.money", "属实疑点金额", "万元", Sum("amount_fen"), of=confirmed, per=10**6),
    ),
    pages=PAGES,
    worklist=first_screen.waiting,
    alarms=first_screen.alarms,
    figures=first_screen.figures,
    person_panel=panels.of_person,
    household_panel=in_household_file,
)
