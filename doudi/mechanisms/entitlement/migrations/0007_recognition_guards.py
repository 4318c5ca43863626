"""The database itself refuses to change what was decided on a recognition."""

from django.db import migrations

from doudi.base import guards
from doudi.mechanisms.entitlement.guards import RECOGNITIONS


def install(apps, schema_editor):
    guards.install(schema_editor.connection, *RECOGNITIONS)


def remove(apps, schema_editor):
    guards.remove(schema_editor.connection, *RECOGNITIONS)


class Migration(migrations.Migration):
    dependencies = [("entitlement", "0006_recognitions")]
    operations = [migrations.RunPython(install, remove)]
