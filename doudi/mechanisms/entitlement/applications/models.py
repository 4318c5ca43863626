"""What an application keeps beside its case: abstract, a programme puts its own together from them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from doudi.base.ciphers import EncryptedField
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.entitlement.awards.models import Award
from doudi.mechanisms.entitlement.recognitions.models import Recognised
from doudi.mechanisms.registry.models import Household, Person


class Proposal(models.TextChoices):
    """初审意见. How a regulation words the refusal is the programme's (`Handling.refusal`)."""

    ADMIT = "ADMIT", "拟同意"
    REFUSE = "REFUSE", "拟不予确认"


class Applied(models.Model):
    """An application about somebody: what was proposed, what was complained of, by which document it was decided."""

    PEOPLE: ClassVar[str]  # the path to the persons it is about, for recusal and for who is applying already

    case = models.OneToOneField(
        Case, models.PROTECT, primary_key=True, related_name="%(app_label)s_%(class)s", verbose_name="办件"
    )
    complaint = models.CharField("实名举报", max_length=200, blank=True)
    proposal = models.CharField("初审意见", max_length=8, choices=Proposal, blank=True)
    document = models.CharField("决定文号", max_length=80, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.case.number

    @property
    def party_id(self) -> int:
        """Whom the decision is for: the household or the person."""
        raise NotImplementedError


class ForAward(Applied):
    """An application for something paid month by month."""

    payee = models.CharField("户名", max_length=80, blank=True)
    account = EncryptedField("银行账号", blank=True)
    proposed_fen = models.BigIntegerField("拟保障金额", null=True)
    amount_fen = models.BigIntegerField("确认金额", null=True)
    award = models.OneToOneField(Award, models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True


class ForRecognition(Applied):
    """An application for a recognition: nothing is paid by it."""

    recognised = models.OneToOneField(Recognised, models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True


class Checked(models.Model):
    """Its means are checked by the verification centre."""

    class Check(models.TextChoices):
        """What the verification centre tells the township: no details (R-CHK-08)."""

        WITHIN = "WITHIN", "在规定限额以内"
        ABOVE = "ABOVE", "超过规定限额"

    check_result = models.CharField("核对结论", max_length=8, choices=Check, blank=True)

    class Meta:
        abstract = True


class OfPerson(models.Model):
    """It is about one person, with the facts that the rules ask for. At another window than that of the place of registration it may be
    handed in as well (跨省通办, 全省通办): it counts from the day on which that window received it."""

    PEOPLE: ClassVar[str] = "person"

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    facts = models.JSONField("事实", default=dict)  # figure of the rules → whole number
    applied_on = models.DateField("申请日期", null=True)  # None: the day the case was opened
    window = models.CharField("受理窗口", max_length=80, blank=True)  # of another place
    # Opened at the front door with what was known there: what only the form asks is filled in before it is submitted.
    incomplete = models.BooleanField("待补充", default=False)

    class Meta:
        abstract = True

    @property
    def party_id(self) -> int:
        return self.person_id


class OfHousehold(models.Model):
    """It is about a household; who belongs to it stands in a table of the programme's (`members`)."""

    PEOPLE: ClassVar[str] = "members__person"

    household = models.ForeignKey(Household, models.PROTECT, related_name="+")
    applicant = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        abstract = True

    @property
    def party_id(self) -> int:
        return self.household_id


class MemberApplied(models.Model):
    """A member of the household that applies, with the facts that the rules ask of a person. The programme adds its `application`."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    said = models.CharField("与户主关系", max_length=20)
    facts = models.JSONField("事实", default=dict)  # figure of the rules → whole number

    class Meta:
        abstract = True
        ordering = ["id"]

    def __str__(self) -> str:
        return self.person.party.name
