"""Figures that are no counts but what a document says: the standards in force (IND-01)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from doudi.mechanisms.entitlement.means.policy import MeansPolicy
from doudi.mechanisms.entitlement.parameters_entered import queries as parameters
from doudi.mechanisms.entitlement.policy import in_force
from doudi.mechanisms.entitlement.units import Residence


@dataclass(frozen=True)
class Fact:
    """A parameter told in a summary: the value on a day, and the parameter whose page says by which document."""

    code: str
    name: str
    unit: str
    value: Callable[[dt.date], Decimal]
    parameter: str


def _standard(residence: Residence) -> Callable[[dt.date], Decimal]:
    def value(on: dt.date) -> Decimal:
        policy = in_force(MeansPolicy, on, known=on, entered=parameters.approved([MeansPolicy]))
        return Decimal(int(policy.standard[residence])) / 100

    return value


FACTS = {
    each.code: each
    for each in (
        Fact("standard.urban", "城市低保标准", "元/人/月", _standard(Residence.URBAN), "means.standard"),
        Fact("standard.rural", "农村低保标准", "元/人/月", _standard(Residence.RURAL), "means.standard"),
    )
}
