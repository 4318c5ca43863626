"""Who is in office and has to declare (R-REL-02), and who receives or applies for what is filed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Q

from doudi.base.areas import full_name, township_of
from doudi.base.models import Grant, User
from doudi.base.months import month_of
from doudi.base.roles import COUNTY_ROLES, TOWNSHIP_ROLES, Role
from doudi.mechanisms.casework import queries as casework
from doudi.mechanisms.casework.declare import FLOWS
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.entitlement.awards.models import Award, Covered
from doudi.mechanisms.entitlement.declare import BENEFITS as DECLARED
from doudi.mechanisms.registry.models import Category, Person
from doudi.programmes.integrity.near_relatives.models import Office
from doudi.programmes.integrity.near_relatives.policy import BENEFITS

HANDLERS = COUNTY_ROLES | TOWNSHIP_ROLES | {Role.VILLAGE_WORKER}
_CADRES = {Category.Kind.VILLAGE_CADRE: Office.VILLAGE, Category.Kind.PUBLIC_EMPLOYEE: Office.PUBLIC}


@dataclass(frozen=True)
class InOffice:
    """Somebody who has to declare; `area_code` is where he serves."""

    person_id: int
    name: str
    office: Office
    unit: str
    post: str
    area_code: str
    since: dt.date


@dataclass(frozen=True)
class Receiving:
    """A person who is covered by an award, or named in an application under way; amounts in fen a month."""

    person_id: int
    benefit: str
    area_code: str
    people: int
    amount: int | None = None
    from_month: int | None = None
    award: Award | None = None
    application: Case | None = None

    @property
    def words(self) -> str:
        return f"{DECLARED[self.benefit].name}{'' if self.award else '（申请中）'}"


def in_office(on: dt.date, people: Collection[int] | None = None) -> list[InOffice]:
    """Everybody in office on a day whom the register knows, each once by the post nearest to the decision; some of them if `people` are given."""
    found: dict[int, InOffice] = {}
    for each in (*_handlers(on), *_cadres(on)):
        if people is None or each.person_id in people:
            found.setdefault(each.person_id, each)
    return sorted(found.values(), key=lambda each: each.person_id)


def _handlers(on: dt.date) -> Iterable[InOffice]:
    rows = Grant.objects.filter(
        Q(until=None) | Q(until__gte=on), role__in=HANDLERS, since__lte=on, user__is_active=True
    )
    grants = list(rows.exclude(user__id_index="").select_related("user").order_by("area_id", "pk"))
    known = dict(
        Person.objects.filter(id_index__in={each.user.id_index for each in grants}, died_on=None).values_list(
            "id_index", "pk"
        )
    )
    for grant in grants:
        person, user = known.get(grant.user.id_index), grant.user
        if person is not None:
            role = Role(grant.role)
            yield InOffice(
                person,
                user.name,
                office_of(role),
                user.unit,
                user.title or role.label,
                grant.area_id or "",
                grant.since,
            )


def _cadres(on: dt.date) -> Iterable[InOffice]:
    rows = Category.objects.filter(
        Q(to_on=None) | Q(to_on__gte=on), kind__in=_CADRES, from_on__lte=on, party__person__died_on=None
    )
    for each in rows.select_related("party__area").order_by("kind", "pk"):
        kind = Category.Kind(each.kind)
        area = each.party.area_id or ""
        yield InOffice(
            each.party_id,
            each.party.name,
            _CADRES[kind],
            full_name(area) if area else "",
            kind.label,
            area,
            each.from_on,
        )


def office_of(role: Role) -> Office:
    """The post that a role is."""
    if role in COUNTY_ROLES:
        return Office.COUNTY
    return Office.TOWNSHIP if role in TOWNSHIP_ROLES else Office.VILLAGE


def receiving(on: dt.date, people: Collection[int] | None = None) -> dict[int, list[Receiving]]:
    """Who receives or applies for what is filed, by person; some of them if `people` are given. A few queries for the county."""
    month = month_of(on)
    found: dict[int, list[Receiving]] = {}
    rows = Covered.objects.filter(Q(until_month=None) | Q(until_month__gte=month), benefit__in=BENEFITS)
    if people is not None:
        rows = rows.filter(person__in=people)
    for each in rows.filter(Q(award__until_month=None) | Q(award__until_month__gte=month)).select_related("award"):
        award = each.award
        line = Receiving(
            each.person_id, each.benefit, award.area_code, award.people, award.amount, award.from_month, award
        )
        found.setdefault(each.person_id, []).append(line)
    for benefit in BENEFITS:
        flow = FLOWS.get(f"{benefit}.applications")
        if flow is None:
            continue
        cases = list(Case.objects.filter(flow=flow.code, closed_at=None).exclude(stage=flow.start))
        by_pk = {case.pk: case for case in cases}
        for pk, persons in casework.subjects(flow, cases).items():
            for person in persons:
                if people is not None and person not in people:
                    continue
                if any(each.benefit == benefit for each in found.get(person, ())):
                    continue
                line = Receiving(person, benefit, by_pk[pk].area_code, len(persons), application=by_pk[pk])
                found.setdefault(person, []).append(line)
    return found


def person_of(user: User) -> Person | None:
    """The user in the register, by his number."""
    return Person.objects.select_related("party").filter(id_index=user.id_index).first() if user.id_index else None


def lies_within(place: str, area: str) -> bool:
    """Whether a place of service lies in an area, or the area in it: the county officer is called when a village is."""
    return place == area or township_of(place) == area or area[:6].ljust(12, "0") == area
