"""孤儿、事实无人抚养儿童的认定 (4.2): received by any township, checked mostly by data within fifteen workdays, confirmed by the county within
fifteen. Nothing of a child is posted (R-PUB-03)."""

from __future__ import annotations

from doudi.base.documents import ORPHANS, UNATTENDED
from doudi.base.roles import Role
from doudi.mechanisms.casework.declare import Action, Field, Flow, Ground, Stage, Workdays
from doudi.mechanisms.entitlement.applications import stages, steps, telling
from doudi.pages.cells import full_width
from doudi.programmes.children.child_allowances import handling
from doudi.programmes.children.child_allowances.handling import HANDLING
from doudi.programmes.children.child_allowances.rules import Parent
from doudi.programmes.children.child_allowances.times import limit

CLERK, HEAD, OFFICER = Role.TOWNSHIP_CLERK, Role.TOWNSHIP_LEADER, Role.COUNTY_OFFICER
FILERS = frozenset({Role.VILLAGE_WORKER, CLERK})
COUNTY = frozenset({OFFICER, Role.BUREAU_LEADER})
GROUNDS = (
    Ground("PARENTS", "父母的情形不属于规定的范围", str(UNATTENDED["保障对象"])),
    Ground("AGE", "已满十八周岁且不在全日制学校就读", str(ORPHANS["对象"])),
    Ground("DURATION", "服刑、戒毒、失联等的时间未达到规定", str(UNATTENDED["保障对象"])),
    Ground("COVERED", "已由其他待遇足额保障", str(UNATTENDED["保障标准"])),
    Ground("FALSE", "申报的情况不属实", str(UNATTENDED["认定流程"])),
)
PARENTS = tuple((str(int(each)), full_width(each.label)) for each in Parent)
WAYS = (("DATA", "数据比对"), ("VISIT", "入户走访"), ("BOTH", "数据比对和入户走访"))

SUBMIT = steps.submit(
    by=FILERS, fields=(Field("signed", "监护人（儿童本人、村居）已签字", "yes", required=True),)
)  # fmt: skip
SUPPLEMENT = steps.supplement(by=CLERK)
ACCEPT = steps.accept(target="CHECKING", by=CLERK, within=Workdays(limit("accept")))
CHECK = steps.opine(
    HANDLING, "CHECKING", "TOWNSHIP", code="check", name="查验并提出意见", by=CLERK, within=Workdays(limit("check")),
    unless=handling.wrong_after_check, then=handling.keep_check,
    fields=(
        Field("way", "查验方式", "choice", required=True, choices=WAYS),
        Field("father", "查验的父亲情形", "choice", choices=PARENTS, hint="与申报不同的填写"),
        Field("father_months", "该情形已（将）持续（个月）", hint="与申报不同的填写"),
        Field("mother", "查验的母亲情形", "choice", choices=PARENTS, hint="与申报不同的填写"),
        Field("mother_months", "该情形已（将）持续（个月）", hint="与申报不同的填写"),
        Field("guardian", "监护人", hint="没有登记或与登记不同的填写"),
        Field("guardian_relation", "监护人与儿童的关系", hint="没有登记或与登记不同的填写"),
        Field("found", "查验情况", "long", required=True, hint="父母情形和证明、抚养照料、就学、监护人"),
        steps.proposal(HANDLING),
        Field("proof", "证明材料", "file"),
    ),
)  # fmt: skip
FORWARD = Action(
    "forward", "签批上报", "TOWNSHIP", "COUNTY_REVIEW", by=HEAD, within=Workdays(limit("check")), apart_from=("check",)
)
SEND_BACK = Action("send_back", "退回重新查验", "TOWNSHIP", "CHECKING", by=HEAD, needs_reason=True, grave=True)
RETURN = Action("return", "退回补充查验", "COUNTY_REVIEW", "CHECKING", by=OFFICER, needs_reason=True, grave=True)
CONFIRM = steps.confirm(HANDLING, by=COUNTY, within=Workdays(limit("county")), apart_from=("check", "forward"))
REFUSE = steps.refuse(
    HANDLING, by=COUNTY, within=Workdays(limit("county")), grounds=GROUNDS, apart_from=("check", "forward")
)
TELL = steps.tell(by=CLERK, within=Workdays(limit("tell")))
REOPEN = steps.reopen(HANDLING)
WITHDRAW = steps.withdraw("DRAFT", "SUBMITTED", "CHECKING", "TOWNSHIP", "COUNTY_REVIEW", by=FILERS)

ACTIONS = (
    SUBMIT, SUPPLEMENT, ACCEPT, CHECK, FORWARD, SEND_BACK, RETURN, CONFIRM, REFUSE, TELL, REOPEN, WITHDRAW,
)  # fmt: skip

APPLICATIONS = Flow(
    "child_allowances.applications",
    "儿童基本生活保障认定",
    stages=(
        stages.DRAFT,
        stages.SUBMITTED,
        Stage("CHECKING", "乡镇查验", "warn"),
        Stage("TOWNSHIP", "待签批", "warn"),
        stages.COUNTY_REVIEW,
        stages.CONFIRMED,
        *stages.refused(),
        stages.WITHDRAWN,
    ),
    start="DRAFT",
    actions=ACTIONS,
    subjects_many=HANDLING.subjects,
    prefix="童",
    road=("DRAFT", "SUBMITTED", "CHECKING", "TOWNSHIP", "COUNTY_REVIEW", "CONFIRMED"),
    remedy=steps.REMEDY,
    appealable=steps.appealable(),
    reads=HANDLING.reads,
    facts=HANDLING.facts,
    tells=telling.tells(ACTIONS),
    phones=HANDLING.phones,
)  # fmt: skip
