"""What a family said of its bill stays as it was written."""

from __future__ import annotations

from doudi.base.guards import append_only

GUARDS = (append_only("funeral_fees_samplecall", "抽查回访记录不可修改或删除"),)
