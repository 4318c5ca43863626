"""A filing of a card that somebody else keeps."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from doudi.base.ciphers import EncryptedField
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.entitlement.awards.models import Award
from doudi.mechanisms.registry.models import Person


class CardKeeping(models.Model):
    """银行卡代管 (R-PAY-03): whose card, who keeps it, why. One filing a card, whatever is paid into it."""

    class Keeper(models.TextChoices):
        """Who keeps it."""

        VILLAGE = "VILLAGE", "村（居）干部、村级协理员"
        HANDLER = "HANDLER", "县乡经办人员"
        INSTITUTION = "INSTITUTION", "供养、养老、救助机构"
        RELATIVE = "RELATIVE", "共同生活家庭以外的亲属"
        OTHER = "OTHER", "其他人员"

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="card_keeping")
    award = models.ForeignKey(Award, models.PROTECT, related_name="+")  # by which the card was found
    account_mark = models.CharField(max_length=64)  # blind index of the account, as the award had it
    keeper = models.CharField("代管人类别", max_length=12, choices=Keeper)
    name = models.CharField("代管人", max_length=80)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")  # if the register knows the keeper
    unit = models.CharField("单位、职务", max_length=80, blank=True)
    phone = EncryptedField("联系电话", blank=True)
    why = models.CharField("代管原因", max_length=200)
    signed_on = models.DateField("协议签订日期")
    reviewed_on = models.DateField("最近复核日期", null=True)
    ended_on = models.DateField("终止日期", null=True)

    class Meta:
        verbose_name = "银行卡代管"
        constraints = [
            models.UniqueConstraint(fields=["account_mark"], condition=Q(ended_on=None), name="card_keeping_filed_once")
        ]

    def __str__(self) -> str:
        return self.case.number
