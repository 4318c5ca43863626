"""An application for one of the two subsidies."""

from __future__ import annotations

from django.db import models

from doudi.mechanisms.entitlement.applications.models import ForAward, OfPerson


class SubsidyApplication(OfPerson, ForAward):
    """两项补贴申请: which of the two, with what the federation found of the certificate (R-DIS-02)."""

    class Kind(models.TextChoices):
        LIVING = "living_subsidy", "困难残疾人生活补贴"
        NURSING = "nursing_subsidy", "重度残疾人护理补贴"

    class Certificate(models.TextChoices):
        AS_DECLARED = "AS_DECLARED", "与申报一致"
        DIFFERS = "DIFFERS", "类别、等级或有效期与申报不一致，以核证为准"
        INVALID = "INVALID", "证件无效、冻结或已注销"

    kind = models.CharField("补贴", max_length=16, choices=Kind)
    certificate = models.CharField("残联核证", max_length=12, choices=Certificate, blank=True)
    report = models.CharField("核证单号", max_length=80, blank=True)
    issued_on = models.DateField("残疾人证签发日期", null=True)

    class Meta:
        verbose_name = "残疾人两项补贴申请"
