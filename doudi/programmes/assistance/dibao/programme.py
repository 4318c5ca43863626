"""最低生活保障 as declared: what is awarded to whom, by which rules, from which accounts."""

from __future__ import annotations

from doudi.base.documents import ASSISTANCE, DIBAO, SAFETY_NET
from doudi.declare import Programme
from doudi.mechanisms.casework.pages import listing
from doudi.mechanisms.casework.surveys import pages as surveys
from doudi.mechanisms.entitlement.archives.pages import pages_of as archive_pages
from doudi.mechanisms.entitlement.indicators import indicators_of
from doudi.mechanisms.entitlement.pages import awards, first_screen
from doudi.pages.declare import together
from doudi.programmes.assistance.dibao.after.flow import CHANGES
from doudi.programmes.assistance.dibao.after.pages import CHANGE_PAGES
from doudi.programmes.assistance.dibao.after.pages import PAGES as AFTER_PAGES
from doudi.programmes.assistance.dibao.after.times import AfterTimes
from doudi.programmes.assistance.dibao.archive import ARCHIVE
from doudi.programmes.assistance.dibao.benefit import DIBAO_BENEFIT
from doudi.programmes.assistance.dibao.deferral import DEFER
from doudi.programmes.assistance.dibao.door import DOORS
from doudi.programmes.assistance.dibao.flow import APPLICATIONS
from doudi.programmes.assistance.dibao.pages import APPLICATION_PAGES, PAGES
from doudi.programmes.assistance.dibao.policy import SupportersPolicy
from doudi.programmes.assistance.dibao.survey import DIBAO_SURVEY
from doudi.programmes.assistance.dibao.telling import DIBAO_PUBLICITY
from doudi.programmes.assistance.dibao.times import DibaoTimes

__all__ = ["DIBAO_BENEFIT", "dibao"]

dibao = Programme(
    "dibao",
    "最低生活保障",
    basis=(str(ASSISTANCE), str(DIBAO), str(SAFETY_NET)),
    about="对人均收入低于当地低保标准、财产符合规定的家庭,按月补差;分类施保;收入好转的六类对象给予渐退期。",
    benefits=(DIBAO_BENEFIT,),
    flows=(APPLICATIONS, CHANGES),
    policies=(SupportersPolicy, DibaoTimes, AfterTimes),
    publicities=(DIBAO_PUBLICITY,),
    doors=DOORS,
    indicators=indicators_of(DIBAO_BENEFIT, households=True, deferred=True),
    pages=(*PAGES, *AFTER_PAGES, *archive_pages(ARCHIVE), *awards.pages_of(DIBAO_BENEFIT, more=(DEFER,))),
    worklist=together(
        listing.worklist_of(APPLICATION_PAGES, CHANGE_PAGES),
        surveys.worklist_of(DIBAO_SURVEY),
        first_screen.worklist_of(DIBAO_BENEFIT),
    ),
    alarms=together(
        listing.alarms_of(APPLICATION_PAGES, CHANGE_PAGES),
        surveys.alarms_of(DIBAO_SURVEY),
        first_screen.alarms_of(DIBAO_BENEFIT),
    ),
    figures=together(
        listing.figures_of(APPLICATION_PAGES),
        listing.figures_of(CHANGE_PAGES),
        first_screen.figures_of(DIBAO_BENEFIT),
    ),
)
