"""The database itself refuses to change or delete a photo that was handed in."""

from django.db import migrations

from doudi.base import guards
from doudi.programmes.elderly.home_adaptation.guards import GUARDS


def install(apps, schema_editor):
    guards.install(schema_editor.connection, *GUARDS)


def remove(apps, schema_editor):
    guards.remove(schema_editor.connection, *GUARDS)


class Migration(migrations.Migration):
    dependencies = [("home_adaptation", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
