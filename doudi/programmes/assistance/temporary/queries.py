"""What is read of the reserves: the book of a township, the county's view of all, and what stands against replenishing."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet, Sum

from doudi.base.access import scope
from doudi.base.areas import name_of
from doudi.base.models import Area
from doudi.base.months import chinese_month, first_day, month_of
from doudi.base.roles import COUNTY_ROLES, TOWNSHIP_ROLES, Role
from doudi.base.spans import Period
from doudi.mechanisms.entitlement.parameters_entered.queries import terms_in_force
from doudi.mechanisms.ledger import queries as ledger
from doudi.mechanisms.ledger.models import Account, Transfer
from doudi.mechanisms.ledger.queries import AccountBook, Line
from doudi.programmes.assistance.temporary import accounts
from doudi.programmes.assistance.temporary.models import (
    CarryOver,
    ReserveDraft,
    ReserveFiling,
    ReserveReconciliation,
    ReserveUse,
)
from doudi.programmes.assistance.temporary.terms import ReservePolicy

READERS = COUNTY_ROLES | TOWNSHIP_ROLES | {Role.INSPECTOR, Role.AUDITOR}


@dataclass(frozen=True)
class Reserve:
    """A township's reserve as the county sees it on a day (R-RES-06). Amounts in fen, of the year so far."""

    area_code: str
    name: str
    opening: int  # carried over from the year before
    allotted: int
    replenished: int
    given_back: int
    used: int  # less what was reversed
    uses: int
    reversed: int
    balance: int
    last_used_on: dt.date | None
    idle_days: int | None  # since it was last used, or first allotted; None: never had any
    unfiled: int
    late_papers: int
    differences: int  # months whose reconciliation has a difference nobody has explained
    reconciled: int | None  # the last month that was reconciled
    idle: bool

    @property
    def available(self) -> int:
        """What there was to be used in the year."""
        return self.opening + self.allotted + self.replenished - self.given_back

    @property
    def use_rate(self) -> float | None:
        """Used of what was there to be used, 0 to 1; None if there was nothing."""
        return self.used / self.available if self.available > 0 else None


@dataclass(frozen=True)
class BookLine:
    """One line of a township's book: the movement, the use behind it (if money was paid out), and whether this takes a use back."""

    line: Line
    use: ReserveUse | None
    takes_back: bool
    case: int | None = None  # of the application that it was used for

    @property
    def may_reverse(self) -> bool:
        return self.use is not None and not self.takes_back and self.use.reversed_by_id is None


@dataclass(frozen=True)
class MonthState:
    """A month of a township that has ended: its latest reconciliation, None if it was not reconciled yet."""

    month: int
    done: ReserveReconciliation | None

    @property
    def words(self) -> str:
        if self.done is None:
            return "待对账"
        if self.done.agrees:
            return "相符"
        return "差异已说明" if self.done.explanation else "有差异"

    @property
    def tint(self) -> str:
        return {"相符": "ok", "差异已说明": "info", "有差异": "danger"}.get(self.words, "warn")


def reserves(user: Any, on: dt.date) -> list[Reserve]:
    """Every township's reserve that the user may see, in the order of their codes: the same few queries for one and for thirty."""
    rows = scope(user, READERS, on=on).filter(ledger.accounts_of(accounts.RESERVE))
    found = {each.area_code: each for each in rows}
    year = Period(dt.date(on.year, 1, 1), on)
    year_moves = ledger.during(_reserve_transfers(), year)
    allotted = _by_town(year_moves.filter(kind=accounts.ALLOT.code), "target")
    replenished = _by_town(year_moves.filter(kind=accounts.REPLENISH.code), "target")
    given_back = _by_town(year_moves.filter(kind=accounts.GIVE_BACK.code), "source")
    # A reversal runs the other way: the reserve of a use reversed is its target.
    of_uses = year_moves.filter(kind=accounts.GRANT_FROM_RESERVE.code)
    used, reversed_ = _by_town(of_uses, "source"), _by_town(of_uses.filter(sign=-1), "source")
    through = ledger.movements(_reserve_transfers().filter(entry__on__lte=on))
    before = ledger.movements(_reserve_transfers().filter(entry__on__lt=year.first))
    uses = _uses(on)
    since = _first_days()
    open_differences, reconciled = _open_differences(on)
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
                opening,
                allotted[code][0],
                replenished[code][0],
                given_back[code][0],
                used[code][0],
                used[code][1],
                -reversed_[code][0],
                balance,
                last,
                idle_days,
                facts.get("unfiled", 0),
                facts.get("late", 0),
                open_differences.get(code, 0),
                reconciled.get(code),
                bool(balance and idle_days is not None and idle_days >= idle_after),
            )
        )
    return result


def book(township: Area, month: int) -> AccountBook | None:
    """台账: one township's month line by line; None if it never had a reserve."""
    account = reserve_account(township)
    return ledger.book_of_month(account, month) if account is not None else None


def book_of_year(township: Area, year: int) -> tuple[AccountBook, list[BookLine]] | None:
    """台账: a township's year line by line, with what stands behind each; None if it never had a reserve."""
    account = reserve_account(township)
    if account is None:
        return None
    found = ledger.book_of(account, dt.date(year, 1, 1), dt.date(year, 12, 31))
    rows = ReserveUse.objects.filter(township=township).select_related("applicant", "clerk", "leader", "filing")
    entries = [line.transfer.entry_id for line in found.lines]
    rows = rows.filter(Q(entry__in=entries) | Q(reversed_by__in=entries))
    paid = {each.entry_id: each for each in rows}
    back = {each.reversed_by_id: each for each in paid.values() if each.reversed_by_id is not None}
    cases = _cases_of(paid.values())
    lines = [
        BookLine(line, paid.get(key) or back.get(key), key in back, cases.get(key))
        for line in found.lines
        for key in [line.transfer.entry_id]
    ]
    return found, lines


def _cases_of(uses: Iterable[ReserveUse]) -> dict[int, int]:
    """Entry of a use → the case it was used for; what was used before applications had a flow is not in it."""
    rows = ReserveUse.objects.filter(pk__in=[each.pk for each in uses], payment__grant__application__isnull=False)
    return dict(rows.order_by().values_list("entry", "payment__grant__application"))


def months_to_reconcile(township: Area, year: int, on: dt.date) -> list[MonthState]:
    """Every month of a year that has ended since the reserve was first allotted, newest first."""
    account = reserve_account(township)
    begun = _first_days().get(account.pk) if account is not None else None
    if begun is None:
        return []
    first = max(month_of(begun), month_of(dt.date(year, 1, 1)))
    last = min(month_of(on) - 1, month_of(dt.date(year, 12, 1)))
    latest = {each.month: each for each in reconciliations(township)}
    return [MonthState(month, latest.get(month)) for month in range(last, first - 1, -1)]


def filings(township: Area) -> QuerySet[ReserveFiling]:
    return ReserveFiling.objects.filter(township=township).select_related("by").order_by("-month", "-pk")


def carried_over(township: Area) -> QuerySet[CarryOver]:
    return CarryOver.objects.filter(township=township).select_related("by").order_by("-year")


def drafts(user: Any, on: dt.date) -> QuerySet[ReserveDraft]:
    """What waits for the signature of a township's leader, within the user's area, oldest first."""
    rows = ReserveDraft.objects.filter(state=ReserveDraft.State.WAITING).select_related("applicant", "clerk", "use")
    return scope(user, READERS, on=on).filter(rows, "township_id").order_by("pk")


def papers_due(user: Any, on: dt.date) -> QuerySet[ReserveUse]:
    """Uses of emergencies whose papers are not complete yet, within the user's area, the nearest day first."""
    rows = ReserveUse.objects.filter(papers_due_on__isnull=False, papers_completed_on=None, reversed_by=None)
    rows = scope(user, READERS, on=on).filter(rows, "township_id")
    return rows.select_related("applicant").order_by("papers_due_on", "pk")


def reserve_account(township: Area) -> Account | None:
    return reserve_account_of(township.code)


def reserve_account_of(township: str) -> Account | None:
    """The reserve's account by the code of its township; None if it was never allotted any."""
    return ledger.accounts_of(accounts.RESERVE).filter(area_code=township).first()


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


def overdue_papers(township: str, on: dt.date) -> list[ReserveUse]:
    """Who was helped first and whose papers are overdue in a township, the oldest first (R-TEMP-05)."""
    return list(ReserveUse.objects.filter(late_papers(on), township=township).order_by("papers_due_on", "pk"))


def hindrances(township: Area, on: dt.date) -> list[str]:
    """What stands against replenishing a reserve, in sentences (R-RES-04, R-TEMP-05); none is what one wants."""
    found = []
    late = overdue_papers(township.code, on)
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


def _open_differences(on: dt.date) -> tuple[dict[str, int], dict[str, int]]:
    """Township → months with a difference nobody has explained, and the last month reconciled."""
    latest = {
        (each.township_id, each.month): each
        for each in ReserveReconciliation.objects.filter(month__lte=month_of(on)).order_by("pk")
    }
    found: dict[str, int] = defaultdict(int)
    last: dict[str, int] = {}
    for (code, month), each in latest.items():
        found[code] += not each.agrees and not each.explanation
        last[code] = max(month, last.get(code, month))
    return found, last


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
