"""A month's list of one benefit, its lines, the steps it went through, and what it was compared with."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from doudi.base.models import AppendOnly, User
from doudi.base.months import format_month
from doudi.mechanisms.entitlement.awards.models import Award, AwardChange
from doudi.mechanisms.ledger.bank.models import BankFile
from doudi.mechanisms.ledger.debts.models import Debt
from doudi.mechanisms.registry.models import Party


class PaymentRun(models.Model):
    """发放批次: one benefit, one month, one run (R-PAY-04)."""

    class State(models.TextChoices):
        DRAFT = "DRAFT", "草稿"
        FROZEN = "FROZEN", "已冻结"
        CHECKED = "CHECKED", "已复核"
        SIGNED = "SIGNED", "已签批"
        SENT = "SENT", "已送银行"
        CLOSED = "CLOSED", "已结清"

    benefit = models.CharField("待遇", max_length=40)
    month = models.IntegerField("月份")
    county_code = models.CharField("县", max_length=12)
    state = models.CharField("状态", max_length=8, choices=State, default=State.DRAFT, db_index=True)
    known_at = models.DateTimeField("核算时间")  # computed from what was recorded by then
    drafted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")  # None: by the command line
    checked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    lines_number = models.IntegerField("笔数")
    amount = models.BigIntegerField("金额合计")
    digest = models.CharField("名单摘要", max_length=64, blank=True)  # set when it is frozen
    rules = models.CharField("规则版本", max_length=20)
    parameters = models.JSONField("采用的参数", default=list, encoder=DjangoJSONEncoder)
    signatures_needed = models.IntegerField("须签批人数", default=0)

    class Meta:
        verbose_name = "发放批次"
        ordering = ["-month", "benefit"]
        constraints = [models.UniqueConstraint(fields=["benefit", "month"], name="entitlement_one_run")]

    def __str__(self) -> str:
        return f"{self.benefit}:{self.month}"


SIGNED = (PaymentRun.State.SIGNED, PaymentRun.State.SENT, PaymentRun.State.CLOSED)  # its money is owed, or gone out


class RunStep(AppendOnly):
    """发放办理记录: who took which step, when, because of what."""

    class Step(models.TextChoices):
        DRAFT = "DRAFT", "核算"
        FREEZE = "FREEZE", "冻结"
        CHECK = "CHECK", "复核"
        SEND_BACK = "SEND_BACK", "退回"
        SIGN = "SIGN", "签批"
        SEND = "SEND", "送银行"
        ANSWER = "ANSWER", "回盘"
        CLOSE = "CLOSE", "结清"

    run = models.ForeignKey(PaymentRun, models.PROTECT, related_name="steps")
    step = models.CharField("步骤", max_length=10, choices=Step)
    round = models.IntegerField(
        "轮次", default=0
    )  # a run that was sent back begins a new round: old signatures do not count
    at = models.DateTimeField("时间")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    because = models.CharField("意见", max_length=400, blank=True)
    data = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = "发放办理记录"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "round", "by"], condition=Q(step="SIGN"), name="entitlement_signs_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_step_display()} {self.at:%Y-%m-%d}"


def claim_of(benefit: str, month: int, party_id: int) -> str:
    """dibao:2024-06:17 — what the bank and the ledger know a payment by, the same each time it is tried."""
    return f"{benefit}:{format_month(month)}:{party_id}"


class Omitted(models.TextChoices):
    """本月未发: why a line is in the list and not paid. What is due stays due."""

    HELD = "HELD", "暂缓发放"
    NO_ACCOUNT = "NO_ACCOUNT", "没有可用账户"
    TWICE = "TWICE", "成员同时在另一户享受"


class Payment(models.Model):
    """发放明细: one party, one benefit, one month, once: the database refuses a second line."""

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(PaymentRun, models.PROTECT, related_name="payments")
    benefit = models.CharField(max_length=40)
    month = models.IntegerField("月份")
    award = models.ForeignKey(Award, models.PROTECT, related_name="payments")
    change = models.ForeignKey(
        AwardChange, models.PROTECT, null=True, related_name="+"
    )  # whose facts it was computed from
    party = models.ForeignKey(Party, models.PROTECT, related_name="payments")
    area_code = models.CharField("区划", max_length=12)
    regular = models.BigIntegerField("当月应发")
    arrears = models.BigIntegerField("补发")  # what past months still lack, overpaid ones taken off
    amount = models.BigIntegerField("实发")
    omitted = models.CharField("未发原因", max_length=12, choices=Omitted, blank=True)
    cancelled = models.BigIntegerField("退票收回", default=0)

    class Meta:
        verbose_name = "发放明细"
        ordering = ["run_id", "id"]
        # A run is held against the one before award by award: by the run alone every award would look at all its lines.
        indexes = [models.Index(fields=["run", "award"], name="entitlement_line_of_award")]
        constraints = [
            models.UniqueConstraint(fields=["benefit", "month", "party"], name="entitlement_paid_once"),
            models.CheckConstraint(
                condition=Q(omitted="", amount__gt=0, amount=F("regular") + F("arrears"))
                | (~Q(omitted="") & Q(amount=0)),
                name="entitlement_payment_adds_up",
            ),
            models.CheckConstraint(condition=Q(regular__gte=0, arrears__gte=0), name="entitlement_payment_amounts"),
            models.CheckConstraint(
                condition=Q(cancelled__gte=0, cancelled__lte=F("amount")), name="entitlement_payment_cancelled"
            ),
        ]

    def __str__(self) -> str:
        return self.claim

    @property
    def claim(self) -> str:
        return claim_of(self.benefit, self.month, self.party_id)


class Correction(models.Model):
    """补发或多发: one past month that was settled at `before` and should have been `due`. With a payment it is paid (or set off)
    there; without one it is overpaid, and a debt is proposed."""

    id = models.BigAutoField(primary_key=True)
    benefit = models.CharField(max_length=40)
    award = models.ForeignKey(Award, models.PROTECT, related_name="corrections")
    month = models.IntegerField("所属月")
    run = models.ForeignKey(PaymentRun, models.PROTECT, null=True, related_name="corrections")
    payment = models.ForeignKey(Payment, models.CASCADE, null=True, related_name="corrections")
    before = models.BigIntegerField("原已核发")
    due = models.BigIntegerField("应发")
    amount = models.BigIntegerField("差额")
    debt = models.ForeignKey(Debt, models.PROTECT, null=True, related_name="corrections")

    class Meta:
        verbose_name = "补发、多发"
        ordering = ["award_id", "month", "id"]
        indexes = [models.Index(fields=["benefit", "month"])]
        constraints = [
            models.CheckConstraint(condition=Q(amount=F("due") - F("before")), name="entitlement_correction_adds_up"),
        ]

    def __str__(self) -> str:
        return f"{self.award_id} {self.month} {self.amount}"

    @property
    def over(self) -> int:
        """Fen settled beyond what was due; negative where it was too little."""
        return self.before - self.due


class PaymentFile(models.Model):
    """代发文件: a bank file with the lines of a run, or lines that came back and are tried again."""

    file = models.OneToOneField(BankFile, models.PROTECT, related_name="+")
    benefit = models.CharField(max_length=40, db_index=True)
    run = models.ForeignKey(PaymentRun, models.PROTECT, null=True, related_name="files")

    class Meta:
        verbose_name = "代发文件"

    def __str__(self) -> str:
        return f"{self.benefit} {self.file_id}"


class OnlineCheck(models.Model):
    """线上线下核对 (R-DIS-09): the list of the national or provincial system against what the bank paid."""

    run = models.ForeignKey(PaymentRun, models.PROTECT, related_name="online_checks")
    at = models.DateTimeField("时间")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    name = models.CharField("文件名", max_length=200)
    rows_number = models.IntegerField("线上人数")
    amount = models.BigIntegerField("线上金额")

    class Meta:
        verbose_name = "线上线下核对"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class OnlineDifference(models.Model):
    """One person whose two lists differ. The month is not closed before every one is explained."""

    class Kind(models.TextChoices):
        ONLY_ONLINE = "ONLY_ONLINE", "仅线上有"
        ONLY_PAID = "ONLY_PAID", "仅发放有"
        AMOUNT = "AMOUNT", "金额不同"
        IDENTITY = "IDENTITY", "姓名或账号不同"

    check_made = models.ForeignKey(OnlineCheck, models.PROTECT, related_name="differences")
    kind = models.CharField("类别", max_length=12, choices=Kind)
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+")
    row = models.IntegerField("行号", null=True)
    online = models.BigIntegerField("线上金额", default=0)
    paid = models.BigIntegerField("发放金额", default=0)
    explained_at = models.DateTimeField("说明时间", null=True)
    explained_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    explanation = models.CharField("说明", max_length=400, blank=True)

    class Meta:
        verbose_name = "线上线下差异"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.party_id or self.row}"
