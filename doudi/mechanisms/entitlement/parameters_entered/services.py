"""What is done with parameters: one person enters a value with its document, another approves it or sends it back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from doudi.base.access import require
from doudi.base.models import User
from doudi.base.months import chinese_month
from doudi.base.once import forget
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.mechanisms.entitlement.declare import parameter_of
from doudi.mechanisms.entitlement.parameters_entered import queries
from doudi.mechanisms.entitlement.parameters_entered.models import ParameterEntry
from doudi.mechanisms.entitlement.policy import Key, months_reopened

ENTERERS = frozenset({Role.COUNTY_OFFICER})
APPROVERS = frozenset({Role.COUNTY_OFFICER, Role.BUREAU_LEADER})
State = ParameterEntry.State


@dataclass(frozen=True)
class Approved:
    """An approval, and the months already paid that the value reaches back into: they are back-paid, never computed anew."""

    entry: ParameterEntry
    reopened: range

    @property
    def words(self) -> str:
        if not self.reopened:
            return ""
        first, last = chinese_month(self.reopened[0]), chinese_month(self.reopened[-1])
        return f"本参数追溯适用,{first}至{last}已核发的月份不重算,差额在下一批次补发,多发的转追缴程序。"


def enter(
    code: str,
    written: int | str | Decimal,
    *,
    key: Key = (),
    applies_from: dt.date,
    issued_on: dt.date,
    document: str,
    by: User,
    at: dt.datetime,
    note: str = "",
    area_code: str = "",
) -> ParameterEntry:
    """录入: a value as it is written (元, %, 个月), for one class, from a day. It counts only when approved."""
    require(by, ENTERERS, on=timezone.localdate(at))
    parameter = parameter_of(code)
    if key not in parameter.keys():  # noqa: SIM118 — a method, not a mapping
        raise Refused(f"参数“{parameter.label}”没有所填的类别,请核对。")
    if not document.strip():
        raise Refused(f"录入“{parameter.label}”须写明文件。")
    if issued_on > timezone.localdate(at):
        raise Refused("发文日期晚于今天,请核对。")
    value = parameter.unit.kept(written)
    if value < 0:
        raise Refused(f"“{parameter.label}”不能小于零。")
    if parameter.unit.names is not None:
        parameter.unit.names.name_of(value)
    with transaction.atomic():
        entry = ParameterEntry.objects.create(
            code=code,
            key=",".join(map(str, key)),
            value=value,
            applies_from=applies_from,
            issued_on=issued_on,
            document=document.strip()[:200],
            note=note[:400],
            area_code=area_code,
            entered_at=at,
            entered_by=by,
        )
        data = {"code": code, "key": entry.key, "value": value, "applies_from": applies_from, "issued_on": issued_on}
        record("parameter.enter", entry, by=by, at=at, because=document, area_code=area_code, data=data)
    return entry


def approve(
    entry: ParameterEntry, *, by: User, at: dt.datetime, because: str = "", paid_through: int | None = None
) -> Approved:
    """复核: somebody else approves. `paid_through`: the last month paid, to tell which months it reaches back into."""
    _answer(entry, State.APPROVED, by, at, because)
    row = queries.value_of(entry)
    return Approved(entry, months_reopened(row, paid_through) if paid_through is not None else range(0))


def refuse(entry: ParameterEntry, *, by: User, at: dt.datetime, because: str) -> ParameterEntry:
    """退回: the entry stays, and never counts."""
    if not because.strip():
        raise Refused("退回须写明理由。")
    _answer(entry, State.REFUSED, by, at, because)
    return entry


def _answer(entry: ParameterEntry, state: ParameterEntry.State, by: User, at: dt.datetime, because: str) -> None:
    require(by, APPROVERS, on=timezone.localdate(at))
    if by.pk == entry.entered_by_id:
        raise Refused("参数须由录入人以外的人复核。")
    with transaction.atomic():
        rows = ParameterEntry.objects.filter(pk=entry.pk, state=State.ENTERED)
        if not rows.update(state=state, answered_at=at, answered_by=by, because=because[:400]):
            raise Refused("这条参数已经处理过,请刷新后查看。")
        entry.refresh_from_db()
        forget()
        action = "parameter.approve" if state is State.APPROVED else "parameter.refuse"
        record(action, entry, by=by, at=at, because=because, area_code=entry.area_code, data={"code": entry.code})
