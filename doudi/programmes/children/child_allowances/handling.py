"""What the actions of a child's application ask and do. What the bureau itself pays for the child is known and not asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from copy import copy
from typing import Any

from django.utils import timezone

from doudi.base.models import User
from doudi.base.refused import Refused
from doudi.mechanisms.casework import about
from doudi.mechanisms.casework.declare import Flow, Said
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.entitlement.applications.families import of_person
from doudi.mechanisms.entitlement.applications.handling import AwardHandling
from doudi.mechanisms.entitlement.applications.models import Proposal
from doudi.mechanisms.entitlement.applications.opening import apply_for_person
from doudi.mechanisms.entitlement.declare import Benefit
from doudi.mechanisms.entitlement.front_door import known
from doudi.mechanisms.registry.models import Person
from doudi.programmes.children.child_allowances.benefit import BENEFITS
from doudi.programmes.children.child_allowances.models import ChildApplication
from doudi.programmes.children.child_allowances.rules import CHILD_RULES

_BY_CODE = {benefit.code: benefit for benefit in BENEFITS}
UNKNOWN = (
    "待查验"  # of an application that came through the front door: the check says who speaks and receives for the child
)
_OWN = ("tekun", "living_subsidy")  # paid for the child alone; dibao is the household's and shared by heads


def benefit_of(row: ChildApplication) -> Benefit:
    """Which of the two a row asks for."""
    return _BY_CODE[row.kind]


HANDLING = AwardHandling(
    ChildApplication,
    lambda row, on: of_person(row, CHILD_RULES),
    condition="儿童基本生活保障",
    refusal="拟不予确认",
    related=("person__party",),
    more_facts=lambda row: {"待遇": row.get_kind_display()},
    benefit=benefit_of,
)


def apply(
    flow: Flow,
    person: Person,
    figures: Mapping[str, int],
    *,
    kind: str,
    guardian: str,
    guardian_relation: str,
    by: User,
    at: dt.datetime,
    **more: Any,
) -> ChildApplication:
    """Open an application for a child. Refused for a grown person, and where nobody is named who speaks and receives for the child."""
    if not guardian.strip() or not guardian_relation.strip():
        raise Refused("请填写监护人姓名和与儿童的关系。")
    benefit = _BY_CODE[kind]
    given = {**figures, "other_support": other_support(person, timezone.localdate(at))}
    return apply_for_person(
        flow,
        ChildApplication,
        benefit,
        person,
        given,
        by=by,
        at=at,
        only={"kind": kind},
        guardian=guardian.strip(),
        guardian_relation=guardian_relation.strip(),
        **more,
    )


def other_support(person: Person, on: dt.date) -> int:
    """Fen a month that the bureau already pays for the child: tekun and living subsidy whole, of the household's dibao a share by heads."""
    home = known.home_of_person(person, on)
    if home is None:
        return 0
    own = home.someone(person.pk).receives
    shared = home.receives.get("dibao", 0) // len(home.people)
    return sum(own.get(code, 0) for code in _OWN) + shared


# --- the check -------------------------------------------------------------------------------------------------------------

_CHECKED = ("father", "father_months", "mother", "mother_months")


def wrong_after_check(case: Case, said: Said) -> str | None:
    """An opinion is held against what the check found, not against what was declared. The township may find the child an orphan: then the
    application is for the other allowance, and a new one is made."""
    for name in ("father_months", "mother_months"):
        if said.get(name) and not str(said[name]).isdigit():
            return "持续的月数请填写整数，例如“8”。"
    row = copy(HANDLING.of(case))  # the one at hand goes on saying what was declared
    row.facts = {**row.facts, **_checked(said)}
    guardian = {**_guardian(row), **_told(said)}
    if said.get("proposal") == Proposal.ADMIT and UNKNOWN in guardian.values():
        return "监护人还没有查验清楚，请填写监护人姓名和与儿童的关系。"
    return HANDLING.wrong(row, said)


def keep_check(case: Case, taken: ActionTaken) -> None:
    """What was found stands in place of what was declared, and the opinion with it."""
    row = HANDLING.of(case)
    found = {"facts": {**row.facts, **_checked(taken.data)}, **_guardian(row), **_told(taken.data)}
    about.write(case, ChildApplication, **found)
    HANDLING.keep_proposal(case, taken)


def _guardian(row: ChildApplication) -> dict[str, str]:
    return {"guardian": row.guardian, "guardian_relation": row.guardian_relation}


def _told(said: Mapping[str, Any]) -> dict[str, str]:
    return {name: text for name in ("guardian", "guardian_relation") if (text := str(said.get(name) or "").strip())}


def _checked(said: Mapping[str, Any]) -> dict[str, int]:
    return {name: int(said[name]) for name in _CHECKED if said.get(name) not in (None, "")}
