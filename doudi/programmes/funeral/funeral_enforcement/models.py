"""A case of enforcement, and who holds an enforcement certificate from when to when."""

from __future__ import annotations

from django.db import models

from doudi.base.models import User
from doudi.mechanisms.casework.models import Case


class Violation(models.TextChoices):
    """1.11: what it may be."""

    SCATTERED = "V01", "散埋乱葬"
    COFFIN = "V02", "骨灰二次装棺"
    OVERSIZE = "V03", "超面积"
    EXTENSION = "V04", "擅自建设、改扩建"
    OUTSIDER = "V05", "公益性墓位给外人"
    ADVANCE_SALE = "V06", "预售墓位"
    HOME_STORAGE = "V07", "家中存放骨灰"
    CHARGES = "V08", "价格违法"
    EXTRAVAGANCE = "V09", "扰乱秩序、大操大办"
    TRANSPORT = "V10", "违规接运"
    INTERMEDIARY = "V11", "未备案中介"
    GIFTS = "V12", "收受红包香烟"
    FRAUD = "V13", "假证、骗取补助"


class OfficerCertificate(models.Model):
    """执法证: without one nobody takes part in enforcement (R-ENF-01)."""

    user = models.ForeignKey(User, models.PROTECT, related_name="enforcement_certificates")
    number = models.CharField("执法证号", max_length=40, unique=True)
    since = models.DateField("发证日期")
    until = models.DateField("有效期至")

    class Meta:
        verbose_name = "执法证"
        ordering = ["user", "since"]

    def __str__(self) -> str:
        return self.number


class Intermediary(models.Model):
    """殡葬中介备案: who serves the bereaved for money and has filed it, from when to when."""

    name = models.CharField("名称", max_length=80)
    code = models.CharField("统一社会信用代码", max_length=18)
    filed_on = models.DateField("备案日期")
    ended_on = models.DateField("终止日期", null=True)  # from this day on it counts as not filed
    because = models.CharField("终止原因", max_length=200, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "殡葬中介备案"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=models.Q(ended_on=None), name="intermediary_filed_once")
        ]

    def __str__(self) -> str:
        return self.name


class EnforcementCase(models.Model):
    """殡葬执法案件. `key`: the matter that it is about, so that told again it opens nothing anew."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="enforcement")
    violation = models.CharField("违法类型", max_length=4, choices=Violation, db_index=True)
    words = models.CharField("线索", max_length=400)
    key = models.CharField(max_length=120, unique=True)
    done_on = models.DateField("行为发生日期", null=True)
    ended_on = models.DateField("行为终了日期", null=True)  # none: it goes on, or is not known
    proposed = models.BigIntegerField("拟罚款", null=True)  # fen, as told to the party
    penalty = models.BigIntegerField("罚款", null=True)
    correct_by = models.DateField("改正期限", null=True)

    class Meta:
        verbose_name = "殡葬执法案件"

    def __str__(self) -> str:
        return self.case.number
