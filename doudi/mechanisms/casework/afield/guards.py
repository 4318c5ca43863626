"""What was signed and photographed where it happened stays as it was sent."""

from __future__ import annotations

from doudi.base.guards import append_only

GUARDS = tuple(append_only(f"afield_{table}", "现场办理记录不可修改或删除") for table in ("sentstep", "sentpicture"))
