"""An application to be recognised as a low-income family, and who belongs to the household."""

from __future__ import annotations

from django.db import models

from doudi.mechanisms.entitlement.applications.models import Checked, ForRecognition, MemberApplied, OfHousehold


class Application(OfHousehold, Checked, ForRecognition):
    """低收入人口认定申请: which recognition is asked for, the facts of the household, what the check found."""

    class Kind(models.TextChoices):
        MARGINAL = "marginal", "低保边缘家庭"
        RIGID = "rigid", "刚性支出困难家庭"

    kind = models.CharField("认定类别", max_length=10, choices=Kind)
    facts = models.JSONField("事实", default=dict)  # figure of the rules → whole number

    class Meta:
        verbose_name = "低收入人口认定申请"


class Applying(MemberApplied):
    """A member of the household that applies."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="members")

    class Meta(MemberApplied.Meta):
        verbose_name = "申请家庭成员"
        constraints = [models.UniqueConstraint(fields=["application", "person"], name="low_income_applying_once")]
