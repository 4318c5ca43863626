"""What is kept of simulations: a scenario with its name, what it supposed, and the sums that came out. Nothing of a person."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from doudi.base.models import User


class Scenario(models.Model):
    """测算方案: written once. Deleting it is a mark; the sums stand as they were computed that day."""

    name = models.CharField("方案", max_length=60)
    benefit = models.CharField("待遇", max_length=40)
    month = models.IntegerField("月份")
    county_code = models.CharField("县", max_length=12)
    reform = models.JSONField("测算设定")  # code → class → value as kept
    words = models.JSONField("设定说明")  # a sentence a changed number, with what stood before
    outcome = models.JSONField("测算结果", encoder=DjangoJSONEncoder)  # sums by place
    rules = models.CharField("规则版本", max_length=20)
    at = models.DateTimeField("测算时间")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    deleted_at = models.DateTimeField("删除时间", null=True)
    deleted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "测算方案"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name
