"""An application for recognition as tekun, and a reported change of somebody's ability to care for himself."""

from __future__ import annotations

from django.db import models

from doudi.base.ciphers import EncryptedField
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.entitlement.awards.models import Award
from doudi.mechanisms.registry.models import Person


class TekunApplication(models.Model):
    """特困申请: one person, with the facts that the rules ask for."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="tekun_application")
    person = models.ForeignKey(Person, models.PROTECT, related_name="tekun_applications")
    facts = models.JSONField("事实", default=dict)  # figure of the rules → whole number
    payee = models.CharField("户名", max_length=80, blank=True)
    account = EncryptedField("银行账号", blank=True)
    complaint = models.CharField("实名举报", max_length=200, blank=True)
    proposal = models.CharField("初审意见", max_length=8, blank=True)
    amount_fen = models.BigIntegerField("供养金额", null=True)
    document = models.CharField("决定文号", max_length=80, blank=True)
    award = models.OneToOneField(Award, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "特困申请"

    def __str__(self) -> str:
        return self.case.number


class Reassessment(models.Model):
    """自理能力重新评估: reported, assessed again within its time (R-TK-04)."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="tekun_reassessment")
    award = models.ForeignKey(Award, models.PROTECT, related_name="+")
    items = models.JSONField("六项指标", default=dict)

    class Meta:
        verbose_name = "自理能力重新评估"

    def __str__(self) -> str:
        return self.case.number
