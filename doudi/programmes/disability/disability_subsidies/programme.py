"""残疾人两项补贴 as declared: two benefits of one person, each with its own money, from the month of application (R-DIS-04)."""

from __future__ import annotations

from doudi.base.documents import DISABILITY, DISABILITY_2022, JIANGXI_SUBSIDIES
from doudi.declare import Programme
from doudi.mechanisms.casework.notices.declare import Publicity
from doudi.mechanisms.entitlement.declare import Benefit, Starts, accounts, always
from doudi.mechanisms.entitlement.indicators import indicators_of
from doudi.mechanisms.entitlement.pages import awards, first_screen
from doudi.mechanisms.registry.models import Category
from doudi.programmes.disability.disability_subsidies.door import DOORS
from doudi.programmes.disability.disability_subsidies.renewal import RENEWAL_RULES
from doudi.programmes.disability.disability_subsidies.rules import LIVING_RULES, NURSING_RULES

LIVING_SUBSIDY = Benefit(
    "living_subsidy",
    "困难残疾人生活补贴",
    LIVING_RULES,
    accounts("living_subsidy", "困难残疾人生活补贴"),
    item="残疾生活补贴",
    basis=(DISABILITY["补贴对象"], DISABILITY_2022["发放起止"]),
    starts=Starts.MONTH_OF_APPLICATION,
    online_list=True,
    category=always(Category.Kind.LIVING_SUBSIDY),
)
NURSING_SUBSIDY = Benefit(
    "nursing_subsidy",
    "重度残疾人护理补贴",
    NURSING_RULES,
    accounts("nursing_subsidy", "重度残疾人护理补贴"),
    item="残疾护理补贴",
    basis=(DISABILITY["补贴对象"], DISABILITY_2022["发放起止"]),
    starts=Starts.MONTH_OF_APPLICATION,
    online_list=True,
    category=always(Category.Kind.NURSING_SUBSIDY),
)

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
    books=(RENEWAL_RULES,),
    publicities=PUBLICITIES,
    doors=DOORS,
    indicators=(*indicators_of(LIVING_SUBSIDY), *indicators_of(NURSING_SUBSIDY)),
    pages=awards.pages_of(LIVING_SUBSIDY, NURSING_SUBSIDY, name="两项补贴名册"),
    worklist=first_screen.worklist_of(LIVING_SUBSIDY, NURSING_SUBSIDY),
    alarms=first_screen.alarms_of(LIVING_SUBSIDY, NURSING_SUBSIDY),
    figures=first_screen.figures_of(LIVING_SUBSIDY, NURSING_SUBSIDY),
)
