"""What is done with the township reserves (备用金): allot, use, reverse, replenish, file, reconcile, carry over, give back (R-RES-01..06).

That a balance is never negative and that nothing is changed afterwards is the ledger's business; here stand the township's ceiling, the
two signatures, the papers and the month's reconciliation.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from doudi.base.access import may, require
from doudi.base.areas import name_of
from doudi.base.models import Area, User
from doudi.base.money import yuan
from doudi.base.months import chinese_month, first_day, last_day, month_of
from doudi.base.notices import calendar
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.mechanisms.entitlement.parameters_entered.queries import terms_in_force
from doudi.mechanisms.ledger import queries as ledger_queries
from doudi.mechanisms.ledger import services as ledger
from doudi.mechanisms.ledger.declare import TransferKind
from doudi.mechanisms.ledger.models import Entry, Reason
from doudi.mechanisms.registry.models import Party
from doudi.programmes.assistance.temporary import accounts, queries
from doudi.programmes.assistance.temporary.models import (
    CarryOver,
    GrantPayment,
    ReserveFiling,
    ReserveReconciliation,
    ReserveUse,
)
from doudi.programmes.assistance.temporary.policy import TemporaryPolicy

COUNTY = frozenset({Role.FINANCE, Role.COUNTY_OFFICER})
CLERK, LEADER = Role.TOWNSHIP_CLERK, Role.TOWNSHIP_LEADER


def allot(township: Area, *, amount: int, document: str, by: User, at: dt.datetime, on: dt.date | None = None) -> Entry:
    """下拨: the county gives a township its reserve, once under each document. Amount in fen."""
    return _from_county(accounts.ALLOT, "allot", township, amount, document, by, at, on)


def replenish(
    township: Area, *, amount: int, document: str, by: User, at: dt.datetime, on: dt.date | None = None
) -> Entry:
    """补充: only when the reserve runs low, what was used is filed, papers are complete and the months agree with the bank."""
    day = on or timezone.localdate(at)
    known = Entry.objects.filter(key=f"temporary.replenish:{document}:{township.code}").exists()
    against = [] if known else queries.hindrances(township, day)
    if against:
        raise Refused(f"{name_of(township.code)}备用金暂不能补充:{';'.join(against)}。")
    return _from_county(accounts.REPLENISH, "replenish", township, amount, document, by, at, on)


def use(
    township: Area,
    *,
    case_number: str,
    applicant: Party,
    amount: int,
    receipt: str,
    clerk: User,
    leader: User,
    at: dt.datetime,
    helped_first: bool = False,
    county_approval: str = "",
) -> ReserveUse:
    """支出: pay one case out of the reserve. `helped_first`: an emergency whose papers are completed afterwards (R-TEMP-05)."""
    day = timezone.localdate(at)
    _check_signatures(township, clerk, leader, day)
    if not case_number.strip() or not receipt.strip():
        raise Refused("备用金支出须有临时救助办件编号和收据或转账凭证。")
    policy = TemporaryPolicy(terms_in_force(TemporaryPolicy, day, area=township.code))
    ceiling = policy.town_ceiling
    if amount > ceiling and not county_approval.strip():
        raise Refused(f"每笔最多{yuan(ceiling)}元,本笔{yuan(amount)}元;超过的须报县民政局批准并填写批准文号。")
    with transaction.atomic():
        entry = ledger.post(
            accounts.GRANT_FROM_RESERVE,
            source=township,
            target=township,
            amount=amount,
            key=f"temporary.use:{case_number}:{receipt}"[:120],
            because=f"临时救助{case_number}",
            by=clerk,
            at=at,
            subject=f"temporary:{case_number}",
            party=applicant,
            reference=case_number,
        )
        done = ReserveUse.objects.filter(entry=entry).first()
        if done is not None:
            return done
        done = ReserveUse.objects.create(
            entry=entry,
            township=township,
            case_number=case_number,
            applicant=applicant,
            amount=amount,
            on=day,
            receipt=receipt,
            county_approval=county_approval.strip(),
            clerk=clerk,
            leader=leader,
            papers_due_on=calendar().add_workdays(day, policy.backfill) if helped_first else None,
        )
        _record("temporary.use", done, clerk, at, {"amount": amount, "leader": leader.pk})
    return done


def reverse_use(
    done: ReserveUse, *, reason: Reason, because: str, clerk: User, leader: User, at: dt.datetime
) -> ReserveUse:
    """冲销: take back a use that was wrong; it points at the use and says why. It stays in the book, with its reversal."""
    _check_signatures(done.township, clerk, leader, timezone.localdate(at))
    with transaction.atomic():
        if done.reversed_by_id is not None:
            raise Refused("这笔支出已经冲销过。")
        back = ledger.reverse(done.entry, reason=reason, because=because, by=clerk, at=at)
        ReserveUse.objects.filter(pk=done.pk).update(reversed_by=back)
        GrantPayment.objects.filter(use=done).update(taken_back_on=back.on)
        done.reversed_by = back
        _record("temporary.reverse_use", done, clerk, at, {"leader": leader.pk, "reason": reason}, because)
    return done


def complete_papers(done: ReserveUse, *, by: User, at: dt.datetime) -> ReserveUse:
    """补齐手续: the papers of somebody helped first are complete now."""
    require(by, CLERK, area_code=done.township_id, on=timezone.localdate(at))
    waiting = ReserveUse.objects.filter(pk=done.pk, papers_completed_on=None).exclude(papers_due_on=None)
    with transaction.atomic():
        if not waiting.update(papers_completed_on=timezone.localdate(at)):
            raise Refused("这笔支出没有待补的手续。")
        _record("temporary.complete_papers", done, by, at, {})
    done.refresh_from_db()
    return done


def file_month(township: Area, month: int, *, by: User, at: dt.datetime) -> ReserveFiling:
    """备案: hand the uses of a month that has ended to the county, those that are not handed in yet."""
    day = timezone.localdate(at)
    require(by, CLERK, area_code=township.code, on=day)
    if month >= month_of(day):
        raise Refused(f"{chinese_month(month)}尚未结束,月末过后再备案。")
    with transaction.atomic():
        rows = queries.unfiled(township, before=first_day(month + 1)).filter(on__gte=first_day(month))
        amounts = list(rows.values_list("amount", flat=True))
        if not amounts:
            raise Refused(f"{chinese_month(month)}没有待备案的支出。")
        filing = ReserveFiling.objects.create(
            township=township, month=month, at=at, by=by, uses_number=len(amounts), amount=sum(amounts)
        )
        rows.update(filing=filing)
        record(
            "temporary.file_month",
            filing,
            by=by,
            at=at,
            because=f"{chinese_month(month)}备案",
            area_code=township.code,
            data={"uses": len(amounts), "amount": sum(amounts)},
        )
    return filing


def reconcile(
    township: Area,
    month: int,
    *,
    bank_balance: int,
    by: User,
    at: dt.datetime,
    cases_amount: int | None = None,
    explanation: str = "",
) -> ReserveReconciliation:
    """对账: hold the month against the bank's balance and the cases' sums (in fen). A difference is a finding until somebody explains it;
    reconciling again, with an explanation or other figures, adds a row and changes none."""
    day = timezone.localdate(at)
    require(by, COUNTY | {LEADER}, area_code=township.code, on=day)
    if last_day(month) >= day:
        raise Refused(f"{chinese_month(month)}尚未结束,月末过后再对账。")
    book = queries.book(township, month)
    if book is None:
        raise Refused(f"{name_of(township.code)}没有备用金,无须对账。")
    span = ledger_queries.transfers(accounts.GRANT_FROM_RESERVE).filter(
        entry__on__range=(book.first, book.last), area_code=township.code
    )
    used = ledger_queries.net(span).amount
    cases = cases_amount if cases_amount is not None else _by_cases(township, book.first, book.last)
    with transaction.atomic():
        found = ReserveReconciliation.objects.create(
            township=township,
            month=month,
            at=at,
            by=by,
            opening=book.opening,
            incoming=book.incoming,
            outgoing=book.outgoing,
            closing=book.closing,
            bank_balance=bank_balance,
            used=used,
            cases_amount=cases,
            explanation=explanation.strip()[:400],
        )
        record(
            "temporary.reconcile",
            found,
            by=by,
            at=at,
            because=explanation,
            area_code=township.code,
            data={"month": month, "bank": found.bank_difference, "cases": found.cases_difference},
        )
    return found


def carry_over(township: Area, year: int, *, document: str, by: User, at: dt.datetime) -> CarryOver:
    """结转: what is left at the end of a year stays with the township, by decision."""
    day = timezone.localdate(at)
    require(by, COUNTY, on=day)
    if day.year <= year:
        raise Refused(f"{year}年尚未结束,年末过后再结转。")
    account = queries.reserve_account(township)
    if account is None:
        raise Refused(f"{name_of(township.code)}没有备用金,无须结转。")
    with transaction.atomic():
        if CarryOver.objects.filter(township=township, year=year).exists():
            raise Refused(f"{name_of(township.code)}{year}年的备用金已经结转。")
        left = ledger_queries.balance_on(account, dt.date(year, 12, 31))
        done = CarryOver.objects.create(
            township=township, year=year, amount=left, document=_document(document), at=at, by=by
        )
        record(
            "temporary.carry_over",
            done,
            by=by,
            at=at,
            because=document,
            area_code=township.code,
            data={"year": year, "amount": left},
        )
    return done


def give_back(township: Area, *, amount: int, document: str, by: User, at: dt.datetime) -> Entry:
    """收回: the county takes back what a township does not need."""
    require(by, COUNTY, on=timezone.localdate(at))
    county = _county_of(township)
    with transaction.atomic():
        entry = ledger.post(
            accounts.GIVE_BACK,
            source=township,
            target=county,
            amount=amount,
            key=f"temporary.give_back:{_document(document)}:{township.code}",
            because=document,
            by=by,
            at=at,
            area_code=township.code,
        )
        record("temporary.give_back", entry, by=by, at=at, because=document, area_code=township.code)
    return entry


# --- small conditions ----------------------------------------------------------------------------------------------------


def _from_county(
    kind: TransferKind[Area, Area],
    verb: str,
    township: Area,
    amount: int,
    document: str,
    by: User,
    at: dt.datetime,
    on: dt.date | None,
) -> Entry:
    day = on or timezone.localdate(at)
    require(by, COUNTY, on=timezone.localdate(at))
    if township.level != Area.Level.TOWNSHIP:
        raise Refused("备用金只能下拨到乡镇。")
    with transaction.atomic():
        entry = ledger.post(
            kind,
            source=_county_of(township),
            target=township,
            amount=amount,
            key=f"temporary.{verb}:{_document(document)}:{township.code}",
            because=document,
            by=by,
            at=at,
            on=day,
        )
        record(f"temporary.{verb}", entry, by=by, at=at, because=document, area_code=township.code)
    return entry


def _check_signatures(township: Area, clerk: User, leader: User, day: dt.date) -> None:
    """Two people of this township, one of them its leader in charge."""
    if clerk.pk == leader.pk:
        raise Refused("备用金须经办人和分管领导两人签字。")
    require(clerk, CLERK, area_code=township.code, on=day)
    if not may(leader, LEADER, area_code=township.code, on=day):
        raise Refused(f"{leader.name}不是{name_of(township.code)}的分管领导,不能签批备用金。")


def _by_cases(township: Area, first: dt.date, last: dt.date) -> int:
    """The sum of the cases paid in these days, less those whose reversal fell into them."""
    uses = ReserveUse.objects.filter(township=township)
    paid = uses.filter(on__range=(first, last)).values_list("amount", flat=True)
    reversed_ = uses.filter(reversed_by__on__range=(first, last)).values_list("amount", flat=True)
    return sum(paid) - sum(reversed_)


def _county_of(township: Area) -> Area:
    if township.parent is None:
        raise Refused("备用金只能下拨到乡镇。")
    return township.parent


def _document(text: str) -> str:
    if not 2 <= len(text.strip()) <= 60:
        raise Refused("请填写文号(2至60字)。")
    return text.strip()


def _record(
    action: str, done: ReserveUse, by: User, at: dt.datetime, data: dict[str, object], because: str = ""
) -> None:
    record(
        action,
        done,
        by=by,
        at=at,
        because=because or f"临时救助{done.case_number}",
        area_code=done.township_id,
        data={"case": done.case_number, **data},
    )
