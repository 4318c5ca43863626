"""A photo stays as it was handed in."""

from __future__ import annotations

from doudi.base.guards import append_only

GUARDS = (append_only("home_adaptation_itemphoto", "改造照片不可修改或删除"),)
