"""Which tier somebody is in, and who pays which part of a meal (R-MEAL-03, R-MEAL-05). Pure; all amounts in fen."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from doudi.base.money import yuan
from doudi.programmes.elderly.meals.policy import Hardship, MealsPolicy, Tier


@dataclass(frozen=True)
class Parts:
    """How a price is made up: 企业让一点、政府补一点、集体添一点、社会捐一点、个人出一点. They add up to the price."""

    price: int
    enterprise: int
    government: int
    collective: int
    donated: int
    personal: int

    @property
    def words(self) -> str:
        told = [
            f"{name}{yuan(amount)}元"
            for name, amount in (
                ("企业让利", self.enterprise), ("政府补贴", self.government), ("集体补贴", self.collective), ("社会捐助", self.donated),
            )
            if amount
        ]  # fmt: skip
        return f"标价{yuan(self.price)}元，{'，'.join([*told, f'个人支付{yuan(self.personal)}元'])}。"


def compose(price: int, *, enterprise: int, government: int, collective: int, donated: int, floor: int) -> Parts:
    """The parts in their order, each cut by what remains above the personal floor; below the floor the elder pays all (R-MEAL-05)."""
    left = max(price - floor, 0)
    given = []
    for part in (enterprise, government, collective, donated):
        given.append(min(part, left))
        left -= given[-1]
    return Parts(price, given[0], given[1], given[2], given[3], price - sum(given))


def at_public_price(price: int) -> Parts:
    """A further portion, or one for somebody without a right: paid in full (R-MEAL-04)."""
    return Parts(price, 0, 0, 0, 0, price)


def tier_of(age: int, hardships: Collection[Hardship], policy: MealsPolicy) -> Tier | None:
    """The tier with the highest amount of all that somebody of an age (full years on the day) qualifies for; None below the least age.

    Tiers never add up (R-MEAL-03). Of two with the same amount the first in the official order is named.
    """
    if age < policy.least_age:
        return None
    found = [Tier.EIGHTY if age >= 80 else Tier.SEVENTY if age >= 70 else Tier.SIXTY]
    if any(policy.special[each] for each in hardships):
        found.append(Tier.SPECIAL)
    return max(found, key=lambda tier: (int(policy.subsidy[tier]), -tier))
