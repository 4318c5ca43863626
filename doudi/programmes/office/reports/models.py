"""The annual summary of a year, and the steps it went through."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from doudi.base.models import AppendOnly, User


class Summary(models.Model):
    """年度工作总结: the words that people have changed; the numbers are slots until it is signed, and then kept as they were."""

    class State(models.TextChoices):
        DRAFT = "DRAFT", "起草"
        CONFIRMED = "CONFIRMED", "股室已确认"
        CHECKED = "CHECKED", "统计已核对"
        SIGNED = "SIGNED", "已签发"

    year = models.IntegerField("年度")
    county_code = models.CharField("县", max_length=12)
    state = models.CharField("状态", max_length=10, choices=State, default=State.DRAFT)
    round = models.IntegerField(
        "轮次", default=0
    )  # a summary that was changed begins a new round: earlier steps do not count
    words = models.JSONField("改写的句子", default=dict)
    manual = models.JSONField("手填数字的理由", default=dict)
    signed_on = models.DateField("签发日期", null=True)
    signed = models.JSONField("签发的文字", null=True, encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = "年度工作总结"
        ordering = ["-year"]
        constraints = [models.UniqueConstraint(fields=["year", "county_code"], name="reports_one_summary")]

    def __str__(self) -> str:
        return f"{self.year}年工作总结"


class SummaryStep(AppendOnly):
    """总结办理记录: who wrote, confirmed, checked, signed, and when."""

    class Step(models.TextChoices):
        BEGIN = "BEGIN", "起草"
        WRITE = "WRITE", "改写"
        CONFIRM = "CONFIRM", "确认"
        CHECK = "CHECK", "核对"
        SIGN = "SIGN", "签发"

    summary = models.ForeignKey(Summary, models.PROTECT, related_name="steps")
    step = models.CharField("步骤", max_length=8, choices=Step)
    part = models.CharField("部分", max_length=40, blank=True)  # of WRITE the sentence, of CONFIRM the part
    round = models.IntegerField("轮次")
    at = models.DateTimeField("时间")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    because = models.CharField("说明", max_length=400, blank=True)

    class Meta:
        verbose_name = "总结办理记录"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.get_step_display()} {self.at:%Y-%m-%d}"


class Explanation(AppendOnly):
    """差异说明 (R-RPT-11): why a figure of the summary is another than in the statistics table, or lies far from the year before.

    It is of the numbers that stood beside each other when it was given: once one of them is another, it explains nothing any more.
    """

    class Cause(models.TextChoices):
        SCOPE = "SCOPE", "统计范围不同"
        DATE = "DATE", "统计时点不同"
        DEFINITION = "DEFINITION", "指标口径不同"
        CHANGE = "CHANGE", "业务实际增减"

    summary = models.ForeignKey(Summary, models.PROTECT, related_name="explanations")
    key = models.CharField("指标", max_length=80)  # an indicator, or a line of the table that adds up several
    sides = models.JSONField("所说明的数")  # text, table, year before, as they were printed
    cause = models.CharField("原因类别", max_length=12, choices=Cause)
    words = models.CharField("原因", max_length=300)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "差异说明"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.key} {self.get_cause_display()}"
