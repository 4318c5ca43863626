"""What is read: filings, and accounts in the name of somebody whom the benefit does not cover and whom nobody filed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from doudi.base.calendar import months_later
from doudi.base.roles import STAFF_ROLES, Role
from doudi.base.spans import Period
from doudi.mechanisms.entitlement.awards import queries
from doudi.mechanisms.entitlement.awards.models import Award, Covered
from doudi.mechanisms.entitlement.declare import BENEFITS
from doudi.mechanisms.registry.models import Membership
from doudi.programmes.integrity.card_keeping.models import CardKeeping

READERS = STAFF_ROLES - {Role.VILLAGE_WORKER}
UNFILED = ("DRAFT", "SUBMITTED")  # the county has not said yes yet
GROWN_UP = 18  # whose money is his guardian's to receive until then: Civil Code, full capacity


def filed(period: Period) -> QuerySet[CardKeeping]:
    """On file at the end of a period."""
    rows = CardKeeping.objects.filter(reviewed_on__isnull=False, signed_on__lte=period.last)
    return rows.exclude(ended_on__lte=period.last)


def live(mark: str) -> CardKeeping | None:
    """The filing of an account that stands or is under way."""
    return CardKeeping.objects.filter(account_mark=mark, ended_on=None).select_related("case").first()


def in_another_name(user: Any, today: dt.date) -> QuerySet[Any]:
    """户名不符: awards in force in the user's area whose account is in the name of nobody covered, nor of anybody of the household. A minor's
    guardian receives for him, and what is paid to a carer has an agreement of its own. `keeping`: whether a filing stands."""
    covered = Covered.objects.filter(award=OuterRef("pk"), until_month=None)
    own = covered.filter(person__party__name=OuterRef("payee"))
    family = Membership.objects.filter(household=OuterRef("party"), to_on=None, person__party__name=OuterRef("payee"))
    grown_up = covered.filter(person__born_on__lte=months_later(today, -12 * GROWN_UP))
    rows = queries.awards(user).filter(until_month=None).exclude(account_mark="")
    rows = rows.exclude(benefit__in=[code for code, each in BENEFITS.items() if each.follows])
    rows = rows.filter(~Exists(own), ~Exists(family), Exists(grown_up))
    standing = CardKeeping.objects.filter(account_mark=OuterRef("account_mark"), ended_on=None).exclude(
        case__stage__in=UNFILED
    )
    return rows.annotate(keeping=Exists(standing)).select_related("party")


def paid_into(mark: str) -> QuerySet[Award]:
    """Everything in force that one account receives, of whatever benefit."""
    return Award.objects.filter(account_mark=mark, until_month=None).select_related("party").order_by("benefit", "pk")
