"""What home care knows beside orders: providers, assessments, care plans, and a provider's month with every visit that it is paid for."""

from __future__ import annotations

from django.db import models

from doudi.base.models import StoredFile, User
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.ledger.models import Entry
from doudi.mechanisms.orders.models import Order, Plan
from doudi.mechanisms.phone.models import Arrival, ArrivalPicture
from doudi.mechanisms.registry.models import Organisation, Person
from doudi.programmes.elderly.home_care.beds.fittings import Fitting


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
    """老年人能力评估: the answers as they were chosen, and what they came to. Signed by two who were there, published by a third."""

    class State(models.TextChoices):
        SUBMITTED = "SUBMITTED", "待第二评估员签认"
        SIGNED = "SIGNED", "待复核"
        PUBLISHED = "PUBLISHED", "已公布"
        SUPERSEDED = "SUPERSEDED", "已被新评估取代"
        VOID = "VOID", "已作废"

    class Reason(models.TextChoices):
        FIRST = "FIRST", "首次评估"
        ROUTINE = "ROUTINE", "常规评估"
        IMMEDIATE = "IMMEDIATE", "即时评估"
        AGAIN = "AGAIN", "复评"
        OTHER = "OTHER", "其他"

    class Medical(models.TextChoices):
        """Which of the two has a medical or nursing background (R-ASM-05)."""

        FIRST = "FIRST", "第一评估员"
        SECOND = "SECOND", "第二评估员"
        BOTH = "BOTH", "两人都有"

    person = models.ForeignKey(Person, models.PROTECT, related_name="care_assessments")
    area_code = models.CharField("区划", max_length=12, db_index=True)
    instrument = models.CharField("评估工具", max_length=20)  # only GB/T 42195-2022 (R-ASM-07)
    reason = models.CharField("评估原因", max_length=10, choices=Reason)
    on = models.DateField("评估日期", db_index=True)
    place = models.CharField("评估地点", max_length=100, blank=True)
    told_by = models.CharField("信息提供者", max_length=40, blank=True)
    relation = models.CharField("与老人的关系", max_length=20, blank=True)
    answers = models.JSONField("各项得分")
    disorder = models.BooleanField("确诊认知障碍或其他精神和行为障碍", default=False)
    risks = models.PositiveSmallIntegerField("近30天照护风险事件", default=0)
    events = models.JSONField("照护风险事件次数", default=dict)  # kind → number within 30 days
    coma = models.BooleanField("昏迷", default=False)
    total = models.PositiveSmallIntegerField("总分")
    level = models.PositiveSmallIntegerField("等级", db_index=True)
    words = models.TextField("评定说明")
    first_assessor = models.ForeignKey(User, models.PROTECT, related_name="+")
    second_assessor = models.ForeignKey(User, models.PROTECT, related_name="+")
    medical = models.CharField("有医护背景的评估员", max_length=6, choices=Medical, blank=True, default="")
    signed_at = models.DateTimeField("第二评估员签认时间", null=True)
    reviewed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField("公布时间", null=True)
    valid_until = models.DateField("有效期至", null=True)
    objected_at = models.DateTimeField("提出异议时间", null=True)
    objection = models.CharField("异议理由", max_length=400, blank=True)
    after = models.OneToOneField("self", models.PROTECT, null=True, related_name="review")  # 复评: of which one
    void_because = models.CharField("作废理由", max_length=400, blank=True)
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


class AssessmentSent(Arrival):
    """What came from a phone that was taken along to an assessment; kept whether it counts or not."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    assessment = models.OneToOneField(Assessment, models.PROTECT, null=True, related_name="sent")
    not_taken = models.CharField("不采信的原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "断网评估"

    def __str__(self) -> str:
        return f"{self.person_id} {self.filled_at:%Y-%m-%d}"


class AssessmentPicture(ArrivalPicture):
    """A signature or photo that came with it."""

    of = models.ForeignKey(AssessmentSent, models.PROTECT, related_name="pictures")
    kind = models.CharField("种类", max_length=20)  # PHOTO, or that of the form's signature

    class Meta:
        verbose_name = "断网评估签名、照片"

    def __str__(self) -> str:
        return f"{self.of_id} {self.kind}"


class CarePlan(models.Model):
    """照护服务计划: what an old person gets each month from which provider, on the ground of which assessment (R-HOME-03, R-ASM-08). The
    orders of a month are drawn up from its items."""

    class State(models.TextChoices):
        DRAFT = "DRAFT", "待审批"
        ACTIVE = "ACTIVE", "执行中"
        ENDED = "ENDED", "已结束"
        RETURNED = "RETURNED", "已退回"

    person = models.ForeignKey(Person, models.PROTECT, related_name="care_plans")
    area_code = models.CharField("区划", max_length=12, db_index=True)
    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="plans")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="plans")
    hardship = models.CharField("经济困难类别", max_length=24)  # a kind of registry.Category, on the day it was drafted
    since = models.DateField("起始日期")
    until = models.DateField("终止日期")
    agreed_on = models.DateField("三方协议签订日期")
    agreement = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    quota = models.PositiveIntegerField("服务包月限额")  # fen, of the level on the day it was drafted
    cost = models.PositiveIntegerField("月费用")  # fen
    drafted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField("拟定时间")
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField("审批时间", null=True)
    because = models.CharField("退回、结束理由", max_length=400, blank=True)
    state = models.CharField("状态", max_length=10, choices=State, db_index=True)

    class Meta:
        verbose_name = "照护服务计划"
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(state="ACTIVE"), name="home_care_one_active_plan"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.since}"


class PlannedItem(models.Model):
    """One item of a care plan: how often a month, at what time; once approved, the plan of orders that it has become."""

    care_plan = models.ForeignKey(CarePlan, models.CASCADE, related_name="items")
    item = models.CharField("项目", max_length=40)
    times = models.PositiveSmallIntegerField("每月次数")
    starts_at = models.TimeField("上门时间")
    minutes = models.PositiveSmallIntegerField("计划分钟")
    price = models.PositiveIntegerField("单价")  # fen
    plan = models.OneToOneField(Plan, models.PROTECT, null=True, related_name="care_item")

    class Meta:
        verbose_name = "计划项目"
        constraints = [models.UniqueConstraint(fields=["care_plan", "item"], name="home_care_item_once")]

    def __str__(self) -> str:
        return f"{self.item} × {self.times}"


class Settlement(models.Model):
    """月结算: what a provider is owed for a month, in fen, as computed, confirmed by it and signed."""

    class State(models.TextChoices):
        DRAFT = "DRAFT", "待机构确认"
        CONFIRMED = "CONFIRMED", "待审批"
        SIGNED = "SIGNED", "已审批入账"
        ORDERED = "ORDERED", "已提请拨付"
        PAID = "PAID", "已拨付"

    provider = models.ForeignKey(Provider, models.PROTECT, related_name="settlements")
    month = models.IntegerField("月份", db_index=True)  # year * 12 + month - 1
    state = models.CharField("状态", max_length=10, choices=State, default=State.DRAFT)
    visits = models.PositiveIntegerField("单数")
    gross = models.BigIntegerField("应计")
    rejected = models.BigIntegerField("拒付")
    cut = models.BigIntegerField("折减")
    beds = models.BigIntegerField("床位补贴", default=0)  # within what is payable, untouched by the coefficient
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
    ordered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ordered_at = models.DateTimeField("提请拨付时间", null=True)
    voucher = models.CharField("银行回单号", max_length=60, blank=True)
    paid_on = models.DateField("拨付日期", null=True)
    paid_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    paid_entry = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="+")

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


class CareBed(models.Model):
    """家庭养老床位: one bed at somebody's home, from the application to its end; fen. It has a number from its acceptance on."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="care_bed")
    person = models.ForeignKey(Person, models.PROTECT, related_name="care_beds")
    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="care_beds")  # what it relied on (R-ASM-08)
    provider = models.ForeignKey(Provider, models.PROTECT, to_field="code", related_name="care_beds")
    hardship = models.CharField(
        "经济困难类别", max_length=24
    )  # a kind of registry.Category, on the day of the application
    needed = models.JSONField("查看认为必需的配置", default=list)  # names of Fitting
    answering = models.CharField("24小时应答单位", max_length=80, blank=True)
    agreed_on = models.DateField("三方协议签订日期", null=True)
    document = models.CharField("决定文号", max_length=80, blank=True)
    cost = models.PositiveIntegerField("配置价款", null=True)
    subsidy = models.PositiveIntegerField("建设补贴", null=True)  # as approved, then as accepted
    installed_on = models.DateField("安装日期", null=True)
    number = models.CharField("床位编号", max_length=20, null=True, unique=True)
    accepted_on = models.DateField("验收日期", null=True, db_index=True)
    served_since = models.DateField("开始服务日期", null=True, db_index=True)
    paused_on = models.DateField("暂停起始日期", null=True)
    checked_on = models.DateField("上次检查日期", null=True)
    retired_on = models.DateField("撤床日期", null=True)

    class Meta:
        verbose_name = "家庭养老床位"

    def __str__(self) -> str:
        return self.number or self.case.number


class BedFitting(models.Model):
    """床位配置的一项: how many at which price (fen a piece), how many were installed and found; a device's number, once in the county."""

    bed = models.ForeignKey(CareBed, models.CASCADE, related_name="fittings")
    item = models.PositiveSmallIntegerField("配置")
    quantity = models.PositiveSmallIntegerField("数量")
    price = models.PositiveIntegerField("单价")
    done = models.PositiveSmallIntegerField("安装数量", null=True)
    device = models.CharField(
        "设备编号", max_length=40, null=True, unique=True
    )  # the same device is not paid twice (R-FUND-05)
    found = models.PositiveSmallIntegerField("核实数量", null=True)
    online_on = models.DateField("上线日期", null=True)

    class Meta:
        verbose_name = "床位配置"
        ordering = ["item"]
        constraints = [
            models.UniqueConstraint(fields=["bed", "item"], name="home_care_one_fitting"),
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="home_care_fitting_quantity"),
        ]

    def __str__(self) -> str:
        return Fitting.name_of(self.item)

    @property
    def kind(self) -> Fitting:
        return tuple(Fitting)[self.item]


class SettledBed(models.Model):
    """What one settlement pays for one bed: its fittings once, or one month that it was served; nothing twice."""

    class Kind(models.TextChoices):
        BUILD = "BUILD", "建设补贴"
        MONTH = "MONTH", "月运营补贴"

    bed = models.ForeignKey(CareBed, models.PROTECT, related_name="settled")
    settlement = models.ForeignKey(Settlement, models.CASCADE, related_name="bed_lines")
    kind = models.CharField("补贴", max_length=6, choices=Kind)
    month = models.IntegerField("月份")  # of the acceptance, or that was served
    amount = models.PositiveIntegerField("金额")  # fen
    visits = models.PositiveSmallIntegerField("上门次数", default=0)

    class Meta:
        verbose_name = "床位补贴明细"
        constraints = [
            models.UniqueConstraint(
                fields=["bed", "month"], condition=models.Q(kind="MONTH"), name="home_care_bed_month"
            ),
            models.UniqueConstraint(fields=["bed"], condition=models.Q(kind="BUILD"), name="home_care_bed_built"),
        ]

    def __str__(self) -> str:
        return f"{self.bed_id} {self.kind} {self.month}"
