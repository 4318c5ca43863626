"""Steps as a phone has sent them: what was said, who signed, where and when, and whether it counts."""

from __future__ import annotations

from django.db import models

from doudi.base.models import User
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.phone.models import Arrival, ArrivalPicture


class SentStep(Arrival):
    """现场办理记录. `taken` is the step of the case that it was; where the case had moved on meanwhile it is kept as evidence."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="sent_steps")
    action = models.CharField("动作", max_length=40)
    together_with = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answers = models.JSONField("填写内容", default=list)  # [[label, words]] in the order of the form
    taken = models.OneToOneField(ActionTaken, models.PROTECT, null=True, related_name="sent_step")
    kept_because = models.CharField("仅作证据留存的原因", max_length=400, blank=True)

    class Meta:
        verbose_name = "现场办理记录"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(latitude__isnull=False, longitude__isnull=False) | ~models.Q(no_place=""),
                name="afield_place_or_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(taken__isnull=False) | ~models.Q(kept_because=""), name="afield_taken_or_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.action} {self.received_at:%Y-%m-%d}"


class SentPicture(ArrivalPicture):
    """A photo, or a signature on the glass. `label`: of what, or whose."""

    step = models.ForeignKey(SentStep, models.PROTECT, related_name="pictures")
    kind = models.CharField("种类", max_length=20)
    label = models.CharField("名称", max_length=40)

    class Meta:
        verbose_name = "照片和签名"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.label
