"""居家适老化改造入户评估表: on the phone at the old person's home, signed by two and by the family."""

from __future__ import annotations

from django.utils import timezone

from doudi.base import identity
from doudi.base.roles import STAFF_ROLES, Role
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.surveys.declare import Item, Surveyed, SurveyForm
from doudi.mechanisms.registry.models import Person
from doudi.programmes.elderly.home_adaptation import handling
from doudi.programmes.elderly.home_adaptation.flow import ADAPTATIONS

READERS = STAFF_ROLES - {Role.FINANCE, Role.VERIFICATION_CENTRE}


def people(case: Case) -> list[Surveyed]:
    """The old person and who lives with him."""
    on = timezone.localdate()
    persons = handling.subjects([case]).get(case.pk, [])
    rows = Person.objects.filter(pk__in=persons).select_related("party").order_by("pk")
    return [
        Surveyed(str(each.pk), each.party.name, f"{identity.age(each.born_on, on)}岁" if each.born_on else "")
        for each in rows
    ]


def items(case: Case) -> list[Item]:
    """Nothing was declared of income or property: the house is what is looked at."""
    return []


ADAPTATION_SURVEY = SurveyForm(
    flow=ADAPTATIONS,
    actions=("survey", "inspect"),
    readers=READERS,
    people=people,
    items=items,
)
