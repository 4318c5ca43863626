"""What the actions of a filing ask and do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.entitlement.awards.models import Covered
from doudi.programmes.integrity.card_keeping.models import CardKeeping


def of(case: Case) -> CardKeeping:
    """The filing of a case, as it is now."""
    return CardKeeping.objects.select_related("case", "award__party", "person__party").get(pk=case.pk)


def subjects(cases: Sequence[Case]) -> dict[int, list[int]]:
    """Whom the card pays for, and the keeper: he and his near kin neither file nor review it (R-REC-02)."""
    rows = CardKeeping.objects.filter(pk__in=[case.pk for case in cases]).values_list("pk", "award", "person")
    covered: dict[int, list[int]] = {}
    for award, person in Covered.objects.filter(award__in=[award for _, award, _ in rows]).values_list(
        "award", "person"
    ):
        covered.setdefault(award, []).append(person)
    return {
        case: sorted({*covered.get(award, []), *([keeper] if keeper is not None else [])})
        for case, award, keeper in rows
    }


def facts(case: Case) -> dict[str, Any]:
    """What is filed, by label; no account."""
    row = CardKeeping.objects.filter(pk=case.pk).first()
    if row is None:
        return {}
    return {
        "代管人": f"{row.name}（{row.get_keeper_display()}）",
        "最近复核日期": str(row.reviewed_on or ""),
        "终止日期": str(row.ended_on or ""),
    }


def keep_review(case: Case, taken: ActionTaken) -> None:
    """Filed, or looked at again: the year until the next review begins."""
    CardKeeping.objects.filter(pk=case.pk).update(reviewed_on=timezone.localdate(taken.at))


def keep_end(case: Case, taken: ActionTaken) -> None:
    CardKeeping.objects.filter(pk=case.pk).update(ended_on=timezone.localdate(taken.at))
