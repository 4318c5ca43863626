"""The outbox: what is to be told to whom, whether it went, how often it was tried."""

from __future__ import annotations

from django.db import models

from doudi.base.ciphers import EncryptedField
from doudi.mechanisms.casework.models import Case


class TextState(models.TextChoices):
    QUEUED = "QUEUED", "待发送"
    SENDING = "SENDING", "发送中"
    SENT = "SENT", "已发送"
    FAILED = "FAILED", "发送失败"
    CANCELLED = "CANCELLED", "已取消"


class TextMessage(models.Model):
    """短信: one text for one event. The words hold nothing of whom they are about; the number lies encrypted."""

    event = models.CharField(
        "事件", max_length=80, unique=True
    )  # "case:317:4": told once, however often it is asked for
    template = models.CharField("模板", max_length=40)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="texts")
    area_code = models.CharField("区划", max_length=12, db_index=True)
    phone = EncryptedField("手机号")
    words = models.CharField("内容", max_length=300)
    state = models.CharField("状态", max_length=10, choices=TextState, default=TextState.QUEUED)
    at = models.DateTimeField("生成时间")
    tries = models.IntegerField("发送次数", default=0)
    next_at = models.DateTimeField("下次发送")
    tried_at = models.DateTimeField("最近发送", null=True)
    receipt = models.CharField("回执", max_length=80, blank=True)
    error = models.CharField("失败原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "短信"
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "next_at"], name="texts_due")]

    def __str__(self) -> str:
        return f"{self.event} {self.get_state_display()}"
