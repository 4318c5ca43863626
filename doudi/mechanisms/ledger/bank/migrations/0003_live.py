"""Whether a claim is on its way or paid stands in a column of its own: paying twenty thousand lines then touches no index."""

from django.db import migrations, models

from doudi.base import guards
from doudi.mechanisms.ledger.bank.guards import GUARDS


def fill(apps, schema_editor):
    lines = apps.get_model("bank", "BankLine").objects
    lines.filter(outcome__in=("RETURNED", "PARTLY", "CANCELLED")).update(live=False)


def install(apps, schema_editor):
    """SQLite makes the table anew for a column or a constraint, and its triggers go with the old one."""
    guards.install(schema_editor.connection, *GUARDS)


class Migration(migrations.Migration):

    dependencies = [
        ('bank', '0002_guards'),
        ('registry', '0001_initial'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='bankline',
            name='bank_paid_once',
        ),
        migrations.AddField(
            model_name='bankline',
            name='live',
            field=models.BooleanField(default=True, verbose_name='在途或已到账'),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='bankline',
            constraint=models.UniqueConstraint(condition=models.Q(('live', True)), fields=('claim',), name='bank_paid_once'),
        ),
        migrations.AddConstraint(
            model_name='bankline',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('live', True), ('outcome__in', ('UNANSWERED', 'OTHER_AMOUNT', 'OTHER_ACCOUNT', 'CONFLICT', 'PAID'))), models.Q(('live', False), ('outcome__in', ('RETURNED', 'PARTLY', 'CANCELLED'))), _connector='OR'), name='bank_live_by_outcome'),
        ),
        migrations.RunPython(install, migrations.RunPython.noop),
    ]
