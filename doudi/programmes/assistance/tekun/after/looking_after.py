"""特困供养 as it is looked after: who reports, who checks, which facts of a person may be put down anew."""

from __future__ import annotations

from doudi.mechanisms.entitlement.amendments.declare import Amending
from doudi.mechanisms.entitlement.amendments.models import Occasion
from doudi.programmes.assistance.tekun.after.flow import CHANGES, CHECKERS, REPORTERS
from doudi.programmes.assistance.tekun.after.reasons import BY_RULES
from doudi.programmes.assistance.tekun.after.times import limit
from doudi.programmes.assistance.tekun.benefit import TEKUN_BENEFIT
from doudi.programmes.assistance.tekun.rules import SIX_ITEMS

AMENDING = Amending(
    TEKUN_BENEFIT,
    CHANGES,
    reporters=REPORTERS,
    checkers=CHECKERS,
    of_person=(
        "residence", "disability", "disability_grade", "other_unable", "in_school", "own_income", "property_over", "supporter",
        "child_choice", *SIX_ITEMS, "ended",
    ),
    of_household=(),
    occasions=(Occasion.REVIEW, Occasion.INCOME, Occasion.REPORTED, Occasion.MOVE, Occasion.EXIT),
    heard_within=limit("answer"),
    by_rules=BY_RULES,
    checking=("LOOKING", "OBJECTED"),
)  # fmt: skip
