"""The lists that other departments owe for the month's comparison, and the bureau's own rolls.

Every source says who holds it, what each column means, how often it is due and on what basis it is handed over
(社会救助暂行办法 art. 58: departments provide what the household's authorisation covers; utilities and Party organs by a
written agreement). The headings are those seen in offices; the first is the official one.
"""

from __future__ import annotations

from doudi.programmes.integrity.data_matching.sources.benefits import (
    AGE_ALLOWANCE,
    CHILDREN_ALLOWANCE,
    DIBAO_RURAL,
    DIBAO_URBAN,
    LIVING_SUBSIDY,
    NURSING_SUBSIDY,
    TEKUN,
)
from doudi.programmes.integrity.data_matching.sources.edges import (
    DEFERRED_EXITS,
    EDGE_FAMILIES,
    STOPPED,
    TEMPORARY_ASSISTANCE,
)
from doudi.programmes.integrity.data_matching.sources.income import (
    CONTRIBUTIONS,
    FARM_SUBSIDIES,
    HOUSING_FUND,
    PENSIONS,
    TAXED_INCOME,
    WORK_INJURY,
)
from doudi.programmes.integrity.data_matching.sources.meters import POWER, WATER
from doudi.programmes.integrity.data_matching.sources.need import (
    DISABILITY_CERTIFICATES,
    MEDICAL_COSTS,
    MONITORED,
    OTHER_COUNTY_DIBAO,
)
from doudi.programmes.integrity.data_matching.sources.paying import (
    AREAS,
    BANK_RETURN,
    HANDLERS,
    KIN_FILINGS,
    PAYMENTS,
    SUBSIDY_SYSTEM_LIST,
)
from doudi.programmes.integrity.data_matching.sources.persons import (
    CREMATIONS,
    DEATH_CANCELLATIONS,
    DEATH_CERTIFICATES,
    DECLARED_MISSING,
    EXIT_ENTRY,
    MARRIAGES,
    PRISONERS,
    REGISTER,
    STUDENTS,
)
from doudi.programmes.integrity.data_matching.sources.posts import PAYROLL, PUBLIC_EMPLOYEES, VILLAGE_CADRES
from doudi.programmes.integrity.data_matching.sources.property import FINANCIAL_ASSETS, FIRMS, TITLES, VEHICLES

__all__ = ["AREAS", "LISTS", "ROLLS", "SOURCES"]

ROLLS = (
    DIBAO_RURAL,
    DIBAO_URBAN,
    TEKUN,
    LIVING_SUBSIDY,
    NURSING_SUBSIDY,
    CHILDREN_ALLOWANCE,
    AGE_ALLOWANCE,
    TEMPORARY_ASSISTANCE,
    DEFERRED_EXITS,
    STOPPED,
    EDGE_FAMILIES,
    KIN_FILINGS,
    HANDLERS,
    SUBSIDY_SYSTEM_LIST,
    BANK_RETURN,
    PAYMENTS,
)

LISTS = (
    REGISTER,
    DEATH_CANCELLATIONS,
    DEATH_CERTIFICATES,
    CREMATIONS,
    VEHICLES,
    TITLES,
    FIRMS,
    CONTRIBUTIONS,
    PENSIONS,
    HOUSING_FUND,
    PAYROLL,
    PUBLIC_EMPLOYEES,
    VILLAGE_CADRES,
    DISABILITY_CERTIFICATES,
    MARRIAGES,
    PRISONERS,
    POWER,
    WATER,
    MEDICAL_COSTS,
    OTHER_COUNTY_DIBAO,
    STUDENTS,
    MONITORED,
    TAXED_INCOME,
    FINANCIAL_ASSETS,
    WORK_INJURY,
    EXIT_ENTRY,
    FARM_SUBSIDIES,
    DECLARED_MISSING,
)

SOURCES = (*ROLLS, *LISTS, AREAS)
