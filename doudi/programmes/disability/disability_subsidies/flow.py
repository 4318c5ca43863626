"""残疾人两项补贴的申请 (R-DIS-02): handed in at any window of the country, first-checked by the township, certificate checked by the
federation, decided by the county. Nothing is posted: a list would tell of everybody on it that he is disabled."""

from __future__ import annotations

from doudi.base.documents import DISABILITY, DISABILITY_2022
from doudi.base.roles import Role
from doudi.mechanisms.casework.declare import Action, Clock, Field, Flow, Ground, Stage, Workdays
from doudi.mechanisms.entitlement.applications import stages, steps, telling
from doudi.mechanisms.entitlement.units import DisabilityClass
from doudi.programmes.disability.disability_subsidies import handling
from doudi.programmes.disability.disability_subsidies.handling import HANDLING, Certificate
from doudi.programmes.disability.disability_subsidies.times import limit

CLERK, OFFICER = Role.TOWNSHIP_CLERK, Role.COUNTY_OFFICER
FILERS = frozenset({Role.VILLAGE_WORKER, CLERK})
COUNTY = frozenset({OFFICER, Role.BUREAU_LEADER})
# The federation has no sign-in: its answer on paper or by interface is put down at the county.
TAKERS_DOWN = frozenset({Role.VERIFICATION_CENTRE, OFFICER})
GROUNDS = (
    Ground("CERTIFICATE", "没有有效的残疾人证，或类别、等级不符合规定", str(DISABILITY["补贴对象"])),
    Ground("DIBAO", "不在最低生活保障家庭中", str(DISABILITY["补贴对象"])),
    Ground("OVERLAP", "已享受规定不能重复享受的待遇", str(DISABILITY["政策衔接"])),
    Ground("PLACE", "户籍不在本地", str(DISABILITY_2022["跨省通办"])),
    Ground("FALSE", "申报的情况不属实", str(DISABILITY["补贴对象"])),
)
CLASSES = tuple((str(int(each)), each.label) for each in DisabilityClass if each is not DisabilityClass.NONE)
GRADES = tuple((str(grade), f"{words}级") for grade, words in enumerate("一二三四", 1))

SUBMIT = steps.submit(
    by=FILERS, unless=HANDLING.incomplete, fields=(Field("signed", "申请人（监护人、代办人）已签字", "yes", required=True),)
)  # fmt: skip
SUPPLEMENT = steps.supplement(by=CLERK)
FIRST_CHECK = Action(
    "accept", "受理并初审", "SUBMITTED", "FEDERATION", by=CLERK, within=Workdays(limit("first_check")),
    fields=(Field("found", "初审情况", "long", required=True, hint="人证核对、长期照护情况、其他待遇"),),
)  # fmt: skip
VERIFY = Action(
    "verify", "登记残联核证结果", "FEDERATION", "COUNTY_REVIEW", by=TAKERS_DOWN, within=Workdays(limit("federation")),
    apart_from=("accept",), unless=handling.certificate_incomplete, then=handling.keep_certificate,
    fields=(
        Field("number", "核证单号", required=True),
        Field("certificate", "核证结果", "choice", required=True, choices=tuple(Certificate.choices)),
        Field("disability", "残联登记的残疾类别", "choice", choices=CLASSES, hint="与申报不一致的填写"),
        Field("grade", "残联登记的残疾等级", "choice", choices=GRADES, hint="与申报不一致的填写"),
        Field("issued", "残疾人证签发日期", "date", hint="续期换证的必须填写，从哪个月恢复发放由它和申请日期确定"),
        Field("until", "残疾人证有效期至", "date"),
        Field("paper", "盖章的核证单", "photo"),
    ),
)  # fmt: skip
RETURN = Action("return", "退回更正", "COUNTY_REVIEW", "RETURNED", by=OFFICER, needs_reason=True, grave=True)
CORRECT = Action(
    "correct", "更正后上报", "RETURNED", "FEDERATION", by=CLERK, within=Workdays(limit("correct")), needs_reason=True
)
CONFIRM = steps.confirm(
    HANDLING, name="审定同意", by=COUNTY, within=Workdays(limit("county")), apart_from=("accept", "verify"),
    unless=handling.not_to_be_confirmed,
    fields=(
        steps.DOCUMENT,
        Field("backpay", "补发中断的月份", "yes", hint="仅限残疾人证到期后续期的；可以补发的月数和金额见“续期”"),
    ),
)  # fmt: skip
REFUSE = steps.refuse(
    HANDLING, name="不予审定", by=COUNTY, within=Workdays(limit("county")), grounds=GROUNDS, apart_from=("accept", "verify"),
    unless=handling.entitled,
)  # fmt: skip
TELL = steps.tell(by=CLERK, within=Workdays(limit("tell")))
REOPEN = steps.reopen(HANDLING)
WITHDRAW = steps.withdraw("DRAFT", "SUBMITTED", "FEDERATION", "COUNTY_REVIEW", "RETURNED", by=FILERS)

ACTIONS = (SUBMIT, SUPPLEMENT, FIRST_CHECK, VERIFY, RETURN, CORRECT, CONFIRM, REFUSE, TELL, REOPEN, WITHDRAW)

APPLICATIONS = Flow(
    "disability_subsidies.applications",
    "残疾人两项补贴审定",
    stages=(
        stages.DRAFT,
        stages.SUBMITTED,
        Stage("FEDERATION", "待残联核证", "warn"),
        stages.COUNTY_REVIEW,
        Stage("RETURNED", "退回更正", "warn"),
        Stage("CONFIRMED", "审定同意", "ok", final=True),
        *stages.refused("不予审定"),
        stages.WITHDRAWN,
    ),
    start="DRAFT",
    actions=ACTIONS,
    subjects_many=HANDLING.subjects,
    prefix="残",
    road=("DRAFT", "SUBMITTED", "FEDERATION", "COUNTY_REVIEW", "CONFIRMED"),
    clocks=(
        Clock(
            "total", "总时限", starts=("accept",), ends=("confirm", "refuse", "withdraw"),
            within=Workdays(limit("total")),
        ),
    ),
    remedy=steps.REMEDY,
    appealable=steps.appealable(),
    reads=HANDLING.reads,
    facts=HANDLING.facts,
    tells=telling.tells(ACTIONS),
    phones=HANDLING.phones,
)  # fmt: skip
