"""What the books must say, kept by the simplest means beside the ledger: numbers in a dictionary. It shares no code with the ledger."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field


@dataclass
class Owed:
    """One claim as the simulator knows it."""

    reference: str
    person: int
    town: str
    amount: int
    state: str = "DECIDED"  # → SENT → PAID · RETURNED (→ SENT) · UNCLEAR · CANCELLED
    paid: int = 0


@dataclass
class Expected:
    """Balances by (kind of account, holder) and every claim."""

    balances: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    claims: dict[str, Owed] = field(default_factory=dict)

    def move(self, source: tuple[str, str], target: tuple[str, str], amount: int) -> None:
        self.balances[source] -= amount
        self.balances[target] += amount

    def in_state(self, *states: str) -> list[Owed]:
        return [each for each in self.claims.values() if each.state in states]
