"""What a cemetery was on a day, what was measured, renewed and told to families stays as it was written."""

from __future__ import annotations

from doudi.base.guards import append_only

GUARDS = tuple(
    append_only(f"cemeteries_{table}", "公墓登记记录不可修改或删除")
    for table in ("cemeterystate", "measurement", "renewal", "termnotice", "relocatedgrave")
)
