"""What home care knows beside orders: providers, assessments, and a provider's month with every visit that it is paid for."""

from __future__ import annotations

from django.db import models

from doudi.base.models import User
from doudi.mechanisms.ledger.models import Entry
from doudi.mechanisms.orders.models import Order
from doudi.mechanisms.registry.models import Organisation, Person


class Provider(models.Model):
    """签约服务机构, by the code that its orders and grants carry."""

    organisation = models.OneToOneField(Organisation, models.PROTECT, primary_key=True, related_name="care_provider")
    code = models.CharField("机构代码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=80)
    area_code = models.CharField("区划", max_length=12, db_index=True)
    since = models.DateField("签约日期")
    until = models.DateField("终止日期", null=True, blank=True)

    class Meta:
        verbose_name = "服务机构"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Assessment(models.Model):
    """老年人能力评估: the answers as they were chosen, and what they came to. Published by somebody who did not assess."""

    class State(models.TextChoices):
        SUBMITTED = "SUBMITTED", "待复核"
        PUBLISHED = "PUBLISHED", "已公布"
        SUPERSEDED = "SUPERSEDED", "已被新评估取代"

    class Reason(models.TextChoices):
        FIRST = "FIRST", "首次评估"
        ROUTINE = "ROUTINE", "常规评估"
        IMMEDIATE = "IMMEDIATE", "即时评估"
        AGAIN = "AGAIN", "复评"
        OTHER = "OTHER", "其他"

    person = models.ForeignKey(Person, models.PROTECT, related_name="care_assessments")
    area_code = models.CharField("区划", max_length=12, db_index=True)
    instrument = models.CharField("评估工具", max_length=20)  # only GB/T 42195-2022 (R-ASM-07)
    reason = models.CharField("评估原因", max_length=10, choices=Reason)
    on = models.DateField("评估日期", db_index=True)
    answers = models.JSONField("各项得分")
    disorder = models.BooleanField("确诊认知障碍或其他精神和行为障碍", default=False)
    risks = models.PositiveSmallIntegerField("近30天照护风险事件", default=0)
    coma = models.BooleanField("昏迷", default=False)
    total = models.PositiveSmallIntegerField("总分")
    level = models.PositiveSmallIntegerField("等级", db_index=True)
    words = models.TextField("评定说明")
    first_assessor = models.ForeignKey(User, models.PROTECT, related_name="+")
    second_assessor = models.ForeignKey(User, models.PROTECT, related_name="+")
    reviewed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField("公布时间", null=True)
    valid_until = models.DateField("有效期至", null=True)
    state = models.CharField("状态", max_length=12, choices=State, db_index=True)

    class Meta:
        verbose_name = "能力评估"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(first_assessor=models.F("second_assessor")), name="home_care_two_assessors"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.on}"


class Settlement(models.Model):
    """月结算: what a provider is owed for a month, in fen, as computed, confirmed by it and signed."""

    class State(models.TextChoices):
        DRAFT = "DRAFT", "待机构确认"
        CONFIRMED = "CONFIRMED", "待审批"
        SIGNED = "SIGNED", "已审批入账"

    provider = models.ForeignKey(Provider, models.PROTECT, related_name="settlements")
    month = models.IntegerField("月份", db_index=True)  # year * 12 + month - 1
    state = models.CharField("状态", max_length=10, choices=State, default=State.DRAFT)
    visits = models.PositiveIntegerField("单数")
    gross = models.BigIntegerField("应计")
    rejected = models.BigIntegerField("拒付")
    cut = models.BigIntegerField("折减")
    score = models.PositiveSmallIntegerField("质量得分")
    coefficient = models.PositiveSmallIntegerField("系数(%)")
    payable = models.BigIntegerField("应付")
    held = models.PositiveIntegerField("挂起未计入")
    words = models.TextField("计算说明")
    drafted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField("生成时间")
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    signed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField("审批时间", null=True)
    entry = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "月结算"
        constraints = [models.UniqueConstraint(fields=["provider", "month"], name="home_care_one_settlement")]

    def __str__(self) -> str:
        return f"{self.provider_id} {self.month}"


class SettledVisit(models.Model):
    """One order in one settlement: an order is in one only, so that nothing is paid twice."""

    order = models.OneToOneField(Order, models.PROTECT, primary_key=True, related_name="care_settlement")
    settlement = models.ForeignKey(Settlement, models.CASCADE, related_name="lines")
    minutes = models.PositiveIntegerField("服务分钟")
    price = models.PositiveIntegerField("单价")
    share = models.PositiveSmallIntegerField("支付比例(%)")

    class Meta:
        verbose_name = "结算明细"

    def __str__(self) -> str:
        return f"{self.order_id} {self.share}"
