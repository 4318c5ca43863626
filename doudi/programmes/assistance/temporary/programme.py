"""临时救助 as declared: help given once, by the township from its reserve or by the county."""

from __future__ import annotations

from doudi.base.documents import ASSISTANCE, JIANGXI_EMERGENCY, JIANGXI_TEMPORARY, TEMPORARY
from doudi.declare import Programme
from doudi.mechanisms.casework.notices.declare import Publicity
from doudi.programmes.assistance.temporary import first_screen
from doudi.programmes.assistance.temporary.door import TEMPORARY_DOOR
from doudi.programmes.assistance.temporary.figures import INDICATORS
from doudi.programmes.assistance.temporary.pages import PAGES
from doudi.programmes.assistance.temporary.policy import TemporaryPolicy
from doudi.programmes.assistance.temporary.rules import TEMPORARY_RULES
from doudi.programmes.assistance.temporary.terms import ReservePolicy

TEMPORARY_PUBLICITY = Publicity(
    "temporary", "临时救助", (ASSISTANCE["临时救助"], TEMPORARY["公示"]), ("急难型", "支出型"), item="救助金额"
)

temporary = Programme(
    "temporary",
    "临时救助",
    basis=(str(ASSISTANCE), str(TEMPORARY), str(JIANGXI_TEMPORARY), str(JIANGXI_EMERGENCY)),
    about="家庭或个人遭遇突发事件、意外伤害、重大疾病等,基本生活暂时陷入困境时给予的一次性救助,分急难型和支出型;"
    "乡镇在限额内用备用金直接审批,超过的报县。",
    books=(TEMPORARY_RULES,),
    publicities=(TEMPORARY_PUBLICITY,),
    doors=(TEMPORARY_DOOR,),
    policies=(TemporaryPolicy, ReservePolicy),
    indicators=INDICATORS,
    pages=PAGES,
    worklist=first_screen.waiting,
    alarms=first_screen.alarms,
    figures=first_screen.figures,
    person_panel=first_screen.of_person,
)
