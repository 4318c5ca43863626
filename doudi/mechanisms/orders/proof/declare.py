"""What a signal is, what it looks at, and what a grade means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from doudi.base.parameters import Parameter
from doudi.mechanisms.orders.proof import parameters as p


class Grade(StrEnum):
    """How well a delivered order is proved. A and B may be paid; C and D wait for a person."""

    A = "A"  # 证据充分: all that can be checked speaks for it
    B = "B"  # 基本可信: something is lacking or small, nothing speaks against it
    C = "C"  # 存疑: a person looks before money moves
    D = "D"  # 不可信: what is recorded cannot have happened as it is told


GRADE_WORDS: Mapping[Grade, str] = {
    Grade.A: "证据充分",
    Grade.B: "基本可信",
    Grade.C: "存疑",
    Grade.D: "不可信",
}


@dataclass(frozen=True)
class Signal:
    """One reason to doubt a delivered order.

    `sql` answers with rows (order_id, with_id, reason): the order, the other order it collides with (null if none) and one Chinese
    sentence. It reads the tables of `tables.TABLES`, the view `visits` (one row an order and worker) and `seen` (one row an order), and
    the values of its parameters as `$code`. Only rows of orders that are judged count; others may be compared with.
    `points`: what it weighs until the county says otherwise, from 1 to 100, by `document`; `weight` is the parameter made of them. Points
    of different signals add up, at most 100. `holds`: money waits whatever the points are, because
    the rule says so. `needs`: tables without which the question cannot be put at all. `blind`: a condition over `seen`, true where an
    order lacks what the question needs: there it is said to be unchecked.
    """

    code: str
    name: str  # 同一人员时间重叠
    rule: str  # the id or article it comes from
    points: int
    sql: str
    parameters: tuple[Parameter, ...] = ()
    holds: bool = False
    needs: tuple[str, ...] = ()
    blind: str = ""
    document: str = p.CARE
    weight: Parameter = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "weight", p.weight(self.code, self.name, self.points, document=self.document))
        for each in self.parameters:
            assert f"${each.code}" in self.sql, f"{self.code} does not ask for {each.code}"
