"""What a family said of its bill stays as it was written."""

from __future__ import annotations

from doudi.base.guards import closed_once

GUARDS = (closed_once("funeral_fees_samplecall", "done_at", "抽查回访记录不可修改或删除"),)
