"""What the database itself refuses of scenarios: rewriting what came out, and making one vanish."""

from __future__ import annotations

from doudi.mechanisms.ledger.guards import refuse

_KEPT = ("name", "benefit", "month", "county_code", "reform", "words", "outcome", "rules", "at", "by_id")

GUARDS = (
    refuse(
        "entitlement_scenario_kept",
        "entitlement_scenario",
        "UPDATE",
        (
            " OR ".join(f"CAST(NEW.{column} AS TEXT) <> CAST(OLD.{column} AS TEXT)" for column in _KEPT)
            + " OR OLD.deleted_at IS NOT NULL",
            "测算方案不可改写",
        ),
    ),
    refuse("entitlement_scenario_stays", "entitlement_scenario", "DELETE", ("1 = 1", "测算方案不可删除")),
)
