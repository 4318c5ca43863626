"""低保 as it is looked after: which flow, who reports, who checks, and which facts of a household may be put down anew."""

from __future__ import annotations

from doudi.mechanisms.entitlement.amendments.declare import Amending
from doudi.mechanisms.entitlement.family import Family
from doudi.programmes.assistance.dibao.after.deferring import DEFERRING
from doudi.programmes.assistance.dibao.after.flow import CHANGES, CHECKERS, REPORTERS
from doudi.programmes.assistance.dibao.after.times import limit
from doudi.programmes.assistance.dibao.benefit import DIBAO_BENEFIT

_OF_GRACE = ("grace_from", "grace_until", "grace_amount", "grace_people", "grace_standard")


def plain(family: Family) -> Family:
    """The household without its deferred exit."""
    figures = {name: figure for name, figure in family.figures.items() if name not in _OF_GRACE}
    return Family(family.label, figures, family.people)


AMENDING = Amending(
    DIBAO_BENEFIT,
    CHANGES,
    reporters=REPORTERS,
    checkers=CHECKERS,
    of_person=(
        "wages", "business_income", "business_costs", "property_income", "property_costs", "transfers", "transfer_costs",
        "central_pension", "local_pension", "account_pension", "not_counted", "rigid_costs", "relation", "left_out",
        "disability", "disability_grade", "seriously_ill", "jobless_adult", "hardship", "jobs_refused",
    ),
    of_household=(
        "residence", "able_supporters", "savings", "homes", "floor_area", "vehicle_price", "capital", "lavish", "home_excused",
        "vehicle_excused", "capital_excused", "marginal",
    ),
    heard_within=limit("answer"),
    plain=plain,
    deferring=DEFERRING,
)  # fmt: skip
