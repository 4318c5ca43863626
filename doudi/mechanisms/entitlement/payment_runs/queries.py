"""What is read of payment runs: lists within the user's area, where each line ended, the sums that must agree, a household's statement."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Substr

from doudi.base.access import may, scope
from doudi.base.roles import STAFF_ROLES
from doudi.mechanisms.entitlement.awards.models import Award
from doudi.mechanisms.entitlement.declare import Benefit, benefit_of
from doudi.mechanisms.entitlement.payment_runs.models import (
    Correction,
    Payment,
    PaymentFile,
    PaymentRun,
    RunStep,
    claim_of,
)
from doudi.mechanisms.ledger.bank.models import BankLine, Outcome, StrayLine
from doudi.mechanisms.registry.models import Membership

Step = RunStep.Step


def runs(user: Any, benefit: Benefit | None = None) -> QuerySet[PaymentRun]:
    """Every run of a benefit (or of all), newest month first: the county's business, whose lines a township sees only of its own."""
    rows = PaymentRun.objects.select_related("drafted_by", "checked_by")
    if not may(user, STAFF_ROLES):
        return rows.none()
    return rows.filter(benefit=benefit.code) if benefit is not None else rows


def lines(user: Any, run: PaymentRun) -> QuerySet[Payment]:
    """The lines of a run in the user's area."""
    return scope(user).filter(run.payments.select_related("party", "award").order_by("area_code", "pk"))


def steps(run: PaymentRun) -> QuerySet[RunStep]:
    """Every step a run took, oldest first."""
    return run.steps.select_related("by").order_by("pk")


def this_round(run: PaymentRun) -> list[RunStep]:
    """The steps since it was last sent back."""
    number = run.steps.filter(step=Step.SEND_BACK).count()
    return list(run.steps.filter(round=number).select_related("by").order_by("pk"))


def latest_month(benefit: Benefit) -> int | None:
    """The last month of which a run is past being a draft: what a parameter with an earlier day reaches back into."""
    last = PaymentRun.objects.filter(benefit=benefit.code).exclude(state=PaymentRun.State.DRAFT).order_by("-month")
    return last.values_list("month", flat=True).first()


def digest_of(run: PaymentRun) -> str:
    """SHA-256 over every line: what was frozen is what is checked, signed and sent."""
    digest = hashlib.sha256()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT award_id, party_id, regular, arrears, amount, omitted FROM entitlement_payment "
            "WHERE run_id = %s ORDER BY award_id",
            [run.pk],
        )
        for row in cursor.fetchall():
            digest.update(repr(tuple(row)).encode())
    return digest.hexdigest()


@dataclass(frozen=True)
class Ended:
    """Where a payment stands at the bank: its last line, and fen paid over all its tries."""

    line: BankLine
    paid: int

    @property
    def outcome(self) -> Outcome:
        return Outcome(self.line.outcome)


def ended(run: PaymentRun) -> dict[str, Ended]:
    """Claim → where it ended, following each line that was tried again."""
    files = PaymentFile.objects.filter(run=run).values("file")
    found: dict[str, Ended] = {}
    open_lines = list(BankLine.objects.filter(file__in=files).order_by("pk").defer("account"))
    while open_lines:
        again = []
        for line in open_lines:
            before = found[line.claim].paid if line.claim in found else 0
            found[line.claim] = Ended(line, before + line.paid)
            if line.retried_by_id is not None:
                again.append(line.retried_by_id)
        open_lines = list(BankLine.objects.filter(pk__in=again).defer("account")) if again else []
    return found


@dataclass(frozen=True)
class Balance:
    """A run to the last fen: what was signed is paid, on its way, came back, or was cancelled."""

    signed: int
    paid: int
    on_its_way: int
    came_back: int
    cancelled: int
    lines: dict[Outcome, int]

    @property
    def difference(self) -> int:
        return self.signed - self.paid - self.on_its_way - self.came_back - self.cancelled


def bank_lines(run: PaymentRun) -> QuerySet[BankLine]:
    """Every line that a payment of the run was sent with, those tried again among them; without the account, which is not for lists."""
    files = PaymentFile.objects.filter(Q(run=run) | Q(run=None), benefit=run.benefit)
    ours = claim_of(run.benefit, run.month, 0)[:-1]
    return BankLine.objects.filter(file__in=files.values("file"), claim__startswith=ours).defer("account")


def balance(run: PaymentRun) -> Balance:
    """The sums of a run by where its money is: one query, however many lines."""
    paid = on_its_way = came_back = cancelled = 0
    counts: Counter[Outcome] = Counter()
    for outcome, amount, arrived, again in _tries(run):
        paid += arrived
        if again is not None:
            continue  # what came of it stands with the line that tried again
        rest = amount - arrived
        counts[Outcome(outcome)] += 1
        if outcome in (Outcome.RETURNED, Outcome.PARTLY):
            came_back += rest
        elif outcome == Outcome.CANCELLED:
            cancelled += rest
        elif outcome != Outcome.PAID:
            on_its_way += rest
    return Balance(run.amount, paid, on_its_way, came_back, cancelled, dict(counts))


def strays(run: PaymentRun) -> QuerySet[StrayLine]:
    """Rows of the bank's in the answers to a run's own files that nobody has looked into."""
    files = PaymentFile.objects.filter(run=run).values("file")
    return StrayLine.objects.filter(answer__file__in=files, cleared_at=None).select_related("answer", "line")


def _tries(run: PaymentRun) -> Iterator[tuple[str, int, int, int | None]]:
    """(outcome, amount, paid, line that tried again) of every line of a run and of whatever was tried again."""
    columns = ("outcome", "amount", "paid", "retried_by")
    rows = list(
        BankLine.objects.filter(file__in=PaymentFile.objects.filter(run=run).values("file")).values_list(*columns)
    )
    while rows:
        yield from rows
        again = [retried_by for *_, retried_by in rows if retried_by is not None]
        rows = list(BankLine.objects.filter(pk__in=again).values_list(*columns)) if again else []


@dataclass(frozen=True)
class StatementLine:
    """One payment of a household's month."""

    payment: Payment
    benefit: str
    to: str
    outcome: str


@dataclass(frozen=True)
class Statement:
    """发放通知单: everything a household and its people are paid in one month, of all programmes."""

    party_id: int
    month: int
    lines: tuple[StatementLine, ...]

    @property
    def total(self) -> int:
        return sum(line.payment.amount for line in self.lines)


def statement(user: Any, household_id: int, month: int) -> Statement:
    """The amounts of several programmes of one household on one sheet, within the user's area."""
    people = Membership.objects.filter(household=household_id).values("person")
    rows = scope(user).filter(
        Payment.objects.filter(Q(party=household_id) | Q(party__in=people), month=month)
        .exclude(run__state=PaymentRun.State.DRAFT)
        .select_related("party", "run")
        .order_by("benefit", "pk")
    )
    found = list(rows)
    outcomes = _outcomes([each.claim for each in found])
    return Statement(
        household_id,
        month,
        tuple(
            StatementLine(
                each,
                benefit_of(each.benefit).item,
                each.party.name,
                each.get_omitted_display() if each.omitted else outcomes.get(each.claim, each.run.get_state_display()),
            )
            for each in found
        ),
    )


def paid_to(user: Any, party_id: int) -> QuerySet[Payment]:
    """What a party was paid, newest month first."""
    rows = Payment.objects.filter(party=party_id).exclude(run__state=PaymentRun.State.DRAFT)
    return scope(user).filter(rows.select_related("run").order_by("-month", "benefit"))


def paid_for(user: Any, *awards: Award) -> list[StatementLine]:
    """Every payment of some awards, newest month first, with where it stands at the bank. Two queries, however many there are."""
    payees = {award.pk: award.payee for award in awards}
    rows = Payment.objects.filter(award__in=list(payees)).exclude(run__state=PaymentRun.State.DRAFT)
    found = list(scope(user).filter(rows.select_related("run").order_by("-month", "-pk")))
    outcomes = _outcomes([each.claim for each in found])
    return [
        StatementLine(each, benefit_of(each.benefit).name, payees[each.award_id], outcomes.get(each.claim, ""))
        for each in found
    ]


def overpaid_by(run: PaymentRun) -> tuple[int, int]:
    """(awards, fen) that a run found overpaid in past months."""
    rows = Correction.objects.filter(run=run, payment=None)
    sums = rows.aggregate(awards=Count("award", distinct=True), amount=Sum("amount"))
    return sums["awards"], -(sums["amount"] or 0)


def overpaid(user: Any, benefit: Benefit | None = None) -> QuerySet[Correction]:
    """Past months that were paid too much and no payment set off, in the user's area: each with its debt."""
    rows = Correction.objects.filter(payment=None)
    if benefit is not None:
        rows = rows.filter(benefit=benefit.code)
    return scope(user).filter(rows.select_related("award__party", "debt"), "award__area_code")


@dataclass(frozen=True)
class TownLine:
    """What a run pays in one township: lines and fen, and lines that are not paid."""

    area_code: str
    lines: int
    regular: int
    arrears: int
    omitted: int

    @property
    def amount(self) -> int:
        return self.regular + self.arrears


def by_township(user: Any, run: PaymentRun) -> list[TownLine]:
    """The lines of a run in the user's area by township, in the order of the codes."""
    paid = Q(omitted="")
    rows = lines(user, run).order_by().annotate(town=Substr("area_code", 1, 9)).values_list("town")
    sums = rows.annotate(
        number=Count("pk", filter=paid),
        own=Sum("regular", filter=paid),
        past=Sum("arrears", filter=paid),
        unpaid=Count("pk", filter=~paid),
    ).order_by("town")
    return [
        TownLine(f"{town}000", number, regular or 0, arrears or 0, omitted)
        for town, number, regular, arrears, omitted in sums
    ]


def totals(rows: QuerySet[Payment]) -> tuple[int, int, int]:
    """(lines paid, fen, of them back-paid) of some lines."""
    sums = rows.filter(omitted="").order_by().aggregate(amount=Sum("amount"), arrears=Sum("arrears"))
    return rows.filter(omitted="").count(), sums["amount"] or 0, sums["arrears"] or 0


def _outcomes(claims: Iterable[str]) -> dict[str, str]:
    found = BankLine.objects.filter(claim__in=list(claims)).order_by("pk").values_list("claim", "outcome")
    return {claim: str(Outcome(outcome).label) for claim, outcome in found}
