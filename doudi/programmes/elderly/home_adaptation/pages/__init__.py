"""The pages of home adaptation, with who may open them; those of its cases come from the flow."""

from __future__ import annotations

from doudi.base.roles import COUNTY_ROLES, TOWNSHIP_ROLES, Role
from doudi.mechanisms.entitlement.pages.claim_payments import ClaimPayments
from doudi.pages.declare import Page
from doudi.programmes.elderly.home_adaptation import accounts, paying, queries
from doudi.programmes.elderly.home_adaptation.accepting import ACCEPTERS
from doudi.programmes.elderly.home_adaptation.aftercare import TELLERS
from doudi.programmes.elderly.home_adaptation.building import BUILDERS
from doudi.programmes.elderly.home_adaptation.contracting import SIGNERS
from doudi.programmes.elderly.home_adaptation.pages import adaptations, afterwards, contractors, plan, works
from doudi.programmes.elderly.home_adaptation.paying import SENDERS
from doudi.programmes.elderly.home_adaptation.planning import PLANNERS

GRANTS = ClaimPayments(
    "home_adaptation", accounts.BANK, queries.PAYERS, SENDERS, paying.take_answer,
    name="改造补助发放",
    rows=queries.payments,
    waiting=queries.never_sent,
    send=paying.send_to_bank,
    again=paying.send_again,
    take_back=paying.take_back,
    case="adaptation.case.number",
    person="adaptation.case.title",
    area="adaptation.case.area_code",
    labels={"case": "改造编号", "person": "老年人", "payee": "收款单位", "on": "审核日期"},
    scope_roles=COUNTY_ROLES | TOWNSHIP_ROLES,
    empty="还没有审核通过的改造补助。",
    then="本件退回审核价款",
)  # fmt: skip

_ONE = "adaptations/<int:pk>/"
PAGES: tuple[Page, ...] = (
    # Before the pages of the flow, whose addresses take any word.
    Page("plan", "改造方案", plan.plan_page, PLANNERS, f"{_ONE}lines/"),
    Page("photos", "施工照片", works.photos_page, BUILDERS, f"{_ONE}photos/"),
    Page("built", "完工数量", works.built_page, BUILDERS, f"{_ONE}built/"),
    Page("verified", "逐项核实", works.verified_page, ACCEPTERS, f"{_ONE}verified/"),
    Page("defect_new", "报告质保问题", afterwards.new_defect_page, TELLERS, f"{_ONE}defects/"),
    Page("missing", "登记缺失", afterwards.missing_page, TELLERS, f"{_ONE}missing/"),
    *adaptations.PAGES,
    Page("defects", "质保问题", afterwards.defects_page, queries.READERS - {Role.FINANCE}, icon="alert-triangle"),
    Page("defect", "处理质保问题", afterwards.answer_page, TELLERS | BUILDERS, "defects/<int:pk>/"),
    Page("contractors", "施工单位", contractors.contractors_page, queries.STAFF, icon="building-community"),
    Page("contractor_new", "登记施工单位", contractors.new_page, SIGNERS, "contractors/new/"),
    *GRANTS.made(),
)
