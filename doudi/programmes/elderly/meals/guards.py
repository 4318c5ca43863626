"""What was registered of a point and what was served stays as it was entered: of a portion only its state and settlement change (R-X-04)."""

from __future__ import annotations

from doudi.base.guards import append_only
from doudi.mechanisms.ledger.guards import refuse

_KEPT = (
    "id", "key", "point_id", "operator_id", "person_id", "area_code", "on", "period", "served_at", "received_at", "way", "known",
    "tier", "subsidised", "price", "enterprise", "government", "collective", "donated", "personal", "by_id",
)  # fmt: skip
_QUOTED = tuple(f'"{column}"' for column in _KEPT)  # "on" is a word of SQL

GUARDS = (
    *(
        append_only(f"meals_{table}", "助餐登记和记录不可修改或删除")
        for table in ("statechange", "operation", "price", "mealstep", "callback")
    ),
    refuse("meals_meal_kept", "meals_meal", f"UPDATE OF {', '.join(_QUOTED)}", ("1 = 1", "助餐记录不可改写,只能撤销")),
    refuse("meals_meal_stays", "meals_meal", "DELETE", ("1 = 1", "助餐记录不可删除")),
)
