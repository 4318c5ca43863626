"""What the database itself refuses: a group once set up is not rewritten."""

from __future__ import annotations

from doudi.base.guards import append_only

GUARDS = (append_only("regulations_leadinggroup"), append_only("regulations_groupmember"))
