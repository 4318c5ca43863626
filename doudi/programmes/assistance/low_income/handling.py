"""What the actions of a recognition's application ask and do beside what all applications share."""

from __future__ import annotations

from typing import Any

from doudi.mechanisms.casework.declare import Said
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.entitlement.applications.checks import Checks
from doudi.mechanisms.entitlement.applications.recognising import RecognitionHandling
from doudi.programmes.assistance.low_income.facts import family_of
from doudi.programmes.assistance.low_income.models import Application
from doudi.programmes.assistance.low_income.recognitions import BOTH

AT_HOME = "HOME"
WAYS = ((AT_HOME, "入户"), ("PHONE", "电话"), ("VIDEO", "视频"))


def _more_facts(row: Application) -> dict[str, Any]:
    return {"核对结论": row.get_check_result_display()}


HANDLING = RecognitionHandling(
    Application,
    family_of,
    condition="认定",
    refusal="拟不予认定",
    related=("household__party", "applicant__party", "recognised"),
    more_facts=_more_facts,
    recognition=lambda row: BOTH[row.kind],
)
CHECKS = Checks(HANDLING)


def survey_without_visit(case: Case, said: Said) -> str | None:
    """Phone or video replace the visit in a major emergency only (R-DIBAO-11)."""
    if said.get("way") != AT_HOME and not str(said.get("emergency") or "").strip():
        return "除遇重大突发事件外须入户调查；用电话或视频代替的，请写明突发事件。"
    return None


def reopened(case: Case, taken: ActionTaken) -> None:
    """The decision was revoked: the opinion and the check that it rested on fall with it."""
    HANDLING.reopened(case, taken)
    CHECKS.forget(case, taken)
