"""代办: while somebody is away a colleague acts in his name, for the days given, and every record says so."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from doudi.base.access import grants_of, may, require, scope
from doudi.base.models import User
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.base.roles import STAFF_ROLES, Role
from doudi.mechanisms.casework.models import Substitution

ARRANGERS = frozenset({Role.BUREAU_LEADER, Role.TOWNSHIP_LEADER})
_LONGEST = 90  # days; whoever is away longer gives his place to somebody else


def arrange(
    absent: User, substitute: User, *, since: dt.date, until: dt.date, because: str, by: User, at: dt.datetime
) -> Substitution:
    """Let somebody act for somebody who is away. He himself arranges it, or a leader of his place."""
    if by.pk != absent.pk:
        require(by, ARRANGERS, area_code=_place_of(absent, since), on=since)
    if substitute.pk == absent.pk:
        raise Refused("代办人不能是本人，请另选一人。")
    if not because.strip():
        raise Refused("请填写外出事由。")
    if not since <= until <= since + dt.timedelta(days=_LONGEST):
        raise Refused(f"代办的起止日期不对，最长{_LONGEST}日，请核对。")
    reach = scope(substitute, STAFF_ROLES, on=since)
    held = [each for each in grants_of(absent, since) if each.role in STAFF_ROLES and each.area_code]
    if not held:
        raise Refused(f"{absent.name}没有需要代办的办理权限。")
    if not all(reach.covers(each.area_code) for each in held):
        raise Refused(f"{substitute.name}的辖区不包括{absent.name}的辖区，请另选代办人。")
    with transaction.atomic():
        overlapping = Substitution.objects.filter(absent=absent, since__lte=until, until__gte=since)
        if overlapping.exists():
            raise Refused("这几天已经安排了代办人，请先结束原来的安排。")
        made = Substitution.objects.create(
            absent=absent, substitute=substitute, since=since, until=until, because=because.strip(), by=by, at=at
        )
        record(
            "case.substitute",
            f"user:{absent.pk}",
            by=by,
            at=at,
            because=because,
            data={"substitute": substitute.pk, "since": since, "until": until},
        )
    return made


def end(substitution: Substitution, *, on: dt.date, by: User, at: dt.datetime) -> None:
    """He is back: the last day on which the substitute acts. He himself ends it, who arranged it, or a leader of his place."""
    if not may_end(substitution, by, on):
        require(by, ARRANGERS, area_code=_place_of(substitution.absent, on), on=on)
    if substitution.until < on:
        raise Refused(f"这项代办已于{substitution.until}结束。")
    with transaction.atomic():
        substitution.until = max(substitution.since, on)
        substitution.save(update_fields=["until"])
        record("case.substitute_ends", f"user:{substitution.absent_id}", by=by, at=at, data={"until": on})


def may_end(substitution: Substitution, by: User, on: dt.date) -> bool:
    """Whether somebody may end it; the substitute himself may not."""
    if by.pk in (substitution.absent_id, substitution.by_id):
        return True
    return may(by, ARRANGERS, area_code=_place_of(substitution.absent, on), on=on)


def _place_of(absent: User, on: dt.date) -> str | None:
    """Where somebody has his office."""
    return next((held.area_code for held in grants_of(absent, on) if held.area_code), None)
