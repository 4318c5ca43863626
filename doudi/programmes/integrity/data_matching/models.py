"""The case that people work a finding off with, and the sealed package that goes to the discipline commission."""

from __future__ import annotations

from django.db import models

from doudi.mechanisms.casework.handing_on import SealedPackage
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.matching.models import Finding


class FindingCase(models.Model):
    """A finding with its case, and what verification and rectification said."""

    class Result(models.TextChoices):
        FALSE_POSITIVE = "FALSE_POSITIVE", "误报"
        EXPLAINED = "EXPLAINED", "情况属实但合规"
        CONFIRMED = "CONFIRMED", "属实"
        UNDECIDED = "UNDECIDED", "无法认定"

    class Reason(models.TextChoices):
        """Why it is no mistake, or cannot be told: the usual false alarms of section 10.3."""

        NAMESAKE = "NAMESAKE", "同名或证号错配"
        OUTDATED = "OUTDATED", "名单登记有误或滞后"
        GONE = "GONE", "车辆、房产、企业已转让、报废或注销"
        DECLARED = "DECLARED", "已申报并计入收入"
        EXEMPT = "EXEMPT", "按政策不计入或可兼得"
        ENDED = "ENDED", "已离任、离职,或待遇已停"
        UNWILLING = "UNWILLING", "本人不愿申请"
        ABSENT = "ABSENT", "未见到本人,材料不足"
        OTHER = "OTHER", "其他"

    class Intent(models.TextChoices):
        """How it came about, apart from what is true: honest mistakes corrected in time are exempt from blame (R-FIND-05)."""

        HONEST = "HONEST", "无主观故意,已及时纠正"
        NO = "NO", "工作失误"
        YES = "YES", "涉嫌故意"
        UNKNOWN = "UNKNOWN", "待查"

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="finding_case")
    finding = models.OneToOneField(Finding, models.PROTECT, related_name="case_of")
    result = models.CharField("核实结论", max_length=16, choices=Result, blank=True)
    reason_code = models.CharField("原因", max_length=12, choices=Reason, blank=True)
    intent = models.CharField("主观情况", max_length=8, choices=Intent, blank=True)
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


class TransferPackage(SealedPackage):
    """What was handed over to the discipline commission of a finding: 办件, 规则, 理由, 证据, 办理记录, 复印件清单, 移送事由 (R-FIND-04)."""

    finding_case = models.ForeignKey(FindingCase, models.PROTECT, related_name="packages")

    class Meta:
        verbose_name = "移送材料"
