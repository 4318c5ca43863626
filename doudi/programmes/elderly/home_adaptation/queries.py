"""What is read of home adaptation: who is in hardship, what a household has had before, what a user may see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from doudi.base.access import Scope, scope
from doudi.base.calendar import months_later
from doudi.base.months import month_of
from doudi.base.roles import COUNTY_ROLES, STAFF_ROLES, TOWNSHIP_ROLES, Role
from doudi.mechanisms.entitlement.awards.models import Award
from doudi.mechanisms.entitlement.awards.queries import in_force
from doudi.mechanisms.ledger.bank.models import BankFile, BankLine
from doudi.mechanisms.registry.models import Category, Membership, Person
from doudi.programmes.elderly.home_adaptation import accounts
from doudi.programmes.elderly.home_adaptation.models import (
    Adaptation,
    AdaptationPayment,
    Contractor,
    Defect,
    ItemPhoto,
)
from doudi.programmes.elderly.home_adaptation.policy import HomeAdaptationPolicy
from doudi.programmes.elderly.home_adaptation.rules import Hardship

READERS = (STAFF_ROLES - {Role.VERIFICATION_CENTRE}) | {Role.PROVIDER}
STAFF = READERS - {Role.PROVIDER}
PAYERS = frozenset({Role.FINANCE, Role.COUNTY_OFFICER, Role.BUREAU_LEADER})
# By the registry, and by what is paid: an award counts from the day it is decided, its roll is taken in later.
IN_NEED: dict[str, Hardship] = {
    Category.Kind.TEKUN: Hardship.TEKUN,
    Category.Kind.DIBAO_RURAL: Hardship.DIBAO,
    Category.Kind.DIBAO_URBAN: Hardship.DIBAO,
    Category.Kind.MARGINAL: Hardship.MARGINAL,
    "tekun": Hardship.TEKUN,
    "dibao": Hardship.DIBAO,
}
CERTIFIED = frozenset(
    {Category.Kind.LIVING_SUBSIDY, Category.Kind.NURSING_SUBSIDY, "living_subsidy", "nursing_subsidy"}
)


def providers(organisations: frozenset[str]) -> Iterable[str]:
    """Those of some organisations, by code, that are or were contractors."""
    return Contractor.objects.filter(code__in=organisations).values_list("code", flat=True)


def hardship_of(kinds: Iterable[str]) -> Hardship:
    """The nearest to tekun of what these categories and benefits say; none of them: in no need."""
    return min((IN_NEED[each] for each in kinds if each in IN_NEED), default=Hardship.NONE)


def households_of(people: Iterable[Person], on: dt.date) -> dict[int, int]:
    """Person → household that he belongs to on a day. One query."""
    rows = Membership.objects.filter(
        Q(from_on=None) | Q(from_on__lte=on),
        Q(to_on=None) | Q(to_on__gte=on),
        person__in=[each.pk for each in people],
    )
    return dict(rows.order_by("-pk").values_list("person", "household"))


def known_of(people: Mapping[int, int | None], on: dt.date) -> dict[int, tuple[Hardship, bool]]:
    """Person (with his household) → what the bureau knows on a day: his hardship, or his household's; whether he has one of the subsidies
    of the disabled, for which a certificate was seen. Two queries."""
    parties = {*people, *(each for each in people.values() if each is not None)}
    standing = Q(from_on__lte=on) & (Q(to_on=None) | Q(to_on__gte=on))
    found: dict[int, set[str]] = {party: set() for party in parties}
    for party, kind in Category.objects.filter(standing, party__in=parties).values_list("party", "kind"):
        found[party].add(kind)
    month = month_of(on)
    paid = in_force(Award.objects.all(), month) | in_force(Award.objects.all(), month + 1)
    for party, benefit in paid.filter(party__in=parties).values_list("party", "benefit"):
        found[party].add(benefit)
    known = {}
    for person, household in people.items():
        both = found[person] | (found[household] if household is not None else set())
        known[person] = (hardship_of(both), bool(found[person] & CERTIFIED))
    return known


def members_of(adaptations: Iterable[int], on: dt.date) -> dict[int, list[int]]:
    """Adaptation → the old person and everybody who lives with him on a day: kin of any of them stand back. Two queries."""
    found: dict[int, list[int]] = {}
    homes: dict[int, list[int]] = {}
    for pk, person, household in Adaptation.objects.filter(pk__in=list(adaptations)).values_list(
        "pk", "person", "household"
    ):
        found[pk] = [person]
        if household is not None:
            homes.setdefault(household, []).append(pk)
    rows = Membership.objects.filter(Q(to_on=None) | Q(to_on__gte=on), household__in=list(homes))
    for household, person in rows.values_list("household", "person"):
        for pk in homes[household]:
            if person not in found[pk]:
                found[pk].append(person)
    return found


def funded_before(
    person: int, household: int | None, *, on: dt.date, policy: HomeAdaptationPolicy, but: int | None = None
) -> Adaptation | None:
    """The last adaptation with public money of this person or his household that still stands in the way of another one (R-MOD-03): it
    was accepted within the years that must pass."""
    since = months_later(on, -12 * policy.again_years)
    mine = Q(person=person) | (Q(household=household) if household is not None else Q())
    rows = Adaptation.objects.filter(mine, accepted_on__gt=since, fund_class=Adaptation.FundClass.PUBLIC)
    return rows.exclude(pk=but).select_related("case").order_by("-accepted_on", "-pk").first()


def photos_seen(prints: Iterable[int], *, but_line: int | None = None) -> QuerySet[ItemPhoto]:
    """Every photo of the county to compare with, of other lines than this one."""
    rows = ItemPhoto.objects.select_related("line__adaptation__case")
    return rows.exclude(line=but_line) if but_line is not None else rows


def contractors(on: dt.date) -> QuerySet[Contractor]:
    """Whose framework agreement holds on a day."""
    return Contractor.objects.filter(Q(until=None) | Q(until__gte=on), since__lte=on)


def defects(user: Any) -> QuerySet[Defect]:
    """质保问题 in the user's place, or of the contractor whose office he is."""
    rows = Defect.objects.select_related("adaptation__case", "adaptation__contractor", "by", "answered_by")
    return rows.filter(_reach(scope(user, READERS), "adaptation__"))


def _reach(within: Scope, before: str = "") -> Q:
    found = within.condition(f"{before}case__area_code")
    if within.organisations:
        found |= Q(**{f"{before}contractor__in": within.organisations})
    return found


def payments(user: Any) -> QuerySet[Any]:
    """补助支付, with the outcome of the last time the bank was asked (None: not yet)."""
    last = BankLine.objects.filter(claim=OuterRef("claim")).order_by("-pk")
    rows = AdaptationPayment.objects.select_related("adaptation__case", "adaptation__contractor", "by")
    rows = rows.annotate(outcome=Subquery(last.values("outcome")[:1]), bank_words=Subquery(last.values("words")[:1]))
    return scope(user, COUNTY_ROLES | TOWNSHIP_ROLES).filter(rows, "adaptation__case__area_code")


def never_sent() -> QuerySet[AdaptationPayment]:
    """What is owed to contractors and has not gone to the bank."""
    sent = BankLine.objects.filter(file__channel=accounts.BANK.code).values("claim")
    rows = AdaptationPayment.objects.filter(taken_back_on=None).exclude(claim__in=sent)
    return rows.select_related("adaptation__case", "adaptation__contractor").order_by("pk")


def bank_files() -> QuerySet[BankFile]:
    return BankFile.objects.filter(channel=accounts.BANK.code).order_by("-on", "-pk")
