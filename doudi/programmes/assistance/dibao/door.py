"""Dibao at the front door: the household whose income, as it says itself, is below the line; and who may be covered alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from doudi.base.money import short_yuan
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.entitlement.front_door import common
from doudi.mechanisms.entitlement.front_door.by_rules import for_households, for_people
from doudi.mechanisms.entitlement.front_door.declare import Door, Home, Opening, Someone, When
from doudi.mechanisms.entitlement.means.rules import Relation
from doudi.mechanisms.entitlement.units import Residence
from doudi.mechanisms.registry.models import Category, Person
from doudi.programmes.assistance.dibao import applying
from doudi.programmes.assistance.dibao.models import Applying
from doudi.programmes.assistance.dibao.rules import DIBAO_RULES, Cover

_DIBAO = (Category.Kind.DIBAO_RURAL, Category.Kind.DIBAO_URBAN)
_COVERED = {*_DIBAO, Category.Kind.TEKUN}
_PAPERS = (
    common.IDENTITY,
    common.FORM,
    common.DECLARATION,
    common.AUTHORISATION,
    common.CARD,
    common.CERTIFICATES,
    common.ILLNESS,
)


def _residence(home: Home) -> Residence:
    return Residence.URBAN if home.urban else Residence.RURAL


def _family(home: Home, when: When) -> tuple[Mapping[str, int], Sequence[Mapping[str, int]]] | None:
    """As it was said at the door; who belongs to the household is settled by the investigation (R-DIBAO-01). None without an income."""
    income = home.said.get("monthly_income")
    if income is None or home.has(*_DIBAO):
        return None
    people = [{"relation": int(Relation.SUPPORTED_TOGETHER), "wages": 0} for _ in home.people]
    people[0] = {**people[0], "wages": income}
    return {"residence": int(_residence(home))}, people


def _below(home: Home, given: Mapping[str, int]) -> str:
    return (
        f"按所说收入粗算，全家每月{short_yuan(given['family_income'])}元，"
        f"低于{len(home.people)}口人的低保线{short_yuan(given['line'])}元。"
    )


def _alone(home: Home, someone: Someone, when: When) -> Mapping[str, int] | None:
    """In an edge family that is known, with a certificate that is known (R-SINGLE-01)."""
    disability, grade = someone.figure("disability"), someone.figure("disability_grade")
    edge = home.has(Category.Kind.MARGINAL) or "edge" in someone.held
    if not edge or not disability or not grade or "unwilling" in someone.held:
        return None
    if home.has(*_DIBAO) or someone.categories & _COVERED:
        return None
    return {"marginal": 1, "disability": disability, "disability_grade": grade}


def busy() -> set[int]:
    """Who is in an open application."""
    return set(Applying.objects.filter(application__case__closed_at=None).values_list("person", flat=True))


def _open(opening: Opening, cover: Cover) -> Case:
    """As a draft; that the whole household applies, what it earns and owns is filled in on it."""
    applicant = Person.objects.select_related("party").get(pk=opening.applicant.person_id)
    household, members = applying.members_of(applicant, opening.at.astimezone().date())
    made = applying.apply(
        applying.NewApplication(
            household,
            applicant,
            [_known(each, opening, cover) for each in members],
            int(_residence(opening.home)),
            cover=int(cover),
            agent=opening.agent,
            phone=opening.phone,
        ),
        by=opening.by,
        at=opening.at,
    )
    return made.case


def _known(member: applying.NewApplying, opening: Opening, cover: Cover) -> applying.NewApplying:
    """A member with what a list or the door knows of him already."""
    known = next((each for each in opening.home.people if each.person_id == member.person.pk), None)
    disability = (known.figure("disability") or 0) if known else 0
    grade = (known.figure("disability_grade") or 0) if known else 0
    return applying.NewApplying(
        member.person,
        member.said,
        member.relation,
        disability=disability if grade else 0,
        disability_grade=grade if disability else 0,
        applied_alone=cover is Cover.SINGLE and member.person.pk == opening.applicant.person_id,
    )


DIBAO_DOOR = Door(
    "dibao",
    "最低生活保障",
    for_households("dibao", DIBAO_RULES, _family, _below, result="below_line", shows=("family_income", "line")),
    asks=(common.INCOME,),
    papers=_PAPERS,
    benefits=frozenset({"dibao"}),
    kinds=frozenset(_DIBAO),
    opens=lambda opening: _open(opening, Cover.WHOLE),
    busy=busy,
    seeks=False,
)
SINGLE_DOOR = Door(
    "dibao_single",
    "最低生活保障（单人保）",
    for_people(
        "dibao_single",
        DIBAO_RULES,
        _alone,
        lambda home, someone, given: (
            "家庭已认定为低保边缘家庭，本人持有效残疾人证，符合单人保的人员条件，没有纳入低保。"
        ),
        result="may_apply_alone",
    ),
    of_person=True,
    asks=(common.DISABILITY, common.GRADE),
    papers=_PAPERS,
    benefits=frozenset({"dibao"}),
    kinds=frozenset(_DIBAO),
    yields_to=frozenset({"dibao"}),  # the whole household or nobody, if it can be (R-DIBAO-02)
    opens=lambda opening: _open(opening, Cover.SINGLE),
    busy=busy,
)
DOORS = (DIBAO_DOOR, SINGLE_DOOR)
