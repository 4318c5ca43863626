"""What was found of a delivered order the last time that it was looked at."""

from __future__ import annotations

from django.db import models

from doudi.mechanisms.orders.models import Order
from doudi.mechanisms.orders.proof.declare import GRADE_WORDS, Grade


class Proof(models.Model):
    """履约证明: grade, points and reasons of one order. Judged anew as more becomes known (a death reported late); the steps on the order
    itself, held and released by whom and why, are never changed."""

    order = models.OneToOneField(Order, models.PROTECT, primary_key=True, related_name="proof")
    grade = models.CharField(
        "等级", max_length=1, choices=[(each.value, GRADE_WORDS[each]) for each in Grade], db_index=True
    )
    points = models.PositiveSmallIntegerField("分值")
    signals = models.JSONField("信号", default=list)  # codes, in the order in which they are told
    words = models.TextField("说明")
    judged_at = models.DateTimeField("核查时间")

    class Meta:
        verbose_name = "履约证明"

    def __str__(self) -> str:
        return f"{self.grade} {self.order_id}"
