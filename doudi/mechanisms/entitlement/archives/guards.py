"""What was put into an archive stays there; what was put there by mistake is set aside by a row of its own."""

from __future__ import annotations

from doudi.base.guards import append_only

GUARDS = tuple(append_only(f"archives_{table}", "档案材料不可修改或删除") for table in ("archivedpaper", "setaside"))
