"""The items of the rectification register: what is wrong, what is done about it, by which check it shows, and every closing."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from doudi.base.models import AppendOnly, User
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.matching.models import Finding


class RectificationArea(models.TextChoices):
    """五大类: the five areas. The summary of 2024 names four; the fifth is the county's to confirm."""

    ASSISTANCE = "ASSISTANCE", "社会救助"
    CHILDREN = "CHILDREN", "儿童福利"
    DISABILITY = "DISABILITY", "残疾人补贴"
    FUNERAL = "FUNERAL", "殡葬服务"
    ELDERLY = "ELDERLY", "养老服务"


class Screening(models.TextChoices):
    """By which means a problem was found."""

    FIELD = "FIELD", "实地摸排"
    MATCHING = "MATCHING", "大数据比对"
    DISCLOSURE = "DISCLOSURE", "主动交待"
    INSPECTION = "INSPECTION", "纪委巡查"
    AUDIT = "AUDIT", "审计"
    PETITION = "PETITION", "信访"
    HOTLINE = "HOTLINE", "热线"


class Intent(models.TextChoices):
    """How it came about, kept apart from what came of it (R-FIND-05)."""

    NOBODY = "NOBODY", "不涉及个人责任"
    HONEST = "HONEST", "无主观故意，已及时纠正"
    NEGLIGENT = "NEGLIGENT", "失职失责"
    WILFUL = "WILFUL", "涉嫌故意"


class Task(models.Model):
    """整改问题: an item of the register. Its number among the items stays whatever becomes of it."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="rectification_task")
    item_no = models.PositiveIntegerField("序号", unique=True)
    area = models.CharField("方面", max_length=12, choices=RectificationArea)
    screening = models.CharField("发现方式", max_length=12, choices=Screening)
    problem = models.CharField("整改问题", max_length=200)
    details = models.CharField("具体情况", max_length=600)  # counts, sums, units, period
    lead = models.CharField("牵头领导", max_length=80)
    unit = models.CharField("责任单位", max_length=80)
    responsible = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="责任人")
    due_on = models.DateField("完成时限")
    extended = models.BooleanField("已延期", default=False)  # once; anew after it was opened again
    before = models.CharField("整改前", max_length=400, blank=True)
    after = models.CharField("整改后", max_length=400, blank=True)
    intent = models.CharField("主观情况", max_length=10, choices=Intent, blank=True)
    dealt_with = models.PositiveSmallIntegerField("处理人数", default=0)
    dealt_how = models.CharField("处理方式", max_length=120, blank=True)

    class Meta:
        verbose_name = "整改问题"
        ordering = ["item_no"]

    def __str__(self) -> str:
        return f"{self.item_no} {self.problem}"


class Measure(models.Model):
    """整改措施: what will be done and what it leaves in the hand, and when that was delivered."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="measures")
    words = models.CharField("整改措施", max_length=200)
    deliverable = models.CharField("交付物", max_length=120)
    delivered_on = models.DateField("交付日期", null=True)
    told = models.CharField("完成情况", max_length=400, blank=True)

    class Meta:
        verbose_name = "整改措施"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.words


class BoundCheck(models.Model):
    """绑定的比对规则: the item opens again when this check finds more in a month than is tolerated."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="checks")
    rule = models.CharField("比对规则", max_length=20, db_index=True)
    tolerated = models.PositiveSmallIntegerField("每月容许新疑点（条）", default=0)

    class Meta:
        verbose_name = "绑定的比对规则"
        ordering = ["rule"]
        constraints = [models.UniqueConstraint(fields=["task", "rule"], name="rectification_bound_once")]

    def __str__(self) -> str:
        return self.rule


class LinkedFinding(models.Model):
    """关联疑点: a finding that belongs to an item. It has to be answered before the item is closed."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="linked")
    finding = models.ForeignKey(Finding, models.PROTECT, related_name="+")
    on = models.DateField("关联日期")

    class Meta:
        verbose_name = "关联疑点"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["task", "finding"], name="rectification_linked_once")]

    def __str__(self) -> str:
        return f"{self.task_id} {self.finding_id}"


class Closing(models.Model):
    """销号: signed off on a day; over when the item was opened again. So it can be told of any day how many items were done."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="closings")
    on = models.DateField("销号日期")
    looked_back = models.PositiveSmallIntegerField("已回头看次数", default=0)
    look_back_on = models.DateField("下次回头看", null=True)  # None after the last one, and once opened again
    reopened_on = models.DateField("重新打开日期", null=True)
    reopened_by_check = models.BooleanField("由比对重新打开", default=False)

    class Meta:
        verbose_name = "销号"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["task"], condition=Q(reopened_on=None), name="rectification_closed_once")
        ]

    def __str__(self) -> str:
        return f"{self.task_id} {self.on}"


class LedgerReport(AppendOnly):
    """双周报 (RP-04): what was sent of a fortnight, kept as it was sent."""

    since = models.DateField("期初")
    until = models.DateField("期末", unique=True)
    words = models.CharField("概况", max_length=400)
    rows = models.JSONField("台账")  # each a list of cells under `fortnight.HEADINGS`
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="报送人")
    at = models.DateTimeField("报送时间")

    class Meta:
        verbose_name = "整治台账双周报"
        ordering = ["-until"]

    def __str__(self) -> str:
        return f"{self.since}至{self.until}"
