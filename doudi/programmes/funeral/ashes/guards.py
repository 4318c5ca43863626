"""The furnace log and what was found at a grave stay as they were written."""

from __future__ import annotations

from doudi.base.guards import append_only

GUARDS = (
    append_only("ashes_cremation", "火化记录不可修改或删除"),
    append_only("ashes_verification", "回访核查记录不可修改或删除"),
)
