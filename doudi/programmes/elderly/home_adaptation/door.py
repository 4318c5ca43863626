"""Home adaptation at the front door: old people in hardship who are very old or hold a certificate, and whoever asks for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from doudi.base.months import month_of
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.entitlement.front_door import common
from doudi.mechanisms.entitlement.front_door.by_rules import for_people
from doudi.mechanisms.entitlement.front_door.declare import Door, Home, Opening, PaperNeed, Someone, When
from doudi.mechanisms.registry.models import Person
from doudi.programmes.elderly.home_adaptation.applying import NewAdaptation, apply
from doudi.programmes.elderly.home_adaptation.models import Adaptation
from doudi.programmes.elderly.home_adaptation.queries import CERTIFIED, hardship_of
from doudi.programmes.elderly.home_adaptation.rules import ADAPTATION_RULES, Hardship

HOUSE = PaperNeed("HOUSE", "住房权属证明，或村（居）委会证明；租住的须有产权人同意书")


def _kinds(home: Home, someone: Someone) -> set[str]:
    return {*someone.categories, *home.categories, *someone.receives, *home.receives}


def _figures(home: Home, someone: Someone, when: When) -> Mapping[str, int] | None:
    """What is known of him: nobody is suggested whose hardship is not on a roll."""
    if someone.born_on is None:
        return None
    hardship = hardship_of(_kinds(home, someone))
    if hardship == Hardship.NONE:
        return None
    return {
        "born": month_of(someone.born_on),
        "hardship": int(hardship),
        "certificate": int(
            bool(someone.figure("disability")) or bool(CERTIFIED & {*someone.categories, *someone.receives})
        ),
    }


def _words(home: Home, someone: Someone, given: Mapping[str, int]) -> str:
    hardship = hardship_of(_kinds(home, someone))
    return f"{given['years']}周岁，{hardship.label}，家里可以做适老化改造（防滑、扶手等），政府资助基础项目。"


def _open(opening: Opening) -> Case:
    """As a draft: the house is looked at by two people later."""
    assert opening.someone is not None, "the door is for a person"
    person = Person.objects.select_related("party").get(pk=opening.someone.person_id)
    new = NewAdaptation(person, opening.home.area_code, phone=opening.phone, agent=opening.agent)
    return apply(new, by=opening.by, at=opening.at).case


def busy() -> Iterable[int]:
    """Who is applying, and who has had it: neither is asked again."""
    rows = Adaptation.objects.filter(case__closed_at=None) | Adaptation.objects.exclude(accepted_on=None)
    return rows.values_list("person", flat=True)


ADAPTATION_DOOR = Door(
    "home_adaptation",
    "居家适老化改造",
    for_people("home_adaptation", ADAPTATION_RULES, _figures, _words, result="entitled", shows=("years",)),
    of_person=True,
    papers=(common.IDENTITY, common.FORM, HOUSE),
    opens=_open,
    busy=busy,
    seeks=False,  # whose home needs it is seen at home: nobody is written to at night
)
