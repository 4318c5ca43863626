"""Deaths, what each source reported of them, and the certificates."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from doudi.base.ciphers import EncryptedField
from doudi.base.models import AppendOnly, User
from doudi.mechanisms.registry.models import Person


class Source(models.TextChoices):
    """Who told of a death."""

    VILLAGE = "VILLAGE", "村（社区）报告"
    MEDICAL = "MEDICAL", "医疗机构"
    POLICE = "POLICE", "公安机关"
    FUNERAL_HOME = "FUNERAL_HOME", "殡仪馆火化登记"
    HEALTH_LIST = "HEALTH_LIST", "卫健死亡名单"
    POLICE_LIST = "POLICE_LIST", "公安注销名单"
    INSURANCE_LIST = "INSURANCE_LIST", "医保停保名单"
    CERTIFICATE = "CERTIFICATE", "死亡证明"


class Manner(models.TextChoices):
    """Unsure is treated as abnormal until the police say otherwise (R-CERT-02)."""

    NORMAL = "NORMAL", "正常死亡"
    ABNORMAL = "ABNORMAL", "非正常死亡"
    UNKNOWN = "UNKNOWN", "原因不明"


class DeathPlace(models.TextChoices):
    HOSPITAL = "HOSPITAL", "医疗机构或者送医途中"
    HOME = "HOME", "家中"
    CARE_HOME = "CARE_HOME", "养老机构"
    OTHER = "OTHER", "其他场所"


class Death(models.Model):
    """死亡登记 (R-ASHES-01). `died_at` is the golden time: of the certificate, before there is one of the most credible report (R-ASHES-02)."""

    class State(models.TextChoices):
        REPORTED = "REPORTED", "已报告"
        CERTIFIED = "CERTIFIED", "已开证"
        VOID = "VOID", "误报"

    number = models.CharField("编号", max_length=20, unique=True)
    key = models.CharField(
        max_length=64, db_index=True
    )  # blind index of the identity number, else the surrogate number
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="deaths")  # none: nobody knows who he is
    name = models.CharField("姓名", max_length=40)
    area_code = models.CharField(
        "区划", max_length=12, db_index=True
    )  # of the household; of the place if he has none here
    resident = models.BooleanField("本县户籍", default=True)
    urban = models.BooleanField("城镇户籍", default=False)
    died_at = models.DateTimeField("死亡时间", db_index=True)
    told_by = models.CharField("时间依据", max_length=16, choices=Source)
    place = models.CharField("死亡地点类别", max_length=10, choices=DeathPlace)
    manner = models.CharField("死亡性质", max_length=10, choices=Manner)
    donor = models.BooleanField("遗体捐献", default=False)
    burial_custom = models.BooleanField("有土葬习俗的少数民族", default=False)
    state = models.CharField("状态", max_length=10, choices=State, default=State.REPORTED, db_index=True)
    reported_at = models.DateTimeField("首次报告时间")
    certified_at = models.DateTimeField("开证登记时间", null=True)
    voided_at = models.DateTimeField("作废时间", null=True)
    void_because = models.CharField("作废原因", max_length=200, blank=True)
    cancelled_on = models.DateField("户籍注销日期", null=True)
    cancellation = models.CharField("注销回执号", max_length=40, blank=True)
    tracker = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")  # 跟踪员, named by the village

    class Meta:
        verbose_name = "死亡登记"
        ordering = ["-died_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=~Q(state="VOID"), name="one_death_one_record"),
        ]

    def __str__(self) -> str:
        return self.number


class DeathReport(AppendOnly):
    """死亡报告: what one source said, and when it was known to it and to us. Never changed; a correction is another report."""

    death = models.ForeignKey(Death, models.PROTECT, related_name="reports")
    source = models.CharField("来源", max_length=16, choices=Source)
    died_at = models.DateTimeField("死亡时间")
    learnt_at = models.DateTimeField("得知时间")
    reporter = models.CharField("报告人", max_length=40, blank=True)
    reference = models.CharField("文号、编号", max_length=60, blank=True)
    words = models.CharField("说明", max_length=200, blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "死亡报告"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.get_source_display()} {self.died_at:%Y-%m-%d}"


class DeathCertificate(models.Model):
    """死亡证明. The cause is seen by health-linked roles and auditors only (R-ASHES-21)."""

    class Form(models.TextChoices):
        FOUR_COPY = "V2014_FOUR_COPY", "居民死亡医学证明（推断）书（四联）"
        UNIFIED = "V2026_UNIFIED", "居民死亡医学证明"
        POLICE = "POLICE_CERT", "公安机关非正常死亡证明"

    class Issuer(models.TextChoices):
        HOSPITAL = "HOSPITAL", "救治的医疗机构"
        TOWNSHIP_HEALTH = "TOWNSHIP_HEALTH", "乡镇卫生院、社区卫生服务机构"
        POLICE = "POLICE", "公安机关"

    death = models.ForeignKey(Death, models.PROTECT, related_name="certificates")
    form = models.CharField("样式", max_length=16, choices=Form)
    mark = models.CharField(
        max_length=64, db_index=True
    )  # blind index of the number, which from 2026 on is that of the person
    number = EncryptedField("编号")
    name = models.CharField("姓名", max_length=40)
    person_index = models.CharField(max_length=64, blank=True)  # of the identity number that stands on it
    died_at = models.DateTimeField("死亡时间")
    issuer = models.CharField("出具单位", max_length=80)
    issuer_type = models.CharField("出具单位类别", max_length=16, choices=Issuer)
    issued_at = models.DateTimeField("出具时间")
    electronic = models.BooleanField("电子证明", default=False)
    copies = models.CharField("收到的联", max_length=10, blank=True)  # "24": second and fourth copy
    police_stamped = models.BooleanField("公安已盖章", default=False)
    applicant = models.CharField("申领人关系", max_length=20, blank=True)
    mandated = models.BooleanField("有书面委托", default=False)
    inquiry = models.BooleanField("有死亡调查记录", default=False)
    cause = EncryptedField("死因代码", blank=True)
    reissue = models.IntegerField("补发次数", default=0)
    health_reported_on = models.DateField("卫健网络报告日期", null=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("登记时间")
    withdrawn_at = models.DateTimeField("失效时间", null=True)

    class Meta:
        verbose_name = "死亡证明"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["form", "mark"], condition=Q(withdrawn_at=None), name="one_certificate_one_death"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_form_display()} {self.issued_at:%Y-%m-%d}"
