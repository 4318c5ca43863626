"""Edge families at the front door: an income above the line of dibao and below one and a half of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from doudi.base.money import short_yuan
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.entitlement.front_door import common
from doudi.mechanisms.entitlement.front_door.by_rules import for_households
from doudi.mechanisms.entitlement.front_door.declare import Door, Home, Opening, Someone, When
from doudi.mechanisms.entitlement.means.rules import Relation
from doudi.mechanisms.entitlement.units import Residence
from doudi.mechanisms.registry.models import Category, Person
from doudi.programmes.assistance.low_income import applying
from doudi.programmes.assistance.low_income.models import Application, Applying
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


def _open(opening: Opening) -> Case:
    """The household of the register, with what a list knows of certificates; what was only said waits for the investigation."""
    applicant = Person.objects.select_related("party").get(pk=opening.applicant.person_id)
    known = {each.person_id: _certificate(each) for each in opening.home.people}
    home = {"residence": int(Residence.URBAN if opening.home.urban else Residence.RURAL)}
    kind = Application.Kind.MARGINAL
    return applying.apply(kind, applicant, home, by=opening.by, at=opening.at, of_members=known).case


def _certificate(someone: Someone) -> dict[str, int]:
    disability, grade = someone.figure("disability") or 0, someone.figure("disability_grade") or 0
    return {"disability": disability, "disability_grade": grade} if disability and grade else {}


def _busy() -> Iterable[int]:
    return Applying.objects.filter(application__case__closed_at=None).values_list("person", flat=True)


MARGINAL_DOOR = Door(
    "marginal",
    "低保边缘家庭认定",
    for_households("marginal", MARGINAL_RULES, _family, _between, shows=("family_income",)),
    asks=(common.INCOME,),
    papers=(common.IDENTITY, common.FORM, common.DECLARATION, common.AUTHORISATION, common.CERTIFICATES),
    kinds=frozenset({Kind.MARGINAL, Kind.DIBAO_RURAL, Kind.DIBAO_URBAN}),
    opens=_open,
    busy=_busy,
    yields_to=frozenset({"dibao"}),
    seeks=False,
)
