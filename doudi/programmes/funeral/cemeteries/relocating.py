"""迁坟补偿名册: the graves that a project pays for, taken in from its list as it stands; what is invented on it is looked for by F-05."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from doudi.base.access import require, scope
from doudi.base.ciphers import blind_index
from doudi.base.identity import is_valid
from doudi.base.models import User
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.programmes.funeral.cemeteries.models import RelocatedGrave

ENTERERS = frozenset({Role.FUNERAL_OFFICER})
READERS = ENTERERS | {Role.BUREAU_LEADER, Role.INSPECTOR, Role.AUDITOR, Role.FUNERAL_ENFORCER}


@dataclass(frozen=True)
class NewGrave:
    """One line of a project's list; `amount` in fen."""

    number: str
    applicant: str
    deceased: str
    buried_year: int
    longitude: float
    latitude: float
    amount: int
    area_code: str
    first_seen_on: dt.date | None = None
    id_number: str = field(default="", repr=False)


def enter(project: str, announced_on: dt.date, graves: Sequence[NewGrave], *, by: User, at: dt.datetime) -> int:
    """登记一个项目的名册, all or none; how many. A number that stands on it already is Refused."""
    on = timezone.localdate(at)
    for area in {each.area_code for each in graves}:
        require(by, ENTERERS, area_code=area, on=on)
    if not project.strip() or announced_on > on:
        raise Refused("请填写项目名称，公告日期不能晚于今天。")
    for each in graves:
        if not each.number.strip() or not each.applicant.strip() or not each.deceased.strip():
            raise Refused("坟墓编号、申领人、逝者都要填写。")
        if not is_valid(each.id_number):
            raise Refused(f"{each.number}的申领人身份证号不对，请核对。")
        if not (73 <= each.longitude <= 136 and 3 <= each.latitude <= 54) or each.amount < 0:
            raise Refused(f"{each.number}的经纬度或者补偿金额不对，请核对。")
        if each.buried_year > on.year:
            raise Refused(f"{each.number}的安葬年份不能晚于今年。")
    numbers = Counter(each.number.strip() for each in graves)
    known = set(RelocatedGrave.objects.filter(project=project.strip()).values_list("number", flat=True))
    twice = sorted({number for number, times in numbers.items() if times > 1 or number in known})
    if twice:
        raise Refused(f"{project}的坟墓编号{twice[0]}重复，请核对名册。")
    with transaction.atomic():
        RelocatedGrave.objects.bulk_create(
            RelocatedGrave(
                project=project.strip(), announced_on=announced_on, number=each.number.strip(), applicant=each.applicant.strip(),
                mark=blind_index(each.id_number), deceased=each.deceased.strip(), buried_year=each.buried_year, first_seen_on=each.first_seen_on,
                longitude=each.longitude, latitude=each.latitude, amount=each.amount, area_code=each.area_code, by=by, at=at,
            )
            for each in graves
        )  # fmt: skip
        record("cemeteries.relocated", f"relocation:{project.strip()}", by=by, at=at, data={"number": len(graves)})
    return len(graves)


def graves(user: Any) -> QuerySet[RelocatedGrave]:
    """What projects have listed in the user's place."""
    return scope(user, READERS).filter(RelocatedGrave.objects.all())
