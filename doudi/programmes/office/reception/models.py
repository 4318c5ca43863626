"""What people send in or say: an application from the web, which is a draft until the township opens cases from it, and a grievance."""

from __future__ import annotations

from django.db import models

from doudi.base.ciphers import EncryptedField
from doudi.base.models import StoredFile
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.registry.models import Party


class Need(models.TextChoices):
    """What somebody needs, in his own words and not in the names of programmes."""

    LIVING = "LIVING", "生活费不够"
    SICK = "SICK", "看病花钱多"
    SUDDEN = "SUDDEN", "遇到火灾、事故等急难"
    DISABLED = "DISABLED", "家里有残疾人"
    OLD = "OLD", "老人没人照料"
    CHILD = "CHILD", "孩子没人抚养"
    OTHER = "OTHER", "其他困难"


class Submission(models.Model):
    """网上申请: handed in without an account. It accepts nothing and decides nothing; somebody of the township reads it first (R-ORG-03)."""

    class Way(models.TextChoices):
        SELF = "SELF", "我自己申请"
        VILLAGE = "VILLAGE", "请村（居）协理员代办"
        OTHER = "OTHER", "我替家人申请"

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="submission")
    name = models.CharField("姓名", max_length=40)
    id_number = EncryptedField("身份证号")
    id_index = models.CharField(max_length=64, db_index=True, editable=False)
    phone = EncryptedField("手机号")
    way = models.CharField("申请方式", max_length=8, choices=Way)
    agent = models.CharField("代办人", max_length=40, blank=True)
    needs = models.JSONField("困难", default=list)  # codes of Need
    words = EncryptedField("补充说明", blank=True)
    same_as = models.ForeignKey("self", models.PROTECT, null=True, related_name="repeats")  # another one of the person
    origin = models.CharField(max_length=64, db_index=True, editable=False)  # mark of the sender, to stop floods
    at = models.DateTimeField("提交时间")
    files = models.ManyToManyField(StoredFile, related_name="+")

    class Meta:
        verbose_name = "网上申请"

    def __str__(self) -> str:
        return f"网上申请{self.case_id}"

    @property
    def need_words(self) -> list[str]:
        """In the order and the words of the form."""
        return [need.label for need in Need if need.value in self.needs]


class Grievance(models.Model):
    """投诉举报: about a decision, a payment or somebody's conduct. Who complains is kept from everybody but who examines it."""

    class Kind(models.TextChoices):
        NOT_TAKEN = "NOT_TAKEN", "不受理、拖着不办"
        MISSED = "MISSED", "该享受的没享受"
        AMOUNT = "AMOUNT", "金额不对、没收到钱"
        WRONGLY = "WRONGLY", "不该享受的享受了"
        CONDUCT = "CONDUCT", "工作人员态度、作风"
        FEES = "FEES", "收费、索要好处"
        OTHER = "OTHER", "其他"

    class Channel(models.TextChoices):
        PAGE = "PAGE", "网页"
        PHONE = "PHONE", "电话"
        PAPER = "PAPER", "书面、来访"

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="grievance")
    kind = models.CharField("类别", max_length=10, choices=Kind)
    channel = models.CharField("来源", max_length=6, choices=Channel)
    about = EncryptedField("反映的对象或事项", blank=True)
    statement = EncryptedField("反映内容")
    name = EncryptedField("姓名", blank=True)
    phone = EncryptedField("联系电话", blank=True)
    real_name = models.BooleanField("实名", default=False)
    origin = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    at = models.DateTimeField("收到时间")

    class Meta:
        verbose_name = "投诉举报"

    def __str__(self) -> str:
        return f"投诉举报{self.case_id}"

    @property
    def about_staff(self) -> bool:
        """Against those who work here: not examined by themselves."""
        return self.kind in (self.Kind.CONDUCT, self.Kind.FEES, self.Kind.NOT_TAKEN)


class Prospect(models.Model):
    """政策找人: somebody who, by what is known, may be entitled and does not receive it. A question to be answered by a person, never an
    admission (R-ORG-03, R-PRIV-13)."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="prospect")
    door = models.CharField("事项", max_length=40)  # front_door.Door
    party = models.ForeignKey(Party, models.PROTECT, related_name="+")  # the person, or the household
    reason = models.CharField("理由", max_length=200)
    sources = models.JSONField("数据来源", default=list)  # names of lists with their months
    found_on = models.DateField("发现日期", db_index=True)

    class Meta:
        verbose_name = "应享未享人员"
        indexes = [models.Index(fields=["door", "party"], name="reception_prospects")]

    def __str__(self) -> str:
        return f"{self.door} {self.party_id}"
