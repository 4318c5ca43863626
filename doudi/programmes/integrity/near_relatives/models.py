"""Filings of near relatives, what matching found and nobody declared, the yearly word of everybody in office, and calls to declare anew."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from doudi.base.models import AppendOnly, Area, User
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.entitlement.awards.models import Award
from doudi.mechanisms.registry.models import Person


class Office(models.TextChoices):
    """In what post somebody has to declare (R-REL-02, R-REL-05)."""

    COUNTY = "COUNTY", "县级经办人员"
    TOWNSHIP = "TOWNSHIP", "乡镇经办人员"
    VILLAGE = "VILLAGE", "村（居）干部"
    PUBLIC = "PUBLIC", "公职人员"


class KinReach(models.TextChoices):
    """Two sets, reported apart (R-REL-05)."""

    LEGAL = "LEGAL", "法定近亲属"
    EXTENDED = "EXTENDED", "扩展亲属"


class Related(models.Model):
    """Somebody in office and a relative of his who applies for or receives a benefit."""

    staff = models.ForeignKey(Person, models.PROTECT, related_name="+")
    office = models.CharField("人员类别", max_length=8, choices=Office)
    unit = models.CharField("单位", max_length=80, blank=True)
    post = models.CharField("职务", max_length=80, blank=True)
    relative = models.ForeignKey(Person, models.PROTECT, related_name="+")
    relation = models.CharField("关系", max_length=20)
    reach = models.CharField("亲属范围", max_length=8, choices=KinReach)
    benefit = models.CharField("待遇", max_length=40)  # its code
    award = models.ForeignKey(Award, models.PROTECT, null=True, related_name="+")  # none while it is applied for
    application = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True


class RelativeDeclaration(Related):
    """近亲属备案: what the case is about."""

    class Source(models.TextChoices):
        DECLARED = "DECLARED", "本人申报"
        MATCHED = "MATCHED", "比对发现"

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="relative_declaration")
    source = models.CharField("来源", max_length=8, choices=Source)
    declared_on = models.DateField("申报日期")
    people = models.IntegerField("家庭人口", default=1)
    amount_fen = models.BigIntegerField("月金额", null=True)
    from_month = models.IntegerField("起始月", null=True)
    hardship = models.CharField("主要困难", max_length=200, blank=True)
    visited_on = models.DateField("县级入户日期", null=True)
    reviewed_on = models.DateField("最近复核日期", null=True)
    ended_on = models.DateField("终止日期", null=True)
    # He took part in his relative's case before anybody knew (R-REC-05): it is looked at again by others, and the clue handed on.
    handled = models.BooleanField("未备案期间经办", default=False)
    looked_again = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "近亲属备案"
        constraints = [
            models.UniqueConstraint(
                fields=["staff", "relative", "benefit"], condition=Q(ended_on=None), name="near_relatives_filed_once"
            )
        ]

    def __str__(self) -> str:
        return self.case.number


class Undeclared(Related):
    """应备未备: matching found a relative whom nobody declared. The missing filing is the finding, not the benefit (R-REL-04)."""

    class State(models.TextChoices):
        OPEN = "OPEN", "待申报"
        DECLARED = "DECLARED", "已备案"
        DISMISSED = "DISMISSED", "经核实不属近亲属"
        GONE = "GONE", "任职或待遇已终止"

    area_code = models.CharField("区划", max_length=12, db_index=True)  # where the relative lives
    found_on = models.DateField("发现日期")
    due_on = models.DateField("申报期限")
    state = models.CharField("状态", max_length=10, choices=State, default=State.OPEN, db_index=True)
    answered_on = models.DateField("处理日期", null=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    words = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = "应备未备"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["staff", "relative", "benefit"], condition=Q(state="OPEN"), name="near_relatives_found_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} {self.found_on}"


class Statement(AppendOnly):
    """定期申报: somebody in office says whether relatives of his receive or apply: when he takes office, each year, after an election."""

    staff = models.ForeignKey(Person, models.PROTECT, related_name="+")
    none = models.BooleanField("没有近亲属享受或申请救助")
    on = models.DateField("申报日期", db_index=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "近亲属情况申报"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.on}"


class Call(AppendOnly):
    """重新申报: after an election everybody in office there declares anew (R-REL-06)."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    on = models.DateField("日期")
    because = models.CharField("事由", max_length=200)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "重新申报通知"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.area_id} {self.on}"
