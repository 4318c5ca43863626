"""What is read of the ledger: balances, the lines of an account, its book of a month, what remains of transfers; and whether all holds."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from doudi.base.months import first_day, last_day
from doudi.base.spans import Period as Span
from doudi.mechanisms.ledger.declare import ACCOUNT_KINDS, AccountKind, H, TransferKind, holder_name
from doudi.mechanisms.ledger.models import Account, Closing, ClosingTotal, Transfer


@dataclass(frozen=True)
class Line:
    """One movement of one account as its book shows it, with the balance after it."""

    transfer: Transfer
    incoming: int
    outgoing: int
    balance: int


@dataclass(frozen=True)
class AccountBook:
    """台账: opening + in − out = closing, with every line between."""

    account: Account
    first: dt.date
    last: dt.date
    opening: int
    lines: tuple[Line, ...]

    @property
    def incoming(self) -> int:
        return sum(line.incoming for line in self.lines)

    @property
    def outgoing(self) -> int:
        return sum(line.outgoing for line in self.lines)

    @property
    def closing(self) -> int:
        return self.opening + self.incoming - self.outgoing


@dataclass(frozen=True)
class Net:
    """What remains of transfers after reversals: the sum in fen or minutes, and how many."""

    amount: int
    number: int


def balance(kind: AccountKind[H], holder: H) -> int:
    """Fen or minutes on the account now; nought if none was opened."""
    found = Account.objects.filter(kind=kind.code, holder=holder_name(holder)).first()
    return found.balance if found is not None else 0


def balance_on(account: Account, day: dt.date) -> int:
    """The balance at the end of a day, by accounting days."""
    through = Transfer.objects.filter(entry__on__lte=day)
    return _sum(through.filter(target=account)) - _sum(through.filter(source=account))


def accounts_of(*kinds: AccountKind[Any]) -> QuerySet[Account]:
    """The accounts of some kinds, by area; a page narrows them to what its user may see."""
    return Account.objects.filter(kind__in=[kind.code for kind in kinds]).order_by("area_code", "kind", "pk")


def total(*kinds: AccountKind[Any]) -> int:
    """The balance of all accounts of some kinds together."""
    sums = accounts_of(*kinds).order_by().aggregate(incoming=Sum("incoming"), outgoing=Sum("outgoing"))
    return (sums["incoming"] or 0) - (sums["outgoing"] or 0)


def balances_by_area(kind: AccountKind[Any]) -> dict[str, int]:
    """Area code → balance of the accounts of a kind there."""
    found: dict[str, int] = defaultdict(int)
    for account in accounts_of(kind):
        found[account.area_code] += account.balance
    return dict(found)


def transfers(*kinds: TransferKind[Any, Any]) -> QuerySet[Transfer]:
    """Every transfer of some kinds, reversals among them with `sign` −1: the list behind an indicator."""
    return Transfer.objects.filter(kind__in=[kind.code for kind in kinds])


def during(rows: QuerySet[Transfer], span: Span) -> QuerySet[Transfer]:
    """Those whose accounting day lies in a period."""
    return rows.filter(entry__on__range=(span.first, span.last))


def net(rows: QuerySet[Transfer]) -> Net:
    """What remains of them after reversals."""
    found = rows.order_by().aggregate(amount=Sum(F("amount") * F("sign")), number=Sum("sign"))
    return Net(found["amount"] or 0, found["number"] or 0)


def book_of(account: Account, first: dt.date, last: dt.date) -> AccountBook:
    """The book of one account from a day to a day, both included."""
    opening = balance_on(account, first - dt.timedelta(days=1))
    rows = (
        Transfer.objects.filter(Q(source=account) | Q(target=account), entry__on__range=(first, last))
        .select_related("entry", "entry__by", "party")
        .order_by("entry__on", "pk")
    )
    return AccountBook(account, first, last, opening, tuple(_running(account, rows, opening)))


def book_of_month(account: Account, month: int) -> AccountBook:
    """会计期间的台账; `month` is year * 12 + month - 1."""
    return book_of(account, first_day(month), last_day(month))


def received_by(party_id: int, *kinds: TransferKind[Any, Any]) -> QuerySet[Transfer]:
    """What was moved for one person or household, newest first."""
    return transfers(*kinds).filter(party=party_id).select_related("entry").order_by("-entry__on", "-pk")


def closings_in_force(book: str) -> QuerySet[Closing]:
    """The closings that were not taken back, oldest month first."""
    return Closing.objects.filter(period__book=book, reopening=None).select_related("period").order_by("period__month")


def closed_totals(book: str) -> dict[int, tuple[int, int]]:
    """Account → (in, out) of all closed months together."""
    rows = ClosingTotal.objects.filter(closing__in=closings_in_force(book)).order_by().values_list("account")
    return {pk: (incoming, outgoing) for pk, incoming, outgoing in rows.annotate(Sum("incoming"), Sum("outgoing"))}


def movements(rows: QuerySet[Transfer]) -> dict[int, tuple[int, int]]:
    """Account → (in, out) of some transfers."""
    found: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for column, index in (("target", 0), ("source", 1)):
        for pk, amount in rows.order_by().values_list(column).annotate(Sum("amount")):
            found[pk][index] += amount
    return {pk: (incoming, outgoing) for pk, (incoming, outgoing) in found.items()}


def numbers(rows: QuerySet[Transfer]) -> tuple[int, int]:
    """How many transfers, and their sum without regard to sign (发生额)."""
    found = rows.order_by().aggregate(number=Count("pk"), amount=Sum("amount"))
    return found["number"], found["amount"] or 0


def kind_name(account: Account) -> str:
    """乡镇临时救助备用金, as it was declared."""
    kind = ACCOUNT_KINDS.get(account.kind)
    return kind.name if kind is not None else account.kind


def _running(account: Account, rows: Iterable[Transfer], balance: int) -> Iterator[Line]:
    for each in rows:
        incoming = each.amount if each.target_id == account.pk else 0
        outgoing = each.amount if each.source_id == account.pk else 0
        balance += incoming - outgoing
        yield Line(each, incoming, outgoing, balance)


def _sum(rows: QuerySet[Transfer]) -> int:
    return rows.order_by().aggregate(sum=Sum("amount"))["sum"] or 0
