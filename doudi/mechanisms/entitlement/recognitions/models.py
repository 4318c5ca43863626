"""A household recognised from a day to a day, the decisions on it, and whom it counts."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from doudi.base.models import AppendOnly, User
from doudi.mechanisms.registry.models import Party, Person


class Recognised(models.Model):
    """认定对象. What was decided stands in its changes; the columns here are where it stands now, for lists."""

    recognition = models.CharField("认定", max_length=40)
    party = models.ForeignKey(Party, models.PROTECT, related_name="recognised")
    area_code = models.CharField("区划", max_length=12, db_index=True)
    people = models.IntegerField("人数")
    from_on = models.DateField("认定日期")
    until_on = models.DateField("有效期至", db_index=True)  # the last day; put earlier when it is ended
    ended_on = models.DateField(
        "终止日期", null=True
    )  # the last day, once ended by a decision or replaced by a newer one
    document = models.CharField("文书", max_length=120)

    class Meta:
        verbose_name = "认定对象"
        ordering = ["id"]
        indexes = [models.Index(fields=["recognition", "area_code"])]
        constraints = [
            models.UniqueConstraint(
                fields=["recognition", "party"], condition=Q(ended_on=None), name="entitlement_recognised_once"
            ),
            models.CheckConstraint(
                condition=Q(until_on__gte=F("from_on")) | Q(ended_on__isnull=False), name="entitlement_recognised_days"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recognition}:{self.party_id}"


class RecognisedChange(AppendOnly):
    """认定变动: one decision, with the facts as they were then and what was computed from them."""

    class Kind(models.TextChoices):
        RECOGNISE = "RECOGNISE", "认定"
        REVIEW = "REVIEW", "复核"
        END = "END", "终止认定"
        REPLACE = "REPLACE", "重新认定，原认定终止"

    recognised = models.ForeignKey(Recognised, models.PROTECT, related_name="changes")
    kind = models.CharField("变动", max_length=10, choices=Kind)
    until_on = models.DateField("有效期至")
    reason = models.CharField("原因", max_length=40, blank=True)
    document = models.CharField("文书", max_length=120)
    decided_on = models.DateField("决定日期")
    at = models.DateTimeField("登记时间")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    because = models.CharField("事由", max_length=400)
    figures = models.TextField("事实", null=True)  # compact text, as of awards; None: they stay as they were
    evidence = models.JSONField("事实来源", null=True, encoder=DjangoJSONEncoder)
    worksheet = models.JSONField("核算说明", null=True, encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = "认定变动"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.decided_on}"


class RecognisedPerson(models.Model):
    """Somebody whom a recognition counts."""

    recognised = models.ForeignKey(Recognised, models.PROTECT, related_name="counted")
    person = models.ForeignKey(Person, models.PROTECT, related_name="recognised_in")

    class Meta:
        verbose_name = "认定家庭成员"
        constraints = [models.UniqueConstraint(fields=["recognised", "person"], name="entitlement_recognised_person")]

    def __str__(self) -> str:
        return f"{self.recognised_id} {self.person_id}"
