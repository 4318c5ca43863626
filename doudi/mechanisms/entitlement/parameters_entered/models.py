"""Values of policy parameters as people entered them. None counts before a second person has approved it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from doudi.base.models import User


class ParameterEntry(models.Model):
    """参数录入: one value for one class, from a day, by a document. Only the approval changes; a correction is another entry."""

    class State(models.TextChoices):
        ENTERED = "ENTERED", "待复核"
        APPROVED = "APPROVED", "已复核"
        REFUSED = "REFUSED", "已退回"

    code = models.CharField("参数", max_length=80, db_index=True)  # "means.standard"
    key = models.CharField("类别", max_length=20, blank=True)  # "": for all; "0": urban; "1,2": rural, grade C
    value = models.BigIntegerField("取值")  # as kept: fen, months, per cent
    applies_from = models.DateField("适用起始日")
    issued_on = models.DateField("发文日期")
    document = models.CharField("文件", max_length=200)
    note = models.CharField("说明", max_length=400, blank=True)
    area_code = models.CharField("适用区划", max_length=12, blank=True)  # empty: everywhere
    entered_at = models.DateTimeField("录入时间")
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    state = models.CharField("状态", max_length=8, choices=State, default=State.ENTERED, db_index=True)
    answered_at = models.DateTimeField("复核时间", null=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    because = models.CharField("复核意见", max_length=400, blank=True)

    class Meta:
        verbose_name = "参数录入"
        ordering = ["code", "key", "applies_from", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(entered_by=F("answered_by")), name="parameter_two_persons"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.applies_from}"
