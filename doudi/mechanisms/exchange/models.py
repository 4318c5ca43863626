"""Deliveries: what was handed over, by whom, when, as of which month, and what became of it."""

from __future__ import annotations

from django.db import models

from doudi.base.models import StoredFile, User


class Delivery(models.Model):
    """One file (or one file out of a zip) that was handed over. Never deleted; a withdrawn one stays as record."""

    class State(models.TextChoices):
        ASKING = "ASKING", "待确认"  # not sure which source or which column: a person must say
        TAKEN_IN = "TAKEN_IN", "已接收"
        REFUSED = "REFUSED", "退回"
        REPEATED = "REPEATED", "重复报送"
        WITHDRAWN = "WITHDRAWN", "已撤回"
        PURGED = "PURGED", "到期销毁"  # retention over: the rows are gone, this record stays

    source = models.CharField("数据来源", max_length=40, db_index=True, blank=True)
    supplier = models.CharField("报送单位", max_length=60, blank=True)
    as_of = models.IntegerField("数据所属月", null=True, db_index=True)  # month number, see base.months
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    file_name = models.CharField("文件名", max_length=200)
    member = models.CharField("压缩包内路径", max_length=400, blank=True)  # empty: the file itself
    sha256 = models.CharField(max_length=64, db_index=True)
    received_at = models.DateTimeField("接收时间")
    received_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    state = models.CharField("状态", max_length=12, choices=State, db_index=True)
    content = models.CharField(
        max_length=20, blank=True, db_index=True
    )  # the same rows give it again, whatever the file is called
    sheets = models.JSONField(default=list)  # per sheet: name, title, header row, guess and certainty per column
    rows = models.IntegerField("行数", default=0)
    accepted = models.IntegerField("接收行数", default=0)
    rejected = models.IntegerField("退回行数", default=0)
    difference = models.JSONField(default=dict)  # {"previous": id, "new": n, "gone": n, "changed": n}
    warnings = models.JSONField(default=list)  # sentences in Chinese
    refused_because = models.CharField("退回原因", max_length=400, blank=True)
    snapshot = models.CharField(max_length=200, blank=True)  # path below the data folder
    rejects = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = "报送"
        ordering = ["-received_at", "-id"]

    def __str__(self) -> str:
        return self.file_name


class LearntHeading(models.Model):
    """A person said that under this heading a supplier sends that column (or nothing we need)."""

    source = models.CharField(max_length=40)
    supplier = models.CharField(max_length=60, blank=True)
    heading = models.CharField(max_length=120)
    column = models.CharField(max_length=40, blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        unique_together = [("source", "supplier", "heading")]

    def __str__(self) -> str:
        return f"{self.heading} → {self.column}"
