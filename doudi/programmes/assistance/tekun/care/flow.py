"""照料服务协议 (R-TK-05): registered by the township with the signed paper, filed by the county, in force until it is ended or the support ends."""

from __future__ import annotations

from doudi.base.roles import Role
from doudi.mechanisms.casework.declare import SYSTEM, Action, Field, Flow, Stage, Workdays
from doudi.mechanisms.entitlement.applications import steps
from doudi.mechanisms.entitlement.awards.reasons import register_reasons
from doudi.programmes.assistance.tekun.care import handling
from doudi.programmes.assistance.tekun.care.times import limit

CLERK, OFFICER = Role.TOWNSHIP_CLERK, Role.COUNTY_OFFICER
COUNTY = frozenset({OFFICER, Role.BUREAU_LEADER})
register_reasons({handling.ENDED: "照料协议终止"})

SUBMIT = Action(
    "submit", "上传协议并上报", "DRAFT", "SUBMITTED", by=CLERK, within=Workdays(limit("submit")),
    fields=(Field("paper", "双方签字的照料服务协议", "file", required=True),),
)  # fmt: skip
CONFIRM = Action(
    "confirm", "备案", "SUBMITTED", "IN_FORCE", by=COUNTY, within=Workdays(limit("confirm")), unless=handling.not_to_be_confirmed,
    then=handling.confirm, fields=(steps.DOCUMENT,), apart_from=("submit",),
)  # fmt: skip
RETURN = Action("return", "退回更正", "SUBMITTED", "DRAFT", by=COUNTY, needs_reason=True, grave=True)
END = Action(
    "end", "终止协议", "IN_FORCE", "ENDED", by=COUNTY, needs_reason=True, grave=True, unless=handling.lacks_account,
    then=handling.end,
    fields=(
        Field("payee", "本人户名", hint="由供养机构照料的填写"),
        Field("account", "本人银行账号", hint="由供养机构照料的填写"),
    ),
)  # fmt: skip
CLOSE = Action("close", "供养终止", ("DRAFT", "SUBMITTED", "IN_FORCE"), "ENDED", by=SYSTEM, then=handling.close)
WITHDRAW = Action(
    "withdraw", "撤回", ("DRAFT", "SUBMITTED"), "WITHDRAWN", by=CLERK, needs_reason=True, recusal=False, grave=True,
    then=handling.close,
)  # fmt: skip

AGREEMENTS = Flow(
    "tekun.agreements",
    "特困照料服务协议备案",
    stages=(
        Stage("DRAFT", "待上传协议", "warn"),
        Stage("SUBMITTED", "待县级备案", "warn"),
        Stage("IN_FORCE", "履行中", "ok", rests=True),
        Stage("ENDED", "已终止", final=True),
        Stage("WITHDRAWN", "撤回", final=True),
    ),
    start="DRAFT",
    actions=(SUBMIT, CONFIRM, RETURN, END, CLOSE, WITHDRAW),
    subjects_many=handling.subjects,
    prefix="照",
    road=("DRAFT", "SUBMITTED", "IN_FORCE", "ENDED"),
    facts=handling.facts,
)
