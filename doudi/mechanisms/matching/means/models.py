"""Authorisations to query, and the reports of what was queried."""

from __future__ import annotations

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from doudi.base.ciphers import EncryptedField
from doudi.base.models import AppendOnly, StoredFile, User
from doudi.mechanisms.registry.models import Household, Person


class Authorisation(models.Model):
    """授权书: one person lets the bureau query him, for a purpose, from a day to a day (R-CHK-05, R-CHK-06)."""

    class Purpose(models.TextChoices):
        APPLICATION = "APPLICATION", "申请审核"
        REVIEW = "REVIEW", "定期复核"
        SUPPORT = "SUPPORT", "赡养、抚养能力核查"

    class Signer(models.TextChoices):
        SELF = "SELF", "本人"
        GUARDIAN = "GUARDIAN", "监护人"
        MANDATE = "MANDATE", "受托人（有书面委托）"

    class Way(models.TextChoices):
        PAPER = "PAPER", "纸质签署"
        ELECTRONIC = "ELECTRONIC", "电子签名"

    person = models.ForeignKey(Person, models.PROTECT, related_name="authorisations")
    purpose = models.CharField("查询用途", max_length=12, choices=Purpose)
    signer = models.CharField("签署人身份", max_length=8, choices=Signer, default=Signer.SELF)
    signed_by = models.CharField("签署人", max_length=40)
    why_not_self = models.CharField("非本人签署的原因", max_length=200, blank=True)
    way = models.CharField("签署方式", max_length=10, choices=Way)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    from_on = models.DateField("起始日期")
    until_on = models.DateField("终止日期")
    area_code = models.CharField("区划", max_length=12, db_index=True)
    at = models.DateTimeField("登记时间")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    revoked_on = models.DateField("撤回日期", null=True)

    class Meta:
        verbose_name = "授权书"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="matching_authorisation_days")
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.from_on}"


class MeansCheck(AppendOnly):
    """核对报告: what the lists said of a household on a day. Asked again it is a new version; the old one stays (R-CHK-09)."""

    household = models.ForeignKey(Household, models.PROTECT, related_name="means_checks")
    matter = models.CharField("事项", max_length=60)  # the number of the case it was asked for
    purpose = models.CharField("查询用途", max_length=12, choices=Authorisation.Purpose)
    version = models.IntegerField("版本")
    month = models.IntegerField("数据所属月")
    people = models.JSONField("查询对象", default=list)  # ids of persons
    objection = models.CharField("对上一版的异议", max_length=400, blank=True)
    verdicts = models.JSONField(
        "结论", default=list, encoder=DjangoJSONEncoder
    )  # see means.declare.Line, without its details
    sealed = EncryptedField("明细")  # JSON, rule → reasons and evidence: for the verification centre alone (R-CHK-08)
    area_code = models.CharField("区划", max_length=12, db_index=True)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "核对报告"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["household", "matter", "version"], name="matching_one_means_version")
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """核2024-000017 v2."""
        return f"核{self.at:%Y}-{self.pk:06d}"

    @property
    def details(self) -> dict[str, list[dict[str, Any]]]:
        """Rule → its findings: reason and pieces of evidence. Read them by `services.read_details`, which leaves a record."""
        found: dict[str, list[dict[str, Any]]] = json.loads(self.sealed)
        return found
