"""Accounts and what was moved between them. A transfer names both its accounts, so an unbalanced one cannot be written.

Amounts are whole fen or whole minutes, by the book. Entries and transfers are written once; a correction is a reversing transfer
in an open period. Accounts carry running totals, changed in the transaction that writes the transfers.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from doudi.base.models import AppendOnly, User
from doudi.mechanisms.registry.models import Party


class Book(models.TextChoices):
    """账类: what is counted. The two never mix."""

    MONEY = "MONEY", "资金"  # fen
    TIME = "TIME", "时间"  # minutes


class Reason(models.TextChoices):
    """Why an entry is reversed (冲销)."""

    DUPLICATE = "DUPLICATE", "重复登记"
    WRONG_AMOUNT = "WRONG_AMOUNT", "金额有误"
    WRONG_PERSON = "WRONG_PERSON", "对象有误"
    NOT_ENTITLED = "NOT_ENTITLED", "不符合条件"
    NOT_MADE = "NOT_MADE", "实际未发生"
    OTHER = "OTHER", "其他"


class Account(models.Model):
    """What an area or a party holds of one kind. `incoming` and `outgoing` only ever grow."""

    kind = models.CharField("账户类别", max_length=40)
    holder = models.CharField("户主", max_length=40)  # "area:360822101000", "party:17"
    book = models.CharField("账类", max_length=5, choices=Book)
    area_code = models.CharField("区划", max_length=12, blank=True, db_index=True)
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+")
    floor = models.BigIntegerField("最低余额", null=True)
    incoming = models.BigIntegerField("累计收入", default=0)
    outgoing = models.BigIntegerField("累计支出", default=0)

    class Meta:
        verbose_name = "账户"
        constraints = [
            models.UniqueConstraint(fields=["kind", "holder"], name="ledger_one_account"),
            models.CheckConstraint(
                condition=Q(floor=None) | Q(incoming__gte=F("outgoing") + F("floor")), name="ledger_floor"
            ),
            models.CheckConstraint(condition=Q(incoming__gte=0, outgoing__gte=0), name="ledger_totals"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.holder}"

    @property
    def balance(self) -> int:
        return self.incoming - self.outgoing


class Period(models.Model):
    """An accounting month (会计期间) of a book. Its row is what posting and closing lock one another out by."""

    book = models.CharField("账类", max_length=5, choices=Book)
    month = models.IntegerField("月份")  # year * 12 + month - 1
    closed = models.BooleanField("已结账", default=False)

    class Meta:
        verbose_name = "会计期间"
        constraints = [models.UniqueConstraint(fields=["book", "month"], name="ledger_one_period")]

    def __str__(self) -> str:
        return f"{self.book} {self.month}"


class Entry(AppendOnly):
    """分录: transfers made together, for one reason. Its key makes it unique, its digest says what was asked for under that key."""

    key = models.CharField("唯一键", max_length=120, unique=True)
    digest = models.CharField("内容摘要", max_length=64)
    book = models.CharField("账类", max_length=5, choices=Book)
    period = models.ForeignKey(Period, models.PROTECT, related_name="entries")
    on = models.DateField("记账日期", db_index=True)
    at = models.DateTimeField("登记时间")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    because = models.CharField("事由", max_length=400)
    subject = models.CharField("来源", max_length=80, blank=True, db_index=True)  # "case:17", "bankfile:4"
    transfers_number = models.IntegerField("笔数")
    amount = models.BigIntegerField("金额合计")
    reverses = models.ForeignKey("self", models.PROTECT, null=True, related_name="reversed_by")
    reason = models.CharField("冲销原因", max_length=16, choices=Reason, blank=True)

    class Meta:
        verbose_name = "分录"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.key


class Transfer(AppendOnly):
    """转账: an amount from one account to another. Recipients are a dimension (`party`), not accounts by the thousand."""

    id = models.BigAutoField(primary_key=True)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="transfers")
    kind = models.CharField("转账类别", max_length=40)
    source = models.ForeignKey(Account, models.PROTECT, related_name="+")
    target = models.ForeignKey(Account, models.PROTECT, related_name="+")
    amount = models.BigIntegerField("金额")
    sign = models.SmallIntegerField("正负", default=1)  # -1: a reversal; amount * sign adds up to what remains
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+")
    area_code = models.CharField("区划", max_length=12, blank=True)
    reference = models.CharField(
        "业务编号", max_length=80, blank=True
    )  # the claim: what makes a payment the same one when retried
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")

    class Meta:
        verbose_name = "转账"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="ledger_amount"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="ledger_two_accounts"),
            models.CheckConstraint(
                condition=Q(sign=1, reverses=None) | Q(sign=-1, reverses__isnull=False), name="ledger_sign"
            ),
        ]
        indexes = [models.Index(fields=["kind"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount}"


class Closing(AppendOnly):
    """月结: a period's totals under a seal that goes over the seal before it, so that no closed month changes unnoticed."""

    period = models.ForeignKey(Period, models.PROTECT, related_name="closings")
    at = models.DateTimeField("结账时间")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entries_number = models.IntegerField("分录数")
    transfers_number = models.IntegerField("笔数")
    amount = models.BigIntegerField("发生额")
    before = models.CharField("上期链值", max_length=64)
    seal = models.CharField("链值", max_length=64)

    class Meta:
        verbose_name = "月结"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.period} {self.seal[:8]}"


class ClosingTotal(AppendOnly):
    """One account's month: opening + in − out = balance."""

    closing = models.ForeignKey(Closing, models.PROTECT, related_name="totals")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    opening = models.BigIntegerField("期初")
    incoming = models.BigIntegerField("本期收入")
    outgoing = models.BigIntegerField("本期支出")
    balance = models.BigIntegerField("期末")

    class Meta:
        verbose_name = "月结余额"
        ordering = ["account_id"]
        constraints = [
            models.UniqueConstraint(fields=["closing", "account"], name="ledger_one_total"),
            models.CheckConstraint(
                condition=Q(balance=F("opening") + F("incoming") - F("outgoing")), name="ledger_total_adds_up"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.balance}"


class Reopening(AppendOnly):
    """反结账: a closing taken back, by two persons."""

    closing = models.OneToOneField(Closing, models.PROTECT, related_name="reopening")
    at = models.DateTimeField("时间")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    together_with = models.ForeignKey(User, models.PROTECT, related_name="+")
    because = models.CharField("事由", max_length=400)

    class Meta:
        verbose_name = "反结账"
        constraints = [models.CheckConstraint(condition=~Q(by=F("together_with")), name="ledger_two_persons")]

    def __str__(self) -> str:
        return f"{self.closing_id}"
