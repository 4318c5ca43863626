"""What is tracked, who may hold it, and the receipt of every handover, written once and sealed one after the other."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from doudi.base.models import AppendOnly, User


class Custodian(models.Model):
    """保管方: a place in whose hands things may be: a funeral home, a cemetery. `kind` is one of its chain's. Who is met once (a family)
    stands on the item as `holder` and not here."""

    kind = models.CharField("类别", max_length=30, db_index=True)
    code = models.CharField("编码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=80)
    area_code = models.CharField("区划", max_length=12, db_index=True)
    capacity = models.IntegerField("容量", null=True, blank=True)  # how many places it has; None: they are not counted
    opened_on = models.DateField("启用日期", null=True, blank=True)
    closed_on = models.DateField("停用日期", null=True, blank=True)  # from that day on nothing is taken in

    class Meta:
        verbose_name = "保管方"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class TrackedItem(models.Model):
    """跟踪物: where it is now, since when, and by when it has to go on. Moved only by `services`."""

    chain = models.CharField("跟踪链", max_length=60)  # "ashes.chain"
    key = models.CharField("标识", max_length=60)  # unique within the chain
    label = models.CharField("名称", max_length=80)
    area_code = models.CharField("区划", max_length=12, db_index=True)
    kind = models.CharField("保管方类别", max_length=30, db_index=True)
    custodian = models.ForeignKey(Custodian, models.PROTECT, null=True, related_name="items")
    holder = models.CharField("保管人", max_length=80, blank=True)
    place = models.CharField("位置", max_length=40, blank=True)
    seal = models.CharField("封签号", max_length=40, blank=True)
    since = models.DateTimeField("自")
    due_on = models.DateField("移交期限", null=True, db_index=True)
    receipts_number = models.IntegerField("回执数", default=0)
    last_hash = models.CharField("末张回执链值", max_length=64, blank=True)

    class Meta:
        verbose_name = "跟踪物"
        constraints = [models.UniqueConstraint(fields=["chain", "key"], name="custody_one_item")]
        indexes = [
            models.Index(fields=["chain", "kind", "area_code"]),
            models.Index(fields=["custodian", "place"], condition=~Q(place=""), name="custody_place"),
        ]

    def __str__(self) -> str:
        return self.label


class Receipt(AppendOnly):
    """交接回执: one handover as it was. `hash` is SM3 over the hash of the receipt before and everything that stands here; `code` is its
    beginning, printed on the paper."""

    item = models.ForeignKey(TrackedItem, models.PROTECT, related_name="receipts")
    number = models.IntegerField("序号")
    handover = models.CharField("交接", max_length=40)  # code of the handover; "track" for the first
    label = models.CharField("交接名称", max_length=40)
    source = models.CharField("交出方类别", max_length=30, blank=True)
    source_custodian = models.ForeignKey(Custodian, models.PROTECT, null=True, related_name="+")
    source_holder = models.CharField("交出人", max_length=80, blank=True)
    source_place = models.CharField("原位置", max_length=40, blank=True)
    target = models.CharField("接收方类别", max_length=30)
    target_custodian = models.ForeignKey(Custodian, models.PROTECT, null=True, related_name="+")
    target_holder = models.CharField("接收人", max_length=80, blank=True)
    target_place = models.CharField("位置", max_length=40, blank=True)
    seal = models.CharField("封签号", max_length=40, blank=True)
    at = models.DateTimeField("时间", db_index=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    signatures = models.JSONField("签字", default=dict, encoder=DjangoJSONEncoder)  # party → name
    evidence = models.JSONField("凭据", default=dict, encoder=DjangoJSONEncoder)  # label → words, or hash of a file
    because = models.CharField("事由", max_length=200, blank=True)
    before = models.CharField("前张链值", max_length=64)
    hash = models.CharField("链值", max_length=64)
    code = models.CharField("核验码", max_length=16, unique=True)

    class Meta:
        verbose_name = "交接回执"
        ordering = ["item", "number"]
        constraints = [models.UniqueConstraint(fields=["item", "number"], name="custody_receipts_in_order")]

    def __str__(self) -> str:
        return f"{self.label} {self.at:%Y-%m-%d %H:%M}"
