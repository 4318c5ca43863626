"""老年人津补贴 as declared: the age allowance of everybody, and two subsidies of elders in need."""

from __future__ import annotations

from doudi.base.documents import BASIC_SERVICES, DISABILITY_2022, ELDERLY_LAW
from doudi.declare import Programme
from doudi.mechanisms.casework.notices.declare import Publicity
from doudi.mechanisms.casework.pages import listing
from doudi.mechanisms.entitlement.indicators import indicators_of
from doudi.mechanisms.entitlement.pages import awards, first_screen
from doudi.pages.declare import together
from doudi.programmes.elderly.age_allowances.benefit import AGE_ALLOWANCE, BENEFITS, ELDER_NURSING, SERVICE_SUBSIDY
from doudi.programmes.elderly.age_allowances.door import AGE_DOOR
from doudi.programmes.elderly.age_allowances.flow import APPLICATIONS
from doudi.programmes.elderly.age_allowances.pages import APPLICATION_PAGES, PAGES
from doudi.programmes.elderly.age_allowances.times import AgeTimes

__all__ = ["AGE_ALLOWANCE", "ELDER_NURSING", "SERVICE_SUBSIDY", "age_allowances"]

# Given by age, which nobody can object to, or by need and frailty, of which a board would tell.
_BY_AGE = "按户籍登记的年龄发放，不需要公示"
PUBLICITIES = tuple(
    Publicity(
        each.code,
        each.name,
        each.basis[:1],
        (),
        posted=False,
        not_posted_because=_BY_AGE if each is AGE_ALLOWANCE else "名单会泄露失能和困难情况",
    )
    for each in BENEFITS
)

age_allowances = Programme(
    "age_allowances",
    "老年人津补贴",
    basis=(str(ELDERLY_LAW), str(BASIC_SERVICES), str(DISABILITY_2022)),
    about="高龄津贴发给八十周岁以上老年人,按年龄分档,到龄当月起发;护理补贴和养老服务补贴发给困难、失能老年人,"
    "护理补贴与残疾人护理补贴就高享受一项。",
    benefits=BENEFITS,
    flows=(APPLICATIONS,),
    policies=(AgeTimes,),
    publicities=PUBLICITIES,
    doors=(AGE_DOOR,),
    indicators=(*indicators_of(AGE_ALLOWANCE), *indicators_of(ELDER_NURSING), *indicators_of(SERVICE_SUBSIDY)),
    pages=(*PAGES, *awards.pages_of(*BENEFITS, name="老年津贴名册")),
    worklist=together(listing.worklist_of(APPLICATION_PAGES), first_screen.worklist_of(*BENEFITS)),
    alarms=together(listing.alarms_of(APPLICATION_PAGES), first_screen.alarms_of(*BENEFITS)),
    figures=together(listing.figures_of(APPLICATION_PAGES), first_screen.figures_of(*BENEFITS)),
)
