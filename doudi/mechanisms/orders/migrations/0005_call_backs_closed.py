"""The database itself refuses to change what was said in a call-back."""

from django.db import migrations

from doudi.base import guards
from doudi.mechanisms.orders.guards import GUARDS


def install(apps, schema_editor):
    guards.install(schema_editor.connection, *GUARDS)


def remove(apps, schema_editor):
    guards.remove(schema_editor.connection, *GUARDS)


class Migration(migrations.Migration):
    dependencies = [("orders", "0004_guards")]
    operations = [migrations.RunPython(install, remove)]
