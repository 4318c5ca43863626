"""What the database itself refuses: a receipt is written once, a tracked item is never taken away."""

from __future__ import annotations

from doudi.base.guards import Guard, append_only

_STAYS = "跟踪物不可删除"
ITEM_STAYS = Guard(
    "custody_trackeditem",
    sqlite={
        "custody_trackeditem_stays": "CREATE TRIGGER IF NOT EXISTS custody_trackeditem_stays BEFORE DELETE ON custody_trackeditem "
        f"BEGIN SELECT RAISE(ABORT, '{_STAYS}'); END"
    },
    postgresql={
        "custody_trackeditem_stays": "CREATE OR REPLACE TRIGGER custody_trackeditem_stays BEFORE DELETE ON custody_trackeditem "
        "FOR EACH ROW EXECUTE FUNCTION custody_trackeditem_refuse()"
    },
    functions=(
        "CREATE OR REPLACE FUNCTION custody_trackeditem_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_STAYS}'; END $$",
    ),
)
GUARDS = (append_only("custody_receipt", "交接回执不可修改或删除"), ITEM_STAYS)
