"""Whether two lists of payments of one month and one kind say the same: what the system ordered, and what the bank paid (R-DIS-09).

A net difference may hide two that cancel; so every line ends in exactly one class, and a month closes only when all are empty.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from doudi.base.refused import Refused


@dataclass(frozen=True)
class Paid:
    """One line of either list. `key`: the person (a blind index, never a number); `to`: name and account as that list has them."""

    key: str
    amount: int
    to: str = ""


@dataclass(frozen=True)
class Agreement:
    """线上线下一致: keys by class; sums in fen."""

    agreeing: tuple[str, ...]
    only_ordered: tuple[str, ...]
    only_paid: tuple[str, ...]
    other_amount: tuple[str, ...]
    other_account: tuple[str, ...]
    ordered_sum: int
    paid_sum: int

    @property
    def may_close(self) -> bool:
        """Only when all four classes are empty; that the sums agree is not enough."""
        return not (self.only_ordered or self.only_paid or self.other_amount or self.other_account)


def compare(ordered: Iterable[Paid], paid: Iterable[Paid]) -> Agreement:
    """Both lists line by line. Refuses a list that names somebody twice: which of the two counts is for a person to say."""
    one, other = _by_key(ordered, "发放名单"), _by_key(paid, "银行名单")
    both = [key for key in one if key in other]
    amounts = [key for key in both if one[key].amount != other[key].amount]
    accounts = [key for key in both if one[key].amount == other[key].amount and one[key].to != other[key].to]
    odd = {*amounts, *accounts}
    return Agreement(
        tuple(key for key in both if key not in odd),
        tuple(key for key in one if key not in other),
        tuple(key for key in other if key not in one),
        tuple(amounts),
        tuple(accounts),
        sum(each.amount for each in one.values()),
        sum(each.amount for each in other.values()),
    )


def _by_key(lines: Iterable[Paid], name: str) -> dict[str, Paid]:
    found: dict[str, Paid] = {}
    for number, each in enumerate(lines, 1):
        if each.key in found:
            raise Refused(f"{name}第{number}行与前面重复,请先核对是否重复发放。")
        found[each.key] = each
    return found
