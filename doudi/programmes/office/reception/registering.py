"""A household entered at the front door, because no roll and no list has brought it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from doudi.base import identity
from doudi.base.access import require
from doudi.base.ciphers import blind_index
from doudi.base.models import User
from doudi.base.prefixes import begins_with
from doudi.base.refused import Refused
from doudi.mechanisms.registry.models import Household, Membership, Person
from doudi.mechanisms.registry.services import NewHousehold, NewMember, register_households
from doudi.programmes.office.reception.flow import RECEIVERS


def register_home(members: Sequence[NewMember], *, area: str, address: str, by: User, at: dt.datetime) -> Household:
    """Register it with a number of its own. Refused if somebody of it lives in another household or is known by another name: that is
    for a change of the register and not for a second entry."""
    on = timezone.localdate(at)
    require(by, RECEIVERS, area_code=area, on=on)
    with transaction.atomic():
        for each in members:
            _check(each, on)
        new = NewHousehold(_next_number(on), area, tuple(members), address, on)
        return register_households([new], by=by, at=at, because="一门受理登记")[0]


def _check(member: NewMember, on: dt.date) -> None:
    reading = identity.read(member.person.id_number)
    person = Person.objects.select_related("party").filter(id_index=blind_index(reading.number or "")).first()
    if person is None:
        return
    if person.died_on is not None:
        raise Refused(f"{member.person.name}已登记死亡，请核对证号。")
    if person.party.name != member.person.name.strip():
        raise Refused(f"{member.person.name}的身份证号在登记中是另一个姓名，请核对证号和姓名。")
    if Membership.objects.filter(person=person, to_on=None).exists():
        raise Refused(
            f"{member.person.name}已登记在别的户，请按姓名或证号查找那一户；家庭有变动的，先办理家庭成员变更。"
        )


def _next_number(on: dt.date) -> str:
    """登202411-0007."""
    start = f"登{on:%Y%m}-"
    last = (
        Household.objects.filter(begins_with("number", start))
        .order_by("-number")
        .values_list("number", flat=True)
        .first()
    )
    return f"{start}{int(last.removeprefix(start)) + 1 if last else 1:04d}"
