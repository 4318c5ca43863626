"""拨付: what is owed to a provider for a signed month is paid out by two persons, neither of whom drew it up or signed it (R-X-03)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from doudi.base.access import may
from doudi.base.models import User
from doudi.base.months import chinese_month
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.mechanisms.ledger import services as ledger
from doudi.programmes.elderly.home_care import accounts
from doudi.programmes.elderly.home_care.models import Settlement

ORDERING = frozenset({Role.FINANCE})
RELEASING = frozenset({Role.BUREAU_LEADER, Role.FINANCE})
State = Settlement.State


def order_payment(settlement: Settlement, *, by: User, at: dt.datetime) -> Settlement:
    """提请拨付 by finance; the amount is the signed one and cannot be changed."""
    _check(settlement, State.SIGNED, by, at, ORDERING, "须由财务人员提请拨付。")
    with transaction.atomic():
        _move(settlement, State.SIGNED, state=State.ORDERED, ordered_by=by, ordered_at=at)
        _record("home_care.order_payment", settlement, by, at)
    return settlement


def confirm_payment(settlement: Settlement, *, voucher: str, paid_on: dt.date, by: User, at: dt.datetime) -> Settlement:
    """确认拨付 by a second person, with the number and the day of the bank's voucher: what was owed is paid, in the same transaction."""
    _check(settlement, State.ORDERED, by, at, RELEASING, "须由局领导或另一名财务人员确认拨付。")
    if by.pk == settlement.ordered_by_id:
        raise Refused("拨付是您提请的，须由他人确认。")
    if not voucher.strip():
        raise Refused("请填写银行回单号。")
    if paid_on > timezone.localdate(at):
        raise Refused("拨付日期不能晚于今天，请核对。")
    with transaction.atomic():
        entry = None
        if settlement.payable:
            party = settlement.provider.organisation.party
            entry = ledger.post(
                accounts.PAY,
                source=party,
                target=party,
                amount=settlement.payable,
                key=f"home_care.pay:{settlement.pk}",
                because=f"拨付{settlement.provider.name}{chinese_month(settlement.month)}服务补贴，回单{voucher.strip()}"[
                    :400
                ],
                by=by,
                at=at,
                on=paid_on,
                subject=f"organisation:{settlement.provider.code}",
            )
        _move(settlement, State.ORDERED, state=State.PAID, voucher=voucher.strip()[:60], paid_by=by, paid_on=paid_on, paid_entry=entry)  # fmt: skip
        _record("home_care.pay", settlement, by, at)
    return settlement


def _check(
    settlement: Settlement, wanted: Settlement.State, by: User, at: dt.datetime, roles: frozenset[Role], sentence: str
) -> None:
    if not may(by, roles, on=timezone.localdate(at)):
        raise Refused(sentence)
    if by.pk in (settlement.drafted_by_id, settlement.confirmed_by_id, settlement.signed_by_id):
        raise Refused("生成、确认、审批结算单的人不能办理拨付，请由他人办理。")
    if settlement.state != wanted:
        raise Refused(f"这份结算单现为“{State(settlement.state).label}”，请刷新后查看。")


def _move(settlement: Settlement, before: Settlement.State, **changes: object) -> None:
    """Of two who act at once the second is told."""
    if not Settlement.objects.filter(pk=settlement.pk, state=before).update(**changes):
        raise Refused("这份结算单刚刚由他人办理过，请刷新后查看最新情况。")
    for name, value in changes.items():
        setattr(settlement, name, value)


def _record(action: str, settlement: Settlement, by: User, at: dt.datetime) -> None:
    record(
        action, f"organisation:{settlement.provider.code}", by=by, at=at, because=chinese_month(settlement.month),
        data={"settlement": settlement.pk, "payable": settlement.payable},
    )  # fmt: skip
