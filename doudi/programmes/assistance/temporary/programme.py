"""临时救助 as declared: help given once, by the township from its reserve or by the county."""

from __future__ import annotations

from doudi.base.documents import ASSISTANCE, JIANGXI_EMERGENCY, JIANGXI_TEMPORARY, TEMPORARY
from doudi.declare import Programme
from doudi.mechanisms.casework.pages import listing
from doudi.mechanisms.casework.surveys import pages as surveys
from doudi.pages.declare import together
from doudi.programmes.assistance.temporary import first_screen
from doudi.programmes.assistance.temporary.door import TEMPORARY_DOOR
from doudi.programmes.assistance.temporary.figures import INDICATORS
from doudi.programmes.assistance.temporary.flow import APPLICATIONS
from doudi.programmes.assistance.temporary.pages import PAGES
from doudi.programmes.assistance.temporary.pages.applications import APPLICATION_PAGES
from doudi.programmes.assistance.temporary.policy import TemporaryPolicy
from doudi.programmes.assistance.temporary.rules import TEMPORARY_RULES
from doudi.programmes.assistance.temporary.survey import TEMPORARY_SURVEY
from doudi.programmes.assistance.temporary.telling import TEMPORARY_PUBLICITY
from doudi.programmes.assistance.temporary.terms import ReservePolicy
from doudi.programmes.assistance.temporary.times import TemporaryTimes

temporary = Programme(
    "temporary",
    "临时救助",
    basis=(str(ASSISTANCE), str(TEMPORARY), str(JIANGXI_TEMPORARY), str(JIANGXI_EMERGENCY)),
    about="家庭或个人遭遇突发事件、意外伤害、重大疾病等,基本生活暂时陷入困境时给予的一次性救助,分急难型和支出型;"
    "乡镇在限额内用备用金直接审批,超过的报县;情况紧急的先行救助,手续后补。",
    books=(TEMPORARY_RULES,),
    flows=(APPLICATIONS,),
    publicities=(TEMPORARY_PUBLICITY,),
    doors=(TEMPORARY_DOOR,),
    policies=(TemporaryPolicy, TemporaryTimes, ReservePolicy),
    indicators=INDICATORS,
    pages=PAGES,
    worklist=together(
        listing.worklist_of(APPLICATION_PAGES), surveys.worklist_of(TEMPORARY_SURVEY), first_screen.waiting
    ),
    alarms=together(listing.alarms_of(APPLICATION_PAGES), surveys.alarms_of(TEMPORARY_SURVEY), first_screen.alarms),
    figures=together(listing.figures_of(APPLICATION_PAGES), first_screen.figures),
    person_panel=first_screen.of_person,
)
