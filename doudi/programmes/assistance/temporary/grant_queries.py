"""What is read of grants: those of a household before, those a user may see, and the payments that wait for the bank."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum

from doudi.base.access import scope
from doudi.base.roles import COUNTY_ROLES, TOWNSHIP_ROLES, Role
from doudi.mechanisms.ledger.bank.models import BACK, BankLine
from doudi.mechanisms.registry.models import Membership, Party
from doudi.programmes.assistance.temporary.models import Cause, GrantPayment, TemporaryGrant

READERS = COUNTY_ROLES | TOWNSHIP_ROLES
PAYERS = frozenset({Role.FINANCE, Role.COUNTY_OFFICER, Role.BUREAU_LEADER})
LIVE = Q(payments__taken_back_on=None)


def grants(user: Any) -> QuerySet[Any]:
    """临时救助台账: what a user may see, with what stands of each (fen) and by which road."""
    rows = TemporaryGrant.objects.select_related("applicant").annotate(
        total=Sum("payments__amount", filter=LIVE, default=0),
        by_reserve=Sum("payments__amount", filter=LIVE & Q(payments__channel=GrantPayment.Channel.RESERVE), default=0),
        by_county=Sum("payments__amount", filter=LIVE & Q(payments__channel=GrantPayment.Channel.COUNTY), default=0),
        standing=Count("payments", filter=LIVE),
    )
    return scope(user, READERS).filter(rows)


def county_payments(user: Any) -> QuerySet[Any]:
    """县级资金发放: with the outcome of the last time the bank was asked (empty: not yet)."""
    last = BankLine.objects.filter(claim=OuterRef("claim")).order_by("-pk")
    rows = GrantPayment.objects.filter(channel=GrantPayment.Channel.COUNTY).select_related("grant__applicant", "by")
    rows = rows.annotate(outcome=Subquery(last.values("outcome")[:1]), bank_words=Subquery(last.values("words")[:1]))
    return scope(user, READERS).filter(rows, "grant__area_code")


def standing(where: Q, *, year: int, until: dt.date) -> QuerySet[Any]:
    """Grants of a year up to a day of which something stands, oldest first, with what stands (`total`, fen)."""
    rows = paid_grants().filter(where, decided_on__year=year, decided_on__lte=until).select_related("applicant")
    return rows.annotate(total=Sum("payments__amount", filter=LIVE, default=0)).order_by("decided_on", "pk")


def payments_of(grant: TemporaryGrant) -> QuerySet[Any]:
    """The parts of a grant in their order, each with the outcome of the last time the bank was asked (None: not asked)."""
    last = BankLine.objects.filter(claim=OuterRef("claim")).exclude(claim="").order_by("-pk")
    rows = grant.payments.select_related("use__leader", "use__clerk", "by").order_by("number")
    return rows.annotate(outcome=Subquery(last.values("outcome")[:1]))


def came_back(user: Any) -> QuerySet[Any]:
    """Payments that the bank sent back and nobody has decided on."""
    return county_payments(user).filter(outcome__in=BACK, taken_back_on=None)


def household_of(applicant: Party, on: dt.date) -> Party | None:
    """The household an applicant belongs to on a day, itself if a household applies; None if he is in none."""
    if applicant.kind == Party.Kind.HOUSEHOLD:
        return applicant
    rows = _memberships(on).filter(person=applicant.pk).select_related("household__party").order_by("-pk")
    found = rows.first()
    return found.household.party if found is not None else None


def households_of(applicants: Sequence[Party], on: dt.date) -> dict[int, Party]:
    """The same for many applicants at once: party → household; who is in none is left out. One query."""
    found = {each.pk: each for each in applicants if each.kind == Party.Kind.HOUSEHOLD}
    people = [each.pk for each in applicants if each.kind != Party.Kind.HOUSEHOLD]
    rows = _memberships(on).filter(person__in=people).select_related("household__party").order_by("pk")
    return found | {row.person_id: row.household.party for row in rows}


def people_of(applicant: Party, household: Party | None, on: dt.date) -> list[int]:
    """The persons a grant concerns: the applicant and everybody in the household."""
    found = {applicant.pk} if applicant.kind == Party.Kind.PERSON else set()
    if household is not None:
        found |= set(_memberships(on).filter(household=household.pk).values_list("person", flat=True))
    return sorted(found)


def grants_for(applicant: Party, household: Party | None, cause: Cause) -> QuerySet[TemporaryGrant]:
    """What a household (or somebody in none) was granted for one cause and was not taken back wholly."""
    whose = Q(applicant=applicant)
    if household is not None:
        whose |= Q(household=household)
    return paid_grants().filter(whose, cause=cause)


def paid_grants() -> QuerySet[TemporaryGrant]:
    """Grants of which at least one payment stands."""
    live = GrantPayment.objects.filter(grant=OuterRef("pk"), taken_back_on=None)
    return TemporaryGrant.objects.filter(Exists(live))


def by_town(grants: QuerySet[TemporaryGrant], *, since: dt.date, until: dt.date) -> int:
    """Fen of some grants that townships decided themselves in these days."""
    rows = GrantPayment.objects.filter(
        grant__in=grants,
        channel=GrantPayment.Channel.RESERVE,
        document="",
        taken_back_on=None,
        on__range=(since, until),
    )
    return rows.aggregate(sum=Sum("amount"))["sum"] or 0


def never_sent() -> QuerySet[GrantPayment]:
    """What the county owes and the bank was not asked for yet, oldest first."""
    rows = GrantPayment.objects.filter(channel=GrantPayment.Channel.COUNTY, taken_back_on=None)
    sent = BankLine.objects.filter(claim=OuterRef("claim"))
    return rows.filter(~Exists(sent)).select_related("grant__applicant").order_by("on", "pk")


def _memberships(on: dt.date) -> QuerySet[Membership]:
    return Membership.objects.filter(Q(from_on=None) | Q(from_on__lte=on), Q(to_on=None) | Q(to_on__gte=on))
