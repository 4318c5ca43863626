"""The database itself refuses what no code path may do to the papers of an archive."""

from django.db import migrations

from doudi.base import guards
from doudi.mechanisms.entitlement.archives.guards import GUARDS


def install(apps, schema_editor):
    guards.install(schema_editor.connection, *GUARDS)


def remove(apps, schema_editor):
    guards.remove(schema_editor.connection, *GUARDS)


class Migration(migrations.Migration):
    dependencies = [("archives", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
