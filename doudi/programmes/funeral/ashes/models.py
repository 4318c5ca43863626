"""One case for each death; the furnace log, certificates as controlled stock, every placement and every verification."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from doudi.base.models import AppendOnly, User
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.custody.models import Custodian, TrackedItem
from doudi.mechanisms.registry.death_records.models import Death


class AshesCase(models.Model):
    """骨灰跟踪案 (R-ASHES-01): what the case is about. The latest of each step stands here for lists and limits."""

    class Destination(models.TextChoices):
        VILLAGE = "VILLAGE", "村级公益性公墓"
        TOWN = "TOWN", "乡镇公益性公墓"
        COMMERCIAL = "COMMERCIAL", "经营性公墓"
        COLUMBARIUM = "COLUMBARIUM", "骨灰堂"
        ECOLOGICAL = "ECOLOGICAL", "生态安葬"
        AWAY = "AWAY", "外县安葬"

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="ashes")
    death = models.OneToOneField(Death, models.PROTECT, related_name="ashes")
    item = models.OneToOneField(TrackedItem, models.PROTECT, null=True, related_name="ashes")
    received_at = models.DateTimeField("入馆时间", null=True)
    stored_until = models.DateField("存放期限", null=True)  # as extended
    cremated_on = models.DateField("火化日期", null=True, db_index=True)
    cremated_away = models.BooleanField("异地火化", default=False)
    kept_since = models.DateField("寄存起始日期", null=True)
    destination = models.CharField("去向", max_length=12, choices=Destination, blank=True)
    collector = models.CharField("领取人", max_length=40, blank=True)
    released_on = models.DateField("领取日期", null=True, db_index=True)
    placed_on = models.DateField("安放日期", null=True, db_index=True)
    verified_on = models.DateField("核查日期", null=True)
    tracker = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "骨灰跟踪"

    def __str__(self) -> str:
        return self.case.number


class Cremation(AppendOnly):
    """火化炉记录: which furnace, from when to when, by whom. It is closed when it is written."""

    ashes = models.OneToOneField(AshesCase, models.PROTECT, null=True, related_name="cremation")
    home = models.ForeignKey(Custodian, models.PROTECT, related_name="+")
    form_number = models.CharField("火化确认书编号", max_length=40, unique=True)
    furnace = models.CharField("火化炉", max_length=20)
    began_at = models.DateTimeField("开始时间")
    ended_at = models.DateTimeField("结束时间")
    operator = models.ForeignKey(User, models.PROTECT, related_name="+")
    reviewer = models.ForeignKey(User, models.PROTECT, related_name="+")
    resident = models.BooleanField("本县户籍", default=True)
    area_code = models.CharField("区划", max_length=12, db_index=True)

    class Meta:
        verbose_name = "火化记录"
        ordering = ["began_at", "id"]
        indexes = [models.Index(fields=["home", "furnace", "began_at"])]
        constraints = [
            models.CheckConstraint(condition=Q(ended_at__gt=F("began_at")), name="cremation_takes_time"),
            models.CheckConstraint(condition=~Q(operator=F("reviewer")), name="cremation_two_people"),
        ]

    def __str__(self) -> str:
        return self.form_number


class CertificateBatch(models.Model):
    """火化证明批次: blank certificates as they were received, numbered without a gap."""

    prefix = models.CharField("字号", max_length=20)
    first = models.IntegerField("起号")
    last = models.IntegerField("止号")
    received_on = models.DateField("领入日期")
    keeper = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "火化证明批次"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.prefix}{self.first:06d}-{self.last:06d}"


class CremationCertificate(models.Model):
    """火化证明: one serial, issued once, against a closed furnace log, or voided (R-ASHES-08)."""

    class State(models.TextChoices):
        STOCK = "STOCK", "库存"
        ISSUED = "ISSUED", "已开具"
        VOIDED = "VOIDED", "已作废"

    batch = models.ForeignKey(CertificateBatch, models.PROTECT, related_name="certificates")
    serial = models.CharField("编号", max_length=40, unique=True)
    state = models.CharField("状态", max_length=8, choices=State, default=State.STOCK, db_index=True)
    cremation = models.OneToOneField(Cremation, models.PROTECT, null=True, related_name="certificate")
    recipient = models.CharField("领证人", max_length=40, blank=True)
    on = models.DateField("开具、作废日期", null=True, db_index=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    because = models.CharField("作废原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "火化证明"
        ordering = ["serial"]

    def __str__(self) -> str:
        return self.serial


class Placement(models.Model):
    """安放记录: where, in which plot, under which certificate, until when. A plot is free again when its next placement is recorded."""

    ashes = models.ForeignKey(AshesCase, models.PROTECT, related_name="placements")
    custodian = models.ForeignKey(Custodian, models.PROTECT, related_name="placements")
    place = models.CharField("穴位、格位", max_length=40, blank=True)
    double = models.BooleanField("双穴", default=False)
    area_cm2 = models.IntegerField("面积（平方厘米）", null=True)
    agreement = models.CharField("安葬协议号", max_length=40, blank=True)
    certificate = models.CharField("安葬证号", max_length=40)
    longitude = models.FloatField("经度", null=True)
    latitude = models.FloatField("纬度", null=True)
    placed_on = models.DateField("安放日期", db_index=True)
    ends_on = models.DateField("使用期满日期", null=True)
    keeper = models.ForeignKey(User, models.PROTECT, related_name="+")
    tracker = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    freed_on = models.DateField("迁出日期", null=True)

    class Meta:
        verbose_name = "安放"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["ashes"], condition=Q(freed_on=None), name="ashes_placed_once"),
            models.UniqueConstraint(fields=["certificate"], name="burial_certificate_once"),
        ]

    def __str__(self) -> str:
        return f"{self.custodian} {self.place}"


class Finding(models.TextChoices):
    """What was found where the ashes should be."""

    MATCH = "MATCH", "相符"
    EMPTY = "EMPTY", "空穴"
    MOVED = "MOVED", "已被迁走"
    COFFIN = "COFFIN", "二次装棺"
    OVERSIZE = "OVERSIZE", "超面积"
    NOT_FOUND = "NOT_FOUND", "找不到"


class Verification(AppendOnly):
    """回访核查: by somebody who signed neither release nor placement (R-ASHES-15)."""

    ashes = models.ForeignKey(AshesCase, models.PROTECT, related_name="verifications")
    on = models.DateField("核查日期")
    finding = models.CharField("核查结果", max_length=10, choices=Finding)
    seal_matches = models.BooleanField("封签相符")
    place_matches = models.BooleanField("位置相符")
    yearly = models.BooleanField("年度抽查", default=False)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "回访核查"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.get_finding_display()} {self.on}"


class AshesAlert(models.Model):
    """预警 (R-GEN-08): a rule, its severity, what it is about; once for each matter however often the job runs."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="ashes_alert")
    rule = models.CharField("规则", max_length=16, db_index=True)
    severity = models.IntegerField("级别")
    key = models.CharField(max_length=80, unique=True)  # rule, severity and matter
    ashes = models.ForeignKey(AshesCase, models.PROTECT, null=True, related_name="alerts")
    words = models.CharField("情况", max_length=200)
    raised_on = models.DateField("预警日期", db_index=True)

    class Meta:
        verbose_name = "骨灰跟踪预警"

    def __str__(self) -> str:
        return self.key
