"""政策找人 (R-MON-03): somebody is found, contacted, and the result is written down with its reason; being admitted closes it by itself."""

from __future__ import annotations

from doudi.base.roles import Role
from doudi.mechanisms.casework.declare import SYSTEM, Action, Field, Flow, Said, Stage, Workdays
from doudi.mechanisms.casework.models import Case
from doudi.programmes.office.reception.policy import limit

HELPER, CLERK = Role.VILLAGE_WORKER, Role.TOWNSHIP_CLERK
CONTACTING = frozenset({HELPER, CLERK})
WHY_NOT = (
    ("INCOME", "收入超过规定"),
    ("PROPERTY", "财产超过规定"),
    ("CARE", "不需要长期照护等人员条件不符"),
    ("ELSEWHERE", "已在外地享受"),
    ("OTHER", "其他"),
)
_DETAILS = Field("words", "具体情况", "long", required=True)


def not_contacted(case: Case, said: Said) -> str | None:
    """Nobody is written off from a desk."""
    return None if case.actions.filter(action="contact").exists() else "还没有联系记录，请先走访或电话联系本人。"


CONTACT = Action(
    "contact", "走访联系", "FOUND", "FOUND", by=CONTACTING, recusal=False,
    fields=(
        Field("contacted_on", "联系日期", "date", required=True),
        Field("way", "方式", "choice", required=True, choices=(("VISIT", "上门"), ("PHONE", "电话"), ("FAMILY", "通过家人"))),
        Field("words", "联系情况", "long", required=True),
    ),
)  # fmt: skip
APPLY = Action(
    "apply", "已登记申请", "FOUND", "APPLYING", by=CONTACTING, within=Workdays(limit("prospect_within")), recusal=False,
    fields=(Field("cases", "办件编号", required=True),),
)  # fmt: skip
DECLINE = Action(
    "decline", "本人不愿申请", "FOUND", "DECLINED", by=CONTACTING, unless=not_contacted, recusal=False, grave=True,
    fields=(_DETAILS, Field("statement", "本人签字的说明", "photo", required=True)),
)  # fmt: skip
REFER = Action(
    "refer", "转介其他部门", "FOUND", "REFERRED", by=CLERK, unless=not_contacted,
    fields=(Field("organ", "转介到", required=True), _DETAILS),
)  # fmt: skip
NOT_ELIGIBLE = Action(
    "not_eligible", "不符合条件", "FOUND", "NOT_ELIGIBLE", by=CLERK, unless=not_contacted, grave=True,
    fields=(Field("why", "哪一项不符合", "choice", required=True, choices=WHY_NOT), _DETAILS),
)  # fmt: skip
DATA_WRONG = Action(
    "data_wrong", "数据有误", "FOUND", "DATA_WRONG", by=CLERK, unless=not_contacted, grave=True, fields=(_DETAILS,)
)
UNREACHABLE = Action(
    "unreachable", "联系不上", "FOUND", "UNREACHABLE", by=CLERK, unless=not_contacted, grave=True, fields=(_DETAILS,)
)
ADMITTED = Action("admitted", "已经享受", ("FOUND", "APPLYING"), "ADMITTED", by=SYSTEM)
APPLYING = Action("applying", "已在申请", "FOUND", "APPLYING", by=SYSTEM)
NOT_ADMITTED = Action("not_admitted", "申请已办结，未获确认", "APPLYING", "NOT_ADMITTED", by=SYSTEM)
GONE = Action("gone", "情况变化，不再提示", "FOUND", "GONE", by=SYSTEM)

PROSPECTS = Flow(
    "reception.prospects",
    "政策找人",
    stages=(
        Stage("FOUND", "待走访", "warn"),
        Stage("APPLYING", "已登记申请", "info"),
        Stage("ADMITTED", "已纳入", "ok", final=True),
        Stage("DECLINED", "本人不愿", final=True),
        Stage("REFERRED", "已转介", final=True),
        Stage("NOT_ELIGIBLE", "不符合", final=True),
        Stage("NOT_ADMITTED", "申请未获确认", final=True),
        Stage("DATA_WRONG", "数据有误", final=True),
        Stage("UNREACHABLE", "联系不上", final=True),
        Stage("GONE", "情况变化", final=True),
    ),
    start="FOUND",
    actions=(
        CONTACT, APPLY, DECLINE, REFER, NOT_ELIGIBLE, DATA_WRONG, UNREACHABLE, ADMITTED, APPLYING, NOT_ADMITTED, GONE,
    ),
    prefix="寻",
    road=("FOUND", "APPLYING", "ADMITTED"),
)  # fmt: skip
