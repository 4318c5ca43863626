"""What every box keeps: who took what along; and, as abstract models, what came back, where the phone was, and its pictures.

A mechanism makes its own tables of `Arrival` and `ArrivalPicture` and writes them once (`services.once`).
"""

from __future__ import annotations

from django.db import models

from doudi.base.models import AppendOnly, StoredFile, User


class Carried(AppendOnly):
    """Something was taken along on a phone: by whom, when. Only who has taken it along may send it."""

    box = models.CharField("种类", max_length=20)  # the code of a Box
    subject = models.BigIntegerField("对象")
    step = models.CharField("环节", max_length=40, blank=True)  # what its sending will be: an action, a handover
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "带出记录"
        ordering = ["id"]
        indexes = [models.Index(fields=["box", "subject", "by"])]

    def __str__(self) -> str:
        return f"{self.box} {self.subject} {self.at:%Y-%m-%d}"


class Placed(models.Model):
    """Where a phone was, or why it cannot say. Internal evidence only (R-DIBAO-11)."""

    latitude = models.DecimalField("纬度", max_digits=9, decimal_places=6, null=True)
    longitude = models.DecimalField("经度", max_digits=9, decimal_places=6, null=True)
    accuracy = models.IntegerField("精度（米）", null=True)
    no_place = models.CharField("没有定位的原因", max_length=100, blank=True)

    class Meta:
        abstract = True


class Arrival(Placed, AppendOnly):
    """What came from a phone. The phone's own clock is written down and trusted for nothing: limits count by `received_at`."""

    key = models.UUIDField("发送码", unique=True)  # made on the phone: sent again, it is the same
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    began_at = models.DateTimeField("开始填写")  # by the phone's clock
    filled_at = models.DateTimeField("填写完毕")  # by the phone's clock
    received_at = models.DateTimeField("收到时间")

    class Meta:
        abstract = True


class ArrivalPicture(AppendOnly):
    """A photo, or a signature on the glass; with the time and, where the phone knew it, the place. The mechanism adds what it belongs to."""

    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间", null=True)  # by the phone's clock
    latitude = models.DecimalField("纬度", max_digits=9, decimal_places=6, null=True)
    longitude = models.DecimalField("经度", max_digits=9, decimal_places=6, null=True)

    class Meta:
        abstract = True
