"""Tekun at the front door: an old, disabled or minor person who says that nobody supports him."""

from __future__ import annotations

from collections.abc import Mapping

from doudi.base.months import month_of
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.entitlement.front_door import common
from doudi.mechanisms.entitlement.front_door.by_rules import for_people
from doudi.mechanisms.entitlement.front_door.declare import Door, Home, Opening, Someone, When
from doudi.mechanisms.entitlement.units import Residence
from doudi.mechanisms.registry.models import Category, Person
from doudi.programmes.assistance.tekun.flow import APPLICATIONS
from doudi.programmes.assistance.tekun.handling import apply
from doudi.programmes.assistance.tekun.models import TekunApplication
from doudi.programmes.assistance.tekun.rules import TEKUN_RULES, Supporter

_COVERED = {Category.Kind.TEKUN, Category.Kind.ORPHAN, Category.Kind.UNATTENDED_CHILD}


def figures(home: Home, someone: Someone, when: When) -> Mapping[str, int] | None:
    """Whoever says that he has neither means nor support; both are investigated (R-TK-01)."""
    if not someone.said.get("unsupported") or someone.born_on is None or someone.categories & _COVERED:
        return None
    return {**_registered(home, someone), "supporter": int(Supporter.NONE), "own_income": 0}


def _registered(home: Home, someone: Someone) -> dict[str, int]:
    disability, grade = someone.figure("disability") or 0, someone.figure("disability_grade") or 0
    return {
        "residence": int(Residence.URBAN if home.urban else Residence.RURAL),
        "born": month_of(someone.born_on) if someone.born_on else 0,
        "disability": disability if grade else 0,
        "disability_grade": grade if disability else 0,
    }


def _open(opening: Opening) -> Case:
    """What is known is filled in; what was only said waits for the investigation, and so nothing is taken for granted."""
    assert opening.someone is not None, "the door is for a person"
    person = Person.objects.select_related("party").get(pk=opening.someone.person_id)
    known = _registered(opening.home, opening.someone)
    known.pop("born")  # the register's
    supporter = Supporter.NONE if opening.someone.said.get("unsupported") else Supporter.ABLE
    given = {**known, "supporter": int(supporter)}
    return apply(APPLICATIONS, person, given, by=opening.by, at=opening.at, incomplete=True).case


TEKUN_DOOR = Door(
    "tekun",
    "特困人员救助供养",
    for_people(
        "tekun",
        TEKUN_RULES,
        figures,
        lambda home, someone, given: "本人反映无生活来源、无人供养，年龄或残疾情况属于无劳动能力。",
    ),
    of_person=True,
    asks=(common.DISABILITY, common.GRADE, common.UNSUPPORTED),
    papers=(common.IDENTITY, common.FORM, common.DECLARATION, common.AUTHORISATION, common.CARD, common.CERTIFICATE),
    benefits=frozenset({"tekun"}),
    kinds=frozenset({Category.Kind.TEKUN}),
    opens=_open,
    busy=lambda: TekunApplication.objects.filter(case__closed_at=None).values_list("person", flat=True),
    seeks=False,
)
