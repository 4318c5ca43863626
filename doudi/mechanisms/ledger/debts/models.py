"""Debts: what somebody was paid and should not have been, from the finding to the last fen."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from doudi.base.models import AppendOnly, User
from doudi.mechanisms.ledger.models import Entry
from doudi.mechanisms.registry.models import Party


class Cause(models.TextChoices):
    DEATH = "DEATH", "死亡后多发"
    LATE_STOP = "LATE_STOP", "应停未停"
    FRAUD = "FRAUD", "骗取"
    OFFICE_ERROR = "OFFICE_ERROR", "经办差错"
    OTHER = "OTHER", "其他"


class Debt(models.Model):
    """追缴: `proposed` is what was found, `amount` what was decided after the person was heard."""

    class State(models.TextChoices):
        PROPOSED = "PROPOSED", "拟追缴"
        NOTIFIED = "NOTIFIED", "已告知"
        OWED = "OWED", "追缴中"
        SETTLED = "SETTLED", "已结清"
        DROPPED = "DROPPED", "不予追缴"

    key = models.CharField("唯一键", max_length=120, unique=True)
    recovery = models.CharField("业务", max_length=40, db_index=True)
    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    area_code = models.CharField("区划", max_length=12, db_index=True)
    cause = models.CharField("原因", max_length=16, choices=Cause)
    basis = models.CharField("事实和依据", max_length=400)
    proposed = models.BigIntegerField("拟追缴金额")
    proposed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField("发现时间")
    notified_on = models.DateField("告知日期", null=True)
    notice = models.CharField("告知方式", max_length=80, blank=True)
    hear_until = models.DateField("申辩期限", null=True)
    amount = models.BigIntegerField("应追缴金额", default=0)
    decided_on = models.DateField("决定日期", null=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_because = models.CharField("决定理由", max_length=400, blank=True)
    repaid = models.BigIntegerField("已追回", default=0)
    waived = models.BigIntegerField("已核销", default=0)
    state = models.CharField("状态", max_length=8, choices=State, default=State.PROPOSED, db_index=True)

    class Meta:
        verbose_name = "追缴"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(proposed__gt=0, amount__lte=F("proposed")), name="debts_amount"),
            models.CheckConstraint(condition=Q(amount__gte=F("repaid") + F("waived")), name="debts_not_below_nought"),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def outstanding(self) -> int:
        """Fen still owed."""
        return self.amount - self.repaid - self.waived


class Hearing(AppendOnly):
    """陈述申辩: what the person said to it, in his words."""

    debt = models.ForeignKey(Debt, models.PROTECT, related_name="hearings")
    at = models.DateTimeField("时间")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    statement = models.CharField("陈述申辩内容", max_length=2000)

    class Meta:
        verbose_name = "陈述申辩"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.debt_id} {self.at:%Y-%m-%d}"


class Instalment(AppendOnly):
    """分期: one part of a plan; a new plan does not change the old one, it follows it."""

    debt = models.ForeignKey(Debt, models.PROTECT, related_name="instalments")
    plan = models.IntegerField("计划")
    due_on = models.DateField("应还日期")
    amount = models.BigIntegerField("金额")

    class Meta:
        verbose_name = "分期"
        ordering = ["plan", "due_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["debt", "plan", "due_on"], name="debts_one_instalment_a_day"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="debts_instalment"),
        ]

    def __str__(self) -> str:
        return f"{self.debt_id} {self.due_on}"


class Repayment(AppendOnly):
    """追回或核销: what made a debt smaller, with its entry in the ledger."""

    debt = models.ForeignKey(Debt, models.PROTECT, related_name="repayments")
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")
    on = models.DateField("日期")
    amount = models.BigIntegerField("金额")
    waived = models.BooleanField("核销", default=False)
    document = models.CharField("收据或批准文号", max_length=80)

    class Meta:
        verbose_name = "追回"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.debt_id} {self.document}"


class WaiverRequest(models.Model):
    """核销申请: one asks for it with the reason, a leader approves or declines; nothing is waived before."""

    debt = models.ForeignKey(Debt, models.PROTECT, related_name="waiver_requests")
    amount = models.BigIntegerField("申请核销金额")
    because = models.CharField("申请理由", max_length=400)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("申请时间")
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField("批复时间", null=True)
    approved = models.BooleanField("批准", null=True)
    document = models.CharField("批准文号", max_length=80, blank=True)
    answer = models.CharField("批复意见", max_length=400, blank=True)

    class Meta:
        verbose_name = "核销申请"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="debts_waiver_amount"),
            models.UniqueConstraint(fields=["debt"], condition=Q(answered_at=None), name="debts_one_open_waiver"),
        ]

    def __str__(self) -> str:
        return f"{self.debt_id} {self.amount}"
