"""What a programme declares to recover money: `Recovery`, beside the channel it pays through."""

from __future__ import annotations

from dataclasses import dataclass

from doudi.base.models import Area
from doudi.base.parameters import parameter
from doudi.mechanisms.ledger.bank.declare import Channel
from doudi.mechanisms.ledger.declare import AccountKind, TransferKind
from doudi.mechanisms.ledger.models import Book
from doudi.mechanisms.registry.models import Party

HEAR_WITHIN = parameter(
    "recovery.hear_within",
    "追缴告知后的陈述申辩期限",
    "个工作日",
    5,
    document="默认,待县里确认",
    note="期满未申辩的可以决定",
)


@dataclass(frozen=True)
class Recovery:
    """A programme's accounts of what is owed to it: a debt an account of the person's, so nobody repays more than he owes."""

    code: str
    name: str
    channel: Channel
    debt: AccountKind[Party]
    waived: AccountKind[Area]
    claim: TransferKind[Area, Party]
    repay: TransferKind[Party, Area]
    waive: TransferKind[Party, Area]

    def __post_init__(self) -> None:
        assert RECOVERIES.setdefault(self.code, self) == self, f"追缴 {self.code} 重复声明"


RECOVERIES: dict[str, Recovery] = {}


def recovery(channel: Channel) -> Recovery:
    """The recovery of what a channel has paid: 已领 → 应追缴 → 县级资金, or → 核销."""
    debt = AccountKind(f"{channel.code}.debt", f"{channel.name}应追缴", Book.MONEY, Party)
    waived = AccountKind(f"{channel.code}.waived", f"{channel.name}已核销", Book.MONEY, Area)
    return Recovery(
        channel.code,
        channel.name,
        channel,
        debt,
        waived,
        claim=TransferKind(f"{channel.code}.claim", "认定应追缴", channel.received, debt),
        repay=TransferKind(f"{channel.code}.repay", "追回", debt, channel.fund),
        waive=TransferKind(f"{channel.code}.waive", "核销", debt, waived),
    )
