"""What is read: grants and their payments; the book of a township's month, the county's view of all, what stands against replenishing."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet, Sum

from doudi.base.access import scope
from doudi.base.areas import name_of
from doudi.base.models import Area
from doudi.base.months import chinese_month, first_day, month_of
from doudi.base.roles import COUNTY_ROLES, TOWNSHIP_ROLES, Role
from doudi.base.spans import Period
from doudi.mechanisms.entitlement.parameters_entered.queries import terms_in_force
from doudi.mechanisms.ledger import queries as ledger
from doudi.mechanisms.ledger.bank.models import BankLine
from doudi.mechanisms.ledger.models import Account, Transfer
from doudi.mechanisms.ledger.queries import AccountBook
from doudi.mechanisms.registry.models import Membership, Party
from doudi.programmes.assistance.temporary import accounts
from doudi.programmes.assistance.temporary.models import (
    Cause,
    GrantPayment,
    ReserveReconciliation,
    ReserveUse,
    TemporaryGrant,
)
from doudi.programmes.assistance.temporary.terms import ReservePolicy

READERS = COUNTY_ROLES | TOWNSHIP_ROLES | {Role.INSPECTOR, Role.AUDITOR}


@dataclass(frozen=True)
class Reserve:
    """A township's reserve as the county sees it on a day (R-RES-06). Amounts in fen, of the year so far."""

    area_code: str
    name: str
    allotted: int  # opening of the year + allotted + replenished − given back
    used: int  # less reversals
    uses: int
    balance: int
    last_used_on: dt.date | None
    idle_days: int | None  # since it was last used, or first allotted; None: never had any
    unfiled: int
    late_papers: int
    differences: int  # months whose reconciliation has a difference nobody has explained
    idle: bool

    @property
    def use_rate(self) -> float | None:
        """Used of what was there to be used, 0 to 1; None if there was nothing."""
        return self.used / self.allotted if self.allotted > 0 else None


def reserves(user: Any, on: dt.date) -> list[Reserve]:
    """Every township's reserve that the user may see, in the order of their codes: the same few queries for one and for thirty."""
    rows = scope(user, READERS, on=on).filter(ledger.accounts_of(accounts.RESERVE))
    found = {each.area_code: each for each in rows}
    year = Period(dt.date(on.year, 1, 1), on)
    year_moves = ledger.during(_reserve_transfers(), year)
    incoming = _by_town(year_moves.filter(kind__in=(accounts.ALLOT.code, accounts.REPLENISH.code)), "target")
    given_back = _by_town(year_moves.filter(kind=accounts.GIVE_BACK.code), "source")
    # A reversal runs the other way: the reserve of a use reversed is its target.
    used = _by_town(year_moves.filter(kind=accounts.GRANT_FROM_RESERVE.code), "source")
    through = ledger.movements(_reserve_transfers().filter(entry__on__lte=on))
    before = ledger.movements(_reserve_transfers().filter(entry__on__lt=year.first))
    uses = _uses(on)
    since = _first_days()
    open_differences = _open_differences(on)
    idle_after = ReservePolicy(terms_in_force(ReservePolicy, on)).idle_after
    result = []
    for code, account in sorted(found.items()):
        opening = _balance(before, account)
        facts = uses.get(code, {})
        last = facts.get("last")
        begun = last or since.get(account.pk)
        idle_days = (on - begun).days if begun is not None and begun <= on else None
        balance = _balance(through, account)
        result.append(
            Reserve(
                code,
                name_of(code),
                opening + incoming[code][0] - given_back[code][0],
                used[code][0],
                used[code][1],
                balance,
                last,
                idle_days,
                facts.get("unfiled", 0),
                facts.get("late", 0),
                open_differences.get(code, 0),
                bool(balance and idle_days is not None and idle_days >= idle_after),
            )
        )
    return result


def book(township: Area, month: int) -> AccountBook | None:
    """台账: one township's month line by line; None if it never had a reserve."""
    account = reserve_account(township)
    return ledger.book_of_month(account, month) if account is not None else None


def reserve_account(township: Area) -> Account | None:
    return ledger.accounts_of(accounts.RESERVE).filter(area_code=township.code).first()


def uses(township: Area) -> QuerySet[ReserveUse]:
    """What was paid out of a reserve, newest first."""
    rows = ReserveUse.objects.filter(township=township).select_related("applicant", "clerk", "leader", "filing")
    return rows.order_by("-on", "-pk")


def unfiled(township: Area, *, before: dt.date) -> QuerySet[ReserveUse]:
    """Uses of days before, not reversed and not yet filed with the county."""
    return ReserveUse.objects.filter(township=township, filing=None, reversed_by=None, on__lt=before)


def late_papers(on: dt.date) -> Q:
    """The condition that a use's papers are overdue."""
    return Q(papers_due_on__lt=on, papers_completed_on=None, reversed_by=None)


def hindrances(township: Area, on: dt.date) -> list[str]:
    """What stands against replenishing a reserve, in sentences (R-RES-04, R-TEMP-05); none is what one wants."""
    found = []
    late = ReserveUse.objects.filter(late_papers(on), township=township).order_by("papers_due_on")
    if late:
        found.append(f"有{len(late)}笔先行救助超期未补齐手续({late[0].case_number}应于{late[0].papers_due_on}前补齐)")
    open_uses = unfiled(township, before=first_day(month_of(on)))
    if open_uses:
        found.append(f"有{open_uses.count()}笔以前月份的支出未备案")
    months = unexplained(township)
    if months:
        found.append(f"{chinese_month(months[0].month)}与银行或办件对账有差异未说明")
    account = reserve_account(township)
    allotted, balance = _allotted(account, on), account.balance if account is not None else 0
    share = ReservePolicy(terms_in_force(ReservePolicy, on, area=township.code)).replenish_below
    if allotted and balance * 100 >= allotted * share:
        found.append(f"余额为下拨额的{balance * 100 // allotted}%,不低于{share}%")
    return found


def reconciliations(township: Area) -> QuerySet[ReserveReconciliation]:
    return ReserveReconciliation.objects.filter(township=township).order_by("month", "pk")


def unexplained(township: Area) -> list[ReserveReconciliation]:
    """The months whose latest reconciliation has a difference without an explanation: each is a finding (R-RES-05)."""
    latest = {each.month: each for each in reconciliations(township)}
    return [each for _, each in sorted(latest.items()) if not each.agrees and not each.explanation]


# --- grants ---------------------------------------------------------------------------------------------------------------


def household_of(applicant: Party, on: dt.date) -> Party | None:
    """The household an applicant belongs to on a day, itself if a household applies; None if he is in none."""
    if applicant.kind == Party.Kind.HOUSEHOLD:
        return applicant
    rows = _memberships(on).filter(person=applicant.pk).select_related("household__party").order_by("-pk")
    found = rows.first()
    return found.household.party if found is not None else None


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


def _reserve_transfers() -> QuerySet[Transfer]:
    return ledger.transfers(accounts.ALLOT, accounts.REPLENISH, accounts.GRANT_FROM_RESERVE, accounts.GIVE_BACK)


def _by_town(rows: QuerySet[Transfer], side: str) -> dict[str, tuple[int, int]]:
    """Area code of the reserve → (sum, number), reversals taken off."""
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    other = "target" if side == "source" else "source"
    for sign, column in ((1, side), (-1, other)):
        sums = rows.filter(sign=sign).order_by().values_list(f"{column}__area_code")
        for code, amount, number in sums.annotate(Sum("amount"), Count("pk")):
            found[code][0] += sign * amount
            found[code][1] += sign * number
    return defaultdict(lambda: (0, 0), {code: (amount, number) for code, (amount, number) in found.items()})


def _uses(on: dt.date) -> dict[str, dict[str, Any]]:
    rows = ReserveUse.objects.filter(on__lte=on, reversed_by=None).order_by().values("township")
    facts = rows.annotate(last=Max("on"), unfiled=Count("pk", Q(filing=None)), late=Count("pk", late_papers(on)))
    return {each["township"]: dict(each) for each in facts}


def _first_days() -> dict[int, dt.date]:
    rows = ledger.transfers(accounts.ALLOT).order_by().values_list("target").annotate(Min("entry__on"))
    return dict(rows)


def _open_differences(on: dt.date) -> dict[str, int]:
    latest = {
        (each.township_id, each.month): each
        for each in ReserveReconciliation.objects.filter(month__lte=month_of(on)).order_by("pk")
    }
    found: dict[str, int] = defaultdict(int)
    for (code, _), each in latest.items():
        found[code] += not each.agrees and not each.explanation
    return found


def _allotted(account: Account | None, on: dt.date) -> int:
    """What the year began with and was allotted, less what was given back: the measure of the share left."""
    if account is None:
        return 0
    first = dt.date(on.year, 1, 1)
    moves = ledger.during(ledger.transfers(accounts.ALLOT, accounts.GIVE_BACK), Period(first, on))
    incoming, outgoing = ledger.movements(moves.filter(Q(source=account) | Q(target=account))).get(account.pk, (0, 0))
    return ledger.balance_on(account, first - dt.timedelta(days=1)) + incoming - outgoing


def _balance(moved: dict[int, tuple[int, int]], account: Account) -> int:
    incoming, outgoing = moved.get(account.pk, (0, 0))
    return incoming - outgoing
