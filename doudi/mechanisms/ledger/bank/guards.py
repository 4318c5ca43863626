"""What was sent to the bank stays as it was sent: only the answer to a line may be written on it."""

from __future__ import annotations

from doudi.base.guards import append_only
from doudi.mechanisms.ledger.guards import refuse

_SENT = ("id", "file_id", "number", "claim", "amount", "account_mark", "area_code")

GUARDS = (
    append_only("bank_bankreturn", "回盘记录不可修改或删除"),
    refuse(
        "bank_line_kept",
        "bank_bankline",
        f"UPDATE OF {', '.join(_SENT)}",  # so that writing an outcome does not even ask
        (" OR ".join(f"NEW.{column} <> OLD.{column}" for column in _SENT), "已送银行的内容不可改写"),
    ),
    refuse(
        "bank_line_cancelled",
        "bank_bankline",
        "UPDATE OF outcome",
        ("OLD.outcome = 'CANCELLED' AND NEW.outcome <> 'CANCELLED'", "已撤销的发放不可恢复"),
    ),
    refuse("bank_line_stays", "bank_bankline", "DELETE", ("1 = 1", "已送银行的内容不可删除")),
    refuse("bank_file_stays", "bank_bankfile", "DELETE", ("1 = 1", "代发批次不可删除")),
    refuse(
        "bank_file_kept",
        "bank_bankfile",
        "UPDATE",
        ("1 = 1", "代发批次不可改写"),
    ),
)
