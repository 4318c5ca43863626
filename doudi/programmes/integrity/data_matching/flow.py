"""The road of a finding (section 11): dispatch, verify, rectify, review, close; or transfer to the discipline commission."""

from __future__ import annotations

from doudi.base.roles import COUNTY_ROLES, Role
from doudi.mechanisms.casework.declare import Action, Field, Flow, Stage, Workdays
from doudi.programmes.integrity.data_matching import handling
from doudi.programmes.integrity.data_matching.handling import ON_SITE_SHARE
from doudi.programmes.integrity.data_matching.models import FindingCase

__all__ = [
    "ASSIGN",
    "CLOSE",
    "COUNTY",
    "DISPATCH",
    "FINDINGS",
    "ON_SITE_SHARE",
    "RECTIFY",
    "SIGN",
    "SUBMIT",
    "TRANSFER",
    "VERIFY",
    "WAIVE",
]

COUNTY = frozenset({Role.VERIFICATION_CENTRE, Role.COUNTY_OFFICER})
CLERK, LEADER = Role.TOWNSHIP_CLERK, Role.TOWNSHIP_LEADER

REASON = Field(
    "reason_code", "原因", "choice", choices=tuple(FindingCase.Reason.choices), hint="结论不是“属实”的，须选原因"
)
INTENT = Field("intent", "主观情况", "choice", choices=tuple(FindingCase.Intent.choices), hint="与结论分开认定")

# 县级下发
ASSIGN = Action(
    "assign", "指定乡镇", "NEW", "NEW", by=COUNTY, unless=handling.unknown_area, then=handling.keep_area,
    fields=(Field("area_code", "所属乡镇或村居", "area", required=True, hint="名单上看不出住地的，由县级指定"),),
)  # fmt: skip
DISPATCH = Action(
    "dispatch",
    "下发",
    "NEW",
    "DISPATCHED",
    by=COUNTY,
    within=Workdays(2),
    unless=handling.without_township,
    foreseen=True,
    bulk=True,
)

# 乡镇核实：两人入户，领导签批
VERIFY = Action(
    "verify", "核实", "DISPATCHED", "VERIFIED", by=CLERK, within=Workdays(10), pair=True,
    unless=handling.without_proof, then_many=handling.keep_results,
    fields=(
        Field("visited_on", "入户日期", "date", required=True),
        Field("met", "见到何人", required=True, hint="本人或家属姓名、与对象关系"),
        Field("where", "入户地点", hint="与登记住址不一致的请写明"),
        Field("found", "核实情况", "long", required=True, hint="看到什么、问到什么、查了哪些材料"),
        Field("result", "核实结论", "choice", required=True, choices=tuple(FindingCase.Result.choices)),
        REASON,
        Field("photo", "入户照片", "photo", required=True, hint="须拍到入户两人和对象或住所"),
    ),
)  # fmt: skip
SIGN = Action(
    "sign", "签批属实", "VERIFIED", "RECTIFYING", by=LEADER, within=Workdays(3), apart_from=("verify",),
    unless=handling.not_confirmed, foreseen=True, bulk=True,
)  # fmt: skip
SUBMIT = Action(
    "submit", "提交复核", "VERIFIED", "REVIEWING", by=LEADER, within=Workdays(3), apart_from=("verify",),
    unless=handling.confirmed, foreseen=True, bulk=True,
)  # fmt: skip
SEND_BACK = Action("send_back", "退回重核", "VERIFIED", "DISPATCHED", by=LEADER, needs_reason=True, grave=True)

# 整改：停发、调整、追回、补备案、纳入、补发
RECTIFY = Action(
    "rectify", "整改", "RECTIFYING", "REVIEWING", by=CLERK, within=Workdays(20),
    unless=handling.money_does_not_add_up, then_many=handling.keep_measures,
    fields=(
        Field("measure", "整改措施", "choice", required=True, choices=handling.MEASURES),
        Field("decision_no", "决定文号", hint="停发、调整、追回须有决定书"),
        Field("overpaid", "认定多发金额", "money"),
        Field("recovered", "已追回金额", "money"),
        Field("receipt_no", "缴款凭证号", hint="有追回金额的填写"),
        Field("done", "整改情况", "long", required=True, hint="分期追回的写明还款计划"),
        INTENT,
    ),
)  # fmt: skip
WAIVE = Action(
    "waive", "核销", "RECTIFYING", "RECTIFYING", by=Role.BUREAU_LEADER, needs_reason=True,
    unless=handling.more_than_outstanding, then=handling.waive,
    fields=(Field("waived", "核销金额", "money", required=True), Field("waiver_no", "核销决定文号", required=True)),
)  # fmt: skip

# 县级复核：不得由下发的人复核，按比例抽查现场
CLOSE = Action(
    "close", "复核销号", "REVIEWING", "CLOSED", by=COUNTY, within=Workdays(5), apart_from=("dispatch", "discharge"),
    unless=handling.not_ready_to_close, then_many=handling.close_findings,
    fields=(Field("site_report", "现场复核情况", "long", hint="抽中现场复核的必填"),),
)  # fmt: skip
REWORK = Action("rework", "退回重核实", "REVIEWING", "DISPATCHED", by=COUNTY, needs_reason=True, grave=True)
REDO = Action(
    "redo", "退回再整改", "REVIEWING", "RECTIFYING", by=COUNTY, needs_reason=True, unless=handling.not_confirmed,
    foreseen=True, grave=True,
)  # fmt: skip
UPHOLD = Action(
    "uphold", "县级认定属实", "REVIEWING", "RECTIFYING", by=COUNTY, needs_reason=True,
    unless=handling.not_undecided, foreseen=True, then=handling.uphold,
)  # fmt: skip
DISCHARGE = Action(
    "discharge", "县级认定不属实", "REVIEWING", "REVIEWING", by=COUNTY, needs_reason=True,
    unless=handling.not_undecided, foreseen=True, then=handling.discharge,
    fields=(Field("reason_code", "原因", "choice", required=True, choices=tuple(FindingCase.Reason.choices)),),
)  # fmt: skip

# 移送：随时，封存，经办的乡镇不通知也看不到
TRANSFER = Action(
    "transfer", "移送纪委监委", ("NEW", "DISPATCHED", "VERIFIED", "RECTIFYING", "REVIEWING"), "TRANSFERRED",
    by=COUNTY, needs_reason=True, grave=True, unless=handling.register_no_is_taken, then=handling.seal_package,
    fields=(Field("register_no", "移送登记号", required=True), INTENT),
)  # fmt: skip

FINDINGS = Flow(
    "data_matching.findings",
    "疑点核查",
    stages=(
        Stage("NEW", "待下发", "info", seen_by=COUNTY_ROLES),  # the township learns of it when it is dispatched
        Stage("DISPATCHED", "核实中", "warn"),
        Stage("VERIFIED", "待签批", "warn"),
        Stage("RECTIFYING", "整改中", "warn"),
        Stage("REVIEWING", "待复核", "info"),
        Stage("CLOSED", "已销号", "ok", final=True),
        Stage("TRANSFERRED", "已移送", "danger", final=True, seen_by=COUNTY_ROLES - {Role.FINANCE}),
    ),
    start="NEW",
    actions=(
        ASSIGN, DISPATCH, VERIFY, SIGN, SUBMIT, SEND_BACK, RECTIFY, WAIVE,
        CLOSE, REWORK, REDO, UPHOLD, DISCHARGE, TRANSFER,
    ),
    subjects_many=handling.subjects,
    reads=handling.READS,
    prefix="疑",
    road=("NEW", "DISPATCHED", "VERIFIED", "RECTIFYING", "REVIEWING", "CLOSED"),
)  # fmt: skip
