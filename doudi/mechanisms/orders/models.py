"""Orders, who carries them out, what shows that they were there, and every step ever taken.

An order is about one piece of service; how many people go is `people`. Who goes stands in `Assignment`, one row a worker, with his own
check-in and check-out: that row is what proof looks at. Times that count are the server's; what a phone's clock said is written down
beside them and trusted for nothing.
"""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from doudi.base.ciphers import EncryptedField
from doudi.base.models import AppendOnly, StoredFile, User
from doudi.mechanisms.call_backs.models import UNREACHED, Called
from doudi.mechanisms.phone.models import Arrival, ArrivalPicture
from doudi.mechanisms.registry.models import Party, Person


class State(models.TextChoices):
    """Where an order stands. A kind may call a state otherwise on its pages."""

    REQUESTED = "REQUESTED", "待核实"
    CHECKED = "CHECKED", "待派单"
    DISPATCHED = "DISPATCHED", "待接单"
    ACCEPTED = "ACCEPTED", "已接单"
    STARTED = "STARTED", "服务中"
    ENDED = "ENDED", "待确认"
    CONFIRMED = "CONFIRMED", "已确认"
    SETTLED = "SETTLED", "已结算"
    DISPUTED = "DISPUTED", "有争议"
    CANCELLED = "CANCELLED", "已取消"
    EXPIRED = "EXPIRED", "无人接单"
    NO_SHOW = "NO_SHOW", "未服务"
    REJECTED = "REJECTED", "不予认可"
    REFERRED = "REFERRED", "已转办"


OVER = frozenset({State.SETTLED, State.CANCELLED, State.EXPIRED, State.NO_SHOW, State.REJECTED, State.REFERRED})
SERVED = frozenset({State.CONFIRMED, State.SETTLED})  # what figures count as done


class Way(models.TextChoices):
    """How the client said that the service was given: never by the phone of who gave it alone (R-TB-05)."""

    CARD = "CARD", "长者卡密码"  # a code of his printed card, each good for one order
    HELPER = "HELPER", "协助人员代确认"  # the village helper or station keeper asks him, on a device of his own
    FAMILY = "FAMILY", "家属确认"  # somebody of the family says so to the helper: who, is written down
    CALL_BACK = "CALL_BACK", "电话回访"


class Worker(models.Model):
    """Somebody who carries out orders: a volunteer, a member who takes wishes, a care worker. What a programme knows of him beside stands in
    a model of its own, one to one."""

    roster = models.CharField("名册", max_length=40, db_index=True)  # "time_bank": one row a person and roster
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    name = models.CharField("姓名", max_length=80)
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.CharField("站点、机构代码", max_length=40, blank=True, db_index=True)
    area_code = models.CharField("区划", max_length=12, db_index=True)
    skills = models.JSONField("技能", default=list)  # codes of the kind's items
    languages = models.JSONField("方言、语言", default=list)
    latitude = models.DecimalField("纬度", max_digits=9, decimal_places=6, null=True)  # of where he sets out from
    longitude = models.DecimalField("经度", max_digits=9, decimal_places=6, null=True)
    since = models.DateField("起始日期")
    until = models.DateField("终止日期", null=True, blank=True)
    suspended_until = models.DateField("暂停至", null=True, blank=True)

    class Meta:
        verbose_name = "服务人员"
        constraints = [models.UniqueConstraint(fields=["roster", "person"], name="orders_one_worker")]

    def __str__(self) -> str:
        return self.name


class Credential(models.Model):
    """证书、资格: a worker holds it from a day to a day. A correction is a new row and an end of the old one."""

    worker = models.ForeignKey(Worker, models.PROTECT, related_name="credentials")
    kind = models.CharField("种类", max_length=40)  # a code of the programme: TRAINING, HEALTH, CARE_3 …
    number = models.CharField("编号", max_length=60, blank=True)
    since = models.DateField("起始日期")
    until = models.DateField("终止日期", null=True, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "资格证书"

    def __str__(self) -> str:
        return self.kind


class Team(models.Model):
    """服务团队: workers who go together."""

    roster = models.CharField("名册", max_length=40, db_index=True)
    name = models.CharField("名称", max_length=60)
    organisation = models.CharField("站点、机构代码", max_length=40, blank=True, db_index=True)
    area_code = models.CharField("区划", max_length=12, db_index=True)
    leader = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    members = models.ManyToManyField(Worker, related_name="teams")
    since = models.DateField("起始日期")
    until = models.DateField("终止日期", null=True, blank=True)

    class Meta:
        verbose_name = "服务团队"
        constraints = [models.UniqueConstraint(fields=["roster", "name"], name="orders_one_team")]

    def __str__(self) -> str:
        return self.name


class Client(models.Model):
    """What orders need to know of somebody who is helped: where he lives, what hangs at his door, the secret of his card."""

    party = models.OneToOneField(Party, models.PROTECT, primary_key=True, related_name="+")
    latitude = models.DecimalField("纬度", max_digits=9, decimal_places=6, null=True)
    longitude = models.DecimalField("经度", max_digits=9, decimal_places=6, null=True)
    calibrated_at = models.DateTimeField("位置校准时间", null=True)
    tag = models.CharField("门牌码", max_length=40, blank=True, db_index=True)  # NFC or QR at the door
    card_secret = EncryptedField("卡密钥", blank=True)  # all codes of the card follow from it
    card_number = models.PositiveSmallIntegerField("第几张卡", default=0)
    card_used = models.PositiveSmallIntegerField("已用密码数", default=0)

    class Meta:
        verbose_name = "服务对象"

    def __str__(self) -> str:
        return str(self.party_id)


class Absence(models.Model):
    """The client is in hospital, in a home or away from a day to a day: no orders then (R-HOME-13)."""

    client = models.ForeignKey(Party, models.PROTECT, related_name="+")
    because = models.CharField("事由", max_length=40)
    since = models.DateField("起始日期")
    until = models.DateField("终止日期", null=True, blank=True)

    class Meta:
        verbose_name = "暂停服务"

    def __str__(self) -> str:
        return f"{self.because} {self.since}"


class Plan(models.Model):
    """A repeating order: a care plan makes the month's orders from it. `weekdays` (0 Monday) or, if empty, `times` spread over the month."""

    kind = models.CharField("订单类别", max_length=40, db_index=True)
    client = models.ForeignKey(Party, models.PROTECT, related_name="+")
    organisation = models.CharField("站点、机构代码", max_length=40, blank=True)
    area_code = models.CharField("区划", max_length=12, db_index=True)
    item = models.CharField("项目", max_length=40)
    weekdays = models.JSONField("星期", default=list)
    times = models.PositiveSmallIntegerField("每月次数", default=0)
    starts_at = models.TimeField("开始时间")
    minutes = models.PositiveSmallIntegerField("计划分钟")
    people = models.PositiveSmallIntegerField("人数", default=1)
    since = models.DateField("起始日期")
    until = models.DateField("终止日期", null=True, blank=True)

    class Meta:
        verbose_name = "服务计划"

    def __str__(self) -> str:
        return f"{self.item} {self.since}"


class Order(models.Model):
    """服务单: one piece of service. What a programme knows of it beside stands in a model of its own, one to one."""

    kind = models.CharField("订单类别", max_length=40, db_index=True)  # "time_bank.slips"
    number = models.CharField("单号", max_length=40, unique=True)
    state = models.CharField("状态", max_length=12, choices=State)
    title = models.CharField("服务对象", max_length=80)
    client = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+")  # None: for a place, by a team
    area_code = models.CharField("区划", max_length=12, db_index=True)  # where the service is given
    organisation = models.CharField("站点、机构代码", max_length=40, blank=True, db_index=True)
    item = models.CharField("项目", max_length=40)  # a code of the kind's items
    detail = models.CharField("具体需求", max_length=400, blank=True)
    channel = models.CharField("来源", max_length=20, blank=True)  # 本人、家属、村级代为 …
    urgent = models.BooleanField("紧急", default=False)
    starts_at = models.DateTimeField("约定时间", db_index=True)
    minutes = models.PositiveSmallIntegerField("计划分钟")
    people = models.PositiveSmallIntegerField("需要人数", default=1)
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="+")
    latitude = models.DecimalField("纬度", max_digits=9, decimal_places=6, null=True)
    longitude = models.DecimalField("经度", max_digits=9, decimal_places=6, null=True)
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, blank=True, related_name="orders")
    plan_key = models.CharField(max_length=40, null=True, blank=True, unique=True)  # plan and day: drawn up once
    requested_at = models.DateTimeField("下单时间", db_index=True)
    requested_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    # When each state was reached: figures and limits are asked by them.
    published_at = models.DateTimeField("派单时间", null=True)
    accepted_at = models.DateTimeField("接单时间", null=True)
    ended_at = models.DateTimeField("完成时间", null=True)
    confirmed_at = models.DateTimeField("确认时间", null=True)
    closed_at = models.DateTimeField("办结时间", null=True)
    way = models.CharField("确认方式", max_length=12, choices=Way, blank=True)
    rating = models.PositiveSmallIntegerField("评分", null=True)  # 1 to 5
    comment = models.CharField("评价", max_length=400, blank=True)
    minutes_served = models.PositiveIntegerField("服务分钟", null=True)  # of all who served, together
    card_challenge = models.PositiveSmallIntegerField(null=True)  # which code of the card this order asks for
    card_tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField("时限", null=True)  # of what it waits for now
    told_up_at = models.DateTimeField("上报时间", null=True)  # nobody took it: the township was told
    held = models.CharField("挂起原因", max_length=400, blank=True)  # not settled until a person releases it
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "服务单"
        indexes = [
            models.Index(fields=["kind", "state", "due_at"], name="orders_waiting"),
            models.Index(fields=["kind", "confirmed_at"], name="orders_confirmed"),
            models.Index(fields=["client", "starts_at"], name="orders_of_client"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(minutes__gt=0, people__gt=0), name="orders_minutes_people"),
            models.CheckConstraint(condition=Q(rating=None) | Q(rating__range=(1, 5)), name="orders_rating"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_over(self) -> bool:
        return self.state in OVER


class Assignment(models.Model):
    """派工: one worker on one order, with his own check-in and check-out. Times are the server's."""

    class State(models.TextChoices):
        OFFERED = "OFFERED", "待接单"
        ACCEPTED = "ACCEPTED", "已接单"
        IN = "IN", "服务中"
        OUT = "OUT", "已签退"
        DECLINED = "DECLINED", "未接"
        RETURNED = "RETURNED", "已退单"
        NO_SHOW = "NO_SHOW", "未到"
        CANCELLED = "CANCELLED", "已取消"

    order = models.ForeignKey(Order, models.PROTECT, related_name="assignments")
    worker = models.ForeignKey(Worker, models.PROTECT, related_name="assignments")
    state = models.CharField("状态", max_length=10, choices=State)
    in_at = models.DateTimeField("签到时间", null=True)
    in_phone_at = models.DateTimeField("签到时手机时间", null=True)  # written down, trusted for nothing
    in_latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    in_longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    in_accuracy = models.PositiveIntegerField("定位误差(米)", null=True)
    in_metres = models.PositiveIntegerField("签到距离(米)", null=True)  # from where the service is given
    out_at = models.DateTimeField("签退时间", null=True)
    out_phone_at = models.DateTimeField("签退时手机时间", null=True)
    out_latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    out_longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    out_accuracy = models.PositiveIntegerField("定位误差(米)", null=True)
    out_metres = models.PositiveIntegerField("签退距离(米)", null=True)
    shown = models.JSONField("凭证", default=list)  # PLACE, TAG, PHOTO: what check-in was shown by
    flags = models.JSONField("异常", default=list)  # FAR, CLOCK, NO_PLACE, LATE_SENT, CLOSED_BY_SYSTEM
    device = models.CharField("设备", max_length=64, blank=True)  # a number the browser made for itself
    minutes = models.PositiveIntegerField("服务分钟", null=True)  # between check-in and check-out

    class Meta:
        verbose_name = "派工"
        constraints = [
            models.UniqueConstraint(fields=["order", "worker"], name="orders_assigned_once"),
            models.CheckConstraint(condition=Q(out_at=None) | Q(out_at__gte=F("in_at")), name="orders_out_after_in"),
        ]
        indexes = [models.Index(fields=["worker", "in_at"], name="orders_of_worker")]

    def __str__(self) -> str:
        return f"{self.order_id} {self.worker_id}"


class CallBack(Called):
    """回访 of one order: why it was drawn and what was said. Open until it is done."""

    class Why(models.TextChoices):
        LOT = "LOT", "抽查"
        QUARTER = "QUARTER", "每季必访"
        WORKER = "WORKER", "全查"  # somebody denied an order of the same worker: all of his month (R-HOME-10)

    class Outcome(models.TextChoices):
        CAME = "CAME", "来过，属实"
        DENIED = "DENIED", "没有来过"
        UNREACHED = UNREACHED, "联系不上"

    order = models.OneToOneField(Order, models.PROTECT, primary_key=True, related_name="call_back")
    why = models.CharField("抽取原因", max_length=8, choices=Why)
    outcome = models.CharField("结果", max_length=10, choices=Outcome, blank=True)
    score = models.PositiveSmallIntegerField("满意度", null=True)  # 1 to 5
    words = models.CharField("回访情况", max_length=400, blank=True)

    class Meta:
        verbose_name = "回访"
        constraints = [
            models.CheckConstraint(condition=Q(score=None) | Q(score__range=(1, 5)), name="orders_call_back_score")
        ]

    def __str__(self) -> str:
        return str(self.order_id)


class OrderEvent(AppendOnly):
    """One step on one order: by whom, when, because of what. Never changed. `key`: made by whoever sends, so that it counts once."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="events")
    step = models.CharField("步骤", max_length=20)
    source = models.CharField("原状态", max_length=12, blank=True)
    target = models.CharField("新状态", max_length=12)
    worker = models.ForeignKey(Worker, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("时间")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    because = models.CharField("理由", max_length=400, blank=True)
    data = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    key = models.CharField("唯一键", max_length=80, null=True, unique=True)
    batch = models.CharField(max_length=32, db_index=True)  # what was written together; the chain of records seals it

    class Meta:
        verbose_name = "服务单记录"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.step} {self.order_id}"


class Photo(models.Model):
    """A picture that shows a piece of service; `looks`: its perceptual hash, by which a picture shown before is found."""

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="photos")
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    step = models.CharField("步骤", max_length=20)
    looks = models.CharField("感知哈希", max_length=16, blank=True, db_index=True)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "服务照片"

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.step}"


class Arrived(Arrival):
    """What came from a phone that had no signal: check-in and check-out of one worker on one order; kept whether it counts or not."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="arrived")
    worker = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    not_taken = models.CharField("不采信的原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "断网签到"

    def __str__(self) -> str:
        return f"{self.order_id} {self.worker_id}"


class ArrivedPicture(ArrivalPicture):
    """A photo that came with it."""

    arrived = models.ForeignKey(Arrived, models.PROTECT, related_name="pictures")

    class Meta:
        verbose_name = "断网签到照片"

    def __str__(self) -> str:
        return f"{self.arrived_id}"
