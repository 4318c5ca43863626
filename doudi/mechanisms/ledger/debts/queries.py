"""What is read of debts: what is outstanding, whose instalment is late, whether debts and ledger agree."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Max, QuerySet, Sum

from doudi.base.access import scope
from doudi.mechanisms.ledger import queries as ledger
from doudi.mechanisms.ledger.debts.declare import Recovery
from doudi.mechanisms.ledger.debts.models import Debt, Instalment, WaiverRequest


@dataclass(frozen=True)
class Late:
    """A debt that is behind its plan."""

    debt: Debt
    since: dt.date
    amount: int  # fen that should have been repaid by now and were not


def debts(user: Any, recovery: Recovery | None = None) -> QuerySet[Debt]:
    """Those in the user's area, of one programme or of all."""
    rows = Debt.objects.select_related("party").order_by("-pk")
    return scope(user).filter(rows.filter(recovery=recovery.code) if recovery is not None else rows)


def outstanding(recovery: Recovery) -> int:
    """Fen owed to a programme, by the ledger."""
    return ledger.total(recovery.debt)


def outstanding_by_programme(rows: QuerySet[Debt]) -> dict[str, int]:
    """Programme → fen owed, of some debts."""
    sums = rows.order_by().values_list("recovery").annotate(owed=Sum(F("amount") - F("repaid") - F("waived")))
    return dict(sums)


def plan(debt: Debt) -> list[Instalment]:
    """The plan in force: the latest one."""
    last = debt.instalments.aggregate(last=Max("plan"))["last"]
    return list(debt.instalments.filter(plan=last)) if last is not None else []


def next_instalment(debt: Debt, plan: Iterable[Instalment]) -> tuple[dt.date, int] | None:
    """(day, fen) of the first part of a plan that is not wholly repaid; None if all are, or there is no plan."""
    parts = list(plan)
    paid = sum(each.amount for each in parts) - debt.outstanding
    for each in parts:
        paid -= each.amount
        if paid < 0:
            return each.due_on, min(each.amount, -paid)
    return None


def waivers_asked(user: Any) -> QuerySet[WaiverRequest]:
    """Requests that no leader has answered, in the user's area."""
    rows = WaiverRequest.objects.filter(answered_at=None).select_related("debt__party", "asked_by")
    return scope(user).filter(rows, "debt__area_code")


def late(rows: QuerySet[Debt], on: dt.date) -> list[Late]:
    """Debts behind their plan on a day, the longest behind first."""
    owed = {each.pk: each for each in rows.filter(state=Debt.State.OWED)}
    plans: dict[int, list[Instalment]] = defaultdict(list)
    for each in Instalment.objects.filter(debt__in=owed).order_by("plan", "due_on"):
        if plans[each.debt_id] and plans[each.debt_id][0].plan != each.plan:
            plans[each.debt_id].clear()
        plans[each.debt_id].append(each)
    found = []
    for pk, parts in plans.items():
        # A plan covers what was outstanding when it was made; what is still outstanding is its unpaid end.
        paid = sum(each.amount for each in parts) - owed[pk].outstanding
        for each in parts:
            paid -= each.amount
            if paid < 0 and each.due_on < on:
                behind = sum(part.amount for part in parts if part.due_on < on)
                done = sum(part.amount for part in parts) - owed[pk].outstanding
                found.append(Late(owed[pk], each.due_on, behind - done))
                break
    return sorted(found, key=lambda each: (each.since, each.debt.pk))


def reconcile(recovery: Recovery) -> list[int]:
    """The parties whose debts do not add up to their account: none is right."""
    owed: dict[int, int] = defaultdict(int)
    for debt in Debt.objects.filter(recovery=recovery.code):
        owed[debt.party_id] += debt.outstanding
    book = {each.party_id: each.balance for each in ledger.accounts_of(recovery.debt) if each.party_id is not None}
    return sorted(party for party in {*owed, *book} if owed.get(party, 0) != book.get(party, 0))
