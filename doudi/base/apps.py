"""The base as a Django app: one check at start-up."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections
from django.db.models.signals import post_migrate

from doudi.base import guards


class BaseConfig(AppConfig):
    name = "doudi.base"

    def ready(self) -> None:
        register(key_file_is_private, Tags.security)
        post_migrate.connect(_guarded_again, sender=self)


def _guarded_again(using: str, **more: Any) -> None:
    """Whoever migrates has every guard afterwards. SQLite alters a table by making it anew, and the triggers go with the old one; and
    a room that forgot to install its own in a migration would be guarded in new databases alone."""
    connection = connections[using]
    there = set(connection.introspection.table_names())
    for guard in guards.registered():
        if guard.table in there:
            guards.install(connection, guard)


def key_file_is_private(app_configs: Any = None, **more: Any) -> list[CheckMessage]:
    """The key file opens everything that lies encrypted: nobody but its owner may read it."""
    path = Path(settings.KEY_FILE)
    if not path.exists() or not stat.S_IMODE(path.stat().st_mode) & 0o077:
        return []
    hint = "请执行 chmod 600,并查明其他人是否读过它;若可能外泄,请执行 manage.py rotate_keys --forget-old。"
    return [Error(f"密钥文件 {path.name} 其他人也能读取。", hint=hint, id="base.E001")]
