"""近亲属备案: what the pages of a filing show beyond its flow."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from doudi.base.money import yuan
from doudi.base.months import chinese_month
from doudi.base.roles import Role
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.pages.declare import CasePages, address_of
from doudi.mechanisms.entitlement.declare import BENEFITS
from doudi.pages.cells import Kind, Link, Tag
from doudi.pages.details import Item
from doudi.pages.filters import Choice
from doudi.pages.lists import Column
from doudi.programmes.integrity.near_relatives import handling, queries
from doudi.programmes.integrity.near_relatives.flow import FILINGS
from doudi.programmes.integrity.near_relatives.models import KinReach, Office, RelativeDeclaration
from doudi.programmes.integrity.near_relatives.pages.mine import declare
from doudi.programmes.integrity.near_relatives.people import HANDLERS

OPENERS = HANDLERS - {Role.FINANCE}


def items(user: Any, case: Case) -> list[Item]:
    """The groups of fields of a filing (R-REL-06): the staff side, the beneficiary's side, the control."""
    row = handling.of(case)
    reach = Tag(row.get_reach_display(), "" if row.reach == KinReach.LEGAL else "info")
    return [
        Item("任职人员", row.staff.party.name),
        Item("人员类别", row.get_office_display()),
        Item("单位、职务", "".join(each for each in (row.unit, row.post) if each) or None),
        Item("亲属", Link(row.relative.party.name, reverse("person", args=[row.relative_id]))),
        Item("关系", row.relation),
        Item("亲属范围", reach),
        Item("待遇", f"{BENEFITS[row.benefit].name}{'' if row.award_id else '（申请中）'}"),
        Item("家庭人口", row.people),
        Item("月金额", f"{yuan(row.amount_fen)}元" if row.amount_fen is not None else None),
        Item("起始月", chinese_month(row.from_month) if row.from_month is not None else None),
        Item("主要困难", row.hardship or None),
        *_hands(row),
        Item("来源", row.get_source_display()),
        Item("申报日期", row.declared_on, Kind.DATE),
        Item("县级入户日期", row.visited_on, Kind.DATE),
        Item("最近复核日期", row.reviewed_on, Kind.DATE),
        Item("终止日期", row.ended_on, Kind.DATE),
    ]


def _hands(row: RelativeDeclaration) -> list[Item]:
    """未备案期间经办, with the case in which it is looked at again (R-REC-05)."""
    if not row.handled:
        return []
    found = [Item("未备案期间经办", Tag("本人经办过亲属的件，须由他人重新核查并移送线索", "danger"), wide=True)]
    again = row.looked_again
    if again is not None:
        url = address_of(again)
        found.append(Item("重新核查", Link(again.number, url) if url else again.number))
    return found


def _of(case: Case) -> RelativeDeclaration:
    found: RelativeDeclaration = case.relative_declaration
    return found


FILING_PAGES = CasePages(
    programme="near_relatives",
    flow=FILINGS,
    name="近亲属备案",
    noun="备案",
    one="filing",
    readers=queries.READERS,
    opened="申报",
    icon="affiliate",
    subject="近亲属关系",
    opens=declare,
    openers=OPENERS,
    items=items,
    columns=(
        Column("office", "人员类别", lambda case: _of(case).get_office_display()),
        Column("reach", "范围", lambda case: _of(case).get_reach_display()),
        Column("benefit", "待遇", lambda case: BENEFITS[_of(case).benefit].name),
        Column("visited", "县级入户", lambda case: _of(case).visited_on, kind=Kind.DATE, half=True),
    ),
    filters=(
        Choice(code="reach", label="范围", field="relative_declaration__reach", choices=KinReach.choices),
        Choice(code="office", label="人员类别", field="relative_declaration__office", choices=Office.choices),
    ),
    related=("relative_declaration",),
    visits=frozenset({"OPINION", "REVIEW_DUE"}),
)
