"""特困人员救助供养 as declared: what is awarded to whom, by which rules, from which accounts."""

from __future__ import annotations

from doudi.base.documents import ASSISTANCE, TEKUN
from doudi.declare import Programme
from doudi.mechanisms.casework.pages import listing
from doudi.mechanisms.casework.surveys import pages as surveys
from doudi.mechanisms.entitlement.archives.pages import pages_of as archive_pages
from doudi.mechanisms.entitlement.indicators import indicators_of
from doudi.mechanisms.entitlement.pages import awards, first_screen
from doudi.pages.declare import together
from doudi.programmes.assistance.tekun.after.flow import CHANGES
from doudi.programmes.assistance.tekun.after.pages import CHANGE_PAGES
from doudi.programmes.assistance.tekun.after.pages import PAGES as AFTER_PAGES
from doudi.programmes.assistance.tekun.after.times import TekunAfterTimes
from doudi.programmes.assistance.tekun.archive import ARCHIVE
from doudi.programmes.assistance.tekun.benefit import BENEFITS, TEKUN_BENEFIT
from doudi.programmes.assistance.tekun.care.flow import AGREEMENTS
from doudi.programmes.assistance.tekun.care.jobs import NIGHTLY
from doudi.programmes.assistance.tekun.care.pages import AGREEMENT_PAGES
from doudi.programmes.assistance.tekun.care.pages import PAGES as CARE_PAGES
from doudi.programmes.assistance.tekun.care.times import CareTimes
from doudi.programmes.assistance.tekun.door import TEKUN_DOOR
from doudi.programmes.assistance.tekun.flow import APPLICATIONS, REASSESSMENTS
from doudi.programmes.assistance.tekun.pages import APPLICATION_PAGES, PAGES, REASSESSMENT_PAGES
from doudi.programmes.assistance.tekun.survey import REASSESSMENT_SURVEY, TEKUN_SURVEY
from doudi.programmes.assistance.tekun.telling import TEKUN_PUBLICITY
from doudi.programmes.assistance.tekun.times import TekunTimes

__all__ = ["TEKUN_BENEFIT", "tekun"]

tekun = Programme(
    "tekun",
    "特困人员救助供养",
    basis=(str(ASSISTANCE), str(TEKUN)),
    about="对无劳动能力、无生活来源、无法定义务人或义务人无履行能力的老年人、残疾人和未成年人,按自理能力发给基本生活费和照料护理费。",
    benefits=BENEFITS,
    flows=(APPLICATIONS, REASSESSMENTS, AGREEMENTS, CHANGES),
    policies=(TekunTimes, TekunAfterTimes, CareTimes),
    publicities=(TEKUN_PUBLICITY,),
    doors=(TEKUN_DOOR,),
    indicators=indicators_of(TEKUN_BENEFIT),
    pages=(
        *PAGES,
        *CARE_PAGES,
        *AFTER_PAGES,
        *archive_pages(ARCHIVE),
        *awards.pages_of(*BENEFITS, name="特困人员救助供养名册"),
    ),
    nightly=NIGHTLY,
    worklist=together(
        listing.worklist_of(APPLICATION_PAGES, REASSESSMENT_PAGES, AGREEMENT_PAGES, CHANGE_PAGES),
        surveys.worklist_of(TEKUN_SURVEY, REASSESSMENT_SURVEY),
        first_screen.worklist_of(*BENEFITS),
    ),
    alarms=together(
        listing.alarms_of(APPLICATION_PAGES, REASSESSMENT_PAGES, AGREEMENT_PAGES, CHANGE_PAGES),
        surveys.alarms_of(TEKUN_SURVEY, REASSESSMENT_SURVEY),
        first_screen.alarms_of(*BENEFITS),
    ),
    figures=together(listing.figures_of(APPLICATION_PAGES), first_screen.figures_of(TEKUN_BENEFIT)),
)
