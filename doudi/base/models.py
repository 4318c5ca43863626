"""What everything else stands on: areas, users and their grants, the chain of records, stored files, holiday notices."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from doudi.base.ciphers import EncryptedField, blind_index
from doudi.base.roles import role_choices


class Unchangeable(Exception):
    """Somebody tried to change or delete what is written once."""


class AppendOnlySet(models.QuerySet[Any]):
    """Rows that are written once: no update, no delete, not even of many at once."""

    def update(self, **fields: Any) -> int:
        raise Unchangeable("记录不可修改。")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise Unchangeable("记录不可删除。")

    def bulk_update(self, *args: Any, **more: Any) -> int:
        raise Unchangeable("记录不可修改。")


class AppendOnly(models.Model):
    """What is written once and then only read (R-GEN-05): a correction is a new row."""

    objects: ClassVar[models.Manager[Any]] = models.Manager.from_queryset(AppendOnlySet)()

    class Meta:
        abstract = True

    def save(self, *args: Any, **more: Any) -> None:
        if self.pk is not None and not self._state.adding:
            raise Unchangeable("记录不可修改。")
        super().save(*args, **more)

    def delete(self, *args: Any, **more: Any) -> tuple[int, dict[str, int]]:
        raise Unchangeable("记录不可删除。")


class Area(models.Model):
    """County, township, or village/community, by its official 12-digit code (GB/T 2260 + GB/T 10114)."""

    class Level(models.TextChoices):
        COUNTY = "COUNTY", "县"
        TOWNSHIP = "TOWNSHIP", "乡镇"
        VILLAGE = "VILLAGE", "村居"

    code = models.CharField("区划代码", max_length=12, primary_key=True)
    name = models.CharField("名称", max_length=40)
    level = models.CharField("级别", max_length=8, choices=Level)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    urban = models.BooleanField("城镇", default=False)
    valid_from = models.DateField("启用日期", null=True, blank=True)
    valid_to = models.DateField("停用日期", null=True, blank=True)  # merged villages keep their code and name the heir
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged_from")

    class Meta:
        verbose_name = "区划"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save()
        return user


class User(AbstractBaseUser):
    """Somebody with an account. The identity number serves recusal: near kin of a subject are stopped by it (R-ORG-01)."""

    class FontSize(models.TextChoices):
        STANDARD = "STANDARD", "标准"
        LARGE = "LARGE", "大"
        HUGE = "HUGE", "特大"

    username = models.CharField("账号", max_length=40, unique=True)
    name = models.CharField("姓名", max_length=40)
    title = models.CharField("职务", max_length=40, blank=True)
    unit = models.CharField("单位、股室", max_length=60, blank=True)
    id_number = EncryptedField("身份证号", blank=True)
    id_index = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    phone = EncryptedField("手机号", blank=True)
    font_size = models.CharField("字号", max_length=8, choices=FontSize, default=FontSize.STANDARD)
    is_active = models.BooleanField("启用", default=True)
    is_demo = models.BooleanField("演示账号", default=False)

    USERNAME_FIELD = "username"
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        verbose_name = "用户"

    def save(self, *args: Any, **more: Any) -> None:
        self.id_index = blind_index(self.id_number)
        super().save(*args, **more)

    def __str__(self) -> str:
        return self.name


class Grant(models.Model):
    """A role given to a user, within an area and below it or for an organisation, for a time."""

    user = models.ForeignKey(User, models.PROTECT, related_name="grants")
    role = models.CharField("角色", max_length=24, choices=role_choices)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True)
    organisation = models.CharField("机构代码", max_length=40, blank=True)  # a supplier's name, a provider's code
    since = models.DateField("起始日期")
    until = models.DateField("终止日期", null=True, blank=True)
    granted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "授权"

    def __str__(self) -> str:
        return f"{self.get_role_display()}·{self.organisation or self.area_id or ''}"


class Record(AppendOnly):
    """Something that happened: what, to what, who, because of what. Never changed; each one seals the one before it."""

    number = models.BigIntegerField("序号", primary_key=True)
    at = models.DateTimeField("时间", db_index=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    action = models.CharField("动作", max_length=60, db_index=True)
    subject = models.CharField("对象", max_length=80, db_index=True)  # "person:17", "delivery:4"
    because = models.CharField("事由", max_length=400, blank=True)
    area_code = models.CharField("区划", max_length=12, blank=True)
    data = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    seal = models.CharField("链值", max_length=64)

    class Meta:
        verbose_name = "记录"
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number} {self.action} {self.subject}"


class StoredFile(models.Model):
    """A file kept by its hash, of a type that its content proves; handed out only by an authorised view."""

    sha256 = models.CharField(max_length=64, db_index=True)
    name = models.CharField("文件名", max_length=200)
    content_type = models.CharField("类型", max_length=100)
    size = models.BigIntegerField("字节数")
    purpose = models.CharField("用途", max_length=60)
    area_code = models.CharField("区划", max_length=12, blank=True, db_index=True)
    uploaded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("时间")
    destroyed_at = models.DateTimeField("销毁时间", null=True, blank=True)  # retention over: the row says what it was
    # Roles that may open it in its place, and whose every opening is recorded; none: the staff there.
    confided_to = models.JSONField("只供查看的角色", default=list, blank=True)

    class Meta:
        verbose_name = "文件"

    def __str__(self) -> str:
        return self.name


class HolidayNotice(models.Model):
    """The State Council's holiday notice of one year, entered after this version of the program was made (R-CAL-02)."""

    year = models.IntegerField("年份", unique=True)
    document = models.CharField("文号", max_length=100)
    days_off = models.JSONField("放假日期", default=list)  # ISO dates
    workdays = models.JSONField("调休上班日期", default=list)
    at = models.DateTimeField("录入时间")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "放假安排"

    def __str__(self) -> str:
        return f"{self.year}年放假安排"


class NightlyRun(models.Model):
    """每日自动办理: when a job that runs by itself ran last, and what came of it. One row a job; the chain of records keeps every run."""

    code = models.CharField("代码", max_length=40, primary_key=True)
    on = models.DateField("办理日期")  # the day it was done for
    at = models.DateTimeField("开始时间")
    way = models.CharField("方式", max_length=20)  # 定时 or 命令行
    failed = models.BooleanField("未完成", default=False)
    told = models.CharField("结果", max_length=400)  # numbers only: nobody is named

    class Meta:
        verbose_name = "每日自动办理"

    def __str__(self) -> str:
        return f"{self.code} {self.on}"
