"""临时救助入户调查表: who lives there, what happened, what it costs and what has been helped already."""

from __future__ import annotations

from django.utils import timezone

from doudi.base import identity
from doudi.base.roles import STAFF_ROLES, Role
from doudi.mechanisms.casework.declare import Field
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.surveys.declare import YUAN, YUAN_A_MONTH, Item, ItemKind, Surveyed, SurveyForm
from doudi.mechanisms.registry.models import Person
from doudi.programmes.assistance.temporary import handling
from doudi.programmes.assistance.temporary.flow import APPLICATIONS

READERS = STAFF_ROLES - {Role.FINANCE, Role.VILLAGE_WORKER}


def people(case: Case) -> list[Surveyed]:
    """The household, or the applicant alone."""
    on = timezone.localdate()
    persons = handling.subjects([case]).get(case.pk, [])
    rows = Person.objects.filter(pk__in=persons).select_related("party").order_by("pk")
    return [
        Surveyed(str(each.pk), each.party.name, f"{identity.age(each.born_on, on)}岁" if each.born_on else "")
        for each in rows
    ]


def items(case: Case) -> list[Item]:
    """What was asked for and what was spent, as the application says."""
    row = handling.of(case)
    return [
        Item("need", "申请金额", YUAN, row.need),
        Item("spending", "自负支出", YUAN, row.spending),
    ]


TEMPORARY_SURVEY = SurveyForm(
    flow=APPLICATIONS,
    actions=("survey", "survey_after", "resurvey", "visit"),
    readers=READERS,
    people=people,
    items=items,
    kinds=(
        ItemKind("income", "月收入", YUAN_A_MONTH),
        ItemKind("savings", "存款、有价证券", YUAN, of_person=False),
        ItemKind("helped", "已获得的其他救助、赔付", YUAN, of_person=False),
    ),
    questions=(Field("loss", "损失和眼前的困难", "long"),),
)
