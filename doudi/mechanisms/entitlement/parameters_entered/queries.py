"""What is read of entered parameters: approved ones as the rules take them, those waiting, and the terms of a month with both."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db.models import QuerySet
from django.utils import timezone

from doudi.base.areas import prefix_of
from doudi.base.once import once, read_once
from doudi.mechanisms.entitlement.parameters_entered.models import ParameterEntry
from doudi.mechanisms.entitlement.policy import Key, Policy, PolicyValue, Terms, terms_on
from doudi.mechanisms.entitlement.rules import Rules

ENTERED_TAG = "A"  # by the county itself, under a document of its own


_APPROVED = "parameters"  # what is read once


@contextmanager
def declared_only() -> Iterator[None]:
    """Within this block parameters are as the program came with them: for pages written out from declarations, without a database."""
    with read_once({_APPROVED: []}):
        yield


def approved(policies: Iterable[type[Policy]] = ()) -> list[PolicyValue]:
    """Values that a second person has approved, of some policies (of all, if none is named); one query."""
    wanted = {each.code for each in policies}
    return [each for each in _all_approved() if not wanted or each.code.rpartition(".")[0] in wanted]


def _all_approved() -> list[PolicyValue]:
    rows = ParameterEntry.objects.filter(state=ParameterEntry.State.APPROVED).order_by("pk")
    return once(_APPROVED, lambda: [value_of(row) for row in rows])


def waiting() -> QuerySet[ParameterEntry]:
    """Entries that nobody has approved or sent back yet."""
    return ParameterEntry.objects.filter(state=ParameterEntry.State.ENTERED).select_related("entered_by")


def terms(book: Rules, month: int, *, known: dt.date = dt.date.max, area: str = "") -> Terms:
    """The parameters of a month as known on a day, entered ones included."""
    return once(
        (book, month, known, area),
        lambda: book.terms(month, known=known, entered=approved(book.policies), area=area),
    )


def terms_in_force(policy: type[Policy], on: dt.date, *, area: str = "") -> Terms:
    """One policy as it stands on a day, entered values included."""
    return once((policy, on, area), lambda: terms_on([policy], on, known=on, entered=approved([policy]), area=area))


def value_of(row: ParameterEntry) -> PolicyValue:
    """An entry as the engine takes it; known to nobody before the day of its approval."""
    assert row.answered_at is not None, "approved entries have a day of approval"
    return PolicyValue(
        row.code,
        key_of(row.key),
        row.value,
        row.applies_from,
        row.issued_on,
        row.document,
        ENTERED_TAG,
        row.note,
        prefix_of(row.area_code) if row.area_code else "",
        timezone.localdate(row.answered_at),
    )


def key_of(written: str) -> Key:
    """ "1,2" → (1, 2)."""
    return tuple(int(each) for each in written.split(",")) if written else ()
