"""The database itself refuses what no code path may do to the register of cemeteries."""

from django.db import migrations

from doudi.base import guards

GUARDS = tuple(
    guards.append_only(f"cemeteries_{table}", "公墓登记记录不可修改或删除")
    for table in ("cemeterystate", "measurement", "renewal", "termnotice")
)


def install(apps, schema_editor):
    guards.install(schema_editor.connection, *GUARDS)


def remove(apps, schema_editor):
    guards.remove(schema_editor.connection, *GUARDS)


class Migration(migrations.Migration):
    dependencies = [("cemeteries", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
