"""登记: an appeal is opened against a case, if there is something to go against and it is not too late."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from doudi.base.access import require
from doudi.base.models import User
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.mechanisms.casework import services as casework
from doudi.mechanisms.casework.appeals.limits import TimeLimit
from doudi.mechanisms.casework.appeals.models import Appeal, AppealRoad
from doudi.mechanisms.casework.appeals.queries import OpenToAppeal, open_to_appeal
from doudi.mechanisms.casework.declare import Flow
from doudi.mechanisms.casework.models import Case

REGISTRARS = frozenset({Role.COUNTY_OFFICER, Role.BUREAU_LEADER})
_BEFORE_OTHERS = (AppealRoad.RECONSIDERATION, AppealRoad.LITIGATION)


@dataclass(frozen=True)
class NewAppeal:
    """What the appellant hands in, or what the body that takes it tells the bureau."""

    road: AppealRoad
    appellant: str
    claim: str
    received_on: dt.date
    body: str
    number: str = ""
    served_on: dt.date | None = None  # where the file does not say it
    excuse: str = ""  # 不可抗力或者其他正当理由: what kept him from coming in time


def register(flow: Flow, original: Case, new: NewAppeal, *, by: User, at: dt.datetime) -> Case:
    """Open an appeal in the flow of its road. Refused where nothing was decided, where it comes too late without a good reason, and
    where another body has the same decision before it."""
    today = timezone.localdate(at)
    require(by, REGISTRARS, area_code=original.area_code, on=today)
    missing = [
        name for name, value in (("申请人", new.appellant), ("请求和理由", new.claim), ("受理机关", new.body)) if not value.strip()
    ]  # fmt: skip
    if missing:
        raise Refused(f"请填写：{'、'.join(missing)}。")
    if new.received_on > today:
        raise Refused("提出日期不能晚于今天，请核对。")
    found = open_to_appeal(original, today, served_on=new.served_on)
    if found is None:
        raise Refused(f"{original.number}没有已送达的不利决定，也没有超过办理期限，不能登记{new.road.label}。")
    limit = found.limit(new.road)
    _check_time(found, limit, new)
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=original.pk)
        _check_others(original, new.road)
        case = casework.open_case(
            flow,
            title=original.title,
            area_code=original.area_code,
            by=by,
            at=at,
            because=f"对{original.number}{new.road.label}",
            original=original,
            link=new.road.label,
        )
        Appeal.objects.create(
            case=case,
            road=new.road,
            appellant=new.appellant.strip(),
            body=new.body.strip(),
            number=new.number.strip(),
            received_on=new.received_on,
            served_on=found.served_on,
            last_on=limit.last_on,
            excuse=new.excuse.strip() if limit.late(new.received_on) else "",
            claim=new.claim.strip(),
        )
    return case


def _check_time(found: OpenToAppeal, limit: TimeLimit, new: NewAppeal) -> None:
    if found.served_on is not None and new.received_on < found.served_on:
        raise Refused(f"提出日期早于决定送达的{found.served_on}，请核对。")
    if not limit.late(new.received_on) or new.excuse.strip():
        return
    since = f"决定于{found.served_on}送达" if found.served_on is not None else "办理期限届满后没有作出决定"
    others = [each for each in found.limits if each.road != limit.road and not each.late(new.received_on)]
    ways = "、".join(each.road.label + (f"（{each.last_on}前）" if each.last_on else "") for each in others)
    raise Refused(
        f"{since}，申请{limit.road.label}的期限为{limit.words}，到{limit.last_on}止；{new.received_on}提出，已超过期限，不能登记。"
        f"可以告知当事人通过{ways}反映；因不可抗力或者其他正当理由耽误的，请写明理由。"
    )


def _check_others(original: Case, road: AppealRoad) -> None:
    """One body at a time: whoever has applied for reconsideration does not go to court while it runs, and nobody appeals twice."""
    running = Appeal.objects.filter(case__original=original, case__closed_at=None).select_related("case")
    for each in running:
        if each.road == road:
            raise Refused(f"对{original.number}的{each.get_road_display()}{each.case.number}正在办理，不能重复登记。")
        if each.road in _BEFORE_OTHERS and road in _BEFORE_OTHERS:
            raise Refused(
                f"对{original.number}的{each.get_road_display()}{each.case.number}还没有结论，请待其办结后再登记。"
            )
