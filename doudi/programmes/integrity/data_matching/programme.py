"""数据比对 as declared: its lists, its questions, the road of its findings, its figures."""

from __future__ import annotations

from django.db.models import Count, QuerySet, Sum

from doudi.base.spans import Period
from doudi.declare import Programme
from doudi.mechanisms.indicators.declare import Indicator
from doudi.mechanisms.matching.models import Finding
from doudi.programmes.integrity.data_matching import first_screen, panels
from doudi.programmes.integrity.data_matching.checks import CHECKS
from doudi.programmes.integrity.data_matching.flow import FINDINGS, ON_SITE_SHARE
from doudi.programmes.integrity.data_matching.pages import PAGES
from doudi.programmes.integrity.data_matching.parameters import PARAMETERS
from doudi.programmes.integrity.data_matching.sources import SOURCES


def found(period: Period) -> QuerySet[Finding]:
    return Finding.objects.filter(found_on__range=(period.first, period.last))


def confirmed(period: Period) -> QuerySet[Finding]:
    answered = (Finding.Disposal.CORRECTED, Finding.Disposal.REFERRED)
    return Finding.objects.filter(disposed_on__range=(period.first, period.last), disposal__in=answered)


def cleared(period: Period) -> QuerySet[Finding]:
    return Finding.objects.filter(disposed_on__range=(period.first, period.last), disposal=Finding.Disposal.CLEARED)


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
    parameters=(*PARAMETERS, ON_SITE_SHARE),
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
    household_panel=panels.of_household,
)
