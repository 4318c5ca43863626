"""线上线下核对 (R-DIS-09): the list of the state's or the province's system against what the bank paid, person by person."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction

from doudi.base.ciphers import blind_index, blind_indexes
from doudi.base.models import User
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.mechanisms.entitlement.payment_runs import queries
from doudi.mechanisms.entitlement.payment_runs.models import OnlineCheck, OnlineDifference, Payment, PaymentRun
from doudi.mechanisms.ledger.bank.models import Outcome

Kind = OnlineDifference.Kind
_SEALED = ("award__account", "party__person__id_number")  # are compared by their marks, and not opened


@dataclass(frozen=True)
class OnlineRow:
    """One line of the online list; amount in fen. Name and account may be empty where the list has none."""

    row: int
    id_number: str = field(repr=False)
    amount: int
    name: str = ""
    account: str = field(default="", repr=False)


def compare(run: PaymentRun, name: str, rows: Iterable[OnlineRow], *, by: User, at: dt.datetime) -> OnlineCheck:
    """Every person and amount of one list against the other: only online, only paid, other amount, other name or account."""
    listed = list(rows)
    marks = blind_indexes([each.id_number.strip().upper() for each in listed])
    twice = next((mark for mark, number in Counter(marks).items() if number > 1), None)
    if twice is not None:
        again = [each.row for each, mark in zip(listed, marks, strict=True) if mark == twice]
        raise Refused(f"“{name}”第{again[0]}行和第{again[1]}行是同一人,请先合并再核对。")
    online = dict(zip(marks, listed, strict=True))
    paid = {
        index: (payment, amount)
        for payment, amount in _paid(run)
        if (index := payment.party.person.id_index)  # a list of persons is for a person's benefit
    }
    found = [
        OnlineDifference(kind=Kind.ONLY_ONLINE, row=row.row, online=row.amount)
        for mark, row in online.items()
        if mark not in paid
    ]
    for index, (payment, amount) in paid.items():
        row = online.get(index)
        if row is None:
            found.append(OnlineDifference(kind=Kind.ONLY_PAID, party=payment.party, paid=amount))
        elif row.amount != amount:
            found.append(
                OnlineDifference(kind=Kind.AMOUNT, party=payment.party, row=row.row, online=row.amount, paid=amount)
            )
        elif (row.name and row.name != payment.party.name) or (
            row.account and blind_index(row.account) != payment.award.account_mark
        ):
            found.append(
                OnlineDifference(kind=Kind.IDENTITY, party=payment.party, row=row.row, online=amount, paid=amount)
            )
    with transaction.atomic():
        made = OnlineCheck.objects.create(
            run=run,
            at=at,
            by=by,
            name=name[:200],
            rows_number=len(listed),
            amount=sum(each.amount for each in listed),
        )
        for each in found:
            each.check_made = made
        OnlineDifference.objects.bulk_create(found)
        counts = dict(Counter(str(each.kind) for each in found))
        record("payment_run.compare_online", run, by=by, at=at, because=name, area_code=run.county_code, data=counts)
    return made


def explain(difference: OnlineDifference, *, explanation: str, by: User, at: dt.datetime) -> OnlineDifference:
    """What a difference comes from and what was done about it."""
    if not explanation.strip():
        raise Refused("请说明差异的原因和处理情况。")
    with transaction.atomic():
        rows = OnlineDifference.objects.filter(pk=difference.pk, explained_at=None)
        if not rows.update(explained_at=at, explained_by=by, explanation=explanation[:400]):
            raise Refused("这条差异已经说明过,请刷新后查看。")
        difference.refresh_from_db()
        record("payment_run.explain_online", difference, by=by, at=at, because=explanation)
    return difference


def classes(check: OnlineCheck) -> dict[Kind, int]:
    """How many differ in which way; all four are nought on a good month."""
    counts = Counter(Kind(kind) for kind in check.differences.values_list("kind", flat=True))
    return {kind: counts.get(kind, 0) for kind in Kind}


def hindrances(run: PaymentRun) -> list[str]:
    """The latest comparison must be there, and each of its differences explained: that sums agree is not enough."""
    last = run.online_checks.order_by("-pk").first()
    if last is None:
        return ["尚未与线上名单核对"]
    open_ones = last.differences.filter(explained_at=None).count()
    return [f"与线上名单有{open_ones}人不一致,尚未说明"] if open_ones else []


def _paid(run: PaymentRun) -> list[tuple[Payment, int]]:
    """Payments of a run that have arrived, with the sum that did."""
    arrived = {
        claim: each.paid for claim, each in queries.ended(run).items() if each.outcome != Outcome.CANCELLED or each.paid
    }
    rows = run.payments.filter(omitted="").select_related("party__person", "award").defer(*_SEALED)
    return [(each, arrived[each.claim]) for each in rows if arrived.get(each.claim)]
