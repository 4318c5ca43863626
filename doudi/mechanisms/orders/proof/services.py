"""Proof of a period's orders: judged, kept, and what is in doubt held until a person has looked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import transaction

from doudi.base import bulk
from doudi.base.models import User
from doudi.base.spans import Period
from doudi.mechanisms.orders import declare
from doudi.mechanisms.orders.declare import Doing, OrderKind
from doudi.mechanisms.orders.models import Order, OrderEvent, State
from doudi.mechanisms.orders.proof.declare import Signal
from doudi.mechanisms.orders.proof.gathering import gather
from doudi.mechanisms.orders.proof.judging import judge
from doudi.mechanisms.orders.proof.models import Proof
from doudi.mechanisms.orders.services import step_each

_FEW = 2000  # rows of one statement


@dataclass(frozen=True)
class Proved:
    """How many orders were judged, how many got which grade, and how many are held by it now."""

    judged: int
    grades: dict[str, int]
    held: int


def prove(
    kind: OrderKind,
    period: Period,
    signals: Sequence[Signal],
    *,
    by: User | None,
    at: dt.datetime,
    away: Collection[str] = (),
) -> Proved:
    """Judge all orders of a kind that ended within a period, and hold those of grade C and D that are not settled (R-HOME-08, R-HOME-09).

    May run again at any time: what a person has released stays released, unless a signal has come up that he did not know of.
    """
    result = judge(gather(kind, period, away=away), signals)
    rows = result.grades.to_dicts()
    with transaction.atomic():
        before = _known([row["order_id"] for row in rows])
        proofs = [Proof(order_id=r["order_id"], grade=r["grade"], points=r["points"], signals=r["signals"], words=r["words"], judged_at=at) for r in rows]  # fmt: skip
        Proof.objects.bulk_create(
            proofs,
            batch_size=_FEW,
            update_conflicts=True,
            unique_fields=["order"],
            update_fields=["grade", "points", "signals", "words", "judged_at"],
        )
        doubted = {row["order_id"]: row for row in rows if row["held"]}
        held = _hold(doubted, before, by=by, at=at)
    grades = {grade: sum(row["grade"] == grade for row in rows) for grade in "ABCD"}
    return Proved(len(rows), grades, held)


def _known(ids: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for part in bulk.parts(ids):
        found.update(Proof.objects.filter(order__in=part).values_list("order_id", "signals"))
    return found


def _hold(
    doubted: dict[int, dict[str, object]], before: dict[int, list[str]], *, by: User | None, at: dt.datetime
) -> int:
    ids = list(doubted)
    waiting: list[Order] = []
    released: set[int] = set()
    for part in bulk.parts(ids):
        waiting += Order.objects.filter(pk__in=part, held="", state__in=(State.ENDED, State.CONFIRMED))
        released |= set(
            OrderEvent.objects.filter(order__in=part, step=declare.RELEASE.code).values_list("order_id", flat=True)
        )
    fresh = [
        order
        for order in waiting
        if order.pk not in released or not set(_signals(doubted[order.pk])) <= set(before.get(order.pk, []))
    ]
    step_each(
        Doing(
            declare.HOLD, order, by, at, because=str(doubted[order.pk]["words"])[:400],
            data={name: doubted[order.pk][name] for name in ("grade", "points", "signals")},
        )
        for order in fresh
    )  # fmt: skip
    return len(fresh)


def _signals(row: dict[str, object]) -> list[str]:
    found = row["signals"]
    assert isinstance(found, list)
    return found
