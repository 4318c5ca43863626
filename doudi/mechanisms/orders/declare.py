"""What a programme declares to have pieces of service ordered, given, confirmed and settled: `OrderKind`, with its `Item`s.

The steps are the same for every kind; a kind says who takes them, within what time, what shows that somebody was there, by which ways
the client confirms, `refuses` what must not be, and `then` what follows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeAlias

from django.utils import timezone

from doudi.base.limits import Number, Within
from doudi.base.models import StoredFile, User
from doudi.base.roles import Role
from doudi.mechanisms.call_backs.declare import CallBacks
from doudi.mechanisms.orders.models import Order, OrderEvent, State, Way, Worker


@dataclass(frozen=True)
class Step:
    """One of the steps that orders go. `target` None: the order stays where it is, or goes where its workers are."""

    code: str
    name: str
    sources: frozenset[State]
    target: State | None = None


def _from(*states: State) -> frozenset[State]:
    return frozenset(states)


S = State
REQUEST = Step("request", "下单", _from(), S.REQUESTED)
CHECK = Step("check", "核实", _from(S.REQUESTED), S.CHECKED)
REFER = Step("refer", "转为办件", _from(S.REQUESTED, S.CHECKED), S.REFERRED)
DISPATCH = Step("dispatch", "派单", _from(S.CHECKED, S.DISPATCHED), S.DISPATCHED)
ACCEPT = Step("accept", "接单", _from(S.DISPATCHED, S.ACCEPTED))
DECLINE = Step("decline", "不接", _from(S.DISPATCHED, S.ACCEPTED))
RETURN = Step("return", "退单", _from(S.ACCEPTED))
CHECK_IN = Step("check_in", "签到", _from(S.ACCEPTED, S.STARTED), S.STARTED)
CHECK_OUT = Step("check_out", "签退", _from(S.STARTED))
CONFIRM = Step("confirm", "确认", _from(S.ENDED), S.CONFIRMED)
RATE = Step("rate", "评价", _from(S.CONFIRMED, S.SETTLED))
SETTLE = Step("settle", "结算", _from(S.CONFIRMED), S.SETTLED)
CANCEL = Step("cancel", "取消", _from(S.REQUESTED, S.CHECKED, S.DISPATCHED, S.ACCEPTED), S.CANCELLED)
NO_SHOW = Step("no_show", "登记未到", _from(S.ACCEPTED, S.STARTED, S.ENDED))
EXPIRE = Step("expire", "无人接单", _from(S.CHECKED, S.DISPATCHED), S.EXPIRED)
DISPUTE = Step("dispute", "提出异议", _from(S.ENDED, S.CONFIRMED, S.SETTLED), S.DISPUTED)
RESOLVE = Step("resolve", "处理异议", _from(S.DISPUTED))
HOLD = Step("hold", "挂起", _from(S.STARTED, S.ENDED, S.CONFIRMED))
RELEASE = Step("release", "解除挂起", _from(S.STARTED, S.ENDED, S.CONFIRMED))
TELL_UP = Step("tell_up", "上报", _from(S.CHECKED, S.DISPATCHED))
STEPS: dict[str, Step] = {
    each.code: each
    for each in (
        REQUEST, CHECK, REFER, DISPATCH, ACCEPT, DECLINE, RETURN, CHECK_IN, CHECK_OUT, CONFIRM, RATE, SETTLE, CANCEL, NO_SHOW, EXPIRE,
        DISPUTE, RESOLVE, HOLD, RELEASE, TELL_UP,
    )
}  # fmt: skip
# Taken by the worker himself, or for him by whoever dispatches.
OF_WORKERS = frozenset({ACCEPT, DECLINE, RETURN, CHECK_IN, CHECK_OUT})


class Shown:
    """What shows at check-in and check-out that somebody is there (R-TB-04). A code of the card confirms, and is not asked for here."""

    PLACE, TAG, PHOTO = "PLACE", "TAG", "PHOTO"
    WORDS: Mapping[str, str] = {"PLACE": "定位", "TAG": "门牌码", "PHOTO": "现场照片"}


class Flag:
    """What is odd about a check-in or check-out; whoever confirms and the proof look at it."""

    FAR, NO_PLACE, CLOCK, LATE_SENT, CLOSED = "FAR", "NO_PLACE", "CLOCK", "LATE_SENT", "CLOSED"
    WORDS: Mapping[str, str] = {
        "FAR": "签到位置超出范围",
        "NO_PLACE": "没有定位",
        "CLOCK": "手机时间不准",
        "LATE_SENT": "断网后补传",
        "CLOSED": "未签退，由系统结束",
    }


@dataclass(frozen=True)
class Presence:
    """What a phone sends at check-in or check-out. `sent_late`: it was kept on the phone without a signal and is sent afterwards."""

    latitude: Decimal | None = None
    longitude: Decimal | None = None
    accuracy: int | None = None  # metres
    phone_at: dt.datetime | None = None
    tag: str = ""
    photos: Sequence[StoredFile] = ()
    looks: Sequence[str] = ()  # perceptual hashes of the photos, as far as they are known
    device: str = ""
    sent_late: bool = False


@dataclass(frozen=True)
class Doing:
    """One step on one order: by whom and when (the server's clock), with what was said. `key`: made by whoever sends; what comes again
    under it is answered by what is there."""

    step: Step
    order: Order
    by: User | None
    at: dt.datetime
    worker: Worker | None = None
    to: Sequence[Worker] = ()  # whom it is dispatched to; nobody: open to whoever is able
    presence: Presence | None = None
    way: Way | None = None
    card_code: str = ""
    rating: int | None = None
    upheld: bool | None = None  # a dispute: the service stands
    because: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    key: str | None = None


@dataclass(frozen=True)
class Done:
    """A step that was taken, for what follows."""

    doing: Doing
    order: Order
    event: OrderEvent


# Position among the doings → why it must not be: asked once for all.
Refuses: TypeAlias = Callable[[Sequence[Doing]], Mapping[int, str]]
Follows: TypeAlias = Callable[[Sequence[Done]], None]


@dataclass(frozen=True)
class Item:
    """What can be ordered: 助洁, 60 minutes, one worker. `credentials`: what a worker has to hold for it; `skill`: what he has to be able
    to do, its own code if empty."""

    code: str
    name: str
    minutes: int
    people: int = 1
    group: str = ""
    credentials: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    risky: bool = False


@dataclass(frozen=True)
class Fence:
    """How far from where the service is given one may check in: beyond `rural` or `urban` metres it is odd, beyond `refuse` it is
    refused, as it is another village."""

    rural: Number
    urban: Number
    refuse: Number


@dataclass(frozen=True)
class Hands:
    """Who takes which step. Workers take their own; `for_workers` does so for those without a phone."""

    request: frozenset[Role]
    dispatch: frozenset[Role]
    carry: frozenset[Role]
    confirm: frozenset[Role]
    resolve: frozenset[Role]
    check: frozenset[Role] = frozenset()  # nobody: what is requested needs no check
    settle: frozenset[Role] = frozenset()  # nobody: it is settled as soon as it is confirmed

    def of(self, step: Step) -> frozenset[Role]:
        """The roles that take a step; whoever carries out takes his own steps by being the worker."""
        by_step = {
            REQUEST: self.request,
            CHECK: self.check,
            REFER: self.check | self.dispatch,
            CONFIRM: self.confirm,
            RATE: self.confirm,
            SETTLE: self.settle,
            CANCEL: self.request | self.dispatch,
            DISPUTE: self.confirm | self.resolve,
            RESOLVE: self.resolve,
            HOLD: self.resolve,
            RELEASE: self.resolve,
        }
        return by_step.get(step, self.dispatch)


@dataclass(frozen=True)
class OrderKind:
    """A kind of service order. Everything that law or county sets about it is a dated number of the programme."""

    code: str  # "time_bank.slips"
    name: str
    prefix: str  # what its numbers begin with
    roster: str  # whose workers carry it out
    items: Callable[[dt.date], Sequence[Item]]  # as they stand on a day
    hands: Hands
    check_within: Within | None = None
    dispatch_within: Within | None = None
    accept_within: Within | None = None
    urgent_within: Within | None = None  # instead of the three, where it is urgent
    confirm_within: Within | None = None
    call_backs: CallBacks | None = None
    told_up: frozenset[Role] = frozenset()  # who is told of what nobody took in time
    expires_after: Within | None = None  # from the time agreed; nobody took it
    fence: Fence | None = None
    shown: Number = 0  # how many of PLACE, TAG, PHOTO check-in and check-out need
    clock_minutes: Number = 10  # by how much a phone's clock may be wrong
    late_hours: Number = 24  # how long after it what was kept on the phone is taken
    ways: tuple[Way, ...] = tuple(Way)
    evidence: tuple[str, ...] = ()
    refuses: Mapping[str, Refuses] = field(default_factory=dict)  # by the code of a step
    then: Mapping[str, Follows] = field(default_factory=dict)
    words: Mapping[State, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        assert self.code not in KINDS or KINDS[self.code] == self, f"订单类别 {self.code} 重复声明"
        assert {*self.refuses, *self.then} <= {*STEPS, "reverse"}, f"{self.code}: 指向不存在的步骤"
        assert not (self.told_up and self.accept_within is None), f"{self.code}: 上报须有接单时限"
        KINDS[self.code] = self

    def item(self, code: str, on: dt.date) -> Item | None:
        """One of its items as it stands on a day."""
        return next((each for each in self.items(on) if each.code == code), None)

    def item_name(self, order: Order) -> str:
        """What is to be done, as the catalogue of the day on which it was asked for calls it."""
        found = self.item(order.item, timezone.localdate(order.requested_at))
        return found.name if found is not None else order.item

    def word(self, state: str) -> str:
        """What a state is called on its pages."""
        return self.words.get(State(state), State(state).label)

    def limit(self, state: State, *, urgent: bool) -> Within | None:
        """How long an order may wait in a state."""
        waits = {
            State.REQUESTED: self.check_within,
            State.CHECKED: self.dispatch_within,
            State.DISPATCHED: self.accept_within,
        }
        if state in waits:
            return (self.urgent_within if urgent else None) or waits[state]
        return self.confirm_within if state == State.ENDED else None


# Every kind that was declared, by its code: an order stores only the code.
KINDS: dict[str, OrderKind] = {}


def kind_of(order: Order) -> OrderKind:
    """The kind that an order is of."""
    return KINDS[order.kind]
