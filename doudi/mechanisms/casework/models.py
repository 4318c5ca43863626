"""Cases: one matter handled for one subject, where it stands, by when, and every action ever taken on it."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from doudi.base.models import AppendOnly, StoredFile, User


class Case(models.Model):
    """One matter in one flow. `stage` is a code of the flow's own stages."""

    flow = models.CharField("流程", max_length=60, db_index=True)  # "data_matching.findings"
    number = models.CharField("编号", max_length=40, unique=True)
    title = models.CharField("事项", max_length=200)
    stage = models.CharField("环节", max_length=20, db_index=True)
    area_code = models.CharField("区划", max_length=12, db_index=True)
    opened_at = models.DateTimeField("开始时间")
    opened_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    due_on = models.DateField("办理期限", null=True, db_index=True)
    due_at = models.DateTimeField("办理时限", null=True)  # for limits in hours
    due_provisional = models.BooleanField("暂定", default=False)  # past the last holiday notice
    waits_since = models.DateField(null=True)  # the day the present limit counts from
    limit = models.CharField("时限", max_length=20, blank=True)  # "10 workdays": to compute the deadline again
    internal_due_on = models.DateField("内部期限", null=True)  # last workday on or before the nominal day (R-WD-04)
    yellow_on = models.DateField(null=True, db_index=True)  # first day on which 70% of the time is used (R-PRC-04)
    red_on = models.DateField(null=True, db_index=True)  # first day on which 90% is used
    version = models.IntegerField(default=0)  # counts the actions taken: of two people at once the second is told
    closed_at = models.DateTimeField("办结时间", null=True)

    class Meta:
        verbose_name = "办件"
        indexes = [models.Index(fields=["flow", "stage", "area_code"])]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class ActionTaken(AppendOnly):
    """One action on one case: who, when, because of what, with what evidence. Never changed."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="actions")
    action = models.CharField("动作", max_length=40)
    label = models.CharField("动作名称", max_length=40)
    source = models.CharField("原环节", max_length=20)
    target = models.CharField("新环节", max_length=20)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    together_with = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")  # the second person of a pair
    because = models.CharField("理由", max_length=400, blank=True)
    data = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    files = models.ManyToManyField(StoredFile, related_name="+")

    class Meta:
        verbose_name = "办理记录"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.label} {self.at:%Y-%m-%d}"
