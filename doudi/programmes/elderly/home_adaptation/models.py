"""What home adaptation keeps beside its cases: the home and who lives there, what is built item by item, each photo with its
fingerprint, who builds, what broke afterwards."""

from __future__ import annotations

from django.db import models

from doudi.base.ciphers import EncryptedField
from doudi.base.models import AppendOnly, StoredFile, User
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.registry.models import Organisation, Party, Person
from doudi.programmes.elderly.home_adaptation.catalogue import Item, unit_of


class Contractor(models.Model):
    """施工单位: who won the framework tender, by the code that its office signs in with. `owner`: whose kin may not decide on its jobs."""

    organisation = models.OneToOneField(Organisation, models.PROTECT, primary_key=True, related_name="+")
    code = models.CharField("单位代码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=80)
    owner = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="负责人")
    tender = models.CharField("框架协议编号", max_length=80)
    since = models.DateField("协议起始日期")
    until = models.DateField("协议终止日期", null=True)
    account = EncryptedField("银行账号", blank=True)

    class Meta:
        verbose_name = "施工单位"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Adaptation(models.Model):
    """居家适老化改造: one home, from the application to the last visit. Amounts in fen."""

    class House(models.TextChoices):
        OWN = "OWN", "自有住房"
        RENTED = "RENTED", "租住"
        PUBLIC = "PUBLIC", "公租房、集体房"

    class FundClass(models.TextChoices):
        """资金类别: the annual figure mixes both, their money does not."""

        PUBLIC = "PUBLIC", "政府资助（困难）"
        SELF = "SELF", "自费（其他）"

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="home_adaptation")
    person = models.ForeignKey(Person, models.PROTECT, related_name="home_adaptations")
    household = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+")
    house = models.CharField("住房", max_length=8, choices=House)
    phone = EncryptedField("联系电话", blank=True)
    agent = models.CharField("代办人", max_length=40, blank=True)
    worsened = models.CharField("再次申请的理由", max_length=200, blank=True)  # ability has become worse (R-MOD-03)
    hardship = models.PositiveSmallIntegerField("困难类别", default=0)  # rules.Hardship, on the day it was looked up
    certificate = models.BooleanField("残疾人证", default=False)
    level = models.PositiveSmallIntegerField("能力等级", null=True)
    house_wrong = models.CharField("住房不符合的情形", max_length=200, blank=True)  # as surveyed (R-MOD-04)
    surveyed_on = models.DateField("评估日期", null=True)
    fund_class = models.CharField("资金类别", max_length=8, choices=FundClass, blank=True)
    contractor = models.ForeignKey(
        Contractor, models.PROTECT, null=True, to_field="code", related_name="adaptations", verbose_name="施工单位"
    )
    kin_filed = models.CharField("近亲属备案", max_length=200, blank=True)  # R-X-07
    document = models.CharField("决定文号", max_length=80, blank=True)
    complaint = models.CharField("异议", max_length=200, blank=True)
    approved_on = models.DateField("审批日期", null=True)
    started_on = models.DateField("开工日期", null=True)
    finished_on = models.DateField("完工日期", null=True)
    accepted_on = models.DateField("验收日期", null=True, db_index=True)
    warranty_until = models.DateField("质保期至", null=True)
    government = models.BigIntegerField("政府支付", null=True)  # as approved, then as accepted
    family = models.BigIntegerField("家庭支付", null=True)
    worksheet = models.TextField("核算说明", blank=True)
    invoice = models.CharField("发票号码", max_length=80, blank=True)

    class Meta:
        verbose_name = "居家适老化改造"
        constraints = [
            models.CheckConstraint(condition=models.Q(government__gte=0), name="adaptation_government"),
            models.CheckConstraint(condition=models.Q(family__gte=0), name="adaptation_family"),
        ]

    def __str__(self) -> str:
        return self.case.number


class PlanLine(models.Model):
    """方案的一项: what, where in the home, how many at which price (fen a piece); how many were built and found there."""

    adaptation = models.ForeignKey(Adaptation, models.CASCADE, related_name="lines")
    item = models.PositiveSmallIntegerField("项目")
    place = models.CharField("位置", max_length=40)
    quantity = models.PositiveIntegerField("数量")
    price = models.PositiveIntegerField("单价")
    funded = models.BooleanField("资助项目")
    approved = models.PositiveIntegerField("审批数量", null=True)  # None: not approved yet, it is new
    done = models.PositiveIntegerField("完工数量", null=True)
    verified = models.PositiveIntegerField("核实数量", null=True)
    missing = models.PositiveIntegerField("回访缺失数量", default=0)
    device = models.CharField("设备编号", max_length=40, blank=True)
    online_on = models.DateField("上线日期", null=True)

    class Meta:
        verbose_name = "改造项目"
        ordering = ["item", "id"]
        constraints = [
            models.UniqueConstraint(fields=["adaptation", "item", "place"], name="adaptation_one_line"),
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="adaptation_quantity"),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.place}）"

    @property
    def kind(self) -> Item:
        return tuple(Item)[self.item]

    @property
    def name(self) -> str:
        return Item.name_of(self.item)

    @property
    def unit(self) -> str:
        return unit_of(self.kind)


class ItemPhoto(AppendOnly):
    """一项的照片: before, during or after; a second one of a phase goes before the first. `print`: its fingerprint (base.photos)."""

    class Phase(models.TextChoices):
        BEFORE = "BEFORE", "改造前"
        DURING = "DURING", "改造中"
        AFTER = "AFTER", "改造后"

    line = models.ForeignKey(PlanLine, models.PROTECT, related_name="photos")
    phase = models.CharField("阶段", max_length=8, choices=Phase)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    print = models.BigIntegerField("指纹", unique=True)  # the same photo proves one thing once
    at = models.DateTimeField("上传时间")
    taken_at = models.DateTimeField("拍摄时间", null=True)  # by the phone's clock
    latitude = models.DecimalField("纬度", max_digits=9, decimal_places=6, null=True)
    longitude = models.DecimalField("经度", max_digits=9, decimal_places=6, null=True)
    accuracy = models.IntegerField("精度（米）", null=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "改造照片"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.line_id} {self.phase}"


class AdaptationPayment(models.Model):
    """改造补助的支付: to the contractor of a home, through the bank under one claim. Of several of one home only one stands."""

    adaptation = models.ForeignKey(Adaptation, models.PROTECT, related_name="payments")
    claim = models.CharField("业务编号", max_length=80, unique=True)
    amount = models.BigIntegerField("金额")
    payee = models.CharField("户名", max_length=80)
    account = EncryptedField("账号")
    on = models.DateField("审核日期", db_index=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    taken_back_on = models.DateField("收回日期", null=True)

    class Meta:
        verbose_name = "适老化改造补助支付"
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="adaptation_amount"),
            models.UniqueConstraint(
                fields=["adaptation"], condition=models.Q(taken_back_on=None), name="adaptation_paid_once"
            ),
        ]

    def __str__(self) -> str:
        return self.claim


class Defect(models.Model):
    """质保问题: told within the warranty, to be answered by the contractor within its days (R-MOD-07)."""

    adaptation = models.ForeignKey(Adaptation, models.PROTECT, related_name="defects")
    words = models.CharField("问题", max_length=400)
    on = models.DateField("报告日期")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    due_on = models.DateField("答复期限", db_index=True)
    answer = models.CharField("处理情况", max_length=400, blank=True)
    answered_on = models.DateField("处理日期", null=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "质保问题"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.adaptation_id} {self.on}"
