"""What comes next: the findings that wait for a user, in the order of the list as he left it."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from doudi.mechanisms.casework.queries import worklist
from doudi.pages.asked import as_left
from doudi.programmes.integrity.data_matching.flow import FINDINGS
from doudi.programmes.integrity.data_matching.pages.findings import LISTING

_LOOKED_AT = 1000  # findings; whoever has more takes them in parts


@dataclass(frozen=True)
class Waiting:
    """Where a finding stands among those that wait."""

    next: int | None  # the one after it, or the first one if it was the last
    number: int  # how many wait, itself not counted
    holds_it: bool  # whether it waits itself


def waiting(request: HttpRequest, pk: int) -> Waiting:
    """What waits for the user beside or after one finding. Where his filters leave nothing that waits, they are passed over."""
    cases = worklist(request.user, [FINDINGS], timezone.localdate())
    asked = as_left(request, LISTING, reverse("data_matching:findings"))
    listed = asked.ordered.filter(pk__in=cases.order_by().values("pk"))
    keys = list(listed.values_list("pk", flat=True)[:_LOOKED_AT])
    if not keys and asked.narrowed:
        keys = list(cases.values_list("pk", flat=True)[:_LOOKED_AT])
    holds_it = pk in keys
    after = keys[keys.index(pk) + 1 :] if holds_it else keys
    others = [key for key in [*after, *keys] if key != pk]
    return Waiting(others[0] if others else None, len(keys) - holds_it, holds_it)
