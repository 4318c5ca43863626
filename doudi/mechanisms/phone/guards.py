"""Who took what along stays as it was: only he may send it."""

from __future__ import annotations

from doudi.base.guards import append_only

GUARDS = (append_only("phone_carried", "带出记录不可修改或删除"),)
