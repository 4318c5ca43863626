"""Files sent to the agent bank, their lines, and what the bank answered."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from doudi.base.ciphers import EncryptedField
from doudi.base.models import AppendOnly, StoredFile, User
from doudi.mechanisms.registry.models import Party


class Outcome(models.TextChoices):
    """Where a line that was sent has ended: every line in exactly one of these."""

    UNANSWERED = "UNANSWERED", "未回盘"
    PAID = "PAID", "已到账"
    RETURNED = "RETURNED", "退票"
    OTHER_AMOUNT = "OTHER_AMOUNT", "金额不符"
    OTHER_ACCOUNT = "OTHER_ACCOUNT", "账号不符"
    CONFLICT = "CONFLICT", "结果矛盾"
    PARTLY = "PARTLY", "部分到账"
    CANCELLED = "CANCELLED", "已撤销"  # returned, and not to be paid any more


# Their money is still on its way: the balance in transit is the sum of these lines. The last three wait for a person.
UNSETTLED = (Outcome.UNANSWERED, Outcome.OTHER_AMOUNT, Outcome.OTHER_ACCOUNT, Outcome.CONFLICT)
FOR_A_PERSON = UNSETTLED[1:]
BACK = (Outcome.RETURNED, Outcome.PARTLY)
LIVE = (*UNSETTLED, Outcome.PAID)  # on its way or paid: the claim may not be sent again


class BankFile(models.Model):
    """代发批次: lines sent to the bank together. The file itself is not kept: it is made anew from its lines and known by its hash."""

    key = models.CharField("批次号", max_length=60, unique=True)
    digest = models.CharField("内容摘要", max_length=64)
    channel = models.CharField("业务", max_length=40, db_index=True)
    format = models.CharField("文件格式", max_length=40)
    on = models.DateField("送出日期")
    at = models.DateTimeField("时间")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    lines_number = models.IntegerField("笔数")
    amount = models.BigIntegerField("金额合计")
    sha256 = models.CharField("文件哈希", max_length=64)

    class Meta:
        verbose_name = "代发批次"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.key


class BankReturn(AppendOnly):
    """回盘: one file of answers. Its hash is its key, so the same file a second time changes nothing."""

    file = models.ForeignKey(BankFile, models.PROTECT, related_name="returns")
    sha256 = models.CharField("文件哈希", max_length=64, unique=True)
    name = models.CharField("文件名", max_length=200)
    original = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("时间")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    rows_number = models.IntegerField("行数")
    amount = models.BigIntegerField("金额合计")
    counts = models.JSONField("各类笔数", default=dict)

    class Meta:
        verbose_name = "回盘"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class BankLine(models.Model):
    """One payment as it was sent, and its answer. `claim` is what is paid; it stays the same each time it is tried."""

    file = models.ForeignKey(BankFile, models.PROTECT, related_name="lines")
    number = models.IntegerField("序号")
    claim = models.CharField("业务编号", max_length=80)
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+")
    area_code = models.CharField("区划", max_length=12)
    name = models.CharField("户名", max_length=80)
    account = EncryptedField("账号")
    account_mark = models.CharField(max_length=64)  # blind index of the account, to compare without decrypting
    amount = models.BigIntegerField("金额")
    outcome = models.CharField("结果", max_length=16, choices=Outcome, default=Outcome.UNANSWERED)
    live = models.BooleanField(
        "在途或已到账", default=True
    )  # beside the outcome, so that paying a line touches no index
    paid = models.BigIntegerField("实付", default=0)
    words = models.CharField("银行说明", max_length=200, blank=True)
    answer = models.ForeignKey(BankReturn, models.PROTECT, null=True, related_name="lines", db_index=False)
    retried_by = models.OneToOneField("self", models.PROTECT, null=True, related_name="retries")

    class Meta:
        verbose_name = "代发明细"
        ordering = ["file_id", "number"]
        indexes = [
            models.Index(fields=["claim"], name="bank_line_claim"),  # every time a claim was tried
            models.Index(fields=["file"], condition=Q(live=False), name="bank_line_back"),  # few of many came back
        ]
        constraints = [
            models.UniqueConstraint(fields=["file", "number"], name="bank_one_number"),
            # One claim is on its way or paid once: the database itself refuses to send it a second time.
            models.UniqueConstraint(fields=["claim"], condition=Q(live=True), name="bank_paid_once"),
            models.CheckConstraint(
                condition=Q(live=True, outcome__in=LIVE) | Q(live=False, outcome__in=(*BACK, Outcome.CANCELLED)),
                name="bank_live_by_outcome",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0, paid__gte=0), name="bank_amounts"),
        ]

    def __str__(self) -> str:
        return f"{self.file_id}-{self.number}"


class SettlementRequest(models.Model):
    """差错处理申请: finance says what it found out at the bank, a second person agrees or not with his own sign-in; nothing moves before."""

    line = models.ForeignKey(BankLine, models.PROTECT, related_name="settlement_requests")
    paid = models.BigIntegerField("已到账金额")
    because = models.CharField("查证情况", max_length=400)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("申请时间")
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField("复核时间", null=True)
    approved = models.BooleanField("同意", null=True)
    answer = models.CharField("复核意见", max_length=400, blank=True)

    class Meta:
        verbose_name = "差错处理申请"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(paid__gte=0), name="bank_settlement_amount"),
            models.UniqueConstraint(fields=["line"], condition=Q(answered_at=None), name="bank_one_open_settlement"),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.paid}"


class StrayLine(models.Model):
    """A row of the bank's that fits nothing that may be booked: never sent, or against what is booked already. For a person."""

    class Kind(models.TextChoices):
        NEVER_SENT = "NEVER_SENT", "未曾送出"
        CONTRADICTS = "CONTRADICTS", "与已入账结果不符"

    answer = models.ForeignKey(BankReturn, models.PROTECT, related_name="strays")
    row = models.IntegerField("行号")
    kind = models.CharField("类别", max_length=12, choices=Kind)
    line = models.ForeignKey(BankLine, models.PROTECT, null=True, related_name="strays")
    amount = models.BigIntegerField("金额")
    said = models.CharField("银行结果", max_length=200)
    cleared_at = models.DateTimeField("处理时间", null=True)
    cleared_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    cleared_because = models.CharField("处理说明", max_length=400, blank=True)

    class Meta:
        verbose_name = "待查回盘行"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} 第{self.row}行"
