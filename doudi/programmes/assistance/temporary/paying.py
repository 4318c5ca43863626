"""支付: a part of a grant paid by the township out of its reserve at once, or owed by the county from now on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils import timezone

from doudi.base.access import require
from doudi.base.areas import county_of, township_of
from doudi.base.models import Area, User
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.mechanisms.ledger.bank import sending
from doudi.mechanisms.ledger.bank.sending import Claim
from doudi.programmes.assistance.temporary import accounts, reserves
from doudi.programmes.assistance.temporary.models import GrantPayment, TemporaryGrant

DECIDERS = frozenset({Role.COUNTY_OFFICER, Role.BUREAU_LEADER})


@dataclass(frozen=True)
class FromReserve:
    """Paid by the township at once, signed by two. Amount in fen. `helped_first`: the papers follow (R-TEMP-05)."""

    amount: int
    receipt: str
    clerk: User
    leader: User
    helped_first: bool = False
    county_approval: str = ""


@dataclass(frozen=True)
class FromCounty:
    """Decided by the county and owed from then on; `services.send_to_bank` pays it. Amount in fen."""

    amount: int
    document: str
    by: User
    payee: str
    account: str = field(repr=False)


Pay = FromReserve | FromCounty


def pay_all(done: TemporaryGrant, pays: Sequence[Pay], last: int, at: dt.datetime) -> None:
    """Pay the parts of a grant, numbered on from the last one. In a transaction of the caller."""
    day = timezone.localdate(at)
    for number, pay in enumerate(pays, last + 1):
        if isinstance(pay, FromReserve):
            _from_reserve(done, number, pay, at, day)
        else:
            _from_county(done, number, pay, at, day)


def _from_reserve(done: TemporaryGrant, number: int, pay: FromReserve, at: dt.datetime, day: dt.date) -> None:
    township = Area.objects.get(code=township_of(done.area_code))
    use = reserves.use(
        township,
        case_number=done.case_number,
        applicant=done.applicant,
        amount=pay.amount,
        receipt=pay.receipt,
        clerk=pay.clerk,
        leader=pay.leader,
        at=at,
        helped_first=pay.helped_first,
        county_approval=pay.county_approval,
    )
    GrantPayment.objects.create(
        grant=done,
        number=number,
        channel=GrantPayment.Channel.RESERVE,
        amount=pay.amount,
        on=day,
        use=use,
        document=pay.county_approval.strip(),
        by=pay.clerk,
    )


def _from_county(done: TemporaryGrant, number: int, pay: FromCounty, at: dt.datetime, day: dt.date) -> None:
    require(pay.by, DECIDERS, area_code=done.area_code, on=day)
    if not pay.document.strip():
        raise Refused("县级资金支付的须填写审批文号。")
    if not pay.payee.strip() or not (8 <= len(pay.account) <= 32 and pay.account.isascii() and pay.account.isdigit()):
        raise Refused("请填写收款户名和8至32位数字的银行账号。")
    payment = GrantPayment.objects.create(
        grant=done,
        number=number,
        channel=GrantPayment.Channel.COUNTY,
        amount=pay.amount,
        on=day,
        document=pay.document.strip(),
        claim=f"temporary:{done.case_number}:{number}",
        payee=pay.payee.strip(),
        account=pay.account,
        by=pay.by,
    )
    claim = claim_of(payment)
    sending.decide(
        accounts.BANK,
        [claim],
        county=Area.objects.get(code=county_of(done.area_code)),
        key=f"temporary.decide:{claim.reference}",
        because=f"临时救助{done.case_number}",
        by=pay.by,
        at=at,
    )
    record(
        "temporary.grant",
        done,
        by=pay.by,
        at=at,
        because=pay.document,
        area_code=done.area_code,
        data={"case": done.case_number, "number": number, "amount": pay.amount},
    )


def claim_of(payment: GrantPayment) -> Claim:
    """What is owed, under a reference that stays the same each time the bank is asked."""
    done = payment.grant
    return Claim(
        payment.claim,
        done.area_code,
        payment.payee,
        payment.account,
        payment.amount,
        done.applicant_id,
    )
