"""An appeal: who goes against which decision by which road, in time or not, and what came of it."""

from __future__ import annotations

from django.db import models

from doudi.mechanisms.casework.models import Case


class AppealRoad(models.TextChoices):
    COMPLAINT = "COMPLAINT", "申诉"
    RECONSIDERATION = "RECONSIDERATION", "行政复议"
    LITIGATION = "LITIGATION", "行政诉讼"


class AppealResult(models.TextChoices):
    UPHELD = "UPHELD", "维持原决定"
    REVOKED = "REVOKED", "撤销原决定"
    CHANGED = "CHANGED", "变更原决定"
    ORDERED = "ORDERED", "责令限期履行"


class Appeal(models.Model):
    """救济事项: what its case is about. The case it goes against is `case.original`."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="appeal")
    road = models.CharField("途径", max_length=16, choices=AppealRoad)
    appellant = models.CharField("申请人", max_length=40)
    body = models.CharField("受理机关", max_length=80)
    number = models.CharField("受理案号", max_length=80, blank=True)
    received_on = models.DateField("提出日期")
    served_on = models.DateField("决定送达日期", null=True)  # None: nothing was decided in time
    last_on = models.DateField("期限末日", null=True)  # None: there is no limit
    excuse = models.CharField("耽误期限的正当理由", max_length=200, blank=True)
    claim = models.CharField("请求和理由", max_length=400)
    result = models.CharField("结果", max_length=12, choices=AppealResult, blank=True)
    result_document = models.CharField("结论文书", max_length=80, blank=True)
    result_on = models.DateField("结论日期", null=True)
    act_by = models.DateField("责令履行期限", null=True)

    class Meta:
        verbose_name = "救济事项"

    def __str__(self) -> str:
        return f"{self.get_road_display()} {self.body}"
