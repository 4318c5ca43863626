"""The two subsidies at the front door: who has a certificate and receives none of them (R-DIS-08)."""

from __future__ import annotations

from collections.abc import Mapping

from doudi.mechanisms.entitlement.front_door import common
from doudi.mechanisms.entitlement.front_door.by_rules import for_people
from doudi.mechanisms.entitlement.front_door.declare import Door, Home, Someone, When
from doudi.mechanisms.registry.models import Category
from doudi.programmes.disability.disability_subsidies.rules import LIVING_RULES, NURSING_RULES

Kind = Category.Kind


def _figures(home: Home, someone: Someone, receives: Kind) -> dict[str, int] | None:
    disability, grade = someone.figure("disability"), someone.figure("disability_grade")
    if not disability or not grade or receives in someone.categories or "work_injury" in someone.held:
        return None
    kinds = someone.categories | home.categories
    return {
        "disability": disability,
        "disability_grade": grade,
        "tekun": int(Kind.TEKUN in kinds),
        "orphan": int(Kind.ORPHAN in someone.categories),
        "unattended_in_full": int(Kind.UNATTENDED_CHILD in someone.categories),
        "dibao": int(bool(kinds & {Kind.DIBAO_RURAL, Kind.DIBAO_URBAN})),
        "elder_nursing": someone.receives.get("elder_nursing", 0),
    }


def living(home: Home, someone: Someone, when: When) -> Mapping[str, int] | None:
    return _figures(home, someone, Kind.LIVING_SUBSIDY)


def nursing(home: Home, someone: Someone, when: When) -> Mapping[str, int] | None:
    return _figures(home, someone, Kind.NURSING_SUBSIDY)


_ASKS = (common.DISABILITY, common.GRADE)
_PAPERS = (common.IDENTITY, common.FORM, common.CERTIFICATE, common.CARD)
LIVING_DOOR = Door(
    "living_subsidy",
    "困难残疾人生活补贴",
    for_people(
        "living_subsidy",
        LIVING_RULES,
        living,
        lambda home, someone, given: "低保对象，持有效残疾人证，没有享受困难残疾人生活补贴。",
    ),
    of_person=True,
    asks=_ASKS,
    papers=_PAPERS,
    benefits=frozenset({"living_subsidy"}),
    kinds=frozenset({Kind.LIVING_SUBSIDY}),
)
NURSING_DOOR = Door(
    "nursing_subsidy",
    "重度残疾人护理补贴",
    for_people(
        "nursing_subsidy",
        NURSING_RULES,
        nursing,
        lambda home, someone, given: "持有效的重度残疾人证，没有享受重度残疾人护理补贴。",
    ),
    of_person=True,
    asks=_ASKS,
    papers=_PAPERS,
    benefits=frozenset({"nursing_subsidy"}),
    kinds=frozenset({Kind.NURSING_SUBSIDY}),
)
DOORS = (LIVING_DOOR, NURSING_DOOR)
