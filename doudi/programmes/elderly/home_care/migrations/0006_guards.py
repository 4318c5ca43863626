"""The database itself refuses to change or delete what came from a phone."""

from django.db import migrations

from doudi.base import guards
from doudi.programmes.elderly.home_care.guards import GUARDS


def install(apps, schema_editor):
    guards.install(schema_editor.connection, *GUARDS)


def remove(apps, schema_editor):
    guards.remove(schema_editor.connection, *GUARDS)


class Migration(migrations.Migration):
    dependencies = [("home_care", "0005_sent")]
    operations = [migrations.RunPython(install, remove)]
