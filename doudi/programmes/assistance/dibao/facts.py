"""From an application to the facts that the rules count with: items averaged over the look-back window, what was checked before what was
declared, each figure with where it comes from."""

from __future__ import annotations

import datetime as dt

from django.db.models import Prefetch, prefetch_related_objects

from doudi.base.months import month_of
from doudi.mechanisms.entitlement.awards.queries import people_awarded
from doudi.mechanisms.entitlement.family import Family, Figures, Given, Member
from doudi.mechanisms.entitlement.means.items import IncomeItem, Source, monthly
from doudi.mechanisms.entitlement.means.policy import MeansPolicy
from doudi.mechanisms.entitlement.means.rules import LeftOut
from doudi.mechanisms.entitlement.parameters_entered import queries as parameters
from doudi.mechanisms.registry.models import Category
from doudi.programmes.assistance.dibao.models import Application, Applying, Income

# Tekun stand outside the household (R-DIBAO-04). The bureau decided it itself, so nobody is asked and no form says otherwise.
_TEKUN: Figures = {"left_out": Given(int(LeftOut.TEKUN), "特困供养名册")}


def read_whole(application: Application) -> Application:
    """The same application with its members, their incomes and what they own read, unless they are already: what a page shows of it and
    what the rules count are then the same rows, read once."""
    members = Prefetch("members", Applying.objects.select_related("person__party"))
    incomes = Prefetch("members__incomes", Income.objects.select_related("by"))
    prefetch_related_objects([application], members, incomes, "property_items")
    return application


def family_of(application: Application, on: dt.date) -> Family:
    """The household as the rules see it on a day."""
    read_whole(application)
    look_back = int(parameters.terms_in_force(MeansPolicy, on)["look_back"])
    until = month_of(application.case.opened_at.date()) - 1
    household: dict[str, Given | int | None] = {
        "residence": Given(application.residence, "户口簿"),
        "cover": Given(application.cover, "申请书"),
    }
    for item in application.property_items.all():
        source = "核对" if item.checked is not None else "申报"
        household[item.figure] = Given(item.counts, f"{source}{':' + item.evidence if item.evidence else ''}", item.on)
    rows = application.members.all()
    supported = people_awarded([each.person_id for each in rows], Category.Kind.TEKUN, on)
    members = [
        Member(
            str(each.person_id),
            f"{each.said}{each.person.party.name}",
            {**_figures(each, until, look_back), **(_TEKUN if each.person_id in supported else {})},
        )
        for each in rows
    ]
    return Family(application.household.party.name, household, members)


def items_of(member: Applying) -> list[IncomeItem]:
    """The income items that stand: those that were not replaced."""
    incomes = list(member.incomes.all())
    replaced = {each.replaces_id for each in incomes}
    return [_item(each) for each in incomes if each.pk not in replaced]


def _figures(member: Applying, until: int, look_back: int) -> Figures:
    person = {
        "relation": member.relation,
        "left_out": member.left_out,
        "disability": member.disability,
        "disability_grade": member.disability_grade,
        "seriously_ill": int(member.seriously_ill),
        "jobless_adult": int(member.jobless_adult),
        "applied_alone": int(member.applied_alone),
    }
    figures: dict[str, Given | int | None] = {"wages": Given(0, "申报没有工资收入"), **person}
    if member.person.born_on is not None:
        figures["born"] = month_of(member.person.born_on)
    return {**figures, **monthly(items_of(member), until, look_back)}


def _item(row: Income) -> IncomeItem:
    return IncomeItem(
        row.kind,
        row.first_month,
        row.last_month,
        row.gross,
        row.deduction,
        tuple(Source)[row.source],
        row.evidence,
        row.on,
        row.by.name,
        row.set_aside,
    )
