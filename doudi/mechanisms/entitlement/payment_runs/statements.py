"""家庭待遇清单: what a household and its people are due and paid in one month, of all benefits on one sheet."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from doudi.mechanisms.entitlement.awards import queries as awards
from doudi.mechanisms.entitlement.awards import register as registers
from doudi.mechanisms.entitlement.awards.models import Award
from doudi.mechanisms.entitlement.declare import BENEFITS
from doudi.mechanisms.entitlement.payment_runs import queries
from doudi.mechanisms.entitlement.payment_runs.models import Payment


@dataclass(frozen=True)
class Amount:
    """One award in the month: fen due as known now, and the payment with where it stands, if there was one."""

    award: Award
    benefit: str
    item: str
    due: int
    held: bool
    payment: Payment | None
    outcome: str


@dataclass(frozen=True)
class Sheet:
    """All of them, with their sums."""

    month: int
    lines: tuple[Amount, ...]

    @property
    def due(self) -> int:
        return sum(each.due for each in self.lines)

    @property
    def paid(self) -> int:
        return sum(each.payment.amount for each in self.lines if each.payment is not None)


def sheet(user: Any, party_id: int, month: int, *, at: dt.datetime) -> Sheet:
    """The sheet of a household (or of one person) for a month, within the user's area. Two queries a benefit."""
    rows = awards.of_party(user, party_id).filter(from_month__lte=month)
    paid = {line.payment.award_id: line for line in queries.statement(user, party_id, month).lines}
    wanted = [each for each in rows if each.benefit in BENEFITS and (_reaches(each, month) or each.pk in paid)]
    due: dict[int, tuple[int, bool]] = {}
    for code in dict.fromkeys(each.benefit for each in wanted):
        ids = [each.pk for each in wanted if each.benefit == code]
        register = registers.load(BENEFITS[code], known=at, pk__in=ids)
        amounts, held = register.due(month), register.held(month)
        due |= {int(pk): (int(amounts[row]), bool(held[row])) for row, pk in enumerate(register.ids)}
    return Sheet(
        month,
        tuple(
            Amount(
                each,
                BENEFITS[each.benefit].name,
                BENEFITS[each.benefit].item,
                *due.get(each.pk, (0, False)),
                paid[each.pk].payment if each.pk in paid else None,
                paid[each.pk].outcome if each.pk in paid else "",
            )
            for each in sorted(wanted, key=lambda each: (each.benefit, each.pk))
        ),
    )


def months_paid(user: Any, party_id: int) -> list[int]:
    """The months in which a household or its people were paid anything, the newest first: to choose from."""
    ids = awards.of_party(user, party_id).values("pk")
    rows = Payment.objects.filter(Q(award__in=ids)).exclude(run__state="DRAFT").order_by("-month")
    return list(dict.fromkeys(rows.values_list("month", flat=True)))


def _reaches(award: Award, month: int) -> bool:
    return award.until_month is None or award.until_month >= month
