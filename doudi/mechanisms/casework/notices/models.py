"""Public notices: what was told, where, for how long, who looked at it before, what was said against it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from doudi.base.ciphers import EncryptedField
from doudi.base.models import AppendOnly, StoredFile, User
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.registry.models import Party


class NoticeKind(models.TextChoices):
    PRELIMINARY = "PRELIMINARY", "拟确认公示"  # before the decision, for the days of policy (R-CAL-03)
    STOP = "STOP", "拟停发公示"  # before a stop (R-TK-07)
    LONG_TERM = "LONG_TERM", "长期公布"  # after the decision, as long as it is paid (R-PUB-01)


class NoticeState(models.TextChoices):
    DRAFT = "DRAFT", "拟稿"
    REVIEWING = "REVIEWING", "待审核"
    APPROVED = "APPROVED", "待张贴"
    POSTED = "POSTED", "公示中"
    OVER = "OVER", "期满撤下"
    WITHDRAWN = "WITHDRAWN", "提前撤下"
    DROPPED = "DROPPED", "作废"


class PublicNotice(models.Model):
    """公示: typed fields of a white list, and one short remark that the scanner has read. Its text is made from them (R-PUB-04)."""

    number = models.CharField("公示编号", max_length=20, unique=True)
    publicity = models.CharField("业务", max_length=40, db_index=True)
    kind = models.CharField("种类", max_length=12, choices=NoticeKind)
    area_code = models.CharField("村居", max_length=12, db_index=True)
    state = models.CharField("状态", max_length=10, choices=NoticeState, default=NoticeState.DRAFT, db_index=True)
    issuing_unit = models.CharField("发布单位", max_length=60)
    phones = models.JSONField("监督电话", default=list)  # [["东镇民政所", "0797-7234567"]]
    place = models.CharField("张贴地点", max_length=60)
    remark = models.CharField("补充说明", max_length=200, blank=True)
    drafted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField("拟稿时间")
    reviewed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField("审核时间", null=True)
    review_words = models.CharField("审核意见", max_length=200, blank=True)
    posted_on = models.DateField("张贴日期", null=True)
    posted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    days = models.IntegerField("公示天数", null=True)  # by the policy of that day; none for the long-term list
    last_day = models.DateField("第末日", null=True)  # as counted, before it rolls over rest days
    ends_on = models.DateField("截止日期", null=True, db_index=True)
    provisional = models.BooleanField("暂定", default=False)  # the end is computed past the last holiday notice
    web = models.BooleanField("网上公示", default=False)
    taken_down_at = models.DateTimeField("撤下时间", null=True)
    taken_down_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")  # nobody: by itself
    taken_down_because = models.CharField("撤下原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "公示"
        ordering = ["-id"]
        indexes = [models.Index(fields=["area_code", "state"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=F("drafted_by")), name="notices_two_persons"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("POSTED", "OVER")) | Q(posted_on__isnull=False), name="notices_posted_on"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class NoticeLine(models.Model):
    """One household or person on a notice: what 13.2 lets it say, and the case or party behind it, which it does not say."""

    notice = models.ForeignKey(PublicNotice, models.PROTECT, related_name="lines")
    number = models.IntegerField("序号")
    name = models.CharField("申请人", max_length=40)
    people = models.IntegerField("家庭人口")
    category = models.CharField("类别", max_length=40)
    amount = models.BigIntegerField("金额")  # fen
    group = models.IntegerField("村民小组", null=True)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="notice_lines")
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "公示对象"
        ordering = ["notice_id", "number"]
        constraints = [models.UniqueConstraint(fields=["notice", "number"], name="notices_one_number")]

    def __str__(self) -> str:
        return f"{self.notice_id}-{self.number}"


class Attachment(models.Model):
    """A file that hangs beside the notice. `shown` is the copy without what was written beside the picture."""

    notice = models.ForeignKey(PublicNotice, models.PROTECT, related_name="attachments")
    shown = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    to_look_at = models.JSONField("须人工查看", default=list)  # sentences of what no machine can see
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")
    removed_at = models.DateTimeField("移除时间", null=True)

    class Meta:
        verbose_name = "公示附件"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.shown.name


class Moment(models.TextChoices):
    FIRST = "FIRST", "首日"
    LAST = "LAST", "末日"


class BoardPhoto(AppendOnly):
    """The board on the first and the last day: proof that the notice hung, and how long. For the file, never for the web."""

    notice = models.ForeignKey(PublicNotice, models.PROTECT, related_name="photos")
    moment = models.CharField("时点", max_length=6, choices=Moment)
    photo = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    taken_at = models.DateTimeField("拍摄时间")
    place = models.CharField("拍摄地点", max_length=80)
    latitude = models.DecimalField("纬度", max_digits=8, decimal_places=5, null=True)
    longitude = models.DecimalField("经度", max_digits=8, decimal_places=5, null=True)
    doubts = models.JSONField("存疑", default=list)  # sentences: taken late, another time in the picture
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("上传时间")

    class Meta:
        verbose_name = "公示栏照片"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.get_moment_display()}"


class Channel(models.TextChoices):
    PHONE = "PHONE", "电话"
    PAPER = "PAPER", "书面"
    PAGE = "PAGE", "网页"


class Objection(AppendOnly):
    """异议: what somebody said against a notice, in his words. Who he is, if he says it, is kept from everybody but who handles it."""

    notice = models.ForeignKey(PublicNotice, models.PROTECT, related_name="objections")
    line = models.ForeignKey(NoticeLine, models.PROTECT, null=True, related_name="objections")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="objections")
    number = models.CharField("登记号", max_length=24, unique=True)
    area_code = models.CharField("区划", max_length=12, db_index=True)
    channel = models.CharField("来源", max_length=6, choices=Channel)
    statement = EncryptedField("反映内容")
    name = EncryptedField("反映人", blank=True)
    contact = EncryptedField("联系方式", blank=True)
    late = models.BooleanField("公示期外", default=False)
    origin = models.CharField(
        max_length=64, blank=True, db_index=True, editable=False
    )  # mark of the sender, to stop floods
    at = models.DateTimeField("收到时间")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")  # who wrote it down; nobody: a page

    class Meta:
        verbose_name = "异议"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.number


class ObjectionAnswer(AppendOnly):
    """What was found out about an objection, and what was told to whoever made it (R-DIBAO-14)."""

    objection = models.OneToOneField(Objection, models.PROTECT, related_name="answer")
    upheld = models.BooleanField("属实")
    words = models.CharField("核实情况和答复", max_length=1000)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "异议答复"

    def __str__(self) -> str:
        return f"{self.objection_id}"


class ProgressKey(models.Model):
    """What opens the progress of a case without an account: marks of a code and of the last digits of a phone, never these themselves."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="progress_key")
    code_mark = models.CharField(max_length=64)
    phone_mark = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "进度查询码"

    def __str__(self) -> str:
        return f"{self.case_id}"


class ProgressTry(models.Model):
    """A look-up that failed: so many for one case or from one sender close the door for a while. Old ones are cleared."""

    number_mark = models.CharField(max_length=64, db_index=True)
    origin = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField("时间", db_index=True)

    class Meta:
        verbose_name = "查询失败"

    def __str__(self) -> str:
        return f"{self.at}"
