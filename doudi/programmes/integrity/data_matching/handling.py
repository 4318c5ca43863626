"""What the actions on a finding ask before and do after: the `unless` and `then` of the flow."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from doudi.base import bulk
from doudi.base.areas import level_of, names
from doudi.base.lots import drawn
from doudi.base.models import Area
from doudi.base.parameters import parameter
from doudi.base.refused import Refused
from doudi.mechanisms.casework.handing_on import HandedOn, canonical, seal_of, tell
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.matching.models import Finding
from doudi.mechanisms.matching.queries import evidence_of
from doudi.mechanisms.matching.services import Answer, dispose, dispose_many, move_to_area
from doudi.mechanisms.registry.queries import people_concerned
from doudi.programmes.integrity.data_matching.models import FindingCase, TransferPackage

Data = Mapping[str, Any]
Result = FindingCase.Result

ON_SITE_SHARE = parameter(
    "on_site_share", "复核时现场抽查的比例", "比例", 0.20, document="疑点核查办法（县定）", tag="D"
)

MEASURES = (
    ("STOP", "停发"),
    ("ADJUST", "调整"),
    ("RECOVER", "追回"),
    ("FILE", "补备案"),
    ("ADMIT", "纳入保障"),
    ("BACK_PAY", "补发"),
    ("CORRECT", "更正信息"),
)
_BY_DECISION = ("STOP", "ADJUST", "RECOVER")  # what takes something from a household needs a decision with a number
COMMISSION = "县纪委监委"
_SHORTEST_PROOF = 5  # characters


READS: Mapping[str, tuple[str, ...]] = {"finding_case": ("finding",)}


def _of(case: Case) -> FindingCase:
    """With its finding, as the flow has read both anew (`Flow.reads`)."""
    return case.finding_case


def subjects(cases: Sequence[Case]) -> dict[int, list[int]]:
    """The persons whom each case is about, with all members of their households: kin of any of them stand back (R-ORG-01)."""
    rows = FindingCase.objects.filter(pk__in=[case.pk for case in cases])
    pairs = [(pk, index) for pk, index in rows.values_list("pk", "finding__subject_index") if index]
    people = people_concerned({index for _, index in pairs}, timezone.localdate())
    return {pk: people[index] for pk, index in pairs if index in people}


# --- dispatch -----------------------------------------------------------------------------------------------------------


def without_township(case: Case, data: Data) -> str | None:
    if level_of(case.area_code) == Area.Level.COUNTY:
        return "名单上看不出住地，不能下发，请先办理“指定乡镇”。"
    return None


def unknown_area(case: Case, data: Data) -> str | None:
    code = str(data.get("area_code", "")).strip()
    if code not in names() or level_of(code) == Area.Level.COUNTY:
        return "请选择本县的乡镇或村居。"
    return None


def keep_area(case: Case, taken: ActionTaken) -> None:
    case.area_code = str(taken.data["area_code"]).strip()
    case.save(update_fields=["area_code"])
    move_to_area(_of(case).finding, case.area_code)


# --- verification -------------------------------------------------------------------------------------------------------


def drawn_for_site(number: str, on: dt.date) -> bool:
    """Whether a case is in the on-site sample: by a hash of its number, so that nobody chooses and anybody can check."""
    share = ON_SITE_SHARE.on(on).value
    assert isinstance(share, float)
    return drawn(number, share)


def without_proof(case: Case, data: Data) -> str | None:
    """Whatever is not confirmed needs a reason, and proof in words beside the photo (R-FIND-02)."""
    if data.get("result") == Result.CONFIRMED:
        return None
    if not data.get("reason_code"):
        return "结论不是“属实”的，请选择原因。"
    if len(str(data.get("found", "")).strip()) < _SHORTEST_PROOF:
        return "认定为误报、合规或无法认定的，请在“核实情况”里写明依据。"
    return None


def keep_results(taken: Sequence[ActionTaken]) -> None:
    changed = []
    for each in taken:
        mine, result = _of(each.case), each.data.get("result", "")
        mine.result = result
        mine.reason_code = each.data.get("reason_code") or ""
        mine.on_site = drawn_for_site(each.case.number, timezone.localdate(each.at))
        mine.overpaid_fen = _computed(mine.finding) if result == Result.CONFIRMED else 0
        changed.append(mine)
    bulk.update(changed, ["result", "reason_code", "on_site", "overpaid_fen"])


def _computed(finding: Finding) -> int:
    """What the rule computed as overpaid, until a decision says otherwise; what was missed is nobody's debt."""
    return (finding.amount_fen or 0) if finding.direction == Finding.Direction.PAID else 0


def not_confirmed(case: Case, data: Data) -> str | None:
    return None if _of(case).result == Result.CONFIRMED else "核实结论不是“属实”，请提交县级复核。"


def confirmed(case: Case, data: Data) -> str | None:
    return "核实结论为“属实”的须先整改。" if _of(case).result == Result.CONFIRMED else None


# --- rectification ------------------------------------------------------------------------------------------------------


def _fen(data: Data, code: str) -> int:
    return int(data.get(code) or 0)


def money_does_not_add_up(case: Case, data: Data) -> str | None:
    if data.get("measure") in _BY_DECISION and not str(data.get("decision_no") or "").strip():
        return "停发、调整、追回须填写决定文号。"
    mine = _of(case)
    overpaid = _fen(data, "overpaid") if data.get("overpaid") is not None else mine.overpaid_fen
    if min(overpaid, _fen(data, "recovered")) < 0:
        return "金额不能是负数，请核对。"
    if _fen(data, "recovered") + mine.waived_fen > overpaid:
        return f"已追回和已核销的合计超过认定多发金额{overpaid / 100:,.2f}元，请核对。"
    return None


def keep_measures(taken: Sequence[ActionTaken]) -> None:
    changed = []
    for each in taken:
        mine, data = _of(each.case), each.data
        mine.measure = data.get("measure", "")
        mine.decision_no = (data.get("decision_no") or "")[:60]
        mine.intent = data.get("intent") or mine.intent
        if data.get("overpaid") is not None:
            mine.overpaid_fen = _fen(data, "overpaid")
        mine.recovered_fen = _fen(data, "recovered")
        changed.append(mine)
    bulk.update(changed, ["measure", "decision_no", "intent", "overpaid_fen", "recovered_fen"])


def more_than_outstanding(case: Case, data: Data) -> str | None:
    """Only what is still owed can be written off, and only by a leader (R-FIND-03)."""
    waived, owed = _fen(data, "waived"), _of(case).outstanding_fen
    if waived <= 0:
        return "核销金额须大于零。"
    return f"核销金额超过尚未追回的{owed / 100:,.2f}元，请核对。" if waived > owed else None


def waive(case: Case, taken: ActionTaken) -> None:
    mine = _of(case)
    mine.waived_fen += _fen(taken.data, "waived")
    mine.save(update_fields=["waived_fen"])


# --- review -------------------------------------------------------------------------------------------------------------


def not_undecided(case: Case, data: Data) -> str | None:
    """What the township could not tell, the county decides; a second person then closes it."""
    return None if _of(case).result == Result.UNDECIDED else "只有“无法认定”的疑点由县级认定。"


def uphold(case: Case, taken: ActionTaken) -> None:
    mine = _of(case)
    mine.result, mine.reason_code, mine.overpaid_fen = Result.CONFIRMED, "", _computed(mine.finding)
    mine.save()


def discharge(case: Case, taken: ActionTaken) -> None:
    mine = _of(case)
    mine.result, mine.reason_code = Result.FALSE_POSITIVE, taken.data["reason_code"]
    mine.save(update_fields=["result", "reason_code"])


def not_ready_to_close(case: Case, data: Data) -> str | None:
    mine = _of(case)
    if mine.result == Result.UNDECIDED:
        return "核实结论为“无法认定”，请先由县级认定属实或不属实，或退回重核实。"
    if mine.on_site and not str(data.get("site_report") or "").strip():
        return "本件抽中现场复核，请填写现场复核情况。"
    return None


def close_findings(taken: Sequence[ActionTaken]) -> None:
    answers = []
    for each in taken:
        mine = _of(each.case)
        answered = mine.result in (Result.FALSE_POSITIVE, Result.EXPLAINED)
        disposal = Finding.Disposal.CLEARED if answered else Finding.Disposal.CORRECTED
        because = each.because or mine.get_reason_code_display() or mine.get_result_display()
        answers.append(Answer(mine.finding, disposal, because, timezone.localdate(each.at)))
    dispose_many(answers)


# --- transfer -----------------------------------------------------------------------------------------------------------


def register_no_is_taken(case: Case, data: Data) -> str | None:
    number = str(data.get("register_no", "")).strip()
    if TransferPackage.objects.filter(register_no=number).exists():
        return f"移送登记号“{number}”已经用过，请核对。"
    return None


def seal_package(case: Case, taken: ActionTaken) -> None:
    """Seal what is handed over; the finding is referred (R-FIND-04)."""
    mine = _of(case)
    actions = list(case.actions.select_related("by", "together_with").prefetch_related("files").order_by("id"))
    copies = [{"name": each.name, "sha256": each.sha256} for action in actions for each in action.files.all()]
    content = {
        "办件": case.number,
        "规则": mine.finding.rule,
        "姓名": mine.finding.subject_name,
        "证号": mine.finding.subject_id,
        "理由": mine.finding.reason,
        "证据": evidence_of(mine.finding),
        "办理记录": [
            {
                "动作": each.label,
                "时间": timezone.localtime(each.at).isoformat(timespec="minutes"),
                "经办": "、".join(user.name for user in (each.by, each.together_with) if user is not None),
                "内容": each.data,
            }
            for each in actions
        ],
        "复印件清单": copies,
        "移送事由": taken.because,
    }
    text = canonical(content)
    number = str(taken.data["register_no"]).strip()
    if len(number) > 40:
        raise Refused("移送登记号请控制在40字以内。")
    TransferPackage.objects.create(
        finding_case=mine, register_no=number, sealed=text, copies=copies, seal=seal_of(text), at=taken.at, by=taken.by
    )
    if taken.data.get("intent"):
        FindingCase.objects.filter(pk=mine.pk).update(intent=taken.data["intent"])
    dispose(mine.finding, Finding.Disposal.REFERRED, because=taken.because, on=timezone.localdate(taken.at))
    tell(HandedOn(number, "大数据比对", case, COMMISSION, taken.at, taken.by))
