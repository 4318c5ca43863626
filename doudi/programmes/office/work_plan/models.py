"""Items of the work plan of a year, with a target for each quarter and what was reported of it."""

from __future__ import annotations

from django.db import models

from doudi.base.models import User
from doudi.mechanisms.casework.models import Case


class PlanItem(models.Model):
    """计划事项 (R-RPT-10): what will be done in a year, by whom, by which indicator it is measured, what shows it."""

    class Result(models.TextChoices):
        DONE = "DONE", "完成"
        PARTLY = "PARTLY", "部分完成"
        NOT_DONE = "NOT_DONE", "未完成"

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="plan_item")
    year = models.PositiveSmallIntegerField("年度", db_index=True)
    section = models.CharField("方面", max_length=60)
    words = models.CharField("计划事项", max_length=200)
    unit = models.CharField("责任单位", max_length=80)
    owner = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="责任人")
    indicator = models.CharField("衡量指标", max_length=60, blank=True)  # code; none: by its evidence alone
    evidence = models.CharField("凭据", max_length=160)
    result = models.CharField("结果", max_length=8, choices=Result, blank=True)
    why = models.CharField("原因", max_length=400, blank=True)
    closed_on = models.DateField("结果日期", null=True)

    class Meta:
        verbose_name = "计划事项"
        ordering = ["year", "pk"]

    def __str__(self) -> str:
        return f"{self.year} {self.words}"


class QuarterTarget(models.Model):
    """季度目标, and the report of that quarter."""

    item = models.ForeignKey(PlanItem, models.PROTECT, related_name="quarters")
    quarter = models.PositiveSmallIntegerField("季度")
    target = models.CharField("目标", max_length=160)
    told = models.CharField("进度", max_length=400, blank=True)
    told_on = models.DateField("报送日期", null=True)
    reached = models.BooleanField("达到目标", default=False)

    class Meta:
        verbose_name = "季度目标"
        ordering = ["item", "quarter"]
        constraints = [
            models.UniqueConstraint(fields=["item", "quarter"], name="work_plan_one_target_a_quarter"),
            models.CheckConstraint(condition=models.Q(quarter__range=(1, 4)), name="work_plan_four_quarters"),
        ]

    def __str__(self) -> str:
        return f"{self.quarter} {self.target}"
