"""A case about an award: what gave rise to it, what was found, what is proposed, what was decided."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from doudi.base.models import AppendOnly, Area, User
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.entitlement.awards.models import Award, AwardChange, ReviewClass
from doudi.mechanisms.registry.models import Household, Person


class Occasion(models.TextChoices):
    """变更事由."""

    REVIEW = "REVIEW", "定期复核"
    INCOME = "INCOME", "收入、财产变化"
    JOIN = "JOIN", "家庭成员增加"
    LEAVE = "LEAVE", "家庭成员减少"
    SPLIT = "SPLIT", "分户"
    MERGE = "MERGE", "合户"
    MOVE = "MOVE", "迁移"
    JOBS = "JOBS", "无正当理由拒绝就业"
    GRACE = "GRACE", "渐退期满"
    EXIT = "EXIT", "自愿退出"
    REPORTED = "REPORTED", "核查发现、群众举报"


class Outcome(models.TextChoices):
    """处理意见."""

    KEEP = "KEEP", "维持不变"
    ADJUST = "ADJUST", "调整金额"
    DEFER = "DEFER", "给予渐退期"
    STOP = "STOP", "停发"


class Amendment(models.Model):
    """变更事项: what the case is about. Amounts a month in fen, as computed when the proposal was made."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="amendment")
    award = models.ForeignKey(Award, models.PROTECT, related_name="amendments")
    occasion = models.CharField("事由", max_length=8, choices=Occasion)
    open = models.BooleanField(default=True)  # of one award one at a time
    reporter = models.CharField("报告人", max_length=40, blank=True)
    happened_on = models.DateField("变化日期", null=True)
    words = models.CharField("情况", max_length=400)
    other = models.ForeignKey(Household, models.PROTECT, null=True, related_name="+")  # that joins, or that was made
    moves_to = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+")
    leaves_to = models.CharField("迁往外县", max_length=80, blank=True)  # the office there that takes over
    outcome = models.CharField("处理意见", max_length=8, choices=Outcome, blank=True)
    reason = models.CharField("停发原因", max_length=20, blank=True)  # awards.reasons.StopReason
    review_class = models.CharField("今后的复核类别", max_length=8, choices=ReviewClass, blank=True)
    grace_group = models.PositiveSmallIntegerField("渐退对象类别", null=True)
    grace_months = models.PositiveSmallIntegerField("渐退期", null=True)
    provincial_basis = models.BooleanField("有省级文件依据", default=False)
    proposal = models.CharField("意见说明", max_length=400, blank=True)
    before_fen = models.BigIntegerField("变更前", null=True)
    after_fen = models.BigIntegerField("变更后", null=True)
    document = models.CharField("决定文号", max_length=80, blank=True)
    change = models.OneToOneField(AwardChange, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "变更事项"
        constraints = [
            models.UniqueConstraint(fields=["award"], condition=Q(open=True), name="entitlement_one_amendment")
        ]

    def __str__(self) -> str:
        return f"{self.get_occasion_display()} {self.award_id}"


class AmendedFact(AppendOnly):
    """核查后的情况: one figure as it is now, of a person or (without one) of the household. The latest one counts."""

    amendment = models.ForeignKey(Amendment, models.PROTECT, related_name="facts")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    fact = models.CharField("项目", max_length=24)  # of the benefit's rules
    value = models.BigIntegerField("数额")
    evidence = models.CharField("依据", max_length=120)
    on = models.DateField("核查日期")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "核查后的情况"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.fact} {self.value}"


class AmendedMember(models.Model):
    """Who joins the household, or leaves it."""

    amendment = models.ForeignKey(Amendment, models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    joins = models.BooleanField("加入")
    relation = models.CharField("与户主关系", max_length=20, blank=True)
    because = models.CharField("原因", max_length=120)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "成员变动"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["amendment", "person"], name="entitlement_amended_member")]

    def __str__(self) -> str:
        return self.person.party.name
