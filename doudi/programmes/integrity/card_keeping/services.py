"""What is done with filings: one is registered, and those whose account or benefit is gone are closed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from doudi.base.ciphers import blind_index
from doudi.base.models import User
from doudi.base.refused import Refused
from doudi.mechanisms.casework.services import open_case, take_by_system
from doudi.mechanisms.entitlement.applications.opening import check_may_open
from doudi.mechanisms.entitlement.awards.models import Award
from doudi.mechanisms.registry.queries import by_index
from doudi.programmes.integrity.card_keeping import queries
from doudi.programmes.integrity.card_keeping.flow import CLOSE, KEEPINGS
from doudi.programmes.integrity.card_keeping.models import CardKeeping


@dataclass(frozen=True)
class NewKeeping:
    """Who keeps the card of an award, since which agreement, and why. `number`: his identity number, so that he is kept from the case."""

    keeper: CardKeeping.Keeper
    name: str
    why: str
    signed_on: dt.date
    number: str = field(default="", repr=False)
    unit: str = ""
    phone: str = field(default="", repr=False)


def register(award: Award, new: NewKeeping, *, by: User, at: dt.datetime) -> CardKeeping:
    """登记代管 of the card that an award is paid into. Refused: no account, a filing that stands, the keeper is covered himself."""
    on = timezone.localdate(at)
    check_may_open(KEEPINGS, by=by, area_code=award.area_code, on=on)
    if award.until_month is not None or not award.account_mark:
        raise Refused(f"{award.party.name}的这项待遇没有在用的银行账户，不需要备案。")
    if not new.name.strip() or not new.why.strip():
        raise Refused("请填写代管人姓名和代管原因。")
    if new.signed_on > on:
        raise Refused("协议签订日期不能晚于今天，请核对。")
    person = by_index(blind_index(new.number)) if new.number else None
    if person is not None and award.covered.filter(person=person, until_month=None).exists():
        raise Refused(f"{person.party.name}就是保障对象，自己保管银行卡不需要备案。")
    other = queries.live(award.account_mark)
    if other is not None:
        raise Refused(f"这张银行卡已有代管备案{other.case.number}，更换代管人的请先办理交还。")
    title = award.party.name
    try:
        with transaction.atomic():
            case = open_case(
                KEEPINGS, title=title, area_code=award.area_code, by=by, at=at, because=new.why.strip()[:400]
            )
            return CardKeeping.objects.create(
                case=case,
                award=award,
                account_mark=award.account_mark,
                keeper=new.keeper,
                name=new.name.strip()[:80],
                person=person,
                unit=new.unit.strip()[:80],
                phone=new.phone,
                why=new.why.strip()[:200],
                signed_on=new.signed_on,
            )
    except IntegrityError as error:
        raise Refused("这张银行卡刚刚已经登记代管，请刷新后查看。") from error


def close_gone(*, at: dt.datetime) -> int:
    """Filings whose award has ended or is paid into another account; how many were closed."""
    paid = Award.objects.filter(account_mark=OuterRef("account_mark"), until_month=None)
    gone = list(CardKeeping.objects.filter(~Exists(paid), ended_on=None).select_related("case"))
    for each in gone:
        take_by_system(each.case, CLOSE, at=at, because="待遇已停发或已变更账户")
    return len(gone)
