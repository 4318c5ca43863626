"""What the actions of a tekun application ask and do, and the reassessment of somebody's ability to care for himself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils import timezone

from doudi.base.access import require
from doudi.base.models import User
from doudi.mechanisms.casework.declare import Flow
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.casework.services import open_case
from doudi.mechanisms.entitlement.applications.families import of_person
from doudi.mechanisms.entitlement.applications.handling import AwardHandling
from doudi.mechanisms.entitlement.applications.opening import apply_for_person
from doudi.mechanisms.entitlement.awards.models import Award
from doudi.mechanisms.entitlement.awards.queries import people_awarded
from doudi.mechanisms.entitlement.family import Family, Given
from doudi.mechanisms.registry.models import Category, Person
from doudi.programmes.assistance.tekun.benefit import TEKUN_BENEFIT
from doudi.programmes.assistance.tekun.models import Reassessment, TekunApplication
from doudi.programmes.assistance.tekun.rules import SIX_ITEMS, TEKUN_RULES, Child

_ON_ROLL = Given(int(Child.CHOSE_CHILD_ALLOWANCE), "儿童福利名册")


def family(row: TekunApplication, on: dt.date) -> Family:
    """The person as the rules see him on a day. A child on the rolls of orphans or unattended children has chosen these, whatever the form
    says; who would rather be tekun leaves them first (R-TK-02)."""
    made = of_person(row, TEKUN_RULES)
    kinds = (Category.Kind.ORPHAN, Category.Kind.UNATTENDED_CHILD)
    if not any(people_awarded([row.person_id], kind, on) for kind in kinds):
        return made
    [child] = made.members
    return replace(made, members=[replace(child, figures={**child.figures, "child_choice": _ON_ROLL})])


HANDLING = AwardHandling(
    TekunApplication,
    family,
    condition="特困人员",
    refusal="拟不同意",
    related=("person__party",),
    benefit=TEKUN_BENEFIT,
)


def apply(
    flow: Flow, person: Person, figures: Mapping[str, int], *, by: User, at: dt.datetime, **more: Any
) -> TekunApplication:
    """Open an application with what is known of the person; who is recognised or applying already is refused."""
    return apply_for_person(flow, TekunApplication, TEKUN_BENEFIT, person, figures, by=by, at=at, **more)


def subjects_of_reassessments(cases: Sequence[Case]) -> dict[int, list[int]]:
    rows = Reassessment.objects.filter(pk__in=[case.pk for case in cases]).values_list("pk", "award__party")
    return {case: [person] for case, person in rows}


def report_change(flow: Flow, award: Award, *, by: User, at: dt.datetime, because: str) -> Reassessment:
    """生活自理能力变化: reported by the person, the village or the institution; the clock runs from now."""
    require(by, flow.action("assess").roles, area_code=award.area_code, on=timezone.localdate(at))
    with transaction.atomic():
        case = open_case(flow, title=award.party.name, area_code=award.area_code, by=by, at=at, because=because)
        return Reassessment.objects.create(case=case, award=award)


def keep_assessment(case: Case, taken: ActionTaken) -> None:
    """Six items as they were found; the amount is adjusted by a decision of its own."""
    found = {name: bool(taken.data.get(name)) for name in SIX_ITEMS}
    Reassessment.objects.filter(pk=case.pk).update(items=found)
