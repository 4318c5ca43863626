"""What the pages of recognitions share: who may open them, where they stand, how one is marked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.http import Http404
from django.urls import reverse

from doudi.mechanisms.entitlement.pages import known
from doudi.mechanisms.entitlement.recognitions import queries
from doudi.mechanisms.entitlement.recognitions.models import Recognised
from doudi.mechanisms.entitlement.recognitions.queries import Standing
from doudi.pages.cells import Tag

READERS = known.READERS  # worksheets hold what other departments said
HOMES: dict[str, str] = {}  # recognition → the programme below whose address its pages stand
TINTS = {Standing.IN_FORCE: "ok", Standing.ENDING: "warn", Standing.EXPIRED: "danger", Standing.ENDED: ""}


def address(row: Recognised, page: str = "recognition", *more: Any) -> str:
    """Where a page of a recognition stands; empty if its programme shows none."""
    home = HOMES.get(row.recognition)
    return reverse(f"{home}:{page}", args=[row.pk, *more]) if home else ""


def standing_tag(row: Recognised, on: dt.date) -> Tag:
    standing = queries.standing_of(row, on)
    return Tag(standing.label, TINTS[standing])


def found(user: Any, pk: int, codes: Collection[str]) -> Recognised:
    """One of some recognitions in the user's area."""
    row = queries.recognised(user, *codes).select_related("party__household__head").filter(pk=pk).first()
    if row is None:
        raise Http404
    return row
