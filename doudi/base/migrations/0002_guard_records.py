"""The database itself refuses to change or delete records."""

from django.db import migrations

from doudi.base import guards


def install(apps, schema_editor):
    guards.install(schema_editor.connection, guards.RECORDS)


def remove(apps, schema_editor):
    guards.remove(schema_editor.connection, guards.RECORDS)


class Migration(migrations.Migration):
    dependencies = [("base", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
