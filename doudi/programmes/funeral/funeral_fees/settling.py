"""结算和拨付 (R-FEE-09): a month's waivers of one house by a list of names, tried by calls, approved by a second person, paid through the bank."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from django.db import IntegrityError, transaction
from django.utils import timezone

from doudi.base.access import require
from doudi.base.areas import county_of, township_of
from doudi.base.limits import number_on
from doudi.base.models import Area, User
from doudi.base.months import chinese_month, first_day, last_day, month_of
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.mechanisms.call_backs import answering, drawing
from doudi.mechanisms.call_backs.declare import CallBacks
from doudi.mechanisms.custody.models import Custodian
from doudi.mechanisms.ledger.bank import answers, sending
from doudi.mechanisms.ledger.bank import queries as bank
from doudi.mechanisms.ledger.bank.models import BankFile
from doudi.mechanisms.ledger.bank.sending import Claim
from doudi.programmes.funeral.funeral_fees import accounts, awards, policy
from doudi.programmes.funeral.funeral_fees.models import Bill, EcoAward, SampleCall, Settlement

PROPOSERS = frozenset({Role.FUNERAL_OFFICER})
APPROVERS = frozenset({Role.FINANCE})
CALLS = CallBacks(policy.limit("sample_share"), policy.limit("sample_days"), APPROVERS, apart="殡仪馆、公墓以外的")
_STATE, _SAID = Settlement.State, SampleCall.Outcome


def open_bills(charger: Custodian, month: int) -> list[Bill]:
    """What a house has waived in a month and nobody has settled yet."""
    rows = Bill.objects.filter(
        charger=charger, on__range=(first_day(month), last_day(month)), reversed_on=None, settlement=None, waived__gt=0
    )
    return list(rows.select_related("death").order_by("pk"))


def propose(charger: Custodian, month: int, *, payee: str, account: str, by: User, at: dt.datetime) -> Settlement:
    """提出结算 for a month that is over: every bill with a waiver, once."""
    on = timezone.localdate(at)
    require(by, PROPOSERS, area_code=charger.area_code, on=on)
    if month >= month_of(on):
        raise Refused(f"{chinese_month(month)}还没有结束，下月初再结算。")
    if not payee.strip() or not (8 <= len(account) <= 32 and account.isascii() and account.isdigit()):
        raise Refused("请填写收款户名和8至32位数字的银行账号。")
    try:
        with transaction.atomic():
            bills = open_bills(charger, month)
            if not bills:
                raise Refused(f"{charger}{chinese_month(month)}没有待结算的减免。")
            made = Settlement.objects.create(
                charger=charger, month=month, number=len({each.death_id for each in bills}), amount=sum(each.waived for each in bills),
                payee=payee.strip(), account=account, proposed_by=by,
            )  # fmt: skip
            Bill.objects.filter(pk__in=[each.pk for each in bills], settlement=None).update(settlement=made)
            data = {"month": month, "number": made.number, "amount": made.amount}
            draw(made, at=at)
            record("funeral_fees.propose", made, by=by, at=at, area_code=charger.area_code, data=data)
    except IntegrityError as error:
        raise Refused(f"{charger}{chinese_month(month)}已经结算过。") from error
    return made


def sample(settlement: Settlement) -> list[Bill]:
    """The bills whose families finance calls: the share of the month's list, rounded up, drawn by lots that anybody can draw again."""
    rows = list(settlement.bills.select_related("death", "call").order_by("pk"))
    share = number_on(CALLS.share, last_day(settlement.month))
    return drawing.so_many(rows, share, seed=lambda each: f"{settlement.pk}|{each.number}")


def draw(settlement: Settlement, *, at: dt.datetime) -> list[SampleCall]:
    """Put the calls that the lot has fallen upon on the list, each once however often this runs."""
    on = timezone.localdate(at)
    due = on + dt.timedelta(days=number_on(CALLS.days, on))
    area = settlement.charger.area_code
    waiting = [each for each in sample(settlement) if getattr(each, "call", None) is None]
    return SampleCall.objects.bulk_create(
        SampleCall(bill=each, area_code=area, drawn_at=at, due_on=due) for each in waiting
    )


def call(bill: Bill, *, agrees: bool | None, words: str, by: User, at: dt.datetime) -> SampleCall:
    """登记抽查回访 of a bill that was drawn. `agrees` None: nobody answered, it is tried again."""
    settlement = bill.settlement
    if settlement is None or bill.pk not in {each.pk for each in sample(settlement)}:
        raise Refused("这张账单没有被抽中，不用回访。")
    if agrees is False and not words.strip():
        raise Refused("与账单不一致的，请写明情况。")
    with transaction.atomic():
        draw(settlement, at=at)
        found = SampleCall.objects.get(bill=bill)
        handlers = {bill.by_id, settlement.proposed_by_id}
        answering.require_caller(found, CALLS, by=by, at=at, name="这张账单", handlers=handlers)
        found.outcome = {True: _SAID.AGREES, False: _SAID.DIFFERS, None: _SAID.UNREACHED}[agrees]
        found.words = words.strip()[:200]
        answering.fill(found, found.outcome, by=by, at=at)
        answering.keep_once(found, "outcome", "words")
        record("funeral_fees.call", bill, by=by, at=at, area_code=bill.area_code, data={"agrees": agrees})
    return found


def approve(settlement: Settlement, *, by: User, at: dt.datetime) -> Settlement:
    """审核 by a second person, once every family that was drawn has been called and none contradicts; from now on the county owes it."""
    on = timezone.localdate(at)
    require(by, APPROVERS, area_code=settlement.charger.area_code, on=on)
    if by.pk == settlement.proposed_by_id:
        raise Refused("结算的提出和审核须由两人办理。")
    calls = [getattr(each, "call", None) for each in sample(settlement)]
    waiting = sum(each is None or each.done_at is None for each in calls)
    if waiting:
        raise Refused(f"还有{waiting}户抽查回访没有登记，不能审核。")
    wrong = sum(each is not None and each.outcome == _SAID.DIFFERS for each in calls)
    if wrong:
        raise Refused(f"抽查有{wrong}户与账单不一致，不能审核，请退回核实。")
    with transaction.atomic():
        rows = Settlement.objects.filter(pk=settlement.pk, state=_STATE.PROPOSED)
        if not rows.update(state=_STATE.APPROVED, approved_by=by, approved_on=on):
            raise Refused("这批结算已经审核过，请刷新后查看。")
        settlement.state = _STATE.APPROVED
        sending.decide(
            accounts.BANK, claims_of(settlement), county=Area.objects.get(code=county_of(settlement.charger.area_code)),
            key=f"funeral.settle:{settlement.pk}", because=f"{settlement.charger}{chinese_month(settlement.month)}惠民殡葬结算", by=by, at=at,
        )  # fmt: skip
        data = {"amount": settlement.amount, "proposed_by": settlement.proposed_by_id}
        record("funeral_fees.approve", settlement, by=by, at=at, area_code=settlement.charger.area_code, data=data)
    return settlement


def withdraw(settlement: Settlement, *, because: str, by: User, at: dt.datetime) -> None:
    """退回: the list is taken apart, its bills may be put right and proposed again."""
    require(by, APPROVERS, area_code=settlement.charger.area_code, on=timezone.localdate(at))
    if not because.strip():
        raise Refused("请填写退回的原因。")
    with transaction.atomic():
        if not Settlement.objects.filter(pk=settlement.pk, state=_STATE.PROPOSED).exists():
            raise Refused("只有待审核的结算可以退回。")
        data = {"month": settlement.month, "amount": settlement.amount}
        record(
            "funeral_fees.withdraw",
            settlement,
            by=by,
            at=at,
            because=because,
            area_code=settlement.charger.area_code,
            data=data,
        )
        SampleCall.objects.filter(bill__settlement=settlement, done_at=None).delete()  # nobody need be called any more
        settlement.bills.update(settlement=None)
        Settlement.objects.filter(pk=settlement.pk).delete()


def claims_of(settlement: Settlement) -> list[Claim]:
    """One claim for each township whose people the money was for, so that it is booked where they lived."""
    towns: dict[str, int] = defaultdict(int)
    for area, waived in settlement.bills.values_list("area_code", "waived"):
        towns[township_of(area)] += waived
    head = f"funeral:{settlement.month}:{settlement.charger.code}"
    return [
        Claim(f"{head}:{town[6:9]}", town, settlement.payee, settlement.account, amount, None)
        for town, amount in sorted(towns.items())
    ]


def send_to_bank(*, by: User, at: dt.datetime, form: str = "card") -> BankFile:
    """送银行: everything that is approved and was not sent, as one file. Refused if there is nothing."""
    on = timezone.localdate(at)
    require(by, APPROVERS, on=on)
    with transaction.atomic():
        owed = list(Settlement.objects.filter(state=_STATE.APPROVED).select_related("charger").order_by("pk"))
        given = list(EcoAward.objects.filter(state=EcoAward.State.APPROVED).select_related("death").order_by("pk"))
        claims = [claim for each in owed for claim in claims_of(each)] + [awards.claim_of(each) for each in given]
        if not claims:
            raise Refused("没有待拨付的惠民殡葬资金。")
        number = BankFile.objects.filter(channel=accounts.BANK.code, on=on).count() + 1
        file = sending.send(accounts.BANK, claims, key=f"funeral:{on}:{number}", form=form, by=by, at=at)
        Settlement.objects.filter(pk__in=[each.pk for each in owed]).update(state=_STATE.SENT)
        EcoAward.objects.filter(pk__in=[each.pk for each in given]).update(state=EcoAward.State.SENT)
        data = {"lines": file.lines_number, "amount": file.amount}
        record(
            "funeral_fees.send", f"bankfile:{file.pk}", by=by, at=at, because=f"送银行{file.lines_number}笔", data=data
        )
    return file


def send_award_again(award: EcoAward, *, applicant: str, account: str, by: User, at: dt.datetime) -> BankFile:
    """退票重发: an award that came back is sent again under its own reference, to the account as it is now; never while it is on its way or paid."""
    on = timezone.localdate(at)
    require(by, APPROVERS, on=on)
    if awards.claim_of(award).reference not in bank.came_back(accounts.BANK):
        raise Refused("这笔奖补没有退票，不能重发。")
    if not applicant.strip():
        raise Refused("请填写收款户名。")
    with transaction.atomic():
        award.applicant, award.account = applicant.strip(), account
        award.save(update_fields=["applicant", "account"])
        number = BankFile.objects.filter(channel=accounts.BANK.code, on=on).count() + 1
        file = sending.send(
            accounts.BANK, [awards.claim_of(award)], key=f"funeral:{on}:{number}", form="card", by=by, at=at
        )
        record(
            "funeral_fees.send_again", award, by=by, at=at, area_code=award.area_code, because="退票重发", data={"file": file.key}
        )  # fmt: skip
    return file


def take_answer(file: BankFile, name: str, data: bytes, *, by: User, at: dt.datetime) -> answers.Taken:
    """回盘: what the bank says of a file; the same answers a second time change nothing."""
    require(by, APPROVERS, on=timezone.localdate(at))
    if file.channel != accounts.BANK.code:
        raise Refused("这不是惠民殡葬的代发文件。")
    return answers.take_return(file, name, data, by=by, at=at)
