"""特困入户调查表: the person's six abilities, his income and property, whoever owes him support (R-TK-02, R-TK-03)."""

from __future__ import annotations

from django.utils import timezone

from doudi.base import identity
from doudi.base.roles import STAFF_ROLES, Role
from doudi.mechanisms.casework.declare import Field
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.surveys.declare import YUAN, YUAN_A_MONTH, Item, ItemKind, Surveyed, SurveyForm
from doudi.mechanisms.registry.models import Person
from doudi.programmes.assistance.tekun.flow import APPLICATIONS, REASSESSMENTS
from doudi.programmes.assistance.tekun.handling import HANDLING
from doudi.programmes.assistance.tekun.models import Reassessment
from doudi.programmes.assistance.tekun.rules import SIX_ITEMS, TEKUN_RULES

READERS = STAFF_ROLES - {Role.FINANCE, Role.VILLAGE_WORKER}
_INCOME = "own_income"


def people(case: Case) -> list[Surveyed]:
    return [_surveyed(HANDLING.of(case).person)]


def items(case: Case) -> list[Item]:
    """His income as the application says; in fen a month."""
    declared = HANDLING.of(case).facts.get(_INCOME)
    return [
        Item(_INCOME, TEKUN_RULES.all_facts[_INCOME].label, YUAN_A_MONTH, None if declared is None else int(declared))
    ]


def people_of_reassessments(case: Case) -> list[Surveyed]:
    row = Reassessment.objects.select_related("award__party__person").get(pk=case.pk)
    return [_surveyed(row.award.party.person)]


def _surveyed(person: Person) -> Surveyed:
    born = person.born_on
    return Surveyed(str(person.pk), person.party.name, f"{identity.age(born, timezone.localdate())}岁" if born else "")


def _nothing(case: Case) -> list[Item]:
    return []


TEKUN_SURVEY = SurveyForm(
    flow=APPLICATIONS,
    actions=("survey", "visit"),
    readers=READERS,
    people=people,
    items=items,
    kinds=(
        ItemKind("other_income", "其他收入", of_person=False),
        ItemKind("savings", "存款、有价证券", YUAN, of_person=False),
    ),
    questions=(
        *(Field(code, label, "yes") for code, label in SIX_ITEMS.items()),
        Field("supporters", "法定赡养、抚养、扶养义务人的情况", "long"),
    ),
)
REASSESSMENT_SURVEY = SurveyForm(
    flow=REASSESSMENTS,
    actions=("assess",),
    readers=READERS,
    people=people_of_reassessments,
    items=_nothing,
)
