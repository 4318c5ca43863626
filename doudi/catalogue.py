"""The business of the bureau on one screen: every section and programme, in the order of the menu."""

from __future__ import annotations

from doudi.base.nightly import Nightly
from doudi.declare import Programme, Section
from doudi.mechanisms.activities import jobs as activities
from doudi.mechanisms.casework import jobs as casework
from doudi.mechanisms.casework.notices import jobs as notices
from doudi.mechanisms.entitlement.amendments import jobs as amendments
from doudi.mechanisms.orders import jobs as orders
from doudi.programmes.affairs.customs.programme import customs
from doudi.programmes.assistance.dibao.programme import dibao
from doudi.programmes.assistance.low_income.programme import low_income
from doudi.programmes.assistance.on_demand_help.programme import on_demand_help
from doudi.programmes.assistance.tekun.programme import tekun
from doudi.programmes.assistance.temporary.programme import temporary
from doudi.programmes.children.child_allowances.programme import child_allowances
from doudi.programmes.children.minor_protection.programme import minor_protection
from doudi.programmes.disability.disability_subsidies.programme import disability_subsidies
from doudi.programmes.disability.disability_visits.programme import disability_visits
from doudi.programmes.elderly.age_allowances.programme import age_allowances
from doudi.programmes.elderly.elder_visits.programme import elder_visits
from doudi.programmes.elderly.home_adaptation.programme import home_adaptation
from doudi.programmes.elderly.home_care.programme import home_care
from doudi.programmes.elderly.meals.programme import meals
from doudi.programmes.elderly.time_bank.programme import time_bank
from doudi.programmes.funeral.ashes.programme import ashes
from doudi.programmes.funeral.cemeteries.programme import cemeteries
from doudi.programmes.funeral.deaths.programme import deaths
from doudi.programmes.funeral.funeral_enforcement.programme import funeral_enforcement
from doudi.programmes.funeral.funeral_fees.programme import funeral_fees
from doudi.programmes.integrity.card_keeping.programme import card_keeping
from doudi.programmes.integrity.data_matching.programme import data_matching
from doudi.programmes.integrity.leads.programme import leads
from doudi.programmes.integrity.near_relatives.programme import near_relatives
from doudi.programmes.integrity.rectification.programme import rectification
from doudi.programmes.integrity.regulations.programme import regulations
from doudi.programmes.office.duties.programme import duties
from doudi.programmes.office.funds.programme import funds
from doudi.programmes.office.publicity.programme import publicity
from doudi.programmes.office.reception.programme import reception
from doudi.programmes.office.remedies.programme import remedies
from doudi.programmes.office.reports.programme import reports
from doudi.programmes.office.text_messages.programme import text_messages
from doudi.programmes.office.training.programme import training
from doudi.programmes.office.work_plan.programme import work_plan

CATALOGUE: tuple[Section, ...] = (
    Section("assistance", "社会救助", "heart-handshake", (dibao, tekun, low_income, temporary, on_demand_help)),
    Section("elderly", "养老服务", "old", (age_allowances, meals, time_bank, home_care, home_adaptation, elder_visits)),
    Section("disability", "残疾人", "wheelchair", (disability_subsidies, disability_visits)),
    Section("children", "儿童", "mood-kid", (child_allowances, minor_protection)),
    Section("affairs", "社会事务", "users", (customs,)),
    Section("funeral", "殡葬管理", "route", (deaths, ashes, cemeteries, funeral_fees, funeral_enforcement)),
    Section(
        "integrity",
        "整治监督",
        "shield-check",
        (data_matching, near_relatives, card_keeping, rectification, leads, regulations),
    ),
    Section(
        "office",
        "综合",
        "cash",
        (reception, funds, publicity, remedies, text_messages, duties, training, work_plan, reports),
    ),
)


def programmes() -> list[Programme]:
    """Every programme, in the order of the menu."""
    return [programme for section in CATALOGUE for programme in section.programmes]


def nightly() -> list[Nightly]:
    """What happens by itself: of the mechanisms first, so that programmes see what has lapsed."""
    of_mechanisms = (*casework.NIGHTLY, *notices.NIGHTLY, *amendments.NIGHTLY, *orders.NIGHTLY, *activities.NIGHTLY)
    return [*of_mechanisms, *(job for programme in programmes() for job in programme.nightly)]
