"""Calls to families stand on the list from the day they are drawn; what was answered before is kept."""

import datetime as dt

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone

from doudi.base import guards

_BEFORE = guards.append_only("funeral_fees_samplecall")
_AFTER = guards.closed_once("funeral_fees_samplecall", "done_at", "抽查回访记录不可修改或删除")


def take_away(apps, schema_editor):
    guards.remove(schema_editor.connection, _BEFORE)


def bring_over(apps, schema_editor):
    calls = apps.get_model("funeral_fees", "SampleCall").objects
    rows = calls.values_list("pk", "on", "agrees", "bill__area_code", "bill__settlement__charger__area_code")
    for pk, on, agrees, of_bill, of_house in list(rows):
        noon = timezone.make_aware(dt.datetime.combine(on, dt.time(12)))
        calls.filter(pk=pk).update(
            drawn_at=noon, done_at=noon, due_on=on, area_code=of_house or of_bill, outcome="AGREES" if agrees else "DIFFERS"
        )  # fmt: skip


def take_back(apps, schema_editor):
    calls = apps.get_model("funeral_fees", "SampleCall").objects
    calls.filter(done_at=None).delete()
    for row in calls.all():
        row.on, row.agrees = timezone.localdate(row.done_at), row.outcome == "AGREES"
        row.save()


def install(apps, schema_editor):
    guards.install(schema_editor.connection, _AFTER)


def remove(apps, schema_editor):
    guards.remove(schema_editor.connection, _AFTER)


class Migration(migrations.Migration):
    dependencies = [
        ("funeral_fees", "0002_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.RunPython(take_away, migrations.RunPython.noop),
        migrations.AddField("samplecall", "area_code", models.CharField("区划", max_length=12, db_index=True, null=True)),
        migrations.AddField("samplecall", "drawn_at", models.DateTimeField("抽取时间", null=True)),
        migrations.AddField("samplecall", "due_on", models.DateField("应于此前回访", db_index=True, null=True)),
        migrations.AddField("samplecall", "tries", models.PositiveSmallIntegerField("联系不上次数", default=0)),
        migrations.AddField("samplecall", "done_at", models.DateTimeField("完成时间", null=True, db_index=True)),
        migrations.AddField(
            "samplecall",
            "outcome",
            models.CharField(
                "结果",
                max_length=10,
                blank=True,
                default="",
                choices=[("AGREES", "一致"), ("DIFFERS", "不一致"), ("UNREACHED", "联系不上")],
            ),
            preserve_default=False,
        ),
        migrations.AlterField("samplecall", "agrees", models.BooleanField("与账单一致", null=True)),
        migrations.AlterField("samplecall", "on", models.DateField("日期", null=True)),
        migrations.AlterField(
            "samplecall",
            "by",
            models.ForeignKey(
                settings.AUTH_USER_MODEL, django.db.models.deletion.PROTECT, null=True, related_name="+"
            ),
        ),
        migrations.RunPython(bring_over, take_back),
        migrations.AlterField("samplecall", "area_code", models.CharField("区划", max_length=12, db_index=True)),
        migrations.AlterField("samplecall", "drawn_at", models.DateTimeField("抽取时间")),
        migrations.AlterField("samplecall", "due_on", models.DateField("应于此前回访", db_index=True)),
        migrations.RemoveField("samplecall", "agrees"),
        migrations.RemoveField("samplecall", "on"),
        migrations.RunPython(install, remove),
    ]
