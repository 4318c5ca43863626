"""Whatever is asked of the ledger in whatever order: nothing is made or lost, no floor is broken, asking again changes nothing."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from doudi.base.models import Area
from doudi.base.months import month_of
from doudi.base.refused import Refused
from doudi.mechanisms.ledger import services
from doudi.mechanisms.ledger.models import Account, Book, Entry, Period, Reason, Transfer
from doudi.mechanisms.ledger.periods import close_period, faults, reopen_period
from doudi.mechanisms.ledger.services import Line
from doudi.mechanisms.ledger.testing import (
    ALLOT,
    EARN,
    FUND,
    GIVE,
    POOL,
    RECEIVED,
    RESERVE,
    RETURN,
    SAVINGS,
    USE,
    County,
    moment,
)

AMOUNTS = st.integers(1, 1000)
Result = TypeVar("Result")
LATER = moment(dt.date(2025, 3, 3))
MOVES = {"allot": ALLOT, "use": USE, "return": RETURN}


def attempt(call: Callable[[], Result]) -> Result | str:
    """What it gave, or the sentence with which it was refused."""
    try:
        return call()
    except Refused as refusal:
        return refusal.sentence


class Books(RuleBasedStateMachine):
    """Two townships, a month at a time, beside a dictionary of what the balances must be."""

    here: County

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.savepoint()
        self.balances: dict[tuple[str, str], int] = defaultdict(int)
        self.asked: list[tuple[str, str, str, int, dt.date, Entry]] = []
        self.reversed: set[int] = set()
        self.month = 1
        self.closed = 0
        self.number = 0

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.savepoint)

    @initialize()
    def begin(self) -> None:
        self.towns = {"town": self.here.town, "other": self.here.other}

    def ends(self, move: str, town: str) -> tuple[tuple[str, Area], tuple[str, Area]]:
        kind = MOVES[move]
        place = {FUND.code: self.here.county, RESERVE.code: self.towns[town], RECEIVED.code: self.towns[town]}
        return (kind.source.code, place[kind.source.code]), (kind.target.code, place[kind.target.code])

    def ask(self, move: str, town: str, amount: int, day: dt.date, key: str) -> Entry:
        (_, source), (_, target) = self.ends(move, town)
        return services.post(
            MOVES[move], source=source, target=target, amount=amount, key=key, because="x", by=None, at=LATER, on=day
        )

    @rule(
        move=st.sampled_from(sorted(MOVES)),
        town=st.sampled_from(["town", "other"]),
        amount=AMOUNTS,
        back=st.integers(0, 2),
    )
    def post(self, move: str, town: str, amount: int, back: int) -> None:
        day = dt.date(2024, max(self.month - back, 1), 15)
        self.number += 1
        source, target = ((code, place.code) for code, place in self.ends(move, town))
        short = MOVES[move].source.floor is not None and self.balances[source] < amount
        entry = attempt(lambda: self.ask(move, town, amount, day, f"k{self.number}"))
        if isinstance(entry, str):
            assert ("已结账" in entry) == (day.month <= self.closed), entry
            assert day.month <= self.closed or short, entry
            return
        assert not short
        assert day.month > self.closed
        self.balances[source] -= amount
        self.balances[target] += amount
        self.asked.append((move, town, f"k{self.number}", amount, day, entry))

    @precondition(lambda self: self.asked)
    @rule(data=st.data(), more=st.integers(0, 1))
    def ask_again(self, data: st.DataObject, more: int) -> None:
        move, town, key, amount, day, entry = data.draw(st.sampled_from(self.asked))
        if more:
            with pytest.raises(Refused, match="内容不同"):
                self.ask(move, town, amount + more, day, key)
        else:
            assert self.ask(move, town, amount, day, key).pk == entry.pk

    @precondition(lambda self: self.asked)
    @rule(data=st.data())
    def reverse(self, data: st.DataObject) -> None:
        move, town, _, amount, day, entry = data.draw(st.sampled_from(self.asked))
        on = max(day, dt.date(2024, min(self.closed + 1, 12), 20))
        source, target = ((code, place.code) for code, place in self.ends(move, town))
        key = f"r{len(self.asked)}:{entry.pk}:{on}"
        given: dict[str, Any] = {
            "reason": Reason.OTHER,
            "because": "错",
            "by": self.here.finance,
            "at": LATER,
            "on": on,
        }
        back = attempt(lambda: services.reverse(entry, key=key, **given))
        if isinstance(back, str):
            spent = MOVES[move].target.floor is not None and self.balances[target] < amount
            assert entry.pk in self.reversed or spent or self.closed >= on.month, back
            return
        if entry.pk in self.reversed:
            return  # the same key again gives what is there
        self.reversed.add(entry.pk)
        self.balances[source] += amount
        self.balances[target] -= amount

    @precondition(lambda self: self.month < 12)
    @rule()
    def next_month(self) -> None:
        self.month += 1

    @precondition(lambda self: self.closed < self.month - 1)
    @rule()
    def close(self) -> None:
        month = month_of(dt.date(2024, self.closed + 1, 1))
        done = attempt(lambda: close_period(Book.MONEY, month, by=self.here.finance, at=LATER))
        if isinstance(done, str):  # closing begins with the first month that has entries
            assert "按月份顺序结账" in done, done
            return
        self.closed += 1

    @precondition(lambda self: self.closed)
    @rule()
    def reopen(self) -> None:
        month = month_of(dt.date(2024, self.closed, 1))
        if Period.objects.get(book=Book.MONEY, month=month).closed:
            reopen_period(
                Book.MONEY, month, by=self.here.finance, together_with=self.here.leader, because="x", at=LATER
            )
            self.closed -= 1

    @invariant()
    def what_is_there_is_what_must_be(self) -> None:
        found = {(each.kind, each.area_code): each.balance for each in Account.objects.all()}
        assert {key: value for key, value in found.items() if value} == {
            key: value for key, value in self.balances.items() if value
        }
        assert sum(found.values()) == 0
        assert all(value >= 0 for (kind, _), value in found.items() if kind != FUND.code)
        assert faults(Book.MONEY) == []


@pytest.mark.django_db
def test_whatever_happens_the_books_hold() -> None:
    class Here(Books):
        here = County()

    run_state_machine_as_test(
        Here, settings=settings(max_examples=12, stateful_step_count=25, deadline=None, derandomize=True)
    )


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    gifts=st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2), AMOUNTS), max_size=12),
    earned=st.lists(AMOUNTS, min_size=3, max_size=3),
)
def test_time_given_from_hand_to_hand_is_neither_made_nor_lost(
    gifts: list[tuple[int, int, int]], earned: list[int]
) -> None:
    with transaction.atomic():
        here = County()
        hands = [services.account(SAVINGS, here.party(f"姜{n}")) for n in range(3)]
        pool = services.account(POOL, here.town)
        more: dict[str, Any] = {"because": "x", "by": None, "at": LATER}
        for number, minutes in enumerate(earned):
            services.post_lines([Line(EARN, pool, hands[number], minutes)], key=f"earn:{number}", **more)
        left = list(earned)
        for number, (giver, taker, minutes) in enumerate(gifts):
            try:
                services.post_lines([Line(GIVE, hands[giver], hands[taker], minutes)], key=f"gift:{number}", **more)
            except Refused:
                assert giver == taker or left[giver] < minutes
                continue
            left[giver], left[taker] = left[giver] - minutes, left[taker] + minutes
        found = [Account.objects.get(pk=hand.pk).balance for hand in hands]
        assert found == left
        assert sum(found) == sum(earned)
        assert faults(Book.TIME) == []
        transaction.set_rollback(True)


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(amounts=st.lists(AMOUNTS, min_size=1, max_size=8), allotted=st.integers(1, 4000))
def test_an_entry_is_written_wholly_or_not_at_all(amounts: list[int], allotted: int) -> None:
    with transaction.atomic():
        here = County()
        services.post(ALLOT, source=here.county, target=here.town, amount=allotted, key="allot", because="", by=None, at=LATER)  # fmt: skip
        reserve, paid = services.account(RESERVE, here.town), services.account(RECEIVED, here.town)
        lines = [Line(USE, reserve, paid, amount, reference=str(n)) for n, amount in enumerate(amounts)]
        enough = sum(amounts) <= allotted
        try:
            services.post_lines(lines, key="roll", because="", by=None, at=LATER)
            assert enough
        except Refused:
            assert not enough
        assert Transfer.objects.filter(entry__key="roll").count() == (len(amounts) if enough else 0)
        assert Account.objects.get(pk=reserve.pk).balance == allotted - sum(amounts) * enough
        transaction.set_rollback(True)
    assert connection.in_atomic_block
