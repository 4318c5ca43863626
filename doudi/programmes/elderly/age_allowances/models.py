"""An application for the age allowance or for one of the two subsidies."""

from __future__ import annotations

from django.db import models

from doudi.mechanisms.entitlement.applications.models import ForAward, OfPerson


class AgeApplication(OfPerson, ForAward):
    """老年津补贴申请: which of the three, and how it came in."""

    class Kind(models.TextChoices):
        AGE = "age_allowance", "高龄津贴"
        NURSING = "elder_nursing", "老年人护理补贴"
        SERVICE = "service_subsidy", "养老服务补贴"

    kind = models.CharField("津补贴", max_length=16, choices=Kind)

    class Meta:
        verbose_name = "老年津补贴申请"
