"""审核确认权限下放: the county lets a township confirm, from a day to a day, by a document (R-ORG-02)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from doudi.base.access import require
from doudi.base.areas import township_of
from doudi.base.models import Area, User
from doudi.base.notices import calendar
from doudi.base.prefixes import begins_with
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.mechanisms.casework import clocks
from doudi.mechanisms.casework.declare import FLOWS, Flow
from doudi.mechanisms.casework.models import Case, Delegation


def delegate(
    flow: Flow,
    township: Area,
    *,
    since: dt.date,
    document: str,
    by: User,
    at: dt.datetime,
    until: dt.date | None = None,
) -> Delegation:
    """Delegate. It holds for cases accepted from that day on; those accepted before stay with the county."""
    require(by, Role.BUREAU_LEADER, area_code=township.code, on=since)
    if flow.delegated_with:
        raise Refused(f"“{flow.name}”随“{FLOWS[flow.delegated_with].name}”一并下放，不单独下放。")
    if not flow.delegable:
        raise Refused(f"“{flow.name}”没有可以下放的审核确认权限。")
    if township.level != Area.Level.TOWNSHIP:
        raise Refused("审核确认权限只能下放到乡镇（街道）。")
    if not document.strip():
        raise Refused("请填写下放权限的文号。")
    if until is not None and until < since:
        raise Refused("终止日期早于起始日期，请核对。")
    with transaction.atomic():
        rows = Delegation.objects.filter(Q(until=None) | Q(until__gte=since), flow=flow.code, township=township)
        if (rows.filter(since__lte=until) if until else rows).exists():
            raise Refused(f"{township.name}在这段时间已经下放，请先结束原来的下放。")
        made = Delegation.objects.create(
            flow=flow.code, township=township, since=since, until=until, document=document.strip(), by=by, at=at
        )
        _record("case.delegate", made, by, at)
    return made


def end(delegation: Delegation, flow: Flow, *, on: dt.date, document: str, by: User, at: dt.datetime) -> int:
    """收回: the last day of it, today or before. Cases of the township that are under way go to the county, with the county's limits;
    how many."""
    require(by, Role.BUREAU_LEADER, area_code=delegation.township_id, on=on)
    if on < delegation.since:
        raise Refused("终止日期早于起始日期，请核对。")
    if on > timezone.localdate(at):
        raise Refused("收回的日期不能晚于今天：在办的办件当日转回县级，请到当日办理。")
    if not document.strip():
        raise Refused("请填写收回权限的文号。")
    with transaction.atomic():
        delegation = Delegation.objects.select_for_update().get(pk=delegation.pk)
        if delegation.until is not None and delegation.until < on:
            raise Refused(f"这项下放已于{delegation.until}终止，不需要收回。")
        delegation.until = on
        delegation.save(update_fields=["until"])
        prefix = township_of(delegation.township_id)[:9]
        flows = {each.code: each for each in FLOWS.values() if flow.code in (each.code, each.delegated_with)}
        open_ones = Case.objects.filter(
            begins_with("area_code", prefix), flow__in=list(flows), delegated=True, closed_at=None
        )
        cases, known = list(open_ones), calendar()
        for case in cases:
            clocks.called_back(case, flows[case.flow], known)
        _record("case.delegation_ends", delegation, by, at, document, cases=len(cases))
    return len(cases)


def _record(action: str, delegation: Delegation, by: User, at: dt.datetime, document: str = "", **more: int) -> None:
    record(
        action,
        f"delegation:{delegation.pk}",
        by=by,
        at=at,
        because=document or delegation.document,
        area_code=delegation.township_id,
        data={"flow": delegation.flow, "since": delegation.since, "until": delegation.until, **more},
    )
