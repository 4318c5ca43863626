"""老年津补贴的申请 (R-BEN-01, R-BEN-03)：村（居）登记，乡镇核对，县级成批审定；年龄以户籍登记为准，不公示、不重复提交证明。"""

from __future__ import annotations

from doudi.base.documents import BASIC_SERVICES, DISABILITY_2022, ELDERLY_LAW
from doudi.base.documents import COUNTY as COUNTY_RULES
from doudi.base.roles import Role
from doudi.mechanisms.casework.declare import Action, Field, Flow, Ground, Stage, Workdays
from doudi.mechanisms.entitlement.applications import stages, steps, telling
from doudi.programmes.elderly.age_allowances import handling
from doudi.programmes.elderly.age_allowances.handling import HANDLING
from doudi.programmes.elderly.age_allowances.times import limit

CLERK, OFFICER = Role.TOWNSHIP_CLERK, Role.COUNTY_OFFICER
FILERS = frozenset({Role.VILLAGE_WORKER, CLERK})
COUNTY = frozenset({OFFICER, Role.BUREAU_LEADER})
GROUNDS = (
    Ground("AGE", "未达到规定的年龄", str(ELDERLY_LAW["第三十三条"])),
    Ground("PLACE", "户籍不在本县", str(COUNTY_RULES["逾期申请(R-BEN-01)"])),
    Ground("NEED", "不属于困难、失能老年人", str(BASIC_SERVICES["护理补贴"])),
    Ground("OVERLAP", "已就高享受同类补贴", str(DISABILITY_2022["政策衔接"])),
    Ground("STANDARD", "本县尚未规定标准", str(BASIC_SERVICES["养老服务补贴"])),
)

SUBMIT = steps.submit(
    by=FILERS, unless=handling.without_account, fields=(Field("signed", "本人（子女、代办人）已签字", "yes", required=True),)
)  # fmt: skip
SUPPLEMENT = steps.supplement(by=CLERK)
CHECK = Action(
    "check", "核对无误，上报", "SUBMITTED", "COUNTY_REVIEW", by=CLERK, within=Workdays(limit("check")), bulk=True,
    apart_from=("submit",),
)  # fmt: skip
RETURN = Action("return", "退回更正", "COUNTY_REVIEW", "DRAFT", by=OFFICER, needs_reason=True, grave=True)
CONFIRM = steps.confirm(
    HANDLING, name="审定同意", by=COUNTY, within=Workdays(limit("county")), apart_from=("submit", "check"), bulk=True,
    unless=handling.not_entitled,
)  # fmt: skip
REFUSE = steps.refuse(
    HANDLING, name="不予发放", by=COUNTY, within=Workdays(limit("county")), grounds=GROUNDS, apart_from=("check",),
    unless=handling.entitled,
)  # fmt: skip
TELL = steps.tell(by=CLERK, within=Workdays(limit("tell")))
REOPEN = steps.reopen(HANDLING)
WITHDRAW = steps.withdraw("DRAFT", "SUBMITTED", "COUNTY_REVIEW", by=FILERS)

ACTIONS = (SUBMIT, SUPPLEMENT, CHECK, RETURN, CONFIRM, REFUSE, TELL, REOPEN, WITHDRAW)

APPLICATIONS = Flow(
    "age_allowances.applications",
    "老年津补贴审定",
    stages=(
        stages.DRAFT,
        stages.SUBMITTED,
        stages.COUNTY_REVIEW,
        Stage("CONFIRMED", "审定同意", "ok", final=True),
        *stages.refused("不予发放"),
        stages.WITHDRAWN,
    ),
    start="DRAFT",
    actions=ACTIONS,
    subjects_many=HANDLING.subjects,
    prefix="寿",
    road=("DRAFT", "SUBMITTED", "COUNTY_REVIEW", "CONFIRMED"),
    remedy=steps.REMEDY,
    appealable=steps.appealable(),
    reads=HANDLING.reads,
    facts=HANDLING.facts,
    tells=telling.tells(ACTIONS),
    phones=HANDLING.phones,
)
