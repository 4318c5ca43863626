"""政策找人: who may be entitled and receives nothing, village by village, with the reason and the way to the door."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone

from doudi.base.access import may
from doudi.base.roles import COUNTY_ROLES, TOWNSHIP_ROLES, Role
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.pages.declare import CasePages
from doudi.mechanisms.casework.texts import queries as texts
from doudi.mechanisms.casework.texts.provider import masked
from doudi.mechanisms.entitlement.front_door.declare import DOORS
from doudi.mechanisms.registry.models import Party
from doudi.pages.cells import Kind, Link
from doudi.pages.details import Item
from doudi.pages.filters import Choice
from doudi.pages.lists import Column
from doudi.programmes.office.reception.models import Prospect
from doudi.programmes.office.reception.prospect_flow import CONTACTING, PROSPECTS

READERS = (TOWNSHIP_ROLES | COUNTY_ROLES | {Role.VILLAGE_WORKER}) - {Role.FINANCE, Role.VERIFICATION_CENTRE}


def door_name(door: str) -> str:
    """The official name of what is applied for at a door."""
    return DOORS[door].name if door in DOORS else door


def _items(user: Any, case: Case) -> list[Item]:
    row = Prospect.objects.select_related("party").get(pk=case.pk)
    page = "household" if row.party.kind == Party.Kind.HOUSEHOLD else "person"
    return [
        Item("姓名", Link(row.party.name, reverse(page, args=[row.party_id]))),
        Item("可能享受", door_name(row.door)),
        Item("发现日期", row.found_on, Kind.DATE),
        Item("理由", row.reason, wide=True),
        Item("数据来源", "、".join(row.sources) or "户籍登记", wide=True),
        Item("主动提醒", _reminded(row), wide=True),
    ]


def _reminded(row: Prospect) -> str:
    """The proof of the reminder (R-DIS-08): to which number, when it went and what the provider answered."""
    told = [
        f"{timezone.localtime(each.tried_at or each.at):%Y-%m-%d %H:%M}短信（{masked(each.phone)}）{each.get_state_display()}"
        + (f"，回执{each.receipt}" if each.receipt else "")
        for each in texts.about(row.pk)
    ]
    return "；".join(told) or "没有登记手机号，未发短信提醒，请走访或电话联系"


def _links(user: Any, case: Case) -> list[tuple[str, str]]:
    """To the front door, with the household."""
    if case.stage != "FOUND" or not may(user, CONTACTING, area_code=case.area_code):
        return []
    row = Prospect.objects.select_related("party").get(pk=case.pk)
    home = row.party_id
    if row.party.kind == Party.Kind.PERSON:
        found = row.party.person.memberships.filter(to_on=None).values_list("household", flat=True).first()
        if found is None:
            return [("到一门受理登记", f"{reverse('reception:door_person', args=[home])}?prospect={row.pk}")]
        home = found
    return [("到一门受理登记", f"{reverse('reception:household', args=[home])}?prospect={row.pk}")]


def _door_choices() -> list[tuple[str, str]]:
    return [(door.code, door.name) for door in DOORS.values() if door.seeks]


PROSPECT_PAGES = CasePages(
    programme="reception",
    flow=PROSPECTS,
    name="政策找人",
    noun="走访对象",
    one="prospect",
    readers=READERS,
    opened="系统发现",
    icon="user-search",
    items=_items,
    links=_links,
    columns=(
        Column("door", "可能享受", lambda case: door_name(case.prospect.door), half=True),
        Column("reason", "理由", lambda case: case.prospect.reason),
    ),
    filters=(Choice(code="door", label="可能享受", field="prospect__door", choices=_door_choices),),
    related=("prospect",),
    visits=frozenset({"FOUND"}),
)
