"""What a programme says of the pages of its kind of orders: `OrderPages`. Everything else they take from the kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from doudi.base.roles import Role
from doudi.mechanisms.orders.declare import OrderKind
from doudi.mechanisms.orders.models import Order, Worker
from doudi.mechanisms.registry.models import Party
from doudi.pages.details import Item as Line
from doudi.pages.lists import Column


def _nothing(*_: Any) -> list[Any]:
    return []


@dataclass(frozen=True)
class OrderPages:
    """`programme`: its code, the namespace of the addresses. `many`: the code of the list; `noun`: what one is called."""

    programme: str
    kind: OrderKind
    name: str  # of the list: 单个志愿服务单
    noun: str  # of one: 服务单
    many: str
    readers: frozenset[Role]
    icon: str = "checklist"
    clients: Callable[[Any], QuerySet[Party]] | None = None  # whom a user may request for; None: for a place
    workers: Callable[[Order], list[Worker]] | None = None  # whom it may be offered to, best first
    items: Callable[[Any, Order], list[Line]] = _nothing  # 基本情况, for (user, order)
    columns: tuple[Column, ...] = ()
    channels: tuple[tuple[str, str], ...] = (
        ("本人", "本人"),
        ("家属", "家属"),
        ("村级代为", "村（社区）代为"),
        ("走访发现", "走访发现"),
    )
    refer: Callable[[Any, Order], tuple[str, str]] | None = (
        None  # words and address of the door that an entitlement is opened at
    )

    def at(self, page: str) -> str:
        """The name of an address: time_bank:slips_new."""
        return f"{self.programme}:{self.many}_{page}" if page else f"{self.programme}:{self.many}"
