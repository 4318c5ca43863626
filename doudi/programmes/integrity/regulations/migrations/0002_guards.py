"""A leading group once set up is not rewritten: the database refuses it by itself."""

from typing import Any

from django.db import migrations

from doudi.base import guards
from doudi.programmes.integrity.regulations.guards import GUARDS


def install(apps: Any, schema_editor: Any) -> None:
    guards.install(schema_editor.connection, *GUARDS)


def remove(apps: Any, schema_editor: Any) -> None:
    guards.remove(schema_editor.connection, *GUARDS)


class Migration(migrations.Migration):
    dependencies = [("regulations", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
