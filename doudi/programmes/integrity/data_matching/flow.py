"""The road of a finding (section 11): dispatch, verify, rectify, review, close; or transfer to the discipline commission."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from doudi.base.parameters import parameter
from doudi.base.roles import Role
from doudi.mechanisms.casework.declare import Action, Field, Flow, Stage, Workdays
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.matching.models import Finding
from doudi.mechanisms.matching.services import dispose
from doudi.mechanisms.registry.models import Membership, Person
from doudi.programmes.integrity.data_matching.models import FindingCase, TransferPackage

COUNTY = frozenset({Role.VERIFICATION_CENTRE, Role.COUNTY_OFFICER})
CLERK, LEADER = Role.TOWNSHIP_CLERK, Role.TOWNSHIP_LEADER

ON_SITE_SHARE = parameter("on_site_share", "复核时现场抽查的比例", "比例", 0.20, document="疑点核查办法(县定)", tag="D")

RESULTS = tuple((value.value, value.label) for value in FindingCase.Result)
MEASURES = (
    ("STOP", "停发"),
    ("ADJUST", "调整"),
    ("RECOVER", "追回"),
    ("FILE", "补备案"),
    ("ADMIT", "纳入保障"),
    ("BACK_PAY", "补发"),
    ("CORRECT", "更正信息"),
)


def drawn_for_site(number: str) -> bool:
    """Whether a case is in the on-site sample: by a hash of its number, so that nobody chooses and anybody can check."""
    value = ON_SITE_SHARE.values[-1].value
    assert isinstance(value, float)
    return int(hashlib.sha256(number.encode()).hexdigest()[:8], 16) / 0xFFFFFFFF < value


def _of(case: Case) -> FindingCase:
    return FindingCase.objects.select_related("finding").get(pk=case.pk)


def needs_proof(case: Case, data: Mapping[str, Any]) -> str | None:
    """A false positive needs proof in words (R-FIND-02)."""
    if data.get("result") in ("FALSE_POSITIVE", "EXPLAINED") and len(str(data.get("found", "")).strip()) < 5:
        return "认定为误报或合规的,请在“核实情况”里写明依据。"
    return None


def keep_result(case: Case, taken: ActionTaken) -> None:
    FindingCase.objects.filter(pk=case.pk).update(
        result=taken.data.get("result", ""), on_site=drawn_for_site(case.number)
    )


def keep_measure(case: Case, taken: ActionTaken) -> None:
    mine = _of(case)
    mine.measure = taken.data.get("measure", "")
    mine.decision_no = taken.data.get("decision_no", "")
    mine.overpaid_fen = int(taken.data.get("overpaid") or mine.finding.amount_fen or 0)
    mine.recovered_fen = int(taken.data.get("recovered", 0) or 0)
    mine.save()


def site_report_missing(case: Case, data: Mapping[str, Any]) -> str | None:
    """Cases of the sample are reviewed on the spot."""
    if _of(case).on_site and not str(data.get("site_report", "")).strip():
        return "本件抽中现场复核,请填写现场复核情况。"
    return None


def close_finding(case: Case, taken: ActionTaken) -> None:
    mine = _of(case)
    answered = mine.result in (FindingCase.Result.FALSE_POSITIVE, FindingCase.Result.EXPLAINED)
    disposal = Finding.Disposal.CLEARED if answered else Finding.Disposal.CORRECTED
    dispose(mine.finding, disposal, because=taken.because or mine.get_result_display(), on=timezone.localdate(taken.at))


def waive(case: Case, taken: ActionTaken) -> None:
    mine = _of(case)
    mine.waived_fen += int(taken.data.get("waived", 0) or 0)
    mine.save(update_fields=["waived_fen"])


def seal_package(case: Case, taken: ActionTaken) -> None:
    """Seal what is handed over; the finding is referred (R-FIND-04)."""
    mine = _of(case)
    finding = mine.finding
    content = {
        "办件": case.number,
        "规则": finding.rule,
        "理由": finding.reason,
        "证据": json.loads(finding.evidence or "[]"),
        "办理记录": [
            {"动作": each.label, "时间": each.at.isoformat(), "经办": each.by_id, "内容": each.data}
            for each in case.actions.order_by("id")
        ],
        "移送事由": taken.because,
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    TransferPackage.objects.create(
        finding_case=mine,
        register_no=str(taken.data["register_no"]),
        content=content,
        seal=hashlib.sha256(text.encode()).hexdigest(),
        at=taken.at,
        by=taken.by,
    )
    dispose(finding, Finding.Disposal.REFERRED, because=taken.because, on=timezone.localdate(taken.at))


def subjects(cases: Sequence[Case]) -> dict[int, list[int]]:
    """The persons whom each case is about, with all members of their households: kin of any of them stand back (R-ORG-01)."""
    pairs = list(
        FindingCase.objects.filter(pk__in=[case.pk for case in cases]).values_list("pk", "finding__subject_index")
    )
    indexes = {index for _, index in pairs if index}
    people = dict(Person.objects.filter(id_index__in=indexes).values_list("id_index", "pk"))
    homes = dict(Membership.objects.filter(person__in=people.values(), to_on=None).values_list("person", "household"))
    members: dict[int, list[int]] = {}
    for household, person in Membership.objects.filter(household__in=set(homes.values()), to_on=None).values_list(
        "household", "person"
    ):
        members.setdefault(household, []).append(person)
    found: dict[int, list[int]] = {}
    for pk, index in pairs:
        somebody = people.get(index)
        if somebody is not None:
            found[pk] = members.get(homes.get(somebody, 0), [somebody])
    return found


DISPATCH = Action("dispatch", "下发", "NEW", "DISPATCHED", by=COUNTY, within=Workdays(2), bulk=True)
VERIFY = Action(
    "verify",
    "核实",
    "DISPATCHED",
    "VERIFIED",
    by=CLERK,
    within=Workdays(10),
    pair=True,
    unless=needs_proof,
    then=keep_result,
    fields=(
        Field("visited_on", "入户日期", "date", required=True),
        Field("met", "见到何人", required=True, hint="本人或家属姓名、与对象关系"),
        Field("found", "核实情况", "long", required=True, hint="看到什么、问到什么、查了哪些材料"),
        Field("result", "核实结论", "choice", required=True, choices=RESULTS),
        Field("photo", "入户照片", "photo", required=True, hint="须拍到入户两人和对象或住所"),
    ),
)
SIGN = Action(
    "sign",
    "签批属实",
    "VERIFIED",
    "RECTIFYING",
    by=LEADER,
    within=Workdays(3),
    apart_from=("verify",),
    unless=lambda case, data: (
        None if _of(case).result == FindingCase.Result.CONFIRMED else "核实结论不是“属实”,请提交县级复核。"
    ),
)
SUBMIT = Action(
    "submit",
    "提交复核",
    "VERIFIED",
    "REVIEWING",
    by=LEADER,
    within=Workdays(3),
    apart_from=("verify",),
    unless=lambda case, data: (
        "核实结论为“属实”的须先整改。" if _of(case).result == FindingCase.Result.CONFIRMED else None
    ),
)
SEND_BACK = Action(
    "send_back", "退回重核", ("VERIFIED", "REVIEWING"), "DISPATCHED", by=COUNTY | {LEADER}, needs_reason=True
)
RECTIFY = Action(
    "rectify",
    "整改",
    "RECTIFYING",
    "REVIEWING",
    by=CLERK,
    within=Workdays(20),
    then=keep_measure,
    fields=(
        Field("measure", "整改措施", "choice", required=True, choices=MEASURES),
        Field("decision_no", "决定文号", hint="停发、调整、追回须有决定书"),
        Field("overpaid", "认定多发金额", "money"),
        Field("recovered", "已追回金额", "money"),
        Field("done", "整改情况", "long", required=True),
    ),
)
CLOSE = Action(
    "close",
    "复核销号",
    "REVIEWING",
    "CLOSED",
    by=COUNTY,
    within=Workdays(5),
    apart_from=("dispatch",),
    unless=site_report_missing,
    then=close_finding,
    fields=(Field("site_report", "现场复核情况", "long", hint="抽中现场复核的必填"),),
)
WAIVE = Action(
    "waive",
    "核销",
    "RECTIFYING",
    "RECTIFYING",
    by=Role.BUREAU_LEADER,
    then=waive,
    needs_reason=True,
    fields=(Field("waived", "核销金额", "money", required=True),),
)
TRANSFER = Action(
    "transfer",
    "移送纪委监委",
    ("NEW", "DISPATCHED", "VERIFIED", "RECTIFYING", "REVIEWING"),
    "TRANSFERRED",
    by=COUNTY,
    then=seal_package,
    needs_reason=True,
    fields=(
        Field("register_no", "移送登记号", required=True),
        Field(
            "intent", "是否涉嫌故意", "choice", choices=(("YES", "涉嫌故意"), ("NO", "工作失误"), ("UNKNOWN", "待查"))
        ),
    ),
)

FINDINGS = Flow(
    "data_matching.findings",
    "疑点核查",
    stages=(
        Stage("NEW", "待下发", "info"),
        Stage("DISPATCHED", "核实中", "warn"),
        Stage("VERIFIED", "待签批", "warn"),
        Stage("RECTIFYING", "整改中", "warn"),
        Stage("REVIEWING", "待复核", "info"),
        Stage("CLOSED", "已销号", "ok", final=True),
        Stage("TRANSFERRED", "已移送", "danger", final=True),
    ),
    start="NEW",
    actions=(DISPATCH, VERIFY, SIGN, SUBMIT, SEND_BACK, RECTIFY, CLOSE, WAIVE, TRANSFER),
    subjects_many=subjects,
    prefix="疑",
)
