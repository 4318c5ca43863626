"""What the database itself refuses here: changing what was decided, and touching the lines of a run that is no longer a draft."""

from __future__ import annotations

from doudi.base.guards import append_only
from doudi.mechanisms.ledger.guards import refuse

RECOGNITIONS = (append_only("entitlement_recognisedchange", "认定变动记录不可修改或删除"),)
_NOT_A_DRAFT = "COALESCE((SELECT state FROM entitlement_paymentrun WHERE id = {row}.run_id), '') <> 'DRAFT'"
_FROZEN = "发放名单已冻结,不可改动"
_KEPT = ("award_id", "party_id", "month", "run_id", "regular", "arrears", "amount")

GUARDS = (
    append_only("entitlement_awardchange", "待遇变动记录不可修改或删除"),
    append_only("entitlement_runstep", "发放办理记录不可修改或删除"),
    refuse("entitlement_payment_added", "entitlement_payment", "INSERT", (_NOT_A_DRAFT.format(row="NEW"), _FROZEN)),
    refuse("entitlement_payment_gone", "entitlement_payment", "DELETE", (_NOT_A_DRAFT.format(row="OLD"), _FROZEN)),
    refuse(
        "entitlement_payment_kept",
        "entitlement_payment",
        "UPDATE",
        (
            " OR ".join(f"NEW.{column} <> OLD.{column}" for column in _KEPT) + " OR NEW.cancelled < OLD.cancelled",
            _FROZEN,
        ),
    ),
    refuse("entitlement_run_stays", "entitlement_paymentrun", "DELETE", ("1 = 1", "发放批次不可删除")),
)
