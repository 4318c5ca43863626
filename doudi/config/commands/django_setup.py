"""Commands that need the database start it here, and end with one clear line if it is not there."""

from __future__ import annotations

import os

import click


def start(*, migrated: bool = True) -> None:
    """Set Django up; with `migrated`, refuse where the database has not been set up."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "doudi.config.settings")
    import django

    django.setup()
    if migrated:
        from django.db import DatabaseError, connection
        from django.db.migrations.executor import MigrationExecutor

        try:
            executor = MigrationExecutor(connection)
            behind = executor.migration_plan(executor.loader.graph.leaf_nodes())
        except DatabaseError as error:
            raise click.ClickException("数据库打不开,请检查 DATABASE_URL 或 var 文件夹。") from error
        if behind:
            raise click.ClickException(
                "数据库尚未建立或版本较旧,请先运行 python manage.py migrate(演示请运行 make demo)。"
            )
