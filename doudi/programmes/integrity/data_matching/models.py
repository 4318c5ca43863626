"""The case that people work a finding off with, and the sealed package that goes to the discipline commission."""

from __future__ import annotations

from django.db import models

from doudi.base.models import User
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.matching.models import Finding


class FindingCase(models.Model):
    """A finding with its case, and what verification and rectification said."""

    class Result(models.TextChoices):
        FALSE_POSITIVE = "FALSE_POSITIVE", "误报"
        EXPLAINED = "EXPLAINED", "情况属实但合规"
        CONFIRMED = "CONFIRMED", "属实"
        UNDECIDED = "UNDECIDED", "无法认定"

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="finding_case")
    finding = models.OneToOneField(Finding, models.PROTECT, related_name="case_of")
    result = models.CharField("核实结论", max_length=16, choices=Result, blank=True)
    on_site = models.BooleanField("抽中现场复核", default=False)
    measure = models.CharField("整改措施", max_length=20, blank=True)
    decision_no = models.CharField("决定文号", max_length=60, blank=True)
    overpaid_fen = models.BigIntegerField("多发金额(分)", default=0)
    recovered_fen = models.BigIntegerField("已追回(分)", default=0)
    waived_fen = models.BigIntegerField("已核销(分)", default=0)

    class Meta:
        verbose_name = "疑点办理"

    def __str__(self) -> str:
        return str(self.case)

    @property
    def outstanding_fen(self) -> int:
        """What is still to be recovered (R-FIND-03)."""
        return max(self.overpaid_fen - self.recovered_fen - self.waived_fen, 0)


class TransferPackage(models.Model):
    """What was handed over to the discipline commission, sealed by its hash (R-FIND-04)."""

    finding_case = models.ForeignKey(FindingCase, models.PROTECT, related_name="packages")
    register_no = models.CharField("移送登记号", max_length=40, unique=True)
    content = models.JSONField("清单")
    seal = models.CharField("封存值", max_length=64)
    at = models.DateTimeField("移送时间")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "移送材料"

    def __str__(self) -> str:
        return self.register_no
