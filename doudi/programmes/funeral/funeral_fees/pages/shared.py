"""What the forms of this line have in common."""

from __future__ import annotations

from typing import Any

from django.http import Http404

from doudi.base.refused import Refused
from doudi.mechanisms.registry.death_records.models import Death


def death_of(number: str) -> Death:
    """A death by the number of its record; Refused if there is none. Whether the user may act on it, the services ask by its place."""
    found = Death.objects.filter(number=number.strip()).first()
    if found is None:
        raise Refused(f"没有编号为{number.strip()[:20]}的死亡登记，请核对。")
    return found


def one(rows: Any, pk: int) -> Any:
    """A row that the user may see, or 404."""
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
