"""What was held, who was there and what was found stays as it was entered."""

from __future__ import annotations

from doudi.base.guards import append_only

GUARDS = tuple(
    append_only(f"activities_{table}", "活动和巡访记录不可修改或删除")
    for table in ("levelchange", "activity", "attendance", "activitypicture", "signal", "verdict")
)
