"""家庭养老床位的流程: APPLIED → SURVEYED → DESIGNED → SIGNED → APPROVED → BUILT → ACCEPTED → SERVING, checked each year, paused, at last
retired. What a provider does it does for its own beds (`given_to`)."""

from __future__ import annotations

from doudi.base.documents import COUNTY
from doudi.base.roles import Role
from doudi.mechanisms.casework.declare import SYSTEM, Action, Days, Field, Flow, Ground, Stage, Workdays
from doudi.mechanisms.entitlement.applications import stages, steps
from doudi.mechanisms.entitlement.applications.steps import DOCUMENT, REMEDY, VISITED
from doudi.mechanisms.entitlement.remedies import open_to_appeal
from doudi.programmes.elderly.home_care.beds import handling
from doudi.programmes.elderly.home_care.beds.fittings import BUILT_IN
from doudi.programmes.elderly.home_care.beds.policy import limit

CLERK, OFFICER, LEADER, PROVIDER = Role.TOWNSHIP_CLERK, Role.COUNTY_OFFICER, Role.BUREAU_LEADER, Role.PROVIDER
HANDLERS = frozenset({CLERK, OFFICER})
_TARGET = str(COUNTY["服务对象(R-HOME-01)"])
GROUNDS = (
    Ground("NOT_DISABLED", "未达到失能等级，或评估已失效", _TARGET),
    Ground("NOT_IN_NEED", "不属于经济困难老年人", _TARGET),
    Ground("HOME", "住房不具备安装条件，或老人不同意安装", str(COUNTY["床位配置(R-HOME-17)"])),
)
WORDS = Field("words", "具体情况", "long", required=True)
ENDS = (
    ("MOVED", "迁出本县"),
    ("INSTITUTION", "入住养老机构"),
    ("REFUSED", "老人不愿继续"),
    ("RECOVERED", "不再符合条件"),
    ("OTHER", "其他"),
)
PHOTO = VISITED[2]
_BEFORE = ("APPLIED", "SURVEYED", "DESIGNED", "SIGNED", "APPROVED")
_STANDING = ("ACCEPTED", "SERVING", "PAUSED")

SURVEY = Action(
    "survey", "入户查看", "APPLIED", "SURVEYED", by=HANDLERS, pair=True, within=Workdays(limit("survey")),
    unless=handling.not_entitled, then=handling.keep_survey,
    fields=(
        VISITED[0],
        Field("agrees", "老人（家属）同意在家中安装", "yes", required=True),
        *(Field(each.name, f"必需：{each.label}", "yes") for each in BUILT_IN),
        Field("found", "住房和照护情况", "long", required=True, hint="床、如厕洗浴、用电、网络信号、谁在照料"),
        PHOTO,
    ),
)  # fmt: skip
DESIGN = Action(
    "design", "方案定稿", "SURVEYED", "DESIGNED", by=HANDLERS, within=Workdays(limit("design")), unless=handling.wrong_design,
    then=handling.keep_design, fields=(Field("answering", "24小时应答单位", required=True, hint="紧急呼叫由谁接听"),),
)  # fmt: skip
SIGN = Action(
    "sign", "签订三方协议", "DESIGNED", "SIGNED", by=HANDLERS, within=Workdays(limit("sign")), recusal=False,
    then=handling.keep_agreement,
    fields=(
        Field("agreed_on", "签订日期", "date", required=True),
        Field("signer", "老人一方签字人", required=True),
        Field("agreement", "协议", "file"),
    ),
)  # fmt: skip
APPROVE = Action(
    "approve", "同意建床", "SIGNED", "APPROVED", by=LEADER, within=Workdays(limit("approve")), apart_from=("survey", "design"),
    unless=handling.not_to_be_approved, then=handling.keep_approval, fields=(DOCUMENT,),
)  # fmt: skip
RETURN = Action(
    "return", "退回重新设计", ("DESIGNED", "SIGNED"), "SURVEYED", by=HANDLERS | {LEADER}, needs_reason=True, grave=True
)
REFUSE = Action(
    "refuse", "不予建床", ("APPLIED", "SURVEYED", "SIGNED"), "REFUSED", by=OFFICER, grounds=GROUNDS, grave=True,
    then=handling.keep_document, fields=(WORDS, DOCUMENT),
)  # fmt: skip
TELL = steps.tell(by=CLERK, within=Workdays(limit("tell")))
REOPEN = Action("reopen", "撤销原决定，重新审核", "TOLD", "APPLIED", by=SYSTEM)
INSTALL = Action(
    "install", "安装完成", ("APPROVED", "REWORK"), "BUILT", by=PROVIDER, within=Days(limit("install")),
    unless=handling.not_installed, then=handling.keep_installed, fields=(Field("photo", "安装照片", "photo"),),
)  # fmt: skip
ACCEPT = Action(
    "accept", "验收合格", "BUILT", "ACCEPTED", by=HANDLERS, within=Workdays(limit("accept")), unless=handling.not_acceptable,
    then=handling.keep_acceptance,
    fields=(
        Field("elder", "老人（家属）签字认可", "yes", required=True),
        Field("found", "验收情况", "long", required=True),
        Field("photo", "验收照片", "photo"),
    ),
)  # fmt: skip
REWORK = Action("rework", "退回整改", "BUILT", "REWORK", by=HANDLERS, needs_reason=True, grave=True)
SERVE = Action(
    "serve", "开始服务", "ACCEPTED", "SERVING", by=HANDLERS, within=Workdays(limit("serve")), unless=handling.no_service,
    then=handling.keep_service,
)  # fmt: skip
CHECK = Action(
    "check", "年度检查", "SERVING", "SERVING", by=HANDLERS, pair=True, then=handling.keep_check,
    fields=(
        Field("visited_on", "检查日期", "date", required=True),
        Field("works", "设备在线、配置完好", "yes"),
        Field("found", "检查情况", "long", required=True, hint="设备、配置、上门服务、应答；有问题的写明整改"),
        PHOTO,
    ),
)  # fmt: skip
PAUSE = Action(
    "pause", "暂停", "SERVING", "PAUSED", by=HANDLERS, then=handling.keep_pause, counts_from="since", recusal=False,
    fields=(
        Field("cause", "原因", "choice", required=True, choices=tuple(handling.CAUSES.items())),
        Field("since", "从哪天起", "date", required=True),
    ),
)  # fmt: skip
RESUME = Action(
    "resume",
    "恢复服务",
    "PAUSED",
    "SERVING",
    by=HANDLERS,
    unless=handling.paused_long,
    foreseen=True,
    then=handling.keep_resumed,
)
VISIT = Action(
    "revisit", "入户查看，恢复服务", "PAUSED", "SERVING", by=HANDLERS, pair=True, then=handling.keep_resumed, fields=VISITED
)  # fmt: skip
LAPSE = Action(
    "lapse", "暂停期满，撤床", "PAUSED", "RETIRED", by=SYSTEM, within=Days(limit("close")), lapses=True, then=handling.keep_retirement
)  # fmt: skip
RETIRE = Action(
    "retire", "撤床", _STANDING, "RETIRED", by=HANDLERS, grave=True, then=handling.keep_retirement, recusal=False,
    fields=(Field("cause", "原因", "choice", required=True, choices=ENDS), WORDS),
)  # fmt: skip
END = Action(
    "end", "终止安装", ("APPROVED", "BUILT", "REWORK"), "ENDED", by=HANDLERS, grave=True, fields=(Field("cause", "原因", "choice", required=True, choices=ENDS), WORDS),
)  # fmt: skip
DIED = Action("died", "老人去世，终止", _BEFORE, "ENDED", by=SYSTEM)
DIED_IN_IT = Action("died_in_it", "老人去世，撤床", _STANDING, "RETIRED", by=SYSTEM, then=handling.keep_retirement)
WITHDRAW = steps.withdraw(*_BEFORE[:-1], by=HANDLERS)

BEDS = Flow(
    "home_care.beds",
    "家庭养老床位",
    stages=(
        Stage("APPLIED", "待入户查看", "warn"),
        Stage("SURVEYED", "待定方案", "warn"),
        Stage("DESIGNED", "待签协议", "warn"),
        Stage("SIGNED", "待审批", "warn"),
        Stage("APPROVED", "待安装", "info"),
        Stage("BUILT", "待验收", "warn"),
        Stage("REWORK", "整改中", "danger"),
        Stage("ACCEPTED", "已验收，待开始服务", "info"),
        Stage("SERVING", "服务中", "ok", rests=True),
        Stage("PAUSED", "暂停", "warn"),
        Stage("RETIRED", "已撤床", final=True),
        *stages.refused("不予建床"),
        stages.WITHDRAWN,
        Stage("ENDED", "终止", "danger", final=True),
    ),
    start="APPLIED",
    actions=(
        SURVEY, DESIGN, SIGN, APPROVE, RETURN, REFUSE, TELL, REOPEN, INSTALL, ACCEPT, REWORK, SERVE, CHECK, PAUSE, RESUME, VISIT,
        LAPSE, RETIRE, END, DIED, DIED_IN_IT, WITHDRAW,
    ),
    subjects_many=handling.subjects,
    prefix="床申",
    road=("APPLIED", "SURVEYED", "SIGNED", "APPROVED", "BUILT", "ACCEPTED", "SERVING"),
    remedy=REMEDY,
    appealable=open_to_appeal(served=(("tell", "told_on"),), reopen="reopen"),
    reads={"care_bed": ("provider", "person__party", "assessment__person__party")},
    facts=handling.facts,
    given_to="care_bed__provider_id",
)  # fmt: skip
