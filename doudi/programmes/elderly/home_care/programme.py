"""居家养老上门服务 as declared: visits as orders, assessments, months settled, a provider's own pages."""

from __future__ import annotations

import datetime as dt

from doudi.base.documents import ELDERLY_LAW
from doudi.base.months import month_of
from doudi.base.nightly import Nightly
from doudi.base.roles import Role
from doudi.declare import Programme
from doudi.mechanisms.casework.pages import listing as case_listing
from doudi.mechanisms.orders.call_backs import draw
from doudi.mechanisms.orders.pages import call_backs, listing, of
from doudi.mechanisms.orders.requesting import draw_up
from doudi.pages.declare import Page, together
from doudi.programmes.elderly.home_care import queries, services
from doudi.programmes.elderly.home_care.assessments import ASSESSING
from doudi.programmes.elderly.home_care.beds.flow import BEDS, HANDLERS
from doudi.programmes.elderly.home_care.beds.furnishing import FITTERS
from doudi.programmes.elderly.home_care.beds.policy import BedPolicy
from doudi.programmes.elderly.home_care.figures import INDICATORS
from doudi.programmes.elderly.home_care.pages import (
    assessing,
    assessments,
    bed_fittings,
    beds,
    plans,
    rounds,
    settlements,
)
from doudi.programmes.elderly.home_care.pages.visits import VISIT_PAGES
from doudi.programmes.elderly.home_care.plans import DRAFTING
from doudi.programmes.elderly.home_care.policy import STANDARD, HomeCarePolicy
from doudi.programmes.elderly.home_care.visits import VISITS

_DRAWN_UP_ON = 25  # of a month, for the next one (R-HOME-04)


def _draw_up(on: dt.date, at: dt.datetime) -> str:
    if on.day < _DRAWN_UP_ON:
        return "未到生成下月服务单的日期。"
    made = draw_up(VISITS, month_of(on) + 1, by=None, at=at)
    return f"按服务计划生成下月服务单 {len(made.orders)} 单,因去世、暂停未生成 {made.left_out} 单。"


def _ask(on: dt.date, at: dt.datetime) -> str:
    return f"抽取回访 {len(draw(VISITS, through=on - dt.timedelta(days=1), at=at))} 单。"


def _prove(on: dt.date, at: dt.datetime) -> str:
    found = services.prove_month(month_of(on), by=None, at=at)
    return f"核查本月服务单 {found.judged} 单,新挂起 {found.held} 单。"


home_care = Programme(
    "home_care",
    "居家养老上门服务",
    basis=(str(ELDERLY_LAW), str(STANDARD)),
    about="经济困难的失能老年人，先按国家标准评估，再按服务计划由签约机构上门服务；每单核查履约证明，存疑的挂起由人核实，"
    "按时长和质量系数逐月结算。失能老人可在家建家庭养老床位，配置设备并验收，按服务逐月补贴。",
    orders=(VISITS,),
    flows=(BEDS,),
    policies=(HomeCarePolicy, BedPolicy),
    providers=queries.providers,
    indicators=INDICATORS,
    pages=(
        *of.pages_of(VISIT_PAGES),
        *call_backs.call_back_pages_of(VISIT_PAGES),
        Page("rounds", "排班建议", rounds.rounds, frozenset({Role.PROVIDER}), icon="route"),
        Page("settlements", "月结算", settlements.settlements, queries.MONEY_READERS, icon="cash"),
        Page("settlement_new", "生成月结算", settlements.new, services.COUNTY, "settlements/new/"),
        Page("settlement", "结算单", settlements.settlement, queries.MONEY_READERS, "settlements/<int:pk>/"),
        Page("assessments", "能力评估", assessments.assessments, queries.ASSESSMENT_READERS, icon="clipboard-check"),
        Page("assessment_new", "登记能力评估", assessing.new, ASSESSING, "assessments/new/"),
        Page("assessment_carry", "带上评估表", assessing.take_along, ASSESSING, "assessments/carry/"),
        Page("assessment", "能力评估详情", assessing.one, queries.ASSESSMENT_READERS, "assessments/<int:pk>/"),
        Page("assessment_again", "重新评估", assessing.again, ASSESSING, "assessments/<int:pk>/again/"),
        Page("assessment_sign", "签认", assessing.sign, ASSESSING, "assessments/<int:pk>/sign/"),
        Page("assessment_publish", "复核公布", assessing.publish, ASSESSING, "assessments/<int:pk>/publish/"),
        Page("assessment_void", "作废", assessing.void, ASSESSING, "assessments/<int:pk>/void/"),
        Page("assessment_object", "登记异议", assessing.object_to, ASSESSING, "assessments/<int:pk>/object/"),
        Page("plans", "照护服务计划", plans.listing, queries.PLAN_READERS, icon="clipboard-list"),
        Page("plan_new", "制定服务计划", plans.new, DRAFTING, "assessments/<int:pk>/plan/"),
        Page("plan", "服务计划详情", plans.one, queries.PLAN_READERS, "plans/<int:pk>/"),
        Page("plan_approve", "审批", plans.approve, DRAFTING, "plans/<int:pk>/approve/"),
        Page("plan_return", "退回", plans.send_back, DRAFTING, "plans/<int:pk>/return/"),
        Page("plan_end", "结束计划", plans.end, DRAFTING, "plans/<int:pk>/end/"),
        Page("plan_pause", "暂停服务", plans.pause, DRAFTING, "plans/<int:pk>/pause/"),
        Page("bed_apply", "申请家庭养老床位", beds.apply_view, HANDLERS, "assessments/<int:pk>/bed/"),
        # Before the pages of the flow, whose addresses take any word.
        Page("bed_design", "床位配置", bed_fittings.design_page, HANDLERS, "beds/<int:pk>/design/"),
        Page("bed_installed", "安装情况", bed_fittings.installed_page, FITTERS, "beds/<int:pk>/installed/"),
        Page("bed_found", "逐项核实", bed_fittings.found_page, HANDLERS, "beds/<int:pk>/found/"),
        *beds.PAGES,
        *of.phone_pages_of(VISIT_PAGES, name="我的上门服务"),
    ),
    nightly=(
        Nightly("home_care.draw_up", "居家养老:生成下月服务单", _draw_up),
        Nightly("home_care.call_backs", "居家养老:抽取回访", _ask),
        Nightly("home_care.prove", "居家养老:履约核查", _prove),
    ),
    worklist=together(listing.worklist_of(VISIT_PAGES), call_backs.worklist_of(VISIT_PAGES), beds.worklist),
    alarms=beds.alarms,
    figures=together(listing.figures_of(VISIT_PAGES), case_listing.figures_of(beds.BED_PAGES)),
)
