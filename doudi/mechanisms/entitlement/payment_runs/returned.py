"""退票: what came back from the bank over all benefits and was neither sent again nor taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from doudi.base.access import scope
from doudi.base.months import parse_month
from doudi.mechanisms.entitlement.payment_runs.models import Payment, PaymentFile
from doudi.mechanisms.ledger.bank.models import BACK, FOR_A_PERSON, BankFile, BankLine, Outcome


def returned(user: Any) -> QuerySet[BankLine]:
    """The lines in the user's area that wait to be sent again or taken back, the oldest first; `rest` is what came back, fen."""
    rows = BankLine.objects.filter(live=False, retried_by=None, outcome__in=BACK)
    rows = rows.filter(file__in=PaymentFile.objects.values("file")).select_related("file", "party")
    return scope(user).filter(rows.annotate(rest=F("amount") - F("paid")).order_by("file__on", "pk"))


def older_than(rows: QuerySet[BankLine], day: dt.date) -> QuerySet[BankLine]:
    """Those whose file was sent before a day."""
    return rows.filter(file__on__lt=day)


def sums(rows: QuerySet[BankLine]) -> tuple[int, int]:
    """(lines, fen) of some that came back."""
    found = rows.order_by().aggregate(number=Count("pk"), amount=Sum(F("amount") - F("paid")))
    return found["number"], found["amount"] or 0


def parts_of(claim: str) -> tuple[str, int, int]:
    """dibao:2024-06:17 → (benefit, month, party)."""
    benefit, month, party = claim.split(":")
    return benefit, parse_month(month), int(party)


def payments_of(claims: Iterable[str]) -> dict[str, Payment]:
    """Claim → its payment, with the award as it is now; one query."""
    wanted = list(claims)
    parties = {parts_of(claim)[2] for claim in wanted}
    months = {parts_of(claim)[1] for claim in wanted}
    rows = Payment.objects.filter(party__in=parties, month__in=months, omitted="").select_related(
        "award", "party", "run"
    )
    found = {each.claim: each for each in rows}
    return {claim: found[claim] for claim in wanted if claim in found}


@dataclass(frozen=True)
class RetryFile:
    """A file of lines sent again, with how many of them wait for an answer or for a person."""

    benefit: str
    file: BankFile
    unanswered: int
    unclear: int


def retry_files(shown: int = 10) -> list[RetryFile]:
    """The latest files of lines that were sent again, those that wait first."""
    rows = PaymentFile.objects.filter(run=None).select_related("file")
    counted = rows.annotate(
        unanswered=Count("file__lines", Q(file__lines__outcome=Outcome.UNANSWERED)),
        unclear=Count("file__lines", Q(file__lines__outcome__in=FOR_A_PERSON)),
    ).order_by("-file")[:shown]
    found = [RetryFile(each.benefit, each.file, each.unanswered, each.unclear) for each in counted]
    return sorted(found, key=lambda each: not (each.unanswered or each.unclear))
