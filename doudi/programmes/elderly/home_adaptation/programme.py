"""居家适老化改造 as declared: the flow of a home, the one door, the money through the bank, the visits afterwards."""

from __future__ import annotations

from doudi.base.documents import BASIC_SERVICES, ELDERLY_LAW, HOME_ADAPTATION
from doudi.declare import Programme
from doudi.mechanisms.casework.pages import listing
from doudi.mechanisms.casework.surveys import pages as surveys
from doudi.pages.declare import together
from doudi.programmes.elderly.home_adaptation.door import ADAPTATION_DOOR
from doudi.programmes.elderly.home_adaptation.figures import INDICATORS
from doudi.programmes.elderly.home_adaptation.flow import ADAPTATIONS
from doudi.programmes.elderly.home_adaptation.pages import PAGES
from doudi.programmes.elderly.home_adaptation.pages.adaptations import ADAPTATION_PAGES
from doudi.programmes.elderly.home_adaptation.pages.afterwards import late
from doudi.programmes.elderly.home_adaptation.policy import HomeAdaptationTimes
from doudi.programmes.elderly.home_adaptation.queries import providers
from doudi.programmes.elderly.home_adaptation.rules import ADAPTATION_RULES
from doudi.programmes.elderly.home_adaptation.survey import ADAPTATION_SURVEY
from doudi.programmes.elderly.home_adaptation.telling import ADAPTATION_PUBLICITY

home_adaptation = Programme(
    "home_adaptation",
    "居家适老化改造",
    basis=(str(ELDERLY_LAW), str(HOME_ADAPTATION), str(BASIC_SERVICES)),
    about="给困难的高龄、失能、残疾老年人的住房装扶手、铺防滑、改坡道：先评估人和房，一户一策，老人签字后审批、公示、施工；"
    "凭每一项改造前、中、后的照片验收，用过的照片不收；按核实数量和招标单价结算，政府支付不超过每户限额，一户只资助一次。",
    flows=(ADAPTATIONS,),
    books=(ADAPTATION_RULES,),
    policies=(HomeAdaptationTimes,),
    providers=providers,
    publicities=(ADAPTATION_PUBLICITY,),
    doors=(ADAPTATION_DOOR,),
    indicators=INDICATORS,
    pages=PAGES,
    worklist=together(listing.worklist_of(ADAPTATION_PAGES), surveys.worklist_of(ADAPTATION_SURVEY), late),
    alarms=together(listing.alarms_of(ADAPTATION_PAGES), surveys.alarms_of(ADAPTATION_SURVEY)),
    figures=listing.figures_of(ADAPTATION_PAGES),
)
