"""The two subsidies: each a benefit of its own with its own money, from the month of application (R-DIS-04)."""

from __future__ import annotations

from doudi.base.documents import DISABILITY, DISABILITY_2022
from doudi.mechanisms.entitlement.declare import Benefit, Starts, accounts, always
from doudi.mechanisms.registry.models import Category
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
BENEFITS = (LIVING_SUBSIDY, NURSING_SUBSIDY)
