"""What the applicant is told of his application by text, and where his number is known from."""

from __future__ import annotations

from collections.abc import Sequence

from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.texts import declare as texts
from doudi.programmes.assistance.tekun.models import TekunApplication

TELLS = {
    "submit": texts.RECEIVED,
    "accept": texts.ACCEPTED,
    "post": texts.POSTED,
    "confirm": texts.CONFIRMED,
    "refuse": texts.REFUSED,
}


def phones(cases: Sequence[Case]) -> dict[int, str]:
    """By the register: the person applies for himself."""
    rows = TekunApplication.objects.filter(pk__in=[case.pk for case in cases]).select_related("person")
    return {row.pk: row.person.phone for row in rows}
