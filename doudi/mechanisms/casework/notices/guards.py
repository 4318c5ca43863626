"""What was seen on the board and what somebody objected stays as it was written down."""

from __future__ import annotations

from doudi.base.guards import append_only

GUARDS = tuple(
    append_only(f"notices_{table}", "公示记录不可修改或删除")
    for table in ("boardphoto", "objection", "objectionanswer")
)
