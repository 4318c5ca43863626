"""What is granted, and by which road it is paid; and what stands behind the entries of a township's reserve: each use with its case
and papers, what was filed, what the bank said."""

from __future__ import annotations

from django.db import models
from django.db.models import F

from doudi.base.ciphers import EncryptedField
from doudi.base.models import AppendOnly, Area, User
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.ledger.models import Entry
from doudi.mechanisms.registry.models import Party
from doudi.programmes.assistance.temporary.policy import Hardship


class ReserveFiling(AppendOnly):
    """备案: a township's uses of a month as handed to the county (R-RES-04). Later ones of the same month make a filing of their own."""

    township = models.ForeignKey(Area, models.PROTECT, related_name="+")
    month = models.IntegerField("月份")
    at = models.DateTimeField("备案时间")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    uses_number = models.IntegerField("笔数")
    amount = models.BigIntegerField("金额")

    class Meta:
        verbose_name = "备用金月度备案"
        ordering = ["month", "id"]

    def __str__(self) -> str:
        return f"{self.township_id} {self.month}"


class ReserveUse(models.Model):
    """备用金支出: one payment out of a reserve for one case, signed by two. Who was helped in an emergency has papers to complete."""

    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")
    township = models.ForeignKey(Area, models.PROTECT, related_name="+")
    case_number = models.CharField("办件编号", max_length=40, db_index=True)
    applicant = models.ForeignKey(Party, models.PROTECT, related_name="+")
    amount = models.BigIntegerField("金额")
    on = models.DateField("支付日期", db_index=True)
    receipt = models.CharField("收据或转账凭证", max_length=80)
    county_approval = models.CharField("县级批准文号", max_length=80, blank=True)
    clerk = models.ForeignKey(User, models.PROTECT, related_name="+")
    leader = models.ForeignKey(User, models.PROTECT, related_name="+")
    papers_due_on = models.DateField("手续期限", null=True)  # helped first (R-TEMP-05); None: the papers were there
    papers_completed_on = models.DateField("手续补齐日期", null=True)
    filing = models.ForeignKey(ReserveFiling, models.PROTECT, null=True, related_name="uses")
    reversed_by = models.OneToOneField(Entry, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "备用金支出"
        ordering = ["on", "id"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(clerk=F("leader")), name="reserve_two_signatures"),
            models.UniqueConstraint(fields=["case_number", "receipt"], name="reserve_one_receipt"),
        ]

    def __str__(self) -> str:
        return f"{self.case_number} {self.on}"


class ReserveReconciliation(AppendOnly):
    """对账: a township's month (R-RES-05): opening + in − out = closing, closing = bank, uses = cases."""

    township = models.ForeignKey(Area, models.PROTECT, related_name="+")
    month = models.IntegerField("月份")
    at = models.DateTimeField("对账时间")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    opening = models.BigIntegerField("期初")
    incoming = models.BigIntegerField("本期收入")
    outgoing = models.BigIntegerField("本期支出")
    closing = models.BigIntegerField("账面期末")
    bank_balance = models.BigIntegerField("银行余额")
    used = models.BigIntegerField("账面支出净额")  # uses less reversals
    cases_amount = models.BigIntegerField("办件支出合计")
    explanation = models.CharField("差异说明", max_length=400, blank=True)

    class Meta:
        verbose_name = "备用金对账"
        ordering = ["month", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closing=F("opening") + F("incoming") - F("outgoing")), name="reserve_month_adds_up"
            )
        ]

    def __str__(self) -> str:
        return f"{self.township_id} {self.month}"

    @property
    def bank_difference(self) -> int:
        """Book less bank, in fen."""
        return self.closing - self.bank_balance

    @property
    def cases_difference(self) -> int:
        """Uses by the book less uses by the cases, in fen."""
        return self.used - self.cases_amount

    @property
    def agrees(self) -> bool:
        return not self.bank_difference and not self.cases_difference


class CarryOver(AppendOnly):
    """结转: the decision at the end of a year that what is left stays with the township. It moves nothing."""

    township = models.ForeignKey(Area, models.PROTECT, related_name="+")
    year = models.IntegerField("年度")
    amount = models.BigIntegerField("结转金额")
    document = models.CharField("文号", max_length=80)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "备用金结转"
        constraints = [models.UniqueConstraint(fields=["township", "year"], name="reserve_one_carry_over")]

    def __str__(self) -> str:
        return f"{self.township_id} {self.year}"


class Cause(models.TextChoices):
    """困难原因: what makes two grants of a household the same need (R-TEMP-02, R-TEMP-03)."""

    FIRE = "FIRE", "火灾"
    TRAFFIC = "TRAFFIC", "交通事故"
    DROWNING = "DROWNING", "溺水"
    INJURY = "INJURY", "意外伤害"
    ILLNESS = "ILLNESS", "重大疾病"
    EDUCATION = "EDUCATION", "教育支出"
    OTHER = "OTHER", "其他困难"


class TemporaryGrant(models.Model):
    """临时救助: one need of one household, as it was granted. It counts as one 户次 and as many 人次 as people were helped (R-TEMP-06)."""

    case_number = models.CharField("办件编号", max_length=40, unique=True)
    applicant = models.ForeignKey(Party, models.PROTECT, related_name="+")
    household = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+")
    area_code = models.CharField("区划", max_length=12, db_index=True)
    hardship = models.IntegerField("救助类型", choices=[(each.value, each.label) for each in Hardship])
    cause = models.CharField("困难原因", max_length=12, choices=Cause)
    happened_on = models.DateField("发生日期", null=True)
    people = models.IntegerField("救助人数")
    months = models.IntegerField("困难持续月数")
    spending = models.BigIntegerField("自负支出", null=True)
    ceiling = models.BigIntegerField("救助上限")  # by the rules, on the day it was decided
    county_decision = models.CharField("县级再次救助决定", max_length=80, blank=True)
    minutes = models.CharField("一事一议纪要", max_length=80, blank=True)
    worksheet = models.TextField("核算说明")
    decided_on = models.DateField("审批日期", db_index=True)
    at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "临时救助"
        ordering = ["-decided_on", "-id"]
        indexes = [models.Index(fields=["cause", "decided_on"])]
        constraints = [models.CheckConstraint(condition=models.Q(people__gt=0), name="temporary_people")]

    def __str__(self) -> str:
        return self.case_number


class GrantPayment(models.Model):
    """一笔救助金: paid by the township out of its reserve, or by the county through the bank."""

    class Channel(models.TextChoices):
        RESERVE = "RESERVE", "乡镇备用金"
        COUNTY = "COUNTY", "县级资金"

    grant = models.ForeignKey(TemporaryGrant, models.PROTECT, related_name="payments")
    number = models.IntegerField("第几笔")
    channel = models.CharField("资金渠道", max_length=8, choices=Channel)
    amount = models.BigIntegerField("金额")
    on = models.DateField("审批日期", db_index=True)
    use = models.OneToOneField(ReserveUse, models.PROTECT, null=True, related_name="payment")
    document = models.CharField("审批文号", max_length=80, blank=True)
    claim = models.CharField("业务编号", max_length=80, blank=True)  # under which the bank is asked
    payee = models.CharField("户名", max_length=80, blank=True)
    account = EncryptedField("账号", blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    taken_back_on = models.DateField("冲销或收回日期", null=True)

    class Meta:
        verbose_name = "临时救助金"
        ordering = ["grant_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["grant", "number"], name="temporary_one_number"),
            models.UniqueConstraint(fields=["claim"], condition=~models.Q(claim=""), name="temporary_one_claim"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="temporary_amount"),
            models.CheckConstraint(
                condition=models.Q(channel="RESERVE", use__isnull=False) | models.Q(channel="COUNTY", use=None),
                name="temporary_one_road",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grant_id}-{self.number}"


class ApplicationManager(models.Manager["Application"]):
    """With whom it is for and what was granted: whoever looks at an application looks at them, so it is one query for all of them."""

    def get_queryset(self) -> models.QuerySet[Application]:
        return super().get_queryset().select_related("applicant", "household", "grant")


class Application(models.Model):
    """临时救助申请: what a case is about. Its case's number is that of the grant that it may end in."""

    class Proposal(models.TextChoices):
        GRANT = "GRANT", "拟予救助"
        REFUSE = "REFUSE", "拟不予救助"

    class Way(models.TextChoices):
        TRANSFER = "TRANSFER", "转账"
        CASH = "CASH", "现金"
        GOODS = "GOODS", "实物"

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="temporary_application")
    applicant = models.ForeignKey(Party, models.PROTECT, related_name="temporary_applications")
    household = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+")
    hardship = models.IntegerField("救助类型", choices=[(each.value, each.label) for each in Hardship])
    cause = models.CharField("困难原因", max_length=12, choices=Cause)
    told = models.CharField("困难情况", max_length=400, blank=True)
    happened_on = models.DateField("发生日期", null=True)
    people = models.IntegerField("救助人数")
    months = models.IntegerField("困难持续月数")
    need = models.BigIntegerField("申请金额", null=True)
    spending = models.BigIntegerField("自负支出", null=True)
    other_help = models.CharField("已获得的其他救助", max_length=200, blank=True)
    agent = models.CharField("代办人", max_length=40, blank=True)
    phone = EncryptedField("联系电话", blank=True)
    payee = models.CharField("户名", max_length=80, blank=True)
    account = EncryptedField("银行账号", blank=True)
    near_kin = models.CharField("近亲属备案", max_length=200, blank=True)  # who is near to whom, as declared
    complaint = models.CharField("实名举报", max_length=200, blank=True)
    again = models.CharField("同因再次救助的理由", max_length=200, blank=True)
    proposal = models.CharField("意见", max_length=8, choices=Proposal, blank=True)
    proposed_fen = models.BigIntegerField("建议金额", null=True)  # of the whole need; what was helped first is in it
    receipt = models.CharField("收据或转账凭证", max_length=80, blank=True)  # of the payment that waits for signature
    way = models.CharField("支付方式", max_length=8, choices=Way, blank=True)
    amount_fen = models.BigIntegerField("救助金额", null=True)  # as it was decided, of the whole need
    document = models.CharField("审批文号", max_length=80, blank=True)
    county_decision = models.CharField("县级再次救助决定", max_length=80, blank=True)
    minutes = models.CharField("一事一议纪要", max_length=80, blank=True)
    grant = models.OneToOneField(TemporaryGrant, models.PROTECT, null=True, related_name="application")

    objects = ApplicationManager()

    class Meta:
        verbose_name = "临时救助申请"
        base_manager_name = "objects"  # also when it is reached from its case
        constraints = [models.CheckConstraint(condition=models.Q(people__gt=0), name="temporary_application_people")]

    def __str__(self) -> str:
        return self.case.number


class ReserveDraft(models.Model):
    """待签批: the reversal of a use as a clerk prepared it for the leader's signature. Nothing has moved. Uses (支出) were prepared so before
    applications had a flow; those that were signed or sent back then stay to be read."""

    class Kind(models.TextChoices):
        USE = "USE", "支出"
        REVERSE = "REVERSE", "冲销"

    class State(models.TextChoices):
        WAITING = "WAITING", "待签批"
        SIGNED = "SIGNED", "已签批"
        RETURNED = "RETURNED", "已退回"

    township = models.ForeignKey(Area, models.PROTECT, related_name="+")
    kind = models.CharField("事项", max_length=8, choices=Kind)
    state = models.CharField("状态", max_length=8, choices=State, default=State.WAITING, db_index=True)
    applicant = models.ForeignKey(Party, models.PROTECT, related_name="+")
    case_number = models.CharField("办件编号", max_length=40)
    amount = models.BigIntegerField("金额")
    use = models.ForeignKey(ReserveUse, models.PROTECT, null=True, related_name="+")  # the one to be reversed
    said = models.JSONField("内容", default=dict)  # what the form said; no numbers of persons
    clerk = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("提交时间")
    leader = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField("签批时间", null=True)
    because = models.CharField("退回理由", max_length=400, blank=True)

    class Meta:
        verbose_name = "备用金待签批事项"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.case_number} {self.get_kind_display()}"
