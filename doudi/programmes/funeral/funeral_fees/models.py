"""Bills with their lines, awards for ecological burial, monthly settlements with the calls that try them, and costs of unidentified bodies."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from doudi.base.ciphers import EncryptedField
from doudi.base.models import AppendOnly, StoredFile, User
from doudi.mechanisms.call_backs.models import UNREACHED, Called
from doudi.mechanisms.custody.models import Custodian
from doudi.mechanisms.registry.death_records.models import Death


class Settlement(models.Model):
    """惠民殡葬结算 (R-FEE-09): what one funeral home (cemetery) has waived in a month, claimed by a list of names, approved by somebody else."""

    class State(models.TextChoices):
        PROPOSED = "PROPOSED", "待审核"
        APPROVED = "APPROVED", "待拨付"
        SENT = "SENT", "已送银行"

    charger = models.ForeignKey(Custodian, models.PROTECT, related_name="+")
    month = models.IntegerField("月份")
    number = models.IntegerField("人数")
    amount = models.BigIntegerField("金额")
    state = models.CharField("状态", max_length=10, choices=State, default=State.PROPOSED, db_index=True)
    payee = models.CharField("户名", max_length=80)
    account = EncryptedField("账号")
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    approved_on = models.DateField("审核日期", null=True)

    class Meta:
        verbose_name = "惠民殡葬结算"
        ordering = ["-month", "charger"]
        constraints = [
            models.UniqueConstraint(fields=["charger", "month"], name="funeral_settled_once"),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("proposed_by")), name="funeral_settled_by_two"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.charger} {self.month}"


class Bill(models.Model):
    """殡葬服务账单: what one house charges for one deceased, the waiver taken off at once. Reversed as a whole, never changed."""

    class Group(models.TextChoices):
        """Who is buried free in a public cemetery (R-FEE-07)."""

        NONE = "", "无"
        DIBAO = "DIBAO", "低保对象"
        TEKUN = "TEKUN", "特困人员"
        MARGINAL = "MARGINAL", "低保边缘家庭"
        DONOR = "DONOR", "遗体、器官捐献者"
        HONOURED = "HONOURED", "见义勇为、优抚对象"

    number = models.CharField("编号", max_length=20, unique=True)
    death = models.ForeignKey(Death, models.PROTECT, related_name="bills")
    charger = models.ForeignKey(Custodian, models.PROTECT, related_name="+")
    area_code = models.CharField("区划", max_length=12, db_index=True)
    on = models.DateField("日期", db_index=True)
    group = models.CharField("免费对象", max_length=10, choices=Group, blank=True)
    insured_grant = models.BooleanField("已领社会保险丧葬补助", default=False)
    gross = models.BigIntegerField("应收")
    waived = models.BigIntegerField("减免")
    reversed_on = models.DateField("冲销日期", null=True)
    because = models.CharField("冲销原因", max_length=200, blank=True)
    settlement = models.ForeignKey(Settlement, models.PROTECT, null=True, related_name="bills")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "殡葬服务账单"
        ordering = ["-on", "-id"]

    def __str__(self) -> str:
        return self.number

    @property
    def net(self) -> int:
        """What the family pays, in fen."""
        return self.gross - self.waived


class FeeLine(models.Model):
    """收费明细. One item is waived for one deceased once: the database refuses a second."""

    bill = models.ForeignKey(Bill, models.PROTECT, related_name="lines")
    death = models.ForeignKey(Death, models.PROTECT, related_name="+")
    item = models.CharField("项目", max_length=20)
    unit_price = models.BigIntegerField("单价")
    quantity = models.IntegerField("数量")
    gross = models.BigIntegerField("应收")
    waived = models.BigIntegerField("减免")
    over = models.BigIntegerField("超参考价", default=0)
    chosen_by = models.CharField("自愿选择签字", max_length=40, blank=True)
    supplier = models.CharField("供应商", max_length=80, blank=True)
    live = models.BooleanField(default=True)  # False: its bill was reversed

    class Meta:
        verbose_name = "收费明细"
        ordering = ["bill", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["death", "item"], condition=Q(live=True, waived__gt=0), name="fee_waived_once"
            ),
            models.CheckConstraint(condition=Q(waived__lte=F("gross")), name="fee_waived_at_most_all"),
        ]

    def __str__(self) -> str:
        return self.item


class EcoAward(models.Model):
    """节地生态安葬奖补 (R-FEE-08): once for one deceased in the province, on evidence of the act with two witnesses."""

    class Way(models.TextChoices):
        TREE = "TREE", "树葬"
        FLOWER = "FLOWER", "花葬"
        LAWN = "LAWN", "草坪葬"
        WATER = "WATER", "水葬"
        SCATTER = "SCATTER", "撒散"

    class State(models.TextChoices):
        CLAIMED = "CLAIMED", "待审核"
        APPROVED = "APPROVED", "待拨付"
        SENT = "SENT", "已送银行"
        REFUSED = "REFUSED", "不予奖补"

    death = models.ForeignKey(Death, models.PROTECT, related_name="+")
    mark = models.CharField(max_length=64)  # of the deceased: his key, the same in every county
    area_code = models.CharField("区划", max_length=12, db_index=True)
    way = models.CharField("方式", max_length=8, choices=Way)
    amount = models.BigIntegerField("金额")
    applicant = models.CharField("申请人", max_length=40)
    account = EncryptedField("账号")
    keeper = models.ForeignKey(User, models.PROTECT, related_name="+")
    tracker = models.ForeignKey(User, models.PROTECT, related_name="+")
    photo = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    claimed_on = models.DateField("申请日期", db_index=True)
    claimed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    state = models.CharField("状态", max_length=10, choices=State, default=State.CLAIMED, db_index=True)
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answered_on = models.DateField("审核日期", null=True)
    because = models.CharField("审核意见", max_length=200, blank=True)

    class Meta:
        verbose_name = "节地生态安葬奖补"
        ordering = ["-claimed_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["mark"], condition=~Q(state="REFUSED"), name="eco_award_once"),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("claimed_by")), name="eco_award_by_two"
            ),
            models.CheckConstraint(condition=~Q(keeper=F("tracker")), name="eco_award_two_witnesses"),
        ]

    def __str__(self) -> str:
        return f"{self.get_way_display()} {self.claimed_on}"


class AwardElsewhere(models.Model):
    """外县奖补: an award that another county of the province has given, from the province's list."""

    mark = models.CharField(max_length=64, unique=True)
    county = models.CharField("县（市、区）", max_length=40)
    on = models.DateField("日期")

    class Meta:
        verbose_name = "外县奖补"

    def __str__(self) -> str:
        return f"{self.county} {self.on}"


class SampleCall(Called):
    """结算抽查回访: a call to a family whose bill was drawn, by finance (R-FEE-09). Open until it is answered, then never changed."""

    class Outcome(models.TextChoices):
        AGREES = "AGREES", "一致"
        DIFFERS = "DIFFERS", "不一致"
        UNREACHED = UNREACHED, "联系不上"

    bill = models.OneToOneField(Bill, models.PROTECT, related_name="call")
    outcome = models.CharField("结果", max_length=10, choices=Outcome, blank=True)
    words = models.CharField("情况", max_length=200, blank=True)

    class Meta:
        verbose_name = "结算抽查"

    def __str__(self) -> str:
        return f"抽查 {self.due_on}"


class FamilyCall(Called):
    """家属回访 (F-10): a family that the lot fell upon is asked. Here stands that it was asked, never what it said."""

    class Outcome(models.TextChoices):
        ANSWERED = "ANSWERED", "已答"
        DECLINED = "DECLINED", "不愿回答"
        UNREACHED = UNREACHED, "联系不上"

    death = models.OneToOneField(Death, models.PROTECT, related_name="+")
    outcome = models.CharField("结果", max_length=10, choices=Outcome, blank=True)

    class Meta:
        verbose_name = "家属回访"

    def __str__(self) -> str:
        return f"家属回访 {self.due_on}"


class FamilyAnswer(AppendOnly):
    """家属回访的答复 (F-10), anonymous: of which house and which year, and nothing that leads to the family, the call, the day or the caller.
    `over` is what was paid beyond the bills in whole hundreds of yuan, because an exact sum would lead back to a bill."""

    class Gifts(models.TextChoices):
        NONE = "NONE", "没有"
        TAKEN = "TAKEN", "收了红包、香烟"
        ASKED = "ASKED", "索要红包、香烟"

    key = models.UUIDField(
        primary_key=True, default=uuid.uuid4
    )  # by chance, so that no order tells which call it came from
    house = models.ForeignKey(Custodian, models.PROTECT, related_name="+")
    year = models.IntegerField("年度", db_index=True)
    gifts = models.CharField("红包香烟", max_length=6, choices=Gifts)
    pressed = models.BooleanField("强制、搭售")
    over = models.BigIntegerField("账单以外")
    words = models.CharField("情况", max_length=200, blank=True)

    class Meta:
        verbose_name = "家属答复"
        constraints = [
            models.CheckConstraint(condition=Q(over__gte=0), name="family_answer_over_is_no_refund"),
        ]

    def __str__(self) -> str:
        return f"{self.house_id} {self.year}"


class UnknownBodyCost(models.Model):
    """无名遗体处置经费 (F-07): once under one document of the police, however it is written."""

    document = models.CharField("公安文书号", max_length=60)
    plain = models.CharField(max_length=60, unique=True)  # the document without blanks and brackets
    area_code = models.CharField("区划", max_length=12, db_index=True)
    amount = models.BigIntegerField("金额")
    on = models.DateField("日期")
    words = models.CharField("说明", max_length=200, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "无名遗体处置经费"
        ordering = ["-on", "-id"]

    def __str__(self) -> str:
        return self.document
