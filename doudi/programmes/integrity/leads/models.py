"""The register of leads: what was indicated, until it is sealed; who is let in; what was handed over."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from doudi.base.ciphers import EncryptedField
from doudi.base.models import AppendOnly, StoredFile, User
from doudi.mechanisms.casework.handing_on import SealedPackage
from doudi.mechanisms.casework.models import Case


class Lead(models.Model):
    """问题线索. What it says is encrypted, read only with a record left, and gone from here once it is sealed in its package."""

    class Feedback(models.TextChoices):
        """What the discipline commission did with it, as far as it tells."""

        FILED = "FILED", "立案审查调查"
        TALKED = "TALKED", "谈话函询"
        ENDED = "ENDED", "予以了结"
        OTHER = "OTHER", "其他处置"

    class NoLead(models.TextChoices):
        """Why what was entered is not handed over."""

        TWICE = "TWICE", "重复登记"
        NOT_OURS = "NOT_OURS", "不属于纪检监察受理范围"
        UNFOUNDED = "UNFOUNDED", "经核查不属实"

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="lead")
    source = models.CharField("线索来源", max_length=20)
    received_on = models.DateField("收到日期")
    subject = EncryptedField("被反映单位、人员", blank=True)
    brief = EncryptedField("线索内容", blank=True)
    papers = EncryptedField("纸质材料清单", blank=True)
    about = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+")  # from which it came up, if from one
    register_no = models.CharField("移送登记号", max_length=40, blank=True)
    handed_to = models.CharField("接收单位", max_length=80, blank=True)
    handed_on = models.DateField("移送日期", null=True)
    receipt_no = models.CharField("回执号", max_length=40, blank=True)
    receipt_on = models.DateField("回执日期", null=True)
    feedback = models.CharField("反馈结果", max_length=8, choices=Feedback, blank=True)
    feedback_on = models.DateField("反馈日期", null=True)

    class Meta:
        verbose_name = "问题线索"
        constraints = [
            models.UniqueConstraint(fields=["register_no"], condition=~Q(register_no=""), name="leads_handed_on_once")
        ]

    def __str__(self) -> str:
        return self.case.number


class LeadPackage(SealedPackage):
    """What was handed over of a lead that was entered here."""

    lead = models.OneToOneField(Lead, models.PROTECT, related_name="package")

    class Meta:
        verbose_name = "线索封存材料"


class LeadFile(AppendOnly):
    """线索附件: a file of a lead. It lies where no general page opens it (`attachments`)."""

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="files")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="上传人")
    at = models.DateTimeField("上传时间")

    class Meta:
        verbose_name = "线索附件"
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.pk)


class LeadReader(models.Model):
    """知悉人员: let in by name, from a day to a day, by a leader who is another."""

    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="知悉人员")
    since = models.DateField("起始日期")
    until = models.DateField("终止日期", null=True)
    because = models.CharField("事由", max_length=200)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "知悉人员"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(user=models.F("by")), name="leads_nobody_lets_himself_in"),
            models.UniqueConstraint(fields=["user"], condition=Q(until=None), name="leads_let_in_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.since}"
