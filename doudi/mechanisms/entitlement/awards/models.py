"""Awards: a right to a benefit from a month on, the changes it went through, and whom it covers."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from doudi.base.ciphers import EncryptedField
from doudi.base.models import AppendOnly, User
from doudi.mechanisms.registry.models import Party, Person


class ReviewClass(models.TextChoices):
    """定期复核类别 (R-DYN-01)."""

    STABLE = "STABLE", "情况稳定"
    UNSTABLE = "UNSTABLE", "收入不稳定或有劳动能力"


class Award(models.Model):
    """待遇: one benefit of one household or person. What is right for a month follows from its changes; the columns here are where it
    stands now, for lists."""

    benefit = models.CharField("待遇", max_length=40)
    party = models.ForeignKey(Party, models.PROTECT, related_name="awards")
    area_code = models.CharField("区划", max_length=12, db_index=True)
    from_month = models.IntegerField("起始月")  # the first month paid for
    until_month = models.IntegerField("终止月", null=True)  # the last one, once a stop is decided
    held_until = models.IntegerField("暂缓至", null=True)
    grace_until = models.IntegerField("渐退期至", null=True)
    amount = models.BigIntegerField("月金额")  # by the latest decision, brought up to date by each run (awards.amounts)
    people = models.IntegerField("保障人数", default=1)
    review_class = models.CharField("复核类别", max_length=8, choices=ReviewClass, default=ReviewClass.STABLE)
    review_due_on = models.DateField("复核期限", null=True, db_index=True)
    payee = models.CharField("户名", max_length=80, blank=True)
    account = EncryptedField("账号", blank=True)
    account_mark = models.CharField(max_length=64, blank=True, db_index=True)  # blind index: two awards, one account

    class Meta:
        verbose_name = "待遇"
        ordering = ["id"]
        indexes = [models.Index(fields=["benefit", "area_code"])]
        constraints = [
            models.UniqueConstraint(
                fields=["benefit", "party"], condition=Q(until_month=None), name="entitlement_one_award"
            ),
            models.CheckConstraint(
                condition=Q(until_month=None) | Q(until_month__gte=F("from_month") - 1), name="entitlement_award_months"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.benefit}:{self.party_id}"


class AwardChange(AppendOnly):
    """待遇变动: one decision on an award, with the facts as they were then, and what was computed from them."""

    class Kind(models.TextChoices):
        GRANT = "GRANT", "审核确认"
        ADJUST = "ADJUST", "调整"
        REVIEW = "REVIEW", "复核不变"
        HOLD = "HOLD", "暂缓发放"
        RELEASE = "RELEASE", "恢复发放"
        DEFER_EXIT = "DEFER_EXIT", "渐退"
        STOP = "STOP", "停发"
        RESTORE = "RESTORE", "撤销停发"
        ACCOUNT = "ACCOUNT", "变更账户"
        MOVE = "MOVE", "迁移"

    award = models.ForeignKey(Award, models.PROTECT, related_name="changes")
    kind = models.CharField("变动", max_length=12, choices=Kind)
    from_month = models.IntegerField("自月")  # the first month it is about
    until_month = models.IntegerField("至月", null=True)  # of a hold or a deferred exit: the last one
    reason = models.CharField("原因", max_length=40, blank=True)
    document = models.CharField("文书", max_length=120, blank=True)
    decided_on = models.DateField("决定日期")
    at = models.DateTimeField("登记时间")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    because = models.CharField("事由", max_length=400)
    # Compact text, not a column of JSON: twenty thousand of them are parsed at once. None: the facts stay as they were.
    figures = models.TextField("事实", null=True)
    evidence = models.JSONField("事实来源", null=True, encoder=DjangoJSONEncoder)
    worksheet = models.JSONField("核算说明", null=True, encoder=DjangoJSONEncoder)
    amount = models.BigIntegerField("月金额", null=True)

    class Meta:
        verbose_name = "待遇变动"
        ordering = ["id"]
        indexes = [models.Index(fields=["at"])]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.decided_on}"


class Covered(models.Model):
    """保障对象: a person covered by an award, from a month to a month. Nobody is covered twice by one benefit."""

    award = models.ForeignKey(Award, models.PROTECT, related_name="covered")
    benefit = models.CharField(max_length=40)
    person = models.ForeignKey(Person, models.PROTECT, related_name="covered")
    from_month = models.IntegerField("起始月")
    until_month = models.IntegerField("终止月", null=True)

    class Meta:
        verbose_name = "保障对象"
        constraints = [
            models.UniqueConstraint(
                fields=["benefit", "person"], condition=Q(until_month=None), name="entitlement_covered_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.award_id} {self.person_id}"
