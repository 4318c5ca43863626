"""残疾人两项补贴 as declared: two benefits of one person, applied for at any window, checked by the federation, decided by the county."""

from __future__ import annotations

from doudi.base.documents import DISABILITY, DISABILITY_2022, JIANGXI_SUBSIDIES
from doudi.declare import Programme
from doudi.mechanisms.casework.notices.declare import Publicity
from doudi.mechanisms.casework.pages import listing
from doudi.mechanisms.entitlement.archives.pages import pages_of as archive_pages
from doudi.mechanisms.entitlement.indicators import indicators_of, timeliness_of
from doudi.mechanisms.entitlement.pages import awards, first_screen
from doudi.pages.declare import together
from doudi.programmes.disability.disability_subsidies import certificates
from doudi.programmes.disability.disability_subsidies.after.flow import REVIEWS
from doudi.programmes.disability.disability_subsidies.after.pages import LIVING_PAGES, NURSING_PAGES
from doudi.programmes.disability.disability_subsidies.after.pages import PAGES as REVIEW_PAGES
from doudi.programmes.disability.disability_subsidies.after.times import ReviewTimes
from doudi.programmes.disability.disability_subsidies.archive import ARCHIVE
from doudi.programmes.disability.disability_subsidies.benefit import LIVING_SUBSIDY, NURSING_SUBSIDY
from doudi.programmes.disability.disability_subsidies.door import DOORS
from doudi.programmes.disability.disability_subsidies.figures import KINDS_PAID
from doudi.programmes.disability.disability_subsidies.flow import APPLICATIONS
from doudi.programmes.disability.disability_subsidies.pages import APPLICATION_PAGES, PAGES
from doudi.programmes.disability.disability_subsidies.renewal import RENEWAL_RULES
from doudi.programmes.disability.disability_subsidies.times import SubsidyTimes

# A list of who receives them would tell of everybody on it that he is disabled (R-PRC-08).
_PRIVACY = "名单会泄露残疾情况"
PUBLICITIES = (
    Publicity(
        "living_subsidy", LIVING_SUBSIDY.name, (DISABILITY["补贴对象"],), (), posted=False, not_posted_because=_PRIVACY
    ),
    Publicity(
        "nursing_subsidy",
        NURSING_SUBSIDY.name,
        (DISABILITY["补贴对象"],),
        (),
        posted=False,
        not_posted_because=_PRIVACY,
    ),
)

disability_subsidies = Programme(
    "disability_subsidies",
    "残疾人两项补贴",
    basis=(str(DISABILITY), str(DISABILITY_2022), str(JIANGXI_SUBSIDIES)),
    about="困难残疾人生活补贴发给低保家庭中的持证残疾人,重度残疾人护理补贴发给一、二级且需长期照护的持证残疾人;"
    "自申请当月起发,每月与全国残疾人两项补贴信息系统的名单逐人核对。",
    benefits=(LIVING_SUBSIDY, NURSING_SUBSIDY),
    flows=(APPLICATIONS, *REVIEWS),
    policies=(SubsidyTimes, ReviewTimes),
    books=(RENEWAL_RULES,),
    publicities=PUBLICITIES,
    doors=DOORS,
    indicators=(
        *indicators_of(LIVING_SUBSIDY),
        *indicators_of(NURSING_SUBSIDY),
        KINDS_PAID,
        *timeliness_of("disability_subsidies", "残疾人补贴", LIVING_SUBSIDY, NURSING_SUBSIDY),
    ),
    pages=(
        *PAGES,
        *REVIEW_PAGES,
        *certificates.PAGES,
        *archive_pages(ARCHIVE),
        *awards.pages_of(LIVING_SUBSIDY, NURSING_SUBSIDY, name="两项补贴名册"),
    ),
    worklist=together(
        listing.worklist_of(APPLICATION_PAGES, LIVING_PAGES, NURSING_PAGES),
        certificates.worklist,
        first_screen.worklist_of(LIVING_SUBSIDY, NURSING_SUBSIDY),
    ),
    alarms=together(
        listing.alarms_of(APPLICATION_PAGES, LIVING_PAGES, NURSING_PAGES),
        first_screen.alarms_of(LIVING_SUBSIDY, NURSING_SUBSIDY),
    ),
    figures=together(listing.figures_of(APPLICATION_PAGES), first_screen.figures_of(LIVING_SUBSIDY, NURSING_SUBSIDY)),
)
