"""待遇资金 as declared: the pages that all benefits share."""

from __future__ import annotations

from doudi.base.documents import ASSISTANCE, DIBAO
from doudi.declare import Programme
from doudi.mechanisms.entitlement.awards.policy import AwardPolicy
from doudi.mechanisms.entitlement.pages import (
    deaths,
    debts,
    money_screen,
    panels,
    runs,
    simulations,
    standards,
    statements,
)
from doudi.mechanisms.entitlement.payment_runs.policy import PaymentPolicy
from doudi.pages.declare import together

funds = Programme(
    "funds",
    "待遇资金",
    basis=(str(ASSISTANCE), str(DIBAO)),
    about="各项待遇的政策标准、发放批次、死亡办理、追缴和模拟测算。",
    policies=(AwardPolicy, PaymentPolicy),
    pages=(*runs.PAGES, *deaths.PAGES, *debts.PAGES, *standards.PAGES, *simulations.PAGES, *statements.PAGES),
    worklist=together(deaths.waiting, standards.waiting, money_screen.waiting),
    alarms=together(deaths.alarms, money_screen.alarms),
    figures=money_screen.figures,
    person_panel=panels.of_person,
    household_panel=panels.of_household,
)
