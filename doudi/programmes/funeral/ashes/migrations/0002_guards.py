"""The database itself refuses what no code path may do to the furnace log and to verifications."""

from django.db import migrations

from doudi.base import guards
from doudi.programmes.funeral.ashes.guards import GUARDS


def install(apps, schema_editor):
    guards.install(schema_editor.connection, *GUARDS)


def remove(apps, schema_editor):
    guards.remove(schema_editor.connection, *GUARDS)


class Migration(migrations.Migration):
    dependencies = [("ashes", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
