"""An application for recognition as tekun, and a reported change of somebody's ability to care for himself."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from doudi.base.ciphers import EncryptedField
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


class CareAgreement(models.Model):
    """照料服务协议 (R-TK-05): who provides the care, and into which account it is paid."""

    class Provider(models.TextChoices):
        """Who may provide it."""

        RELATIVE = "RELATIVE", "亲友、邻居"
        VILLAGE = "VILLAGE", "村（居）委会"
        ORGANISATION = "ORGANISATION", "社会组织、社工机构"
        INSTITUTION = "INSTITUTION", "供养服务机构"
        OTHER = "OTHER", "其他照料人"

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="care_agreement")
    award = models.ForeignKey(Award, models.PROTECT, related_name="+")
    provider = models.CharField("照料服务人类别", max_length=12, choices=Provider)
    name = models.CharField("照料服务人", max_length=80)
    phone = EncryptedField("联系电话", blank=True)
    payee = models.CharField("户名", max_length=80)
    account = EncryptedField("账号")
    signed_on = models.DateField("签订日期")
    from_month = models.IntegerField("起付月", null=True)  # once it is filed
    care = models.OneToOneField(Award, models.PROTECT, null=True, related_name="+")  # what is paid to the carer
    ended_on = models.DateField("终止日期", null=True)

    class Meta:
        verbose_name = "照料服务协议"
        constraints = [
            models.UniqueConstraint(fields=["award"], condition=Q(ended_on=None), name="tekun_one_care_agreement")
        ]

    def __str__(self) -> str:
        return self.case.number
