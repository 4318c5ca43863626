"""What a programme declares to move amounts: `AccountKind` and `TransferKind`, in a book of money or of time.

The type checker refuses a person handed to an account of townships; a transfer between money and time cannot be declared.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, TypeAlias, TypeVar

from doudi.base.models import Area
from doudi.mechanisms.ledger.models import Book
from doudi.mechanisms.registry.models import Party

Holder: TypeAlias = Area | Party
H = TypeVar("H", bound=Holder)
S = TypeVar("S", bound=Holder)
T = TypeVar("T", bound=Holder)


@dataclass(frozen=True)
class AccountKind(Generic[H]):
    """What an area (county, township) or a party holds accounts of. Its balance never falls below nought unless it may be overdrawn:
    that is for the far side of the books (the county's funds, the public pool of time), whose balance says how much has left it."""

    code: str  # "temporary.reserve"
    name: str  # 乡镇临时救助备用金
    book: Book
    holder: type[H]
    may_be_overdrawn: bool = False

    def __post_init__(self) -> None:
        assert ACCOUNT_KINDS.setdefault(self.code, self) == self, f"账户类别 {self.code} 重复声明"

    @property
    def floor(self) -> int | None:
        return None if self.may_be_overdrawn else 0


@dataclass(frozen=True)
class TransferKind(Generic[S, T]):
    """A move of an amount from an account of one kind to one of another, or between two of the same kind."""

    code: str  # "temporary.allot"
    name: str  # 下拨备用金
    source: AccountKind[S]
    target: AccountKind[T]

    def __post_init__(self) -> None:
        assert self.source.book == self.target.book, f"{self.code}: 资金与时间不能互转"
        assert TRANSFER_KINDS.setdefault(self.code, self) == self, f"转账类别 {self.code} 重复声明"

    @property
    def book(self) -> Book:
        return self.source.book


# Every kind that was declared, by its code: accounts and transfers store only the code.
ACCOUNT_KINDS: dict[str, AccountKind[Any]] = {}
TRANSFER_KINDS: dict[str, TransferKind[Any, Any]] = {}


def holder_name(holder: Holder) -> str:
    """area:369999100000 or party:17, as accounts store it."""
    return f"area:{holder.code}" if isinstance(holder, Area) else f"party:{holder.pk}"
