"""Figures: the values of indicators, frozen when they are reported; a correction is a version of its own."""

from __future__ import annotations

from django.db import models

from doudi.base.models import User


class Figure(models.Model):
    """The value of an indicator for a period and an area, with how many records it rests on. Never changed: an erratum is the next version."""

    indicator = models.CharField("指标", max_length=80)
    period_from = models.DateField()
    period_to = models.DateField()
    area_code = models.CharField(max_length=12)
    version = models.IntegerField("版本", default=1)
    value = models.DecimalField("数值", max_digits=20, decimal_places=4)
    records = models.IntegerField("记录数")
    frozen_at = models.DateTimeField()
    frozen_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    together_with = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+"
    )  # of an erratum: the second person
    because = models.CharField("更正说明", max_length=400, blank=True)

    class Meta:
        verbose_name = "数值"
        unique_together = [("indicator", "period_from", "period_to", "area_code", "version")]

    def __str__(self) -> str:
        return f"{self.indicator} {self.period_from}—{self.period_to}"
