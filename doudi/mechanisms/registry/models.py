"""People, households and organisations, the categories they are in, and who is kin to whom.

Only what the bureau knows by its own work stands here. What another department says stays evidence in the exchange.
"""

from __future__ import annotations

from django.db import models

from doudi.base.ciphers import EncryptedField
from doudi.base.models import Area


class Party(models.Model):
    """A person, household or organisation: whoever can apply, hold an account or sign."""

    class Kind(models.TextChoices):
        PERSON = "PERSON", "个人"
        HOUSEHOLD = "HOUSEHOLD", "户"
        ORGANISATION = "ORGANISATION", "机构"

    kind = models.CharField(max_length=12, choices=Kind)
    name = models.CharField("名称", max_length=80, db_index=True)
    sound = models.CharField(max_length=240, db_index=True, blank=True)  # "wangguiying", for search
    initials = models.CharField(max_length=80, db_index=True, blank=True)  # "wgy"
    area = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "主体"

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    """Somebody known by the 18-character identity number. `id_index` is its blind index, for finding without decrypting."""

    party = models.OneToOneField(Party, models.PROTECT, primary_key=True, related_name="person")
    id_number = EncryptedField("身份证号")
    id_index = models.CharField(max_length=64, unique=True, editable=False)
    sex = models.CharField("性别", max_length=1, blank=True)
    born_on = models.DateField("出生日期", null=True)
    died_on = models.DateField("死亡日期", null=True, blank=True)
    hukou_area = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+")
    address = models.CharField("住址", max_length=120, blank=True)
    phone = EncryptedField("电话", blank=True)

    class Meta:
        verbose_name = "个人"

    def __str__(self) -> str:
        return self.party.name


class Household(models.Model):
    """People registered or living together, known by the number of their file."""

    party = models.OneToOneField(Party, models.PROTECT, primary_key=True, related_name="household")
    number = models.CharField("户编号", max_length=40, unique=True)
    head = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    address = models.CharField("住址", max_length=120, blank=True)

    class Meta:
        verbose_name = "户"

    def __str__(self) -> str:
        return f"户{self.number}"


class Membership(models.Model):
    """A person in a household from a day to a day, with the relation to the head."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    household = models.ForeignKey(Household, models.PROTECT, related_name="memberships")
    relation = models.CharField("与户主关系", max_length=20)
    from_on = models.DateField("起始日期", null=True)
    to_on = models.DateField("终止日期", null=True, blank=True)

    class Meta:
        verbose_name = "家庭成员"

    def __str__(self) -> str:
        return self.relation


class Organisation(models.Model):
    party = models.OneToOneField(Party, models.PROTECT, primary_key=True, related_name="organisation")
    code = models.CharField("机构代码", max_length=40, unique=True)
    kind = models.CharField("类别", max_length=40)

    class Meta:
        verbose_name = "机构"

    def __str__(self) -> str:
        return self.party.name


class Category(models.Model):
    """A fact that programmes share: this person or household is in the dibao category from a month to a month."""

    class Kind(models.TextChoices):
        DIBAO_RURAL = "DIBAO_RURAL", "农村低保"
        DIBAO_URBAN = "DIBAO_URBAN", "城市低保"
        TEKUN = "TEKUN", "特困供养"
        MARGINAL = "MARGINAL", "低保边缘家庭"
        UNAVOIDABLE_EXPENSES = "UNAVOIDABLE_EXPENSES", "刚性支出困难家庭"
        LIVING_SUBSIDY = "LIVING_SUBSIDY", "困难残疾人生活补贴"
        NURSING_SUBSIDY = "NURSING_SUBSIDY", "重度残疾人护理补贴"
        ORPHAN = "ORPHAN", "孤儿"
        UNATTENDED_CHILD = "UNATTENDED_CHILD", "事实无人抚养儿童"
        AGE_ALLOWANCE = "AGE_ALLOWANCE", "高龄津贴"
        VILLAGE_CADRE = "VILLAGE_CADRE", "村居干部"
        PUBLIC_EMPLOYEE = "PUBLIC_EMPLOYEE", "公职人员"

    party = models.ForeignKey(Party, models.PROTECT, related_name="categories")
    kind = models.CharField("类别", max_length=24, choices=Kind)
    from_on = models.DateField("起始日期")
    to_on = models.DateField("终止日期", null=True, blank=True)
    monthly_fen = models.BigIntegerField("月金额(分)", null=True)
    because = models.CharField("依据", max_length=200)
    as_of = models.IntegerField("数据所属月", null=True)

    class Meta:
        verbose_name = "困难类别"

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.from_on}"


class Kin(models.Model):
    """One person is something to another (`relation` read from person: the relative is my …), from a day, by a source."""

    class Relation(models.TextChoices):
        SPOUSE = "SPOUSE", "配偶"
        PARENT = "PARENT", "父母"
        CHILD = "CHILD", "子女"
        SIBLING = "SIBLING", "兄弟姐妹"
        GRANDPARENT = "GRANDPARENT", "祖父母、外祖父母"
        GRANDCHILD = "GRANDCHILD", "孙子女、外孙子女"
        IN_LAW = "IN_LAW", "姻亲"
        OTHER = "OTHER", "其他亲属"

    person = models.ForeignKey(Person, models.PROTECT, related_name="kin")
    relative = models.ForeignKey(Person, models.PROTECT, related_name="+")
    relation = models.CharField("关系", max_length=12, choices=Relation)
    source = models.CharField("来源", max_length=60)
    from_on = models.DateField(null=True)
    to_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = "亲属关系"

    def __str__(self) -> str:
        return self.get_relation_display()
