"""What a family said of its bill stays as it was written."""

from __future__ import annotations

from doudi.base.guards import append_only, closed_once

GUARDS = (
    closed_once("funeral_fees_samplecall", "done_at", "抽查回访记录不可修改或删除"),
    closed_once("funeral_fees_familycall", "done_at", "家属回访记录不可修改或删除"),
    append_only("funeral_fees_familyanswer", "家属答复不可修改或删除"),
)
