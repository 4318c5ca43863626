"""The database itself refuses what no code path may do to what came from phones."""

from django.db import migrations

from doudi.base import guards
from doudi.mechanisms.casework.afield.guards import GUARDS


def install(apps, schema_editor):
    guards.install(schema_editor.connection, *GUARDS)


def remove(apps, schema_editor):
    guards.remove(schema_editor.connection, *GUARDS)


class Migration(migrations.Migration):
    dependencies = [("afield", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
