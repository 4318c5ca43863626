"""Cases: one matter handled for one subject, where it stands, by when, and every action ever taken on it."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from doudi.base.models import AppendOnly, Area, StoredFile, User


class Case(models.Model):
    """One matter in one flow. `stage` is a code of the flow's own stages."""

    flow = models.CharField("流程", max_length=60, db_index=True)  # "data_matching.findings"
    number = models.CharField("编号", max_length=40, unique=True)
    title = models.CharField("事项", max_length=200)
    stage = models.CharField("环节", max_length=20, db_index=True)
    area_code = models.CharField("区划", max_length=12, db_index=True)
    opened_at = models.DateTimeField("开始时间")
    opened_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    due_on = models.DateField("办理期限", null=True, db_index=True)
    due_at = models.DateTimeField("办理时限", null=True)  # for limits in hours
    due_provisional = models.BooleanField("暂定", default=False)  # past the last holiday notice
    waits_since = models.DateField(null=True)  # the day the present limit counts from
    limit = models.CharField("时限", max_length=20, blank=True)  # "10 workdays": to compute the deadline again
    internal_due_on = models.DateField("内部期限", null=True)  # last workday on or before the nominal day (R-WD-04)
    yellow_on = models.DateField(null=True, db_index=True)  # first day on which 70% of the time is used (R-PRC-04)
    red_on = models.DateField(null=True, db_index=True)  # first day on which 90% is used
    stage_since = models.DateField(null=True)  # the day that the limits of the stage count from
    entered_at = models.DateTimeField(null=True)  # when the stage was entered: for the days a stage takes
    clock_due_on = models.DateField("总时限", null=True, db_index=True)  # the nearest of its clocks over several stages
    delegated = models.BooleanField("权限下放", default=False)  # accepted where the township confirms (R-ORG-02)
    site_visit = models.CharField(
        "须入户抽查", max_length=60, blank=True
    )  # why: drawn, near kin …; empty: it need not be
    original = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="later"
    )  # appealed, reviewed, changed …
    link = models.CharField("与原件关系", max_length=20, blank=True)
    version = models.IntegerField(default=0)  # counts the actions taken: of two people at once the second is told
    closed_at = models.DateTimeField("办结时间", null=True)

    class Meta:
        verbose_name = "办件"
        indexes = [models.Index(fields=["flow", "stage", "area_code"])]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class ActionTaken(AppendOnly):
    """One action on one case: who, when, because of what, with what evidence. Never changed."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="actions")
    action = models.CharField("动作", max_length=40)
    label = models.CharField("动作名称", max_length=40)
    source = models.CharField("原环节", max_length=20)
    target = models.CharField("新环节", max_length=20)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    together_with = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")  # the second person of a pair
    in_the_name_of = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")  # whom a substitute acted for
    since = models.DateTimeField(null=True)  # when the stage was entered that this action was taken in
    because = models.CharField("理由", max_length=400, blank=True)
    data = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    files = models.ManyToManyField(StoredFile, related_name="+")

    class Meta:
        verbose_name = "办理记录"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.label} {self.at:%Y-%m-%d}"


class CaseChange(AppendOnly):
    """What an action changed in the facts of a case: before and after, by label."""

    taken = models.OneToOneField(ActionTaken, models.PROTECT, primary_key=True, related_name="change")
    before = models.JSONField("变更前", default=dict, encoder=DjangoJSONEncoder)
    after = models.JSONField("变更后", default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = "变更前后"

    def __str__(self) -> str:
        return "、".join(self.after)


class RunningClock(models.Model):
    """A limit beside the one of the stage: a clock over several stages, or a step that the stage waits for with others."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="clocks")
    code = models.CharField(max_length=40)  # of a clock or of an action of the flow
    step = models.BooleanField(default=False)  # a step of the stage; else a clock over several stages
    waits_since = models.DateField(null=True)  # None: a step that waits for another one first
    limit = models.CharField("时限", max_length=20, blank=True)
    due_on = models.DateField("期限", null=True)
    due_at = models.DateTimeField(null=True)
    internal_due_on = models.DateField(null=True)
    yellow_on = models.DateField(null=True)
    red_on = models.DateField(null=True)
    due_provisional = models.BooleanField("暂定", default=False)
    extended = models.CharField("延长原因", max_length=20, blank=True)  # coded (R-DIBAO-10)
    stopped_at = models.DateTimeField("停止时间", null=True)

    class Meta:
        verbose_name = "时限"
        ordering = ["id"]
        indexes = [
            models.Index(fields=["code", "due_on"], condition=models.Q(stopped_at=None), name="casework_running_clocks")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "code"], condition=models.Q(stopped_at=None), name="casework_one_running_clock"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.due_on}"


class Delegation(models.Model):
    """审核确认权限下放: in a flow a township confirms from a day to a day, by a document (R-ORG-02)."""

    flow = models.CharField("流程", max_length=60)
    township = models.ForeignKey(Area, models.PROTECT, related_name="+")
    since = models.DateField("起始日期")
    until = models.DateField("终止日期", null=True)
    document = models.CharField("文号", max_length=120)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "权限下放"
        ordering = ["township", "since"]

    def __str__(self) -> str:
        return f"{self.flow} {self.township_id} {self.since}"


class Substitution(models.Model):
    """代办: while somebody is away another acts in his name; what he does is recorded as such."""

    absent = models.ForeignKey(User, models.PROTECT, related_name="substitutes")
    substitute = models.ForeignKey(User, models.PROTECT, related_name="substitutes_for")
    since = models.DateField("起始日期")
    until = models.DateField("终止日期")
    because = models.CharField("事由", max_length=200)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "代办"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(absent=models.F("substitute")), name="casework_substitute_is_another"
            ),
            models.CheckConstraint(condition=models.Q(until__gte=models.F("since")), name="casework_substitution_days"),
        ]

    def __str__(self) -> str:
        return f"{self.absent_id} {self.since}"


class Escalation(AppendOnly):
    """督办: a limit has passed and somebody above was told. One row per case, limit and level, however often the job runs."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="escalations")
    clock = models.CharField(max_length=60)  # a clock's code, or the stage with the day its limit counts from
    level = models.PositiveSmallIntegerField("级别")
    due_on = models.DateField("期限")
    on = models.DateField("督办日期", db_index=True)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "督办"
        constraints = [models.UniqueConstraint(fields=["case", "clock", "level"], name="casework_escalated_once")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.clock} {self.level}"
