"""The database itself refuses what no code path may do to what families said."""

from django.db import migrations

from doudi.base import guards

GUARDS = (guards.append_only("funeral_fees_samplecall", "抽查回访记录不可修改或删除"),)


def install(apps, schema_editor):
    guards.install(schema_editor.connection, *GUARDS)


def remove(apps, schema_editor):
    guards.remove(schema_editor.connection, *GUARDS)


class Migration(migrations.Migration):
    dependencies = [("funeral_fees", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
