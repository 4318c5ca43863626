"""Runs of the month's comparison and the findings that they left."""

from __future__ import annotations

from django.db import models

from doudi.base.ciphers import EncryptedField
from doudi.base.models import User
from doudi.mechanisms.matching.means.models import Authorisation, MeansCheck

__all__ = ["Authorisation", "Finding", "MeansCheck", "Run"]


class Run(models.Model):
    """One run of the checks over what had been taken in for a month."""

    class State(models.TextChoices):
        WAITING = "WAITING", "等待"
        RUNNING = "RUNNING", "进行中"
        DONE = "DONE", "完成"
        FAILED = "FAILED", "失败"

    month = models.IntegerField("比对月份", db_index=True)
    state = models.CharField("状态", max_length=8, choices=State, default=State.WAITING)
    started_at = models.DateTimeField("开始时间", null=True)
    finished_at = models.DateTimeField("完成时间", null=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    steps_done = models.IntegerField(default=0)
    steps = models.IntegerField(default=0)
    step = models.CharField("当前步骤", max_length=80, blank=True)
    parameters = models.JSONField(default=dict)  # code → value as used, with its document
    results = models.JSONField(default=list)  # per check: hits, new, reopened, money, compared, seconds
    coverage = models.JSONField(default=list)  # per source: as_of, stale, rows, accepted, rejected, share
    failure = models.CharField("失败原因", max_length=400, blank=True)
    heard_at = models.DateTimeField(null=True)  # the last sign of life of whoever carries it out
    area_code = models.CharField("区划", max_length=12, blank=True)  # the county
    recipients = models.IntegerField("救助对象人数", default=0)
    compared_share = models.FloatField(
        "名单覆盖率", null=True
    )  # mean share of recipients over all lists owed, absent ones 0

    class Meta:
        verbose_name = "比对"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.month} {self.state}"


class Finding(models.Model):
    """An answer of a check that someone must look into. It never changes a benefit by itself (R-CMP-00)."""

    class Strength(models.TextChoices):
        EXACT = "exact", "证号一致"
        PROBABLE = "probable", "很可能"
        POSSIBLE = "possible", "可能"

    class Direction(models.TextChoices):
        PAID = "paid", "疑似不该发"
        MISSED = "missed", "疑似漏保"
        FILING = "filing", "应备未备"
        MISMATCH = "mismatch", "两表不一致"

    class Disposal(models.TextChoices):
        CLEARED = "CLEARED", "排除"
        CORRECTED = "CORRECTED", "已纠正"
        REFERRED = "REFERRED", "已移送"

    identity = models.CharField(
        max_length=64, db_index=True
    )  # hash of person and rule (R-FIND-01); one of it is open at a time
    rule = models.CharField("规则", max_length=12, db_index=True)
    direction = models.CharField("方向", max_length=8, choices=Direction)
    strength = models.CharField("把握", max_length=8, choices=Strength)
    conclusive = models.BooleanField("可作依据")
    subject_name = models.CharField("姓名", max_length=40)
    subject_id = EncryptedField("身份证号", blank=True)
    subject_index = models.CharField(max_length=64, db_index=True, blank=True)
    household_no = models.CharField("户编号", max_length=40, blank=True, db_index=True)
    programme = models.CharField("待遇", max_length=80, blank=True)
    area_code = models.CharField("区划", max_length=12, db_index=True)
    amount_fen = models.BigIntegerField("金额(分)", null=True)
    reason = models.CharField("理由", max_length=600)
    evidence = EncryptedField("证据")  # JSON, both sides: source, file, sheet, row, as_of, values
    kin_path = models.JSONField(
        default=list
    )  # [{"name": …, "relation": "父亲"}, …] from the person in office to the recipient
    doubts = models.JSONField(default=list)  # why it is not conclusive, in words
    not_compared = models.JSONField(default=list)  # codes of sources that would have sharpened it
    period_from = models.IntegerField(null=True)
    period_to = models.IntegerField(null=True)
    data_key = models.CharField(max_length=64)  # hash of the values compared; another one is new data (R-FIND-02)
    first_run = models.ForeignKey(Run, models.PROTECT, related_name="new_findings")
    last_run = models.ForeignKey(Run, models.PROTECT, related_name="findings")
    found_on = models.DateField("发现日期")
    disposal = models.CharField("核查结论", max_length=10, choices=Disposal, blank=True, db_index=True)
    disposed_on = models.DateField("销号日期", null=True)
    disposal_because = models.CharField("结论说明", max_length=400, blank=True)
    previous = models.ForeignKey("self", models.PROTECT, null=True, related_name="reopened_as")

    class Meta:
        verbose_name = "疑点"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["identity"], condition=models.Q(disposal=""), name="one_open_finding"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.subject_name}"
