"""What an overpayment consists of, month by month, for its debt."""

from __future__ import annotations

from django.db.models import QuerySet

from doudi.mechanisms.entitlement.payment_runs.models import Correction
from doudi.mechanisms.ledger.debts.models import Debt


def months_of(debt: Debt) -> QuerySet[Correction]:
    """The months that a debt was found in: what was settled, what was due; fen."""
    return debt.corrections.select_related("award").order_by("award", "month")
