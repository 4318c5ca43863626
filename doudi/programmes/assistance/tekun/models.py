"""An application for recognition as tekun, and a reported change of somebody's ability to care for himself."""

from __future__ import annotations

from django.db import models

from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.entitlement.applications.models import ForAward, OfPerson
from doudi.mechanisms.entitlement.awards.models import Award


class TekunApplication(OfPerson, ForAward):
    """特困申请: one person, with the facts that the rules ask for."""

    class Meta:
        verbose_name = "特困申请"


class Reassessment(models.Model):
    """自理能力重新评估: reported, assessed again within its time (R-TK-04)."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="tekun_reassessment")
    award = models.ForeignKey(Award, models.PROTECT, related_name="+")
    items = models.JSONField("六项指标", default=dict)

    class Meta:
        verbose_name = "自理能力重新评估"

    def __str__(self) -> str:
        return self.case.number
