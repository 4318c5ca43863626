"""An application for dibao: the household, who belongs to it, what they earn and own as declared and as checked, and the papers."""

from __future__ import annotations

from django.db import models

from doudi.base.ciphers import EncryptedField
from doudi.base.models import AppendOnly, StoredFile, User
from doudi.mechanisms.entitlement.applications.models import Checked, ForAward, OfHousehold
from doudi.mechanisms.registry.models import Person


class PaperKind(models.TextChoices):
    """申请材料 (5.8). What the register or a department already holds is not asked for (R-DIBAO-13)."""

    FORM = "FORM", "申请书"
    IDENTITY = "IDENTITY", "身份证、户口簿"
    DECLARATION = "DECLARATION", "家庭经济状况申报表"
    PROMISE = "PROMISE", "诚信承诺书"
    KIN = "KIN", "近亲属备案声明"
    CARD = "CARD", "家庭成员银行卡"
    DISABILITY = "DISABILITY", "残疾人证"
    ILLNESS = "ILLNESS", "重特大疾病诊断证明"
    STUDENT = "STUDENT", "在读证明"
    MANDATE = "MANDATE", "代理申请委托书"


class Application(OfHousehold, Checked, ForAward):
    """低保申请: what the case is about."""

    residence = models.PositiveSmallIntegerField("城乡")
    cover = models.PositiveSmallIntegerField("保障方式", default=0)
    agent = models.CharField("代理人", max_length=40, blank=True)
    phone = EncryptedField("联系电话", blank=True)
    near_kin = models.CharField("近亲属备案", max_length=200, blank=True)  # who is near to whom, declared or found
    gaps_told = models.JSONField("已告知补正", default=list)

    class Meta:
        verbose_name = "低保申请"


class Applying(models.Model):
    """A member of the household that applies, with what the rules ask of a person."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, models.PROTECT, related_name="dibao_applying")
    said = models.CharField("与户主关系", max_length=20)
    relation = models.PositiveSmallIntegerField("与申请人关系")  # means.rules.Relation
    left_out = models.PositiveSmallIntegerField("不计入人口的原因", default=0)
    disability = models.PositiveSmallIntegerField("残疾类别", default=0)
    disability_grade = models.PositiveSmallIntegerField("残疾等级", default=0)
    seriously_ill = models.BooleanField("患重特大疾病", default=False)
    student = models.BooleanField("在读", default=False)
    jobless_adult = models.BooleanField("成年无业", default=False)
    applied_alone = models.BooleanField("本人申请单人保", default=False)
    authorised_on = models.DateField("授权日期", null=True)
    signer = models.CharField("授权签字人", max_length=40, blank=True)  # a guardian for those who cannot sign

    class Meta:
        verbose_name = "申请家庭成员"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["application", "person"], name="dibao_applying_once")]

    def __str__(self) -> str:
        return self.person.party.name


class Income(AppendOnly):
    """收入明细: an item as it was declared, checked or imputed. A correction is a new item that replaces an old one."""

    member = models.ForeignKey(Applying, models.PROTECT, related_name="incomes")
    kind = models.CharField("类别", max_length=20)  # means.items.KINDS
    first_month = models.IntegerField("起月")
    last_month = models.IntegerField("止月")
    gross = models.BigIntegerField("金额")
    deduction = models.BigIntegerField("扣减", default=0)
    source = models.PositiveSmallIntegerField("来历")  # means.items.Source
    evidence = models.CharField("依据", max_length=120, blank=True)
    set_aside = models.CharField("不计入的理由", max_length=120, blank=True)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    on = models.DateField("登记日期")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "收入明细"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.gross}"


class PropertyItem(models.Model):
    """财产明细: one figure of the rules, declared and checked side by side; the checked one counts."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="property_items")
    figure = models.CharField("项目", max_length=20)  # a fact of means.property
    declared = models.BigIntegerField("申报", null=True)
    checked = models.BigIntegerField("核对", null=True)
    evidence = models.CharField("依据", max_length=120, blank=True)
    on = models.DateField("登记日期")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "财产明细"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["application", "figure"], name="dibao_property_once")]

    def __str__(self) -> str:
        return self.figure

    @property
    def counts(self) -> int:
        return (self.checked if self.checked is not None else self.declared) or 0


class Paper(models.Model):
    """申请材料: handed in, held already by the register or a department, or replaced by a written promise (R-DIBAO-13)."""

    class How(models.TextChoices):
        HANDED = "HANDED", "已提交"
        HELD = "HELD", "已有，免提交"
        PROMISED = "PROMISED", "书面承诺替代"

    application = models.ForeignKey(Application, models.PROTECT, related_name="papers")
    kind = models.CharField("材料", max_length=12, choices=PaperKind)
    how = models.CharField("方式", max_length=8, choices=How)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    where = models.CharField("来处", max_length=80, blank=True)
    on = models.DateField("日期")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "申请材料"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["application", "kind"], name="dibao_paper_once")]

    def __str__(self) -> str:
        return self.get_kind_display()
