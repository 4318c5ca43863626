"""Edge families at the front door: an income above the line of dibao and below one and a half of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from doudi.base.money import short_yuan
from doudi.mechanisms.entitlement.front_door import common
from doudi.mechanisms.entitlement.front_door.by_rules import for_households
from doudi.mechanisms.entitlement.front_door.declare import Door, Home, When
from doudi.mechanisms.entitlement.means.rules import Relation
from doudi.mechanisms.entitlement.units import Residence
from doudi.mechanisms.registry.models import Category
from doudi.programmes.assistance.low_income.rules import MARGINAL_RULES

Kind = Category.Kind


def _family(home: Home, when: When) -> tuple[Mapping[str, int], Sequence[Mapping[str, int]]] | None:
    income = home.said.get("monthly_income")
    if income is None or home.has(Kind.DIBAO_RURAL, Kind.DIBAO_URBAN, Kind.MARGINAL):
        return None
    people = [{"relation": int(Relation.SUPPORTED_TOGETHER), "wages": 0} for _ in home.people]
    people[0] = {**people[0], "wages": income}
    return {"residence": int(Residence.URBAN if home.urban else Residence.RURAL)}, people


def _between(home: Home, given: Mapping[str, int]) -> str:
    return f"按所说收入粗算，全家每月{short_yuan(given['family_income'])}元，高于低保线、低于低保边缘家庭的收入线。"


MARGINAL_DOOR = Door(
    "marginal",
    "低保边缘家庭认定",
    for_households("marginal", MARGINAL_RULES, _family, _between, shows=("family_income",)),
    asks=(common.INCOME,),
    papers=(common.IDENTITY, common.FORM, common.DECLARATION, common.AUTHORISATION, common.CERTIFICATES),
    kinds=frozenset({Kind.MARGINAL, Kind.DIBAO_RURAL, Kind.DIBAO_URBAN}),
    yields_to=frozenset({"dibao"}),
    seeks=False,
)
