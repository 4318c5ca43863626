"""What the time bank knows beside orders and workers: stations, volunteers, how an order is paid, what each has earned, gifts."""

from __future__ import annotations

from django.db import models

from doudi.base.models import AppendOnly, StoredFile, User
from doudi.mechanisms.ledger.models import Entry
from doudi.mechanisms.orders.models import Order, Worker
from doudi.mechanisms.registry.models import Party, Person


class Station(models.Model):
    """时光益站: a place of the time bank, in a village or community."""

    code = models.CharField("站点编号", max_length=40, unique=True)
    name = models.CharField("名称", max_length=60)
    area_code = models.CharField("区划", max_length=12, db_index=True)
    tag = models.CharField("站点码", max_length=40, unique=True)  # NFC or QR at its door
    latitude = models.DecimalField("纬度", max_digits=9, decimal_places=6, null=True)
    longitude = models.DecimalField("经度", max_digits=9, decimal_places=6, null=True)
    opened_on = models.DateField("开办日期")
    closed_on = models.DateField("停办日期", null=True, blank=True)

    class Meta:
        verbose_name = "时光益站"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Volunteer(models.Model):
    """注册志愿者: what is known of a worker on this roster beside."""

    class Kind(models.TextChoices):
        INDIVIDUAL = "INDIVIDUAL", "个人"
        MEMBER = "MEMBER", "团队成员"
        MINOR = "MINOR", "未成年人"  # in a group, with an adult leader, never alone in a home (R-TB-18)

    class State(models.TextChoices):
        APPLIED = "APPLIED", "已申请"
        VERIFIED = "VERIFIED", "已实名"
        TRAINED = "TRAINED", "已培训"
        ACTIVE = "ACTIVE", "在册"
        SUSPENDED = "SUSPENDED", "暂停"
        DORMANT = "DORMANT", "休眠"
        EXITED = "EXITED", "已退出"
        DECEASED = "DECEASED", "已故"

    worker = models.OneToOneField(Worker, models.PROTECT, primary_key=True, related_name="volunteer")
    station = models.ForeignKey(Station, models.PROTECT, related_name="volunteers")
    kind = models.CharField("类别", max_length=12, choices=Kind)
    state = models.CharField("状态", max_length=12, choices=State, db_index=True)
    area_code = models.CharField("区划", max_length=12, db_index=True)
    registered_on = models.DateField("注册日期", db_index=True)
    trained_on = models.DateField("培训日期", null=True)
    consented_at = models.DateTimeField("同意处理个人信息、定位的时间", null=True)
    guardian_consent = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    heir = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "志愿者"

    def __str__(self) -> str:
        return self.worker.name


class Payment(models.Model):
    """How an order is paid that somebody with coins asked for: minutes frozen when it was accepted, of his own and of those gifted."""

    order = models.OneToOneField(Order, models.PROTECT, primary_key=True, related_name="time_payment")
    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    own = models.PositiveIntegerField("自有")
    gifted = models.PositiveIntegerField("受赠")
    over = models.BooleanField("已了结", default=False)

    class Meta:
        verbose_name = "冻结"

    def __str__(self) -> str:
        return f"{self.own + self.gifted}"


class Credit(AppendOnly):
    """入账: what one volunteer's part in one order came to. Written once; taken back by a row with `sign` −1."""

    class Payer(models.TextChoices):
        OWN = "OWN", "本人时间存折"
        POOL = "POOL", "公益时间池"
        NOBODY = "NOBODY", "公益服务"  # honour only

    order = models.ForeignKey(Order, models.PROTECT, related_name="credits")
    worker = models.ForeignKey(Worker, models.PROTECT, related_name="credits")
    area_code = models.CharField("区划", max_length=12, db_index=True)
    on = models.DateField("服务日期", db_index=True)
    team = models.BooleanField("团队")
    minutes = models.PositiveIntegerField("服务分钟")
    creditable = models.PositiveIntegerField("可计分钟")
    redeemable = models.PositiveIntegerField("可兑换")
    to_pool = models.PositiveIntegerField("入公益池")
    honour = models.PositiveIntegerField("荣誉时长")
    payer = models.CharField("支付方", max_length=8, choices=Payer)
    sign = models.SmallIntegerField("正负", default=1)
    entry = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="+")  # None: nothing was moved

    class Meta:
        verbose_name = "时间入账"
        constraints = [models.UniqueConstraint(fields=["order", "worker", "sign"], name="time_bank_credited_once")]
        indexes = [models.Index(fields=["worker", "on"], name="time_bank_of_worker")]

    def __str__(self) -> str:
        return f"{self.redeemable}"


class Gift(AppendOnly):
    """转赠、捐赠、兑换物品: what a volunteer gave out of his savings."""

    class Kind(models.TextChoices):
        GIFT = "GIFT", "转赠"
        DONATION = "DONATION", "捐赠"
        GOODS = "GOODS", "兑换物品"

    kind = models.CharField("类别", max_length=8, choices=Kind)
    giver = models.ForeignKey(Party, models.PROTECT, related_name="+")
    receiver = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+")
    minutes = models.PositiveIntegerField("分钟")
    on = models.DateField("日期", db_index=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")
    words = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = "转赠与捐赠"

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.minutes}"
