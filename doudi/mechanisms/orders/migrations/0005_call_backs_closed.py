"""The database itself refuses to change what was said in a call-back."""

from django.db import migrations

from doudi.base import guards

_CLOSED = guards.closed_once("orders_callback", "done_at", "回访结果不可修改或删除")


def install(apps, schema_editor):
    guards.install(schema_editor.connection, _CLOSED)


def remove(apps, schema_editor):
    guards.remove(schema_editor.connection, _CLOSED)


class Migration(migrations.Migration):
    dependencies = [("orders", "0004_guards")]
    operations = [migrations.RunPython(install, remove)]
