"""What the actions of an application ask and do: the conditions (`unless`) and consequences (`then`) that its flow names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from doudi.base.money import yuan
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.mechanisms.casework.declare import Said
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.casework.surveys import queries as surveys
from doudi.mechanisms.entitlement.awards.decisions import Assessed
from doudi.mechanisms.entitlement.awards.granting import NewAward, grant
from doudi.programmes.assistance.dibao import near_kin, papers
from doudi.programmes.assistance.dibao.benefit import DIBAO_BENEFIT
from doudi.programmes.assistance.dibao.facts import assessed, family_of
from doudi.programmes.assistance.dibao.models import Application

Proposal, Check = Application.Proposal, Application.Check
AT_HOME = "HOME"
WAYS = ((AT_HOME, "入户"), ("PHONE", "电话"), ("VIDEO", "视频"))


def of(case: Case) -> Application:
    """The application of a case, as it is now."""
    return Application.objects.select_related("case", "household__party", "applicant__party").get(pk=case.pk)


def subjects(cases: Sequence[Case]) -> dict[int, list[int]]:
    """All members of each household: kin of any of them stand back (R-ORG-01)."""
    found: dict[int, list[int]] = {case.pk: [] for case in cases}
    rows = Application.objects.filter(pk__in=list(found)).values_list("pk", "members__person")
    for case, person in rows:
        if person is not None:
            found[case].append(person)
    return found


def facts(case: Case) -> dict[str, Any]:
    """What is decided about a case, by label: kept before and after every action that changes it."""
    row = Application.objects.filter(pk=case.pk).first()
    if row is None:
        return {}
    return {
        "核对结论": row.get_check_result_display(),
        "初审意见": row.get_proposal_display(),
        "拟保障金额": _money(row.proposed_fen),
        "确认金额": _money(row.amount_fen),
        "决定文号": row.document,
        "近亲属备案": row.near_kin,
        "实名举报": row.complaint,
        "已告知补正": "、".join(row.gaps_told),
    }


# --- acceptance ------------------------------------------------------------------------------------------------------------


def incomplete(case: Case, said: Said) -> str | None:
    """Accepted with everything in hand, the authorisation of every adult included (R-CHK-05)."""
    missing = papers.gaps(of(case), said.on)
    return f"还缺：{'、'.join(missing)}。请一次性告知补正。" if missing else None


def nothing_new_to_supply(case: Case, said: Said) -> str | None:
    """All gaps are told at once: a second time only what was told before and is still missing (S1 art. 10)."""
    row = of(case)
    missing = papers.gaps(row, said.on)
    if not missing:
        return "材料已经齐全，不能要求补正，请受理。"
    if row.gaps_told and (later := [each for each in missing if each not in row.gaps_told]):
        return f"补正应当一次性告知，上次没有告知的不能再要求：{'、'.join(later)}。可由申请人书面承诺替代。"
    return None


def tell_gaps(case: Case, taken: ActionTaken) -> None:
    row = of(case)
    row.gaps_told = list(dict.fromkeys([*row.gaps_told, *papers.gaps(row, timezone.localdate(taken.at))]))
    row.save(update_fields=["gaps_told"])


def register_near_kin(case: Case, taken: ActionTaken) -> None:
    """Declared or found by the register: the case is registered separately and the county visits (R-REL-03)."""
    row = of(case)
    found = near_kin.found(row, timezone.localdate(taken.at))
    if found and found not in row.near_kin:
        row.near_kin = "；".join(each for each in (row.near_kin, found) if each)[:200]
        row.save(update_fields=["near_kin"])


def must_be_visited(case: Case) -> str:
    """Near kin and complaints: every one of them (R-REL-03); and what the second surveyor says he did not see."""
    row = of(case)
    return (
        "近亲属备案，须全部入户" if row.near_kin else "实名举报，须全部入户" if row.complaint else surveys.doubt(case)
    )


# --- investigation ---------------------------------------------------------------------------------------------------------


def survey_without_visit(case: Case, said: Said) -> str | None:
    """Phone or video replace the visit in a major emergency only (R-DIBAO-11)."""
    if said.get("way") != AT_HOME and not str(said.get("emergency") or "").strip():
        return "除遇重大突发事件外须入户调查；用电话或视频代替的，请写明突发事件。"
    return None


def keep_check(case: Case, taken: ActionTaken) -> None:
    Application.objects.filter(pk=case.pk).update(check_result=taken.data["result"])


def check_forgotten(case: Case, taken: ActionTaken) -> None:
    """The household rebuts: what the centre reported is looked at again."""
    Application.objects.filter(pk=case.pk).update(check_result="")


def check_not_above(case: Case, said: Said) -> str | None:
    return None if of(case).check_result == Check.ABOVE else "核对结论没有超过限额，不能按核对不符办理。"


def wrong_opinion(case: Case, said: Said) -> str | None:
    """A household that the check put above the limits is told first and may rebut (5.8, NOT_MET); and nobody proposes what the rules do not
    give."""
    row = of(case)
    if row.check_result == Check.ABOVE:
        return "核对结论超过规定限额，须先告知申请人、听取申辩，再提出意见。"
    return wrong_proposal(row, said)


def wrong_second_opinion(case: Case, said: Said) -> str | None:
    return wrong_proposal(of(case), said)


def wrong_proposal(row: Application, said: Said) -> str | None:
    found = assessed(row, said.on)
    if said.get("proposal") == Proposal.ADMIT and found.sheet.result <= 0:
        return f"按核算不符合条件，不能拟同意：{_why(found)}"
    if said.get("proposal") == Proposal.REFUSE and found.sheet.result > 0:
        return f"按核算每月可享受{yuan(found.sheet.result)}元，不能拟不予确认；有不同认定的请先更正核对数据。"
    return None


def keep_opinion(case: Case, taken: ActionTaken) -> None:
    row = of(case)
    row.proposal = taken.data["proposal"]
    found = assessed(row, timezone.localdate(taken.at))
    row.proposed_fen = found.sheet.result if row.proposal == Proposal.ADMIT else 0
    row.save(update_fields=["proposal", "proposed_fen"])


def proposes_refusal(case: Case, said: Said) -> str | None:
    return None if of(case).proposal == Proposal.ADMIT else "拟不予确认的不公示，请直接上报。"


def proposes_admission(case: Case, said: Said) -> str | None:
    return None if of(case).proposal == Proposal.REFUSE else "拟同意的须先公示，不能直接上报。"


def given_up(case: Case, taken: ActionTaken) -> None:
    """Above the limits and not rebutted: goes up as a proposal to refuse."""
    Application.objects.filter(pk=case.pk).update(proposal=Proposal.REFUSE, proposed_fen=0)


def keep_complaint(case: Case, taken: ActionTaken) -> None:
    """A real-name report is checked one by one (R-DIBAO-14) and visited (R-REL-03)."""
    if taken.data.get("real_name"):
        Application.objects.filter(pk=case.pk).update(complaint=str(taken.data.get("words", ""))[:200])


# --- decision --------------------------------------------------------------------------------------------------------------


def not_entitled(case: Case, said: Said) -> str | None:
    """Nobody is admitted whom the rules do not give anything, nor against the opinion (R-DIBAO-03)."""
    row = of(case)
    if row.proposal != Proposal.ADMIT:
        return "初审意见为拟不予确认，不能确认同意；有不同意见的请退回乡镇。"
    found = assessed(row, said.on)
    return None if found.sheet.result > 0 else f"按核算不符合条件：{_why(found)}"


def award(case: Case, taken: ActionTaken) -> None:
    """审核确认: the award begins with the month after the decision (R-PAY-01)."""
    row, on = of(case), timezone.localdate(taken.at)
    assert taken.by is not None, "people confirm"
    delegated = frozenset({Role.TOWNSHIP_LEADER}) if case.delegated else frozenset()
    new = NewAward(
        row.household.party_id,
        case.area_code,
        family_of(row, on),
        on,
        str(taken.data["document"]),
        row.payee,
        row.account,
        applied_on=timezone.localdate(case.opened_at),
        delegated_to=delegated,
    )
    made = grant(DIBAO_BENEFIT, new, by=taken.by, at=taken.at, because=f"{case.number}审核确认")
    if made.amount <= 0:
        raise Refused("按核算不符合条件，不能确认同意。")
    row.award, row.amount_fen, row.document = made, made.amount, str(taken.data["document"])
    row.save(update_fields=["award", "amount_fen", "document"])


def keep_refusal(case: Case, taken: ActionTaken) -> None:
    Application.objects.filter(pk=case.pk).update(document=str(taken.data["document"]))


def _why(found: Assessed) -> str:
    """The last reasons of a worksheet, as the applicant may read them."""
    return "；".join(line.public for line in found.sheet.lines[-3:])


def _money(fen: int | None) -> str:
    return f"{yuan(fen)}元" if fen is not None else ""
