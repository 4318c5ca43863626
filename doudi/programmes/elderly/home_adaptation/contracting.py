"""施工单位: who won the framework tender, signed in for a time; what it is paid to, and whose kin it must not be near to."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from doudi.base.access import require
from doudi.base.areas import county_of
from doudi.base.models import User
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.mechanisms.registry.models import Person
from doudi.mechanisms.registry.services import register_organisation
from doudi.programmes.elderly.home_adaptation.models import Contractor

SIGNERS = frozenset({Role.COUNTY_OFFICER})


@dataclass(frozen=True)
class NewContractor:
    """As the framework agreement says. `code` is that of the grants of its office."""

    code: str
    name: str
    tender: str
    since: dt.date
    until: dt.date | None
    account: str = field(default="", repr=False)
    owner: Person | None = None


def sign_contractor(new: NewContractor, *, area_code: str, by: User, at: dt.datetime) -> Contractor:
    """登记施工单位; one that is known gets the new agreement, account and owner."""
    require(by, SIGNERS, area_code=county_of(area_code), on=timezone.localdate(at))
    if not new.code.strip() or not new.name.strip() or not new.tender.strip():
        raise Refused("请填写单位代码、名称和框架协议编号。")
    if new.until is not None and new.until < new.since:
        raise Refused("协议终止日期不能早于起始日期。")
    if new.account and not (8 <= len(new.account) <= 32 and new.account.isascii() and new.account.isdigit()):
        raise Refused("银行账号应为8至32位数字，请核对。")
    with transaction.atomic():
        organisation = register_organisation(
            new.code.strip(),
            name=new.name.strip(),
            kind="适老化改造施工单位",
            by=by,
            at=at,
            area_code=county_of(area_code),
        )
        made, _ = Contractor.objects.update_or_create(
            organisation=organisation,
            defaults={
                "code": new.code.strip(), "name": new.name.strip(), "tender": new.tender.strip(), "since": new.since,
                "until": new.until, "account": new.account, "owner": new.owner,
            },
        )  # fmt: skip
        record(
            "home_adaptation.contractor", f"organisation:{made.code}", by=by, at=at, area_code=county_of(area_code),
            because=new.tender,
        )  # fmt: skip
    return made
