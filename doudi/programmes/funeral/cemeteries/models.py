"""The register of cemeteries and columbaria: what was approved, in what state each is since when, its blocks of plots, what was measured,
inspected, reserved; and the graves from before the register."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from doudi.base.ciphers import EncryptedField
from doudi.base.models import AppendOnly, StoredFile, User
from doudi.mechanisms.custody.models import Custodian, TrackedItem


class Cemetery(models.Model):
    """公墓（骨灰堂、生态安葬区）登记 (1.10). The custodian says where it is and what it holds; here stands what was approved. Areas are square
    centimetres, so that 10 亩 (6,666.67 square metres) are a whole number."""

    class Sort(models.TextChoices):
        COUNTY = "COUNTY", "县级公益性"
        TOWN = "TOWN", "乡镇公益性"
        VILLAGE = "VILLAGE", "村级公益性"
        COMMERCIAL = "COMMERCIAL", "经营性"

    class State(models.TextChoices):
        PLANNED = "PLANNED", "筹建"
        OPEN = "OPEN", "启用"
        SUSPENDED = "SUSPENDED", "暂停接收"
        CLOSED = "CLOSED", "停用"

    class Land(models.TextChoices):
        ALLOCATED = "ALLOCATED", "划拨"
        GRANTED = "GRANTED", "出让"
        COLLECTIVE = "COLLECTIVE", "集体土地"

    custodian = models.OneToOneField(Custodian, models.PROTECT, primary_key=True, related_name="cemetery")
    sort = models.CharField("性质", max_length=10, choices=Sort, db_index=True)
    state = models.CharField("状态", max_length=10, choices=State, db_index=True)  # as it is now; the history beside it
    approval = models.CharField("批准文号", max_length=60)
    approved_on = models.DateField("批准日期")
    approved_cm2 = models.BigIntegerField("批准面积（平方厘米）")
    approved_plots = models.IntegerField("批准墓位（格位）数", null=True)  # none: a place of ecological burial
    public_cm2 = models.BigIntegerField("其中公益性墓区（平方厘米）", default=0)
    public_money = models.BooleanField("使用财政资金建设", default=False)
    land = models.CharField("用地方式", max_length=10, choices=Land)
    land_number = models.CharField("用地手续文号", max_length=60)
    red_line = models.JSONField("红线", default=list)  # corners, [longitude, latitude] each
    serves = models.JSONField("服务范围", default=list)  # area codes; empty: its own area
    price_document = models.CharField("收费文件", max_length=80, blank=True)
    account = EncryptedField("收费专用账户", blank=True)
    keeper = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "公墓"
        ordering = ["custodian"]

    def __str__(self) -> str:
        return self.custodian.name

    @property
    def public(self) -> bool:
        """公益性."""
        return self.sort != self.Sort.COMMERCIAL


class CemeteryState(AppendOnly):
    """状态沿革: from a day on, by which document. What it was on an earlier day stays known."""

    cemetery = models.ForeignKey(Cemetery, models.PROTECT, related_name="states")
    state = models.CharField("状态", max_length=10, choices=Cemetery.State)
    since = models.DateField("自")
    because = models.CharField("事由", max_length=200)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "公墓状态"
        ordering = ["cemetery", "since", "id"]

    def __str__(self) -> str:
        return f"{self.get_state_display()} {self.since}"


class PlotBlock(models.Model):
    """墓区: a zone of plots (niches) alike, so many rows of so many. A place is written 区-排-号: A-3-12."""

    cemetery = models.ForeignKey(Cemetery, models.PROTECT, related_name="blocks")
    zone = models.CharField("区", max_length=8)
    rows = models.IntegerField("排数")
    per_row = models.IntegerField("每排数")
    double = models.BooleanField("双穴", default=False)
    plot_cm2 = models.IntegerField("每穴面积（平方厘米）", null=True)  # none: niches
    flat_stone = models.BooleanField("卧碑", default=True)
    opened_on = models.DateField("启用日期")
    closed_on = models.DateField("停用日期", null=True)

    class Meta:
        verbose_name = "墓区"
        ordering = ["cemetery", "zone"]
        constraints = [
            models.UniqueConstraint(fields=["cemetery", "zone"], name="plot_zone_once"),
            models.CheckConstraint(condition=Q(rows__gt=0, per_row__gt=0), name="plot_block_has_plots"),
        ]

    def __str__(self) -> str:
        return f"{self.zone}区"

    @property
    def plots(self) -> int:
        return self.rows * self.per_row


class FormerGrave(models.Model):
    """纳管前安葬: a plot that was taken before the chain of ashes was kept, from the cemetery's own book."""

    cemetery = models.ForeignKey(Cemetery, models.PROTECT, related_name="former")
    place = models.CharField("穴位、格位", max_length=40)
    name = models.CharField("逝者", max_length=40)
    buried_on = models.DateField("安葬日期", db_index=True)

    class Meta:
        verbose_name = "纳管前安葬"
        ordering = ["cemetery", "place"]
        constraints = [models.UniqueConstraint(fields=["cemetery", "place"], name="former_grave_once")]

    def __str__(self) -> str:
        return f"{self.place} {self.name}"


class Reservation(models.Model):
    """预留 (R-ASHES-14): a plot kept for somebody who lives, for one of the reasons that the regulation lists and for no other."""

    class Reason(models.TextChoices):
        AGED = "AGED", "高龄老人"
        ILL = "ILL", "危重病人"
        SPOUSE = "SPOUSE", "双穴的健在配偶"

    cemetery = models.ForeignKey(Cemetery, models.PROTECT, related_name="reservations")
    place = models.CharField("穴位、格位", max_length=40)
    name = models.CharField("预留给", max_length=40)
    mark = models.CharField(max_length=64, db_index=True)  # blind index of the identity number
    reason = models.CharField("理由", max_length=10, choices=Reason)
    proof = models.CharField("证明材料", max_length=100)
    since = models.DateField("预留日期")
    until = models.DateField("有效期至")
    ended_on = models.DateField("解除日期", null=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "墓位预留"
        ordering = ["-since", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cemetery", "place"], condition=Q(ended_on=None), name="plot_reserved_once"
            ),
            models.UniqueConstraint(fields=["mark"], condition=Q(ended_on=None), name="reserved_for_one_once"),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.name}"


class Measurement(AppendOnly):
    """实测: what was found on the ground, held against what was approved (R-CEM-01, R-CEM-04)."""

    cemetery = models.ForeignKey(Cemetery, models.PROTECT, related_name="measurements")
    on = models.DateField("测量日期")
    area_cm2 = models.BigIntegerField("实测面积（平方厘米）")
    plots = models.IntegerField("实有墓位（格位）数", null=True)
    single_cm2 = models.IntegerField("最大单穴（平方厘米）", null=True)
    double_cm2 = models.IntegerField("最大双穴（平方厘米）", null=True)
    outline = models.JSONField("实测边界", default=list)  # corners, [longitude, latitude] each
    faults = models.JSONField("发现的问题", default=list)  # sentences, as the rules of the day put them
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "公墓实测"
        ordering = ["-on", "-id"]

    def __str__(self) -> str:
        return f"实测 {self.on}"


class Inspection(models.Model):
    """年度检查 (R-CEM-07), by two people; not passed: a deadline, a notice once it is over, and whoever looks again is somebody else."""

    cemetery = models.ForeignKey(Cemetery, models.PROTECT, related_name="inspections")
    year = models.IntegerField("年度")
    on = models.DateField("检查日期")
    passed = models.BooleanField("合格")
    words = models.CharField("检查情况", max_length=400)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    together_with = models.ForeignKey(User, models.PROTECT, related_name="+")
    rectify_by = models.DateField("整改期限", null=True, db_index=True)
    rectified_on = models.DateField("整改完成日期", null=True)
    checked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    notified_on = models.DateField("逾期通报日期", null=True)
    published_on = models.DateField("公布日期", null=True)

    class Meta:
        verbose_name = "年度检查"
        ordering = ["-year", "cemetery"]
        constraints = [
            models.UniqueConstraint(fields=["cemetery", "year"], name="inspected_once_a_year"),
            models.CheckConstraint(condition=~Q(by=models.F("together_with")), name="inspection_two_people"),
        ]

    def __str__(self) -> str:
        return f"{self.year}年度检查"


class Renewal(AppendOnly):
    """续期: a term goes on to a later day. Of ashes that the chain keeps, or of a grave from before it."""

    item = models.ForeignKey(TrackedItem, models.PROTECT, null=True, related_name="renewals")
    former = models.ForeignKey(FormerGrave, models.PROTECT, null=True, related_name="renewals")
    until = models.DateField("续至")
    agreement = models.CharField("协议号", max_length=40)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "使用期续期"
        constraints = [
            models.CheckConstraint(
                condition=Q(item=None, former__isnull=False) | Q(item__isnull=False, former=None), name="renewal_of_one"
            )
        ]

    def __str__(self) -> str:
        return f"续至{self.until}"


class TermNotice(AppendOnly):
    """期满告知 (R-CEM-08): how many months before the end, to whom, in what way; once for each of the three."""

    item = models.ForeignKey(TrackedItem, models.PROTECT, null=True, related_name="term_notices")
    former = models.ForeignKey(FormerGrave, models.PROTECT, null=True, related_name="term_notices")
    ends_on = models.DateField("期满日期")
    months = models.IntegerField("期满前（月）")
    told = models.CharField("告知对象", max_length=40)
    way = models.CharField("告知方式", max_length=40)
    proof = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    on = models.DateField("告知日期")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "期满告知"
        constraints = [
            models.UniqueConstraint(
                fields=["item", "ends_on", "months"], condition=Q(former=None), name="term_notice_once"
            ),
            models.UniqueConstraint(
                fields=["former", "ends_on", "months"], condition=Q(item=None), name="former_term_notice_once"
            ),
            models.CheckConstraint(
                condition=Q(item=None, former__isnull=False) | Q(item__isnull=False, former=None),
                name="term_notice_of_one",
            ),
        ]

    def __str__(self) -> str:
        return f"期满前{self.months}个月告知"


class RelocatedGrave(AppendOnly):
    """迁坟补偿名册: a grave for whose relocation a project pays, as the project office has listed it. `first_seen_on`: the day of the first aerial
    photograph or survey that shows it; none: no photograph does."""

    project = models.CharField("项目", max_length=60, db_index=True)
    announced_on = models.DateField("迁坟公告日期")
    number = models.CharField("坟墓编号", max_length=40)
    applicant = models.CharField("申领人", max_length=40)
    mark = models.CharField(max_length=64, db_index=True)  # blind index of his identity number
    deceased = models.CharField("逝者", max_length=40)
    buried_year = models.IntegerField("所报安葬年份")
    first_seen_on = models.DateField("影像首次可见", null=True)
    longitude = models.FloatField("经度")
    latitude = models.FloatField("纬度")
    amount = models.BigIntegerField("补偿金额")
    area_code = models.CharField("区划", max_length=12, db_index=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "迁坟补偿"
        ordering = ["project", "number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="grave_relocated_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="grave_amount_is_no_debt"),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.number}"
