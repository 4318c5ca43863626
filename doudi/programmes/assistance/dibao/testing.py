"""An invented register of dibao households of any size, for properties and for measuring; narrow columns, as files hold them."""

from __future__ import annotations

from typing import Any

import numpy as np

from doudi.base.months import parse_month
from doudi.mechanisms.entitlement.columns import Facts
from doudi.mechanisms.entitlement.means.rules import LeftOut, Relation
from doudi.mechanisms.entitlement.units import DisabilityClass, Residence
from doudi.programmes.assistance.dibao.rules import FOREVER, Cover

SEPTEMBER = parse_month("2024-09")
SIZES = (0.45, 0.25, 0.13, 0.09, 0.05, 0.03)  # 2.1 people on average
TOWNSHIPS = 19


def invented_register(households: int, seed: int = 0) -> Facts:
    """Households near the line on both sides, with every odd case in small numbers. Wages, farming, pensions in 分."""
    dice = np.random.default_rng(seed)
    sizes = dice.choice(np.arange(1, 7, dtype=np.int8), households, p=SIZES)
    people = int(sizes.sum())

    def seldom(number: int, share: float) -> Any:
        return dice.random(number, np.float32) < share

    def money(number: int, share: float, most: int) -> Any:
        """In 角, as wages and pensions are written."""
        return np.where(seldom(number, share), dice.integers(0, most // 10, number, np.int32) * 10, 0).astype(np.int32)

    graced = seldom(households, 0.01)
    single = seldom(households, 0.03)
    disabled = seldom(people, 0.15)
    return Facts(
        {
            "residence": np.where(seldom(households, 0.2), Residence.URBAN, Residence.RURAL).astype(np.int8),
            "township": dice.integers(0, TOWNSHIPS, households, np.int16),
            "cover": np.where(single, Cover.SINGLE, Cover.WHOLE).astype(np.int8),
            "marginal": single,
            "able_supporters": seldom(households, 0.01).astype(np.int8),
            "vehicle_price": money(households, 0.02, 3_000_000),
            "homes": np.where(seldom(households, 0.03), 2, 1).astype(np.int8),
            "floor_area": dice.integers(20, 200, households, np.int16),
            "savings": money(households, 0.3, 4_000_000),
            "award_from": dice.integers(SEPTEMBER - 60, SEPTEMBER + 2, households, np.int32),
            "award_until": np.where(seldom(households, 0.02), SEPTEMBER - 1, FOREVER).astype(np.int32),
            "grace_from": np.where(graced, SEPTEMBER - 3, FOREVER).astype(np.int32),
            "grace_until": np.where(graced, SEPTEMBER + 8, 0).astype(np.int32),
            "grace_amount": np.where(graced, dice.integers(50, 600, households, np.int32) * 100, 0).astype(np.int32),
            "grace_people": np.where(graced, sizes, 0).astype(np.int8),
            "grace_standard": np.where(graced, 66_000, 0).astype(np.int32),
        },
        {
            "relation": np.where(seldom(people, 0.02), Relation.OTHER, Relation.SELF_OR_SPOUSE).astype(np.int8),
            "left_out": np.where(seldom(people, 0.01), dice.integers(1, len(LeftOut), people, np.int8), 0),
            "wages": money(people, 0.2, 250_000),
            "business_income": money(people, 0.3, 60_000),
            "business_costs": money(people, 0.3, 30_000),
            "transfers": money(people, 0.15, 80_000),
            "central_pension": np.where(seldom(people, 0.3), 12_300, 0).astype(np.int32),
            "account_pension": money(people, 0.3, 8_000),
            "born": dice.integers(SEPTEMBER - 95 * 12, SEPTEMBER, people, np.int32),
            "disability": np.where(disabled, dice.integers(1, len(DisabilityClass), people, np.int8), 0),
            "disability_grade": np.where(disabled, dice.integers(1, 5, people, np.int8), 0),
            "seriously_ill": seldom(people, 0.04),
            "jobless_adult": seldom(people, 0.1),
            "applied_alone": seldom(people, 0.3),
            "hardship": dice.integers(0, 5, people, np.int8),
            "jobs_refused": np.where(seldom(people, 0.01), 3, 0).astype(np.int8),
        },
        sizes,
    )
