"""低保入户调查表: who lives there, what each earns and what the household owns as declared and checked, how they live (5.8, R-DIBAO-11)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from django.utils import timezone

from doudi.base import identity
from doudi.base.roles import STAFF_ROLES, Role
from doudi.mechanisms.casework.declare import Field
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.surveys.declare import (
    METRES,
    PIECES,
    YUAN,
    YUAN_A_MONTH,
    Item,
    ItemKind,
    Surveyed,
    SurveyForm,
)
from doudi.mechanisms.entitlement.means.items import KINDS, Source
from doudi.mechanisms.entitlement.means.property import PROPERTY
from doudi.mechanisms.entitlement.units import FLAG
from doudi.programmes.assistance.dibao.facts import items_of
from doudi.programmes.assistance.dibao.flow import APPLICATIONS
from doudi.programmes.assistance.dibao.handling import HANDLING
from doudi.programmes.assistance.dibao.models import Applying

READERS = STAFF_ROLES - {Role.FINANCE, Role.VILLAGE_WORKER}  # a village sees no results of checks (section 2)
_OWNED = tuple(fact for fact in PROPERTY.facts if fact.unit is not FLAG)
_UNITS = {"元": YUAN, "套": PIECES, "平方米": METRES}
HOUSING = (("OWN", "自有"), ("RENT", "租住"), ("LENT", "借住"), ("PUBLIC", "公租房、安置房"))
QUESTIONS = (
    Field("housing", "住房", "choice", choices=HOUSING),
    Field("as_declared", "共同生活的人与申报一致", "yes"),
    Field("labour", "劳动和就业情况", "long"),
    Field("spending", "主要刚性支出", "long", hint="医疗、教育、残疾康复等"),
)


def people(case: Case) -> list[Surveyed]:
    """The members as the application names them."""
    on = timezone.localdate()
    rows = HANDLING.of(case).members.select_related("person__party")
    return [Surveyed(str(each.pk), each.person.party.name, _known_as(each, on)) for each in rows]


def items(case: Case) -> list[Item]:
    """Each kind of income of each member as a monthly net amount, then what the household owns."""
    application = HANDLING.of(case)
    lines = []
    for member in application.members.select_related("person__party").prefetch_related("incomes__by"):
        sides: dict[str, dict[Source, int]] = defaultdict(dict)
        for each in items_of(member):
            month = (each.gross - each.deduction) // (each.last_month - each.first_month + 1)
            sides[each.kind][each.source] = sides[each.kind].get(each.source, 0) + month
        lines += [
            Item(
                f"income:{kind}:{member.pk}",
                f"{member.person.party.name} {KINDS[kind].label}",
                YUAN_A_MONTH,
                known.get(Source.DECLARED),
                known.get(Source.CHECKED),
            )
            for kind, known in sides.items()
        ]
    facts = {fact.name: fact for fact in _OWNED}
    for row in application.property_items.all():
        if row.figure in facts:
            fact = facts[row.figure]
            lines.append(Item(f"property:{row.figure}", fact.label, _UNITS[fact.unit.name], row.declared, row.checked))
    return lines


def _known_as(member: Applying, on: dt.date) -> str:
    born = member.person.born_on
    age = f"{identity.age(born, on)}岁" if born is not None else ""
    return "，".join(each for each in (member.said, age) if each)


DIBAO_SURVEY = SurveyForm(
    flow=APPLICATIONS,
    actions=("survey", "resurvey", "visit"),
    readers=READERS,
    people=people,
    items=items,
    kinds=(
        *(ItemKind(f"income:{each.code}", each.label) for each in KINDS.values()),
        *(ItemKind(f"property:{fact.name}", fact.label, _UNITS[fact.unit.name], of_person=False) for fact in _OWNED),
    ),
    questions=QUESTIONS,
)
