"""Classes by which many figures are told apart."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from doudi.base.models import Area
from doudi.mechanisms.indicators.declare import Split


def urban_rural(area_field: str = "area_code") -> Split:
    """城乡: by the class of the village or community that a record lies in (R-ORG-02: kept beside its code)."""

    def prepare(rows: QuerySet[Any]) -> QuerySet[Any]:
        found: QuerySet[Any] = rows.annotate(
            is_urban=Exists(Area.objects.filter(code=OuterRef(area_field), urban=True))
        )
        return found

    return Split("urban", "城乡", "is_urban", ((True, "城市"), (False, "农村")), prepare)


def of_choices(code: str, name: str, field: str, choices: Any) -> Split:
    """The values of a column with choices (a `TextChoices` or pairs), in their declared order."""
    pairs = getattr(choices, "choices", choices)
    return Split(code, name, field, tuple((value, str(label)) for value, label in pairs))
