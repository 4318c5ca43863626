"""Low-income families at the front door: an income above the line of dibao and below one and a half of it; spending that cannot be avoided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from doudi.base.money import short_yuan
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.entitlement.front_door import common
from doudi.mechanisms.entitlement.front_door.by_rules import for_households, whenever
from doudi.mechanisms.entitlement.front_door.declare import Door, Home, Opening, Someone, When
from doudi.mechanisms.entitlement.means.rules import Relation
from doudi.mechanisms.entitlement.units import Residence
from doudi.mechanisms.registry.models import Category, Person
from doudi.programmes.assistance.low_income.applying import apply
from doudi.programmes.assistance.low_income.models import Application, Applying
from doudi.programmes.assistance.low_income.recognitions import BOTH
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


def _unavoidable(home: Home, someone: Someone | None, when: When) -> str:
    if not home.said.get("heavy_cost") or home.has(Kind.DIBAO_RURAL, Kind.DIBAO_URBAN, Kind.MARGINAL):
        return ""
    return "必需支出超出家庭承受能力，收入虽高于低保和边缘线的，可以申请认定为刚性支出困难家庭。"


def _open(opening: Opening, kind: Application.Kind) -> Case:
    """As a draft: residence and certificates that are known, everything else is filled in on it."""
    applicant = Person.objects.select_related("party").get(pk=opening.applicant.person_id)
    residence = Residence.URBAN if opening.home.urban else Residence.RURAL
    of_members: dict[int, dict[str, int]] = {}
    for each in opening.home.people:
        disability, grade = each.figure("disability") or 0, each.figure("disability_grade") or 0
        known = BOTH[kind].book.all_facts
        if disability and grade and {"disability", "disability_grade"} <= set(known):
            of_members[each.person_id] = {"disability": disability, "disability_grade": grade}
    row = apply(kind, applicant, {"residence": int(residence)}, by=opening.by, at=opening.at, of_members=of_members)
    return row.case


def busy() -> set[int]:
    """Who is in an open application."""
    return set(Applying.objects.filter(application__case__closed_at=None).values_list("person", flat=True))


_PAPERS = (common.IDENTITY, common.FORM, common.DECLARATION, common.AUTHORISATION, common.CERTIFICATES, common.ILLNESS)
MARGINAL_DOOR = Door(
    "marginal",
    "低保边缘家庭认定",
    for_households("marginal", MARGINAL_RULES, _family, _between, shows=("family_income",)),
    asks=(common.INCOME,),
    papers=_PAPERS,
    kinds=frozenset({Kind.MARGINAL, Kind.DIBAO_RURAL, Kind.DIBAO_URBAN}),
    yields_to=frozenset({"dibao"}),
    opens=lambda opening: _open(opening, Application.Kind.MARGINAL),
    busy=busy,
    seeks=False,
)
RIGID_DOOR = Door(
    "rigid",
    "刚性支出困难家庭认定",
    whenever("rigid", _unavoidable),
    asks=(common.HEAVY_COST,),
    papers=_PAPERS,
    kinds=frozenset({Kind.MARGINAL, Kind.DIBAO_RURAL, Kind.DIBAO_URBAN}),
    yields_to=frozenset({"dibao", "marginal"}),
    opens=lambda opening: _open(opening, Application.Kind.RIGID),
    busy=busy,
    seeks=False,
)
DOORS = (MARGINAL_DOOR, RIGID_DOOR)
