"""What the actions of a dibao application ask and do that other applications do not: papers, near kin, the two surveys, the check that may
be rebutted. What they share stands in `HANDLING`."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from doudi.mechanisms.casework.declare import Said
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.entitlement.applications.checks import Checks
from doudi.mechanisms.entitlement.applications.handling import AwardHandling
from doudi.programmes.assistance.dibao import near_kin, papers
from doudi.programmes.assistance.dibao.benefit import DIBAO_BENEFIT
from doudi.programmes.assistance.dibao.facts import family_of
from doudi.programmes.assistance.dibao.models import Application

AT_HOME = "HOME"
WAYS = ((AT_HOME, "入户"), ("PHONE", "电话"), ("VIDEO", "视频"))


def _more_facts(row: Application) -> dict[str, Any]:
    return {
        "核对结论": row.get_check_result_display(),
        "近亲属备案": row.near_kin,
        "已告知补正": "、".join(row.gaps_told),
    }


HANDLING = AwardHandling(
    Application,
    family_of,
    related=("household__party", "applicant__party"),
    more_facts=_more_facts,
    benefit=DIBAO_BENEFIT,
)
CHECKS = Checks(HANDLING)
of = HANDLING.of

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
    """Near kin and complaints: every one of them (R-REL-03)."""
    return "近亲属备案，须全部入户" if of(case).near_kin else HANDLING.must_be_visited(case)


# --- investigation ---------------------------------------------------------------------------------------------------------


def survey_without_visit(case: Case, said: Said) -> str | None:
    """Phone or video replace the visit in a major emergency only (R-DIBAO-11)."""
    if said.get("way") != AT_HOME and not str(said.get("emergency") or "").strip():
        return "除遇重大突发事件外须入户调查；用电话或视频代替的，请写明突发事件。"
    return None


def reopened(case: Case, taken: ActionTaken) -> None:
    """With the revoked decision falls the check that it rested on, too."""
    HANDLING.reopened(case, taken)
    CHECKS.forget(case, taken)
