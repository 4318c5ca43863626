"""Surveys as they were sent: what was found, who signed, where and when, and what the second surveyor says of it afterwards."""

from __future__ import annotations

from django.db import models

from doudi.base.models import AppendOnly, User
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.phone.models import Arrival, ArrivalPicture


class Survey(Arrival):
    """入户调查: one visit. `taken` is the step of the case that it was; where the case had moved on meanwhile it is kept as evidence."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="surveys")
    action = models.CharField("动作", max_length=40)
    together_with = models.ForeignKey(User, models.PROTECT, related_name="+")
    family = models.CharField("在场家庭成员", max_length=40)
    answers = models.JSONField("调查内容", default=list)  # [[label, words]] in the order of the form
    taken = models.OneToOneField(ActionTaken, models.PROTECT, null=True, related_name="survey")
    kept_because = models.CharField("仅作证据留存的原因", max_length=400, blank=True)

    class Meta:
        verbose_name = "入户调查"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(latitude__isnull=False, longitude__isnull=False) | ~models.Q(no_place=""),
                name="surveys_place_or_reason",
            ),
            models.CheckConstraint(condition=~models.Q(by=models.F("together_with")), name="surveys_two_people"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.received_at:%Y-%m-%d}"


class SurveyItem(AppendOnly):
    """A line of income or property: declared, found at home, checked; None where nobody said anything."""

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="items")
    code = models.CharField(max_length=60)
    label = models.CharField("项目", max_length=100)
    unit = models.CharField("单位", max_length=20)  # a code of declare.UNITS
    declared = models.BigIntegerField("申报", null=True)
    found = models.BigIntegerField("调查", null=True)
    checked = models.BigIntegerField("核对", null=True)
    added = models.BooleanField("调查新发现", default=False)

    class Meta:
        verbose_name = "收入财产项目"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["survey", "code"], name="surveys_one_line")]

    def __str__(self) -> str:
        return self.label

    @property
    def difference(self) -> int | None:
        """Found minus declared; what was not declared counts as nothing. None if the surveyors did not look at it."""
        return None if self.found is None else self.found - (self.declared or 0)

    @property
    def differs_from_check(self) -> bool:
        return None not in (self.found, self.checked) and self.found != self.checked


class SurveyPicture(ArrivalPicture):
    """A photo, or a signature on the glass; with the time and, where the phone knew it, the place."""

    class Kind(models.TextChoices):
        FIRST = "FIRST", "调查人签名"
        SECOND = "SECOND", "同行调查人签名"
        FAMILY = "FAMILY", "家庭成员签名"
        PHOTO = "PHOTO", "入户照片"

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="pictures")
    kind = models.CharField("种类", max_length=8, choices=Kind)

    class Meta:
        verbose_name = "照片和签名"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.get_kind_display()


class CompanionAnswer(AppendOnly):
    """What the second surveyor says of the survey, signed in as himself: he was there, or he was not."""

    survey = models.OneToOneField(Survey, models.PROTECT, primary_key=True, related_name="companion")
    was_there = models.BooleanField("参加了调查")
    words = models.CharField("说明", max_length=200, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "同行人员确认"

    def __str__(self) -> str:
        return "参加" if self.was_there else "未参加"
