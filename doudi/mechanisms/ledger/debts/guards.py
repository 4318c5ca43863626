"""A debt's amount, once decided, and what was said and paid on it stay as they are."""

from __future__ import annotations

from doudi.base.guards import append_only
from doudi.mechanisms.ledger.guards import refuse

GUARDS = (
    *(append_only(f"debts_{table}", "追缴记录不可修改或删除") for table in ("hearing", "instalment", "repayment")),
    refuse("debts_debt_stays", "debts_debt", "DELETE", ("1 = 1", "追缴记录不可删除")),
    refuse(
        "debts_debt_kept",
        "debts_debt",
        "UPDATE",
        (
            "NEW.id <> OLD.id OR NEW.proposed <> OLD.proposed OR NEW.party_id <> OLD.party_id OR NEW.key <> OLD.key "
            "OR NEW.repaid < OLD.repaid OR NEW.waived < OLD.waived "
            "OR (OLD.state IN ('OWED', 'SETTLED', 'DROPPED') AND NEW.amount <> OLD.amount)",
            "追缴金额不可改写",
        ),
    ),
)
