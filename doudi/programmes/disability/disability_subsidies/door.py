"""The two subsidies at the front door: who has a certificate and receives none of them (R-DIS-08)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.entitlement.front_door import common
from doudi.mechanisms.entitlement.front_door.by_rules import for_people
from doudi.mechanisms.entitlement.front_door.declare import Door, Home, Opening, Someone, When
from doudi.mechanisms.registry.models import Category, Person
from doudi.programmes.disability.disability_subsidies.flow import APPLICATIONS
from doudi.programmes.disability.disability_subsidies.handling import apply
from doudi.programmes.disability.disability_subsidies.known_here import registered
from doudi.programmes.disability.disability_subsidies.models import SubsidyApplication
from doudi.programmes.disability.disability_subsidies.rules import LIVING_RULES, NURSING_RULES

Kind = Category.Kind


def _figures(home: Home, someone: Someone, receives: Kind) -> dict[str, int] | None:
    disability, grade = someone.figure("disability"), someone.figure("disability_grade")
    if not disability or not grade or receives in someone.categories or "work_injury" in someone.held:
        return None
    return {"disability": disability, "disability_grade": grade, **registered(home, someone)}


def living(home: Home, someone: Someone, when: When) -> Mapping[str, int] | None:
    return _figures(home, someone, Kind.LIVING_SUBSIDY)


def nursing(home: Home, someone: Someone, when: When) -> Mapping[str, int] | None:
    return _figures(home, someone, Kind.NURSING_SUBSIDY)


def _opens(kind: str) -> Callable[[Opening], Case]:
    """As a draft; how long care is needed, what other pay there is and the account are asked before it is submitted."""

    def opens(opening: Opening) -> Case:
        assert opening.someone is not None, "the door is for a person"
        person = Person.objects.select_related("party").get(pk=opening.someone.person_id)
        known = {name: opening.someone.figure(name) or 0 for name in ("disability", "disability_grade")}
        return apply(APPLICATIONS, person, known, kind=kind, by=opening.by, at=opening.at, incomplete=True).case

    return opens


def _busy(kind: str) -> Callable[[], Iterable[int]]:
    def busy() -> Iterable[int]:
        rows = SubsidyApplication.objects.filter(kind=kind, case__closed_at=None)
        return rows.values_list("person", flat=True)

    return busy


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
    opens=_opens("living_subsidy"),
    busy=_busy("living_subsidy"),
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
    opens=_opens("nursing_subsidy"),
    busy=_busy("nursing_subsidy"),
)
DOORS = (LIVING_DOOR, NURSING_DOOR)
