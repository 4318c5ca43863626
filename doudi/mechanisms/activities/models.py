"""What is stored of activities: the rolls of who is due, what was held, who was there, what was found and what looks odd about it."""

from __future__ import annotations

from django.db import models

from doudi.base.models import AppendOnly, User
from doudi.mechanisms.phone.models import Arrival, ArrivalPicture
from doudi.mechanisms.registry.models import Person


class RollEntry(models.Model):
    """巡访名册: somebody who is visited regularly, from a day to a day. What stands here is how it is now; `LevelChange` says how it was."""

    class Stay(models.TextChoices):
        HOME = "HOME", "居家"
        INSTITUTION = "INSTITUTION", "在机构"
        AWAY = "AWAY", "外出"

    kind = models.CharField("种类", max_length=40)  # the code of a VisitKind
    person = models.ForeignKey(Person, models.PROTECT, related_name="roll_entries")
    area_code = models.CharField("区划", max_length=12)
    level = models.CharField("级别", max_length=12)
    stay = models.CharField("居住状态", max_length=12, choices=Stay, default=Stay.HOME)
    alone = models.BooleanField("独居", default=False)
    carer = models.CharField("照护人", max_length=40, blank=True)
    reason = models.CharField("入册依据", max_length=200)
    service = models.CharField(
        "正在使用的服务", max_length=100, blank=True
    )  # so that one need is not paid twice (R-DIS-08)
    latitude = models.DecimalField("纬度", max_digits=9, decimal_places=6, null=True)
    longitude = models.DecimalField("经度", max_digits=9, decimal_places=6, null=True)
    from_on = models.DateField("入册日期")
    to_on = models.DateField("出册日期", null=True)
    ended_because = models.CharField("出册原因", max_length=100, blank=True)
    last_on = models.DateField("最近有效巡访", null=True)
    due_on = models.DateField("应访期限", null=True)
    review_on = models.DateField("级别复核期限", null=True)
    urgent_by = models.DateTimeField("紧急应访时限", null=True)  # after an incident, until he has been seen

    class Meta:
        verbose_name = "巡访名册"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "person"], condition=models.Q(to_on=None), name="activities_once_on_a_roll"
            )
        ]
        indexes = [models.Index(fields=["kind", "area_code"]), models.Index(fields=["kind", "due_on"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.person_id}"


class LevelChange(AppendOnly):
    """The level of an entry from a day, and why (R-DIS-07)."""

    entry = models.ForeignKey(RollEntry, models.PROTECT, related_name="levels")
    level = models.CharField("级别", max_length=12)
    because = models.CharField("理由", max_length=200)
    from_on = models.DateField("起始日期")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "级别变更"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.level} {self.from_on}"


class Activity(Arrival):
    """Something held, or a visit (then it has an `entry`). Whether a visit counts is settled when it is taken in, and said."""

    class Way(models.TextChoices):
        FACE = "FACE", "上门"
        VIDEO = "VIDEO", "视频"
        PHONE = "PHONE", "电话"

    class Outcome(models.TextChoices):
        DONE = "DONE", "已开展"
        SEEN = "SEEN", "见到本人"
        NOT_FOUND = "NOT_FOUND", "未见到本人"
        HOSPITAL = "HOSPITAL", "本人住院"
        DEAD = "DEAD", "本人已去世"
        MOVED = "MOVED", "已搬离"
        DANGER = "DANGER", "发现侵害或生命危险"

    kind = models.CharField("种类", max_length=40)
    entry = models.ForeignKey(RollEntry, models.PROTECT, null=True, related_name="visits")
    held_at = models.DateTimeField("时间")
    on = models.DateField("日期")
    minutes = models.IntegerField("时长（分钟）", null=True)
    area_code = models.CharField("区划", max_length=12)
    place = models.CharField("地点", max_length=100, blank=True)
    topic = models.CharField("主题", max_length=100, blank=True)
    way = models.CharField("方式", max_length=8, choices=Way, blank=True)
    outcome = models.CharField("结果", max_length=12, choices=Outcome)
    companion = models.CharField("同行人员", max_length=60, blank=True)
    said = models.JSONField("内容", default=dict)  # by the codes of the kind's questions
    words = models.CharField("情况记录", max_length=2000, blank=True)
    headcount = models.IntegerField("人数", default=0)
    metres = models.IntegerField("离住址（米）", null=True)
    counts = models.BooleanField("有效", default=True)
    not_counted = models.CharField("无效原因", max_length=300, blank=True)

    class Meta:
        verbose_name = "活动"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["kind", "on"]),
            models.Index(fields=["entry", "on"]),
            models.Index(fields=["kind", "area_code", "on"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"


class Attendance(AppendOnly):
    """Somebody who was there: led it, was visited, took part. People whom the registry does not know stand by name."""

    class Part(models.TextChoices):
        WORKER = "WORKER", "主持"
        SPEAKER = "SPEAKER", "主讲"
        VISITED = "VISITED", "受访"
        TAKING_PART = "TAKING_PART", "参加"

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="attendances")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    name = models.CharField("姓名", max_length=80)
    unit = models.CharField("单位", max_length=60, blank=True)
    part = models.CharField("身份", max_length=12, choices=Part)

    class Meta:
        verbose_name = "参加人员"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["activity", "person"], name="activities_there_once"),
        ]

    def __str__(self) -> str:
        return self.name


class ActivityPicture(ArrivalPicture):
    """A photo of an activity, or a signature. `print`: the photo's fingerprint, to know it again (R-DIS-05)."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="pictures")
    kind = models.CharField("种类", max_length=12)
    print = models.BigIntegerField("照片特征", null=True, db_index=True)

    class Meta:
        verbose_name = "活动照片"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.kind


class FollowUp(models.Model):
    """需求和预警: something a visit found that somebody has to answer by a moment. An alarm is confirmed by somebody else (R-GEN-08)."""

    class State(models.TextChoices):
        OPEN = "OPEN", "待处理"
        HANDLED = "HANDLED", "待确认"
        CLOSED = "CLOSED", "已办结"

    entry = models.ForeignKey(RollEntry, models.PROTECT, related_name="follow_ups")
    activity = models.ForeignKey(Activity, models.PROTECT, null=True, related_name="follow_ups")
    need = models.CharField("事项", max_length=20)  # the code of a Need
    alarm = models.BooleanField("预警", default=False)
    words = models.CharField("情况", max_length=300, blank=True)
    raised_at = models.DateTimeField("提出时间")
    due_at = models.DateTimeField("时限")
    state = models.CharField("状态", max_length=8, choices=State, default=State.OPEN)
    result = models.CharField("处理结果", max_length=300, blank=True)
    handled_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    handled_at = models.DateTimeField("处理时间", null=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField("办结时间", null=True)

    class Meta:
        verbose_name = "需求和预警"
        ordering = ["due_at", "id"]
        indexes = [models.Index(fields=["state", "due_at"])]

    def __str__(self) -> str:
        return f"{self.need} {self.entry_id}"


class Signal(AppendOnly):
    """疑点: what looks odd about a visit, in words (R-DIS-05). It accuses nobody: a person looks and says in a `Verdict`."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="signals")
    code = models.CharField("信号", max_length=20)
    words = models.CharField("说明", max_length=200)
    at = models.DateTimeField("发现时间")

    class Meta:
        verbose_name = "巡访疑点"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["activity", "code"], name="activities_one_signal")]

    def __str__(self) -> str:
        return self.code


class Verdict(AppendOnly):
    """What somebody who looked into the signals of a visit says: it stands, or it counts no more."""

    activity = models.OneToOneField(Activity, models.PROTECT, primary_key=True, related_name="verdict")
    stands = models.BooleanField("仍然有效")
    words = models.CharField("核实情况", max_length=200)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "核实结论"

    def __str__(self) -> str:
        return "有效" if self.stands else "不计"
