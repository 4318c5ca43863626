"""低收入人口认定 as declared: two recognitions that pay nothing themselves and open the doors of other help."""

from __future__ import annotations

from doudi.base.documents import DIBAO, LOW_INCOME, RIGID
from doudi.declare import Programme
from doudi.mechanisms.casework.pages import listing
from doudi.mechanisms.entitlement.pages.recognitions import first_screen, pages_of
from doudi.mechanisms.entitlement.recognitions.indicators import indicators_of
from doudi.pages.declare import together
from doudi.programmes.assistance.low_income.door import DOORS
from doudi.programmes.assistance.low_income.flows import MARGINAL_FLOW, RIGID_FLOW
from doudi.programmes.assistance.low_income.jobs import NIGHTLY
from doudi.programmes.assistance.low_income.pages import MARGINAL_PAGES, PAGES, RIGID_PAGES, WARNING_PAGES
from doudi.programmes.assistance.low_income.policy import LowIncomePolicy
from doudi.programmes.assistance.low_income.recognitions import MARGINAL, RIGID_EXPENDITURE
from doudi.programmes.assistance.low_income.rigid import RIGID_RULES
from doudi.programmes.assistance.low_income.rules import MARGINAL_RULES
from doudi.programmes.assistance.low_income.telling import PUBLICITIES
from doudi.programmes.assistance.low_income.times import LowIncomeTimes
from doudi.programmes.assistance.low_income.watching import WARNINGS

low_income = Programme(
    "low_income",
    "低收入人口认定",
    basis=(str(DIBAO), str(LOW_INCOME), str(RIGID)),
    about="认定低保边缘家庭和刚性支出困难家庭。认定本身不发钱,但打开医疗、教育、住房、就业等救助的门;边缘家庭中的重残重病人员可以单人纳入低保。",
    flows=(MARGINAL_FLOW, RIGID_FLOW, WARNINGS),
    books=(MARGINAL_RULES, RIGID_RULES),
    publicities=PUBLICITIES,
    doors=DOORS,
    policies=(LowIncomePolicy, LowIncomeTimes),
    indicators=(*indicators_of(MARGINAL), *indicators_of(RIGID_EXPENDITURE)),
    pages=(*pages_of("low_income", MARGINAL, RIGID_EXPENDITURE, name="低收入家庭名册"), *PAGES),
    nightly=NIGHTLY,
    worklist=together(
        listing.worklist_of(MARGINAL_PAGES, RIGID_PAGES, WARNING_PAGES),
        first_screen.worklist_of(MARGINAL, RIGID_EXPENDITURE),
    ),
    alarms=together(
        listing.alarms_of(MARGINAL_PAGES, RIGID_PAGES, WARNING_PAGES),
        first_screen.alarms_of(MARGINAL, RIGID_EXPENDITURE),
    ),
    figures=together(listing.figures_of(MARGINAL_PAGES), first_screen.figures_of(MARGINAL, RIGID_EXPENDITURE)),
    person_panel=first_screen.person_panel,
    household_panel=first_screen.household_panel,
)
