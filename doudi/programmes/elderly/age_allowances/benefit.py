"""The age allowance of everybody, and two subsidies of elders in need: three benefits, each with its own list and money."""

from __future__ import annotations

from doudi.base.documents import BASIC_SERVICES, COUNTY, DISABILITY_2022, ELDERLY_LAW
from doudi.mechanisms.entitlement.declare import Benefit, Starts, accounts, always
from doudi.mechanisms.registry.models import Category
from doudi.programmes.elderly.age_allowances.rules import (
    AGE_ALLOWANCE_RULES,
    ELDER_NURSING_RULES,
    SERVICE_SUBSIDY_RULES,
)

# From the month of the birthday (R-BEN-01). That a late application reaches back but three months is the rules' business, so an
# award may begin with the month of application and the months before it are given as `from_month`.
AGE_ALLOWANCE = Benefit(
    "age_allowance",
    "高龄津贴",
    AGE_ALLOWANCE_RULES,
    accounts("age_allowance", "高龄津贴"),
    item="高龄津贴",
    basis=(ELDERLY_LAW["第三十三条"], COUNTY["逾期申请(R-BEN-01)"]),
    starts=Starts.MONTH_OF_APPLICATION,
    category=always(Category.Kind.AGE_ALLOWANCE),
)
ELDER_NURSING = Benefit(
    "elder_nursing",
    "老年人护理补贴",
    ELDER_NURSING_RULES,
    accounts("elder_nursing", "老年人护理补贴"),
    item="老年护理补贴",
    basis=(BASIC_SERVICES["护理补贴"], DISABILITY_2022["政策衔接"]),
    starts=Starts.MONTH_OF_APPLICATION,
    standard="age_allowances.elder_nursing_amount",
)
SERVICE_SUBSIDY = Benefit(
    "service_subsidy",
    "养老服务补贴",
    SERVICE_SUBSIDY_RULES,
    accounts("service_subsidy", "养老服务补贴"),
    item="养老服务补贴",
    basis=(BASIC_SERVICES["养老服务补贴"],),
    starts=Starts.MONTH_OF_APPLICATION,
    standard="age_allowances.service_subsidy_amount",
)
BENEFITS = (AGE_ALLOWANCE, ELDER_NURSING, SERVICE_SUBSIDY)
