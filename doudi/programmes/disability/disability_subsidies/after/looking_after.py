"""The two subsidies as they are looked after: who reports, who checks, which facts of a person may be put down anew."""

from __future__ import annotations

from doudi.mechanisms.casework.declare import Flow
from doudi.mechanisms.entitlement.amendments.declare import Amending
from doudi.mechanisms.entitlement.amendments.models import Occasion
from doudi.mechanisms.entitlement.declare import Benefit
from doudi.programmes.disability.disability_subsidies.after.flow import (
    CHECKERS,
    LIVING_REVIEWS,
    NURSING_REVIEWS,
    REPORTERS,
)
from doudi.programmes.disability.disability_subsidies.after.reasons import BY_RULES
from doudi.programmes.disability.disability_subsidies.after.times import limit
from doudi.programmes.disability.disability_subsidies.benefit import LIVING_SUBSIDY, NURSING_SUBSIDY
from doudi.programmes.disability.disability_subsidies.policy import OVERLAPS


def _amending(benefit: Benefit, flow: Flow) -> Amending:
    return Amending(
        benefit,
        flow,
        reporters=REPORTERS,
        checkers=CHECKERS,
        of_person=(
            "disability", "disability_grade", "certificate_until", "certificate_cancelled", "recertifying", "care_needed",
            "registered_here", "ended", *(each.fact for each in OVERLAPS),
        ),
        of_household=(),
        occasions=(Occasion.REVIEW, Occasion.REPORTED, Occasion.MOVE, Occasion.EXIT),
        heard_within=limit("answer"),
        by_rules=BY_RULES,
    )  # fmt: skip


LIVING_AMENDING = _amending(LIVING_SUBSIDY, LIVING_REVIEWS)
NURSING_AMENDING = _amending(NURSING_SUBSIDY, NURSING_REVIEWS)
