"""What was found of a household stays as it was put down; a correction is a later row."""

from __future__ import annotations

from doudi.base.guards import append_only

GUARDS = (append_only("entitlement_amendedfact", "核查情况不可修改或删除"),)
