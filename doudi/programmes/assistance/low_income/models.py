"""An application to be recognised as a low-income family, and who belongs to the household."""

from __future__ import annotations

from django.db import models

from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.entitlement.applications.models import Checked, ForRecognition, MemberApplied, OfHousehold
from doudi.mechanisms.registry.models import Party


class Application(OfHousehold, Checked, ForRecognition):
    """低收入人口认定申请: which recognition is asked for, the facts of the household, what the check found."""

    class Kind(models.TextChoices):
        MARGINAL = "marginal", "低保边缘家庭"
        RIGID = "rigid", "刚性支出困难家庭"

    kind = models.CharField("认定类别", max_length=10, choices=Kind)
    facts = models.JSONField("事实", default=dict)  # figure of the rules → whole number

    class Meta:
        verbose_name = "低收入人口认定申请"


class Applying(MemberApplied):
    """A member of the household that applies."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="members")

    class Meta(MemberApplied.Meta):
        verbose_name = "申请家庭成员"
        constraints = [models.UniqueConstraint(fields=["application", "person"], name="low_income_applying_once")]


class LowIncomeWarning(models.Model):
    """监测预警 (R-MON-03): one indicator at one household, what it rests on, and what the township found."""

    class Indicator(models.TextChoices):
        QUALIFIES = "QUALIFIES", "可能符合低保，未纳入"
        RECEIVES = "RECEIVES", "已享受低保，认定须终止"
        SEVERE = "SEVERE", "重残、重病人员未纳入"
        DIED = "DIED", "家庭成员死亡"
        RUN_OUT = "RUN_OUT", "认定到期未重新申请"
        REMOVED = "REMOVED", "停发低保后未认定"

    class Result(models.TextChoices):
        ADMITTED = "ADMITTED", "已纳入或启动申请"
        REFERRED = "REFERRED", "已转有关部门"
        NO_NEED = "NO_NEED", "核实无需救助"
        UNREACHABLE = "UNREACHABLE", "无法联系"
        REFUSED = "REFUSED", "本人拒绝"
        DATA_WRONG = "DATA_WRONG", "数据有误"

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="low_income_warning")
    indicator = models.CharField("预警指标", max_length=12, choices=Indicator)
    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    key = models.CharField("所依据的记录", max_length=40)
    value = models.CharField("指标值", max_length=120)
    threshold = models.CharField("阈值", max_length=60, blank=True)
    found_on = models.DateField("预警日期")
    result = models.CharField("核实结果", max_length=12, choices=Result, blank=True)

    class Meta:
        verbose_name = "监测预警"
        constraints = [
            models.UniqueConstraint(fields=["indicator", "party", "key"], name="low_income_warned_once"),
        ]

    def __str__(self) -> str:
        return self.case.number
