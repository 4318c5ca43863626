"""The register of meal points with what stood on which day, who may eat for what, and every portion that was served."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from doudi.base.models import AppendOnly, User
from doudi.mechanisms.ledger.models import Entry
from doudi.mechanisms.registry.models import Party, Person


class OperatingModel(models.TextChoices):
    """助餐运营模式: who runs a meal point, and so whom the money goes to."""

    VILLAGE_RUN = "VILLAGE_RUN", "政府自建村（居）自营"
    OPERATOR_RUN = "OPERATOR_RUN", "政府自建委托第三方运营"
    ENTERPRISE_RUN = "ENTERPRISE_RUN", "政府引导企业自建自营"
    NEIGHBOURS = "NEIGHBOURS", "邻里搭伙互助运营"


class PointState(models.TextChoices):
    """助餐点状态."""

    PLANNED = "PLANNED", "规划"
    BUILDING = "BUILDING", "建设"
    ACCEPTED = "ACCEPTED", "已验收"
    TRIAL = "TRIAL", "试运营"
    OPEN = "OPEN", "运营"
    SUSPENDED = "SUSPENDED", "停业整改"
    CLOSED = "CLOSED", "关闭"


class MealPeriod(models.TextChoices):
    """餐次."""

    LUNCH = "LUNCH", "午餐"
    SUPPER = "SUPPER", "晚餐"


class MealPoint(models.Model):
    """助餐点: what does not change from day to day. State, operator and price stand in rows of their own, each from a day."""

    class Kind(models.TextChoices):
        CANTEEN = "CANTEEN", "老年食堂"
        TABLE = "TABLE", "老年餐桌"
        POINT = "POINT", "助餐点"
        DELIVERY = "DELIVERY", "送餐"
        NEIGHBOUR = "NEIGHBOUR", "邻里搭伙"

    code = models.CharField("编号", max_length=20, unique=True)
    name = models.CharField("名称", max_length=60)
    area_code = models.CharField("区划", max_length=12, db_index=True)
    urban = models.BooleanField("城市")
    kind = models.CharField("类型", max_length=10, choices=Kind)
    kitchen = models.BooleanField("有厨房")
    square_metres = models.PositiveIntegerField("面积", default=0)
    seats = models.PositiveIntegerField("座位")
    capacity = models.PositiveIntegerField("日供餐能力")  # portions a day
    weekdays = models.CharField("开餐日", max_length=7)  # "12345": Monday to Friday
    lunch_from, lunch_to = models.TimeField("午餐开始"), models.TimeField("午餐结束")
    supper_from, supper_to = models.TimeField("晚餐开始", null=True), models.TimeField("晚餐结束", null=True)
    latitude = models.DecimalField("纬度", max_digits=9, decimal_places=6, null=True)
    longitude = models.DecimalField("经度", max_digits=9, decimal_places=6, null=True)
    phone = models.CharField("电话", max_length=20, blank=True)

    class Meta:
        verbose_name = "助餐点"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Dated(AppendOnly):
    """What holds of a meal point from a day on, by a document; a later row goes before an earlier one."""

    from_on = models.DateField("起始日期", db_index=True)
    document = models.CharField("依据文件", max_length=120)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("登记时间")

    class Meta:
        abstract = True


class StateChange(Dated):
    """The state of a point from a day on."""

    point = models.ForeignKey(MealPoint, models.PROTECT, related_name="states")
    state = models.CharField("状态", max_length=10, choices=PointState)
    because = models.CharField("事由", max_length=200, blank=True)

    class Meta:
        verbose_name = "状态变更"
        ordering = ["from_on", "id"]

    def __str__(self) -> str:
        return f"{self.point_id} {self.get_state_display()} {self.from_on}"


class Operation(Dated):
    """Who runs a point from a day on, in which mode: the settlement of a day goes to whoever ran it that day."""

    point = models.ForeignKey(MealPoint, models.PROTECT, related_name="operations")
    model = models.CharField("运营模式", max_length=16, choices=OperatingModel)
    operator = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name="运营方")
    organisation = models.CharField(
        "机构代码", max_length=40, blank=True, db_index=True
    )  # that of the operator's grants
    licence = models.CharField("食品经营许可证", max_length=40, blank=True)  # none for neighbours who cook together
    licence_until = models.DateField("许可证有效期至", null=True, blank=True)

    class Meta:
        verbose_name = "运营登记"
        ordering = ["from_on", "id"]

    def __str__(self) -> str:
        return f"{self.point_id} {self.get_model_display()} {self.from_on}"


class Price(Dated):
    """The set meal of a point from a day on, and what others than the county give towards it. All in fen."""

    point = models.ForeignKey(MealPoint, models.PROTECT, related_name="prices")
    name = models.CharField("套餐", max_length=40)
    listed = models.PositiveIntegerField("老年人标价")
    public = models.PositiveIntegerField("公众价")
    enterprise = models.PositiveIntegerField("企业让利", default=0)
    collective = models.PositiveIntegerField("集体补贴", default=0)
    donated = models.PositiveIntegerField("社会捐助", default=0)

    class Meta:
        verbose_name = "餐价"
        ordering = ["from_on", "id"]
        constraints = [models.CheckConstraint(condition=Q(listed__lte=F("public")), name="meals_elder_price")]

    def __str__(self) -> str:
        return f"{self.point_id} {self.name} {self.from_on}"


class Right(models.Model):
    """What the registry does not know of an elder: disabled, of a special family, may have meals brought; by a document."""

    class Basis(models.TextChoices):
        DISABLED = "DISABLED", "中度及以上失能"
        FAMILY_PLANNING = "FAMILY_PLANNING", "计划生育特殊家庭"
        ALONE = "ALONE", "80周岁以上独居"
        SEVERE = "SEVERE", "重度残疾"

    person = models.ForeignKey(Person, models.PROTECT, related_name="meal_rights")
    basis = models.CharField("依据", max_length=16, choices=Basis)
    from_on = models.DateField("起始日期")
    to_on = models.DateField("终止日期", null=True, blank=True)
    document = models.CharField("依据文件", max_length=120)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "助餐资格"

    def __str__(self) -> str:
        return f"{self.person_id} {self.get_basis_display()}"


class Card(models.Model):
    """老年助餐卡: its number is printed on it and read at the counter; a lost one is ended and another issued."""

    number = models.CharField("卡号", max_length=8, unique=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="meal_cards")
    issued_on = models.DateField("发卡日期")
    ended_on = models.DateField("停用日期", null=True, blank=True)
    because = models.CharField("停用原因", max_length=60, blank=True)

    class Meta:
        verbose_name = "老年助餐卡"
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(ended_on=None), name="meals_one_card_a_person")
        ]

    def __str__(self) -> str:
        return self.number


class Settlement(models.Model):
    """月结算: what the operator of a point is owed for its meals of a month, step by step to the payment. Fen."""

    class State(models.TextChoices):
        DRAFT = "DRAFT", "待运营方确认"
        CONFIRMED = "CONFIRMED", "待乡镇核对"
        CHECKED = "CHECKED", "待审批"
        APPROVED = "APPROVED", "待公示"
        POSTED = "POSTED", "待支付"
        PAID = "PAID", "已支付"

    point = models.ForeignKey(MealPoint, models.PROTECT, related_name="settlements")
    operator = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name="运营方")
    organisation = models.CharField("机构代码", max_length=40, blank=True)
    area_code = models.CharField("区划", max_length=12, db_index=True)
    month = models.IntegerField("月份", db_index=True)  # year * 12 + month - 1
    state = models.CharField("状态", max_length=10, choices=State, default=State.DRAFT)
    meals = models.PositiveIntegerField("餐次")
    by_tier = models.JSONField("分档餐次")
    gross = models.BigIntegerField("餐补合计")
    delivery_days = models.PositiveIntegerField("送餐人日")
    delivery = models.BigIntegerField("送餐补贴")
    held = models.PositiveIntegerField("存疑未计入")
    reversed = models.BigIntegerField("冲回以前月份", default=0)
    payable = models.BigIntegerField("应付")
    words = models.TextField("计算说明")
    drafted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")  # none: drawn up by itself
    drafted_at = models.DateTimeField("生成时间")
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    checked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    posted_on = models.DateField("公示日期", null=True)
    paid_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    paid_on = models.DateField("支付日期", null=True)
    owed_entry = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="+")
    paid_entry = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="+")
    returned_because = models.CharField("退回原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "助餐月结算"
        constraints = [
            models.UniqueConstraint(fields=["point", "operator", "month"], name="meals_one_settlement"),
            models.CheckConstraint(
                condition=Q(approved_by=None) | Q(paid_by=None) | ~Q(approved_by=F("paid_by")), name="meals_two_persons"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.point_id} {self.month}"


class OperatingSubsidy(models.Model):
    """运营补助 of a point for a year: by served volume and quality, never by capacity (R-MEAL-09). Drawn up, approved and paid by three."""

    class State(models.TextChoices):
        DRAFT = "DRAFT", "待审批"
        APPROVED = "APPROVED", "待支付"
        PAID = "PAID", "已支付"

    point = models.ForeignKey(MealPoint, models.PROTECT, related_name="operating_subsidies")
    operator = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name="运营方")
    area_code = models.CharField("区划", max_length=12, db_index=True)
    year = models.PositiveSmallIntegerField("年度")
    meals = models.PositiveIntegerField("助餐人次")
    open_days = models.PositiveSmallIntegerField("开餐天数")
    score = models.PositiveSmallIntegerField("考核得分")
    accident = models.BooleanField("发生食品安全事故", default=False)
    amount = models.BigIntegerField("金额")
    words = models.TextField("计算说明")
    state = models.CharField("状态", max_length=10, choices=State, default=State.DRAFT)
    drafted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField("生成时间")
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    paid_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "助餐运营补助"
        constraints = [models.UniqueConstraint(fields=["point", "year"], name="meals_one_operating_subsidy")]

    def __str__(self) -> str:
        return f"{self.point_id} {self.year}"


class Meal(models.Model):
    """一份餐: who ate what where, how he was known, and who paid which part. Once written only its state changes; the database sees to it."""

    class Way(models.TextChoices):
        DINE_IN = "DINE_IN", "堂食"
        COLLECT = "COLLECT", "自取"
        DELIVERY = "DELIVERY", "送餐"

    class Known(models.TextChoices):
        """How the elder was known at the counter, the most trusted first (R-MEAL-02)."""

        FACE = "FACE", "人脸"
        ID_CARD = "ID_CARD", "身份证"
        CARD = "CARD", "助餐卡"
        MANUAL = "MANUAL", "人工核对"

    class State(models.TextChoices):
        SERVED = "SERVED", "已核销"
        HELD = "HELD", "存疑暂缓"
        REJECTED = "REJECTED", "不予补贴"
        REVERSED = "REVERSED", "已撤销"
        SETTLED = "SETTLED", "已结算"

    id = models.BigAutoField(primary_key=True)
    key = models.CharField("发送码", max_length=40, unique=True)  # made at the counter: sent again, it is the same
    point = models.ForeignKey(MealPoint, models.PROTECT, related_name="meals")
    operator = models.ForeignKey(Party, models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="meals")
    area_code = models.CharField("区划", max_length=12)  # of the point
    on = models.DateField("日期")
    period = models.CharField("餐次", max_length=6, choices=MealPeriod)
    served_at = models.DateTimeField("核销时间")
    received_at = models.DateTimeField("收到时间")
    way = models.CharField("方式", max_length=8, choices=Way)
    known = models.CharField("核对方式", max_length=8, choices=Known)
    reason = models.CharField("人工核对原因", max_length=60, blank=True)
    terminal = models.CharField("终端", max_length=20, blank=True)
    tier = models.PositiveSmallIntegerField("档次", null=True)  # none: a further portion at the public price
    subsidised = models.BooleanField("享受补贴")
    price = models.PositiveIntegerField("价格")
    enterprise = models.PositiveIntegerField("企业让利")
    government = models.PositiveIntegerField("政府补贴")
    collective = models.PositiveIntegerField("集体补贴")
    donated = models.PositiveIntegerField("社会捐助")
    personal = models.PositiveIntegerField("个人支付")
    state = models.CharField("状态", max_length=8, choices=State, default=State.SERVED)
    settlement = models.ForeignKey(Settlement, models.SET_NULL, null=True, related_name="lines")
    # Where a portion that was settled and then taken back is deducted (a paid settlement is never changed, §2.2).
    recovered_in = models.ForeignKey(Settlement, models.SET_NULL, null=True, related_name="recovered")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        verbose_name = "助餐记录"
        constraints = [
            # R-MEAL-04: county-wide. What was taken back makes room for the portion that was really eaten.
            models.UniqueConstraint(
                fields=["person", "on", "period"],
                condition=Q(subsidised=True) & ~Q(state="REVERSED"),
                name="meals_one_subsidised_portion",
            ),
            models.CheckConstraint(
                condition=Q(price=F("enterprise") + F("government") + F("collective") + F("donated") + F("personal")),
                name="meals_price_is_its_parts",
            ),
            models.CheckConstraint(condition=Q(subsidised=True) | Q(government=0), name="meals_subsidy_only_once"),
        ]
        indexes = [models.Index(fields=["point", "on"]), models.Index(fields=["state", "on"])]

    def __str__(self) -> str:
        return f"{self.point_id} {self.on} {self.get_period_display()}"


class MealStep(AppendOnly):
    """What was done with a portion after it was served: held by signals, released, rejected, reversed."""

    class Step(models.TextChoices):
        HOLD = "HOLD", "暂缓结算"
        RELEASE = "RELEASE", "核实放行"
        REJECT = "REJECT", "不予补贴"
        REVERSE = "REVERSE", "撤销"

    meal = models.ForeignKey(Meal, models.PROTECT, related_name="steps")
    step = models.CharField("步骤", max_length=8, choices=Step)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")  # none: by the nightly check
    because = models.CharField("事由", max_length=400)
    signals = models.JSONField("信号", default=list)  # codes, where it was held

    class Meta:
        verbose_name = "助餐记录步骤"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.meal_id} {self.get_step_display()}"


class PointFlag(models.Model):
    """A signal about a point as a whole on a day: looked at by a person, who writes down what he found."""

    point = models.ForeignKey(MealPoint, models.PROTECT, related_name="flags")
    signal = models.CharField("信号", max_length=12)
    on = models.DateField("日期")
    words = models.CharField("说明", max_length=300)
    found_at = models.DateTimeField("发现时间")
    answer = models.CharField("核实情况", max_length=300, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField("核实时间", null=True)

    class Meta:
        verbose_name = "助餐点预警"
        constraints = [models.UniqueConstraint(fields=["point", "signal", "on"], name="meals_one_flag")]

    def __str__(self) -> str:
        return f"{self.point_id} {self.signal} {self.on}"


class CallBack(AppendOnly):
    """回访: an elder was asked whether he ate there in a month; one answer a month and point."""

    class Answer(models.TextChoices):
        YES = "YES", "属实"
        NO = "NO", "本人否认"
        NOT_REACHED = "NOT_REACHED", "未联系上"

    point = models.ForeignKey(MealPoint, models.PROTECT, related_name="call_backs")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    month = models.IntegerField("月份", db_index=True)
    answer = models.CharField("结果", max_length=12, choices=Answer)
    words = models.CharField("情况", max_length=200, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "助餐回访"

    def __str__(self) -> str:
        return f"{self.person_id} {self.month}"
