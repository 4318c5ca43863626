"""What is read of amendments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from doudi.base.money import yuan
from doudi.mechanisms.casework.about import row_of
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.entitlement.amendments.models import Amendment
from doudi.mechanisms.entitlement.awards.models import Award, AwardChange, Covered
from doudi.mechanisms.entitlement.awards.reasons import HoldReason

HAND_OVER = "hand_over"  # the action by which a file goes to the county that takes over
CONTACT = "contact"  # the action by which somebody is told of a review, or looked for
# What a flow of amendments reads with its cases (`Flow.reads`).
READS: dict[str, tuple[str, ...]] = {"amendment": ("award__party", "other__party", "moves_to", "change")}


def of(case: Case) -> Amendment:
    """The amendment of a case, as it is now; within an action as it was read for all its cases."""
    return row_of(case, Amendment, *READS["amendment"])


def open_for(award: Award) -> Amendment | None:
    """The one that is under way for an award."""
    return Amendment.objects.filter(award=award, open=True).select_related("case").first()


def subjects(cases: Sequence[Case]) -> Mapping[int, list[int]]:
    """Everybody whom the award covers, and who joins: their kin stand back (R-ORG-01)."""
    found: dict[int, list[int]] = {case.pk: [] for case in cases}
    rows = Amendment.objects.filter(pk__in=list(found)).values_list("pk", "award", "members__person")
    awards: dict[int, set[int]] = {}
    for case, award, joining in rows:
        awards.setdefault(award, set()).add(case)
        if joining is not None:
            found[case].append(joining)
    covered = Covered.objects.filter(award__in=list(awards)).values_list("award", "person")
    for award, person in covered:
        for case in awards[award]:
            found[case].append(person)
    return found


def facts(case: Case) -> dict[str, Any]:
    """What is proposed and decided, by label: kept before and after every action that changes it."""
    row = Amendment.objects.filter(pk=case.pk).first()
    if row is None:
        return {}
    return {
        "变更前": _money(row.before_fen),
        "变更后": _money(row.after_fen),
        "决定文号": row.document,
    }


def times_contacted(row: Amendment) -> int:
    return row.case.actions.filter(action=CONTACT).count()


def handed_over(case: Case) -> bool:
    """Whether the file has gone to the county that takes over."""
    return case.actions.filter(action=HAND_OVER).exists()


def was_held(row: Amendment, *, any_reason: bool = False) -> bool:
    """Whether the payment was held since this case was opened; because the review was missed, unless for `any_reason`."""
    held = AwardChange.objects.filter(award=row.award, kind=AwardChange.Kind.HOLD)
    if not any_reason:
        held = held.filter(reason=HoldReason.REVIEW_MISSED)
    return held.filter(at__gte=row.case.opened_at).exists()


def adverse(row: Amendment) -> bool:
    """减发、停发: needs prior information and reasons (R-DYN-02)."""
    lower = row.before_fen is not None and row.after_fen is not None and row.after_fen < row.before_fen
    return row.outcome == "STOP" or (row.outcome == "ADJUST" and lower)


def _money(fen: int | None) -> str:
    return f"{yuan(fen)}元" if fen is not None else ""
