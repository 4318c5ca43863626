"""网上申请: what was sent in, for whoever reads it first."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone

from doudi.base import identity
from doudi.base.access import may
from doudi.base.roles import COUNTY_ROLES, TOWNSHIP_ROLES, Role
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.pages.declare import CasePages
from doudi.mechanisms.registry.queries import by_index
from doudi.pages.cells import Kind, Link, Tag
from doudi.pages.declare import Panel
from doudi.pages.details import Item
from doudi.pages.lists import Column
from doudi.programmes.office.reception import submitting
from doudi.programmes.office.reception.flow import RECEIVERS, SUBMISSIONS
from doudi.programmes.office.reception.models import Submission

READERS = (TOWNSHIP_ROLES | COUNTY_ROLES | {Role.VILLAGE_WORKER}) - {Role.FINANCE, Role.VERIFICATION_CENTRE}


def _items(user: Any, case: Case) -> list[Item]:
    row = Submission.objects.select_related("same_as__case").get(pk=case.pk)
    submitting.look_at(row, by=user, at=timezone.now())
    person = by_index(row.id_index)
    known = Link(person.party.name, reverse("person", args=[person.pk])) if person else Tag("登记中没有此人", "warn")
    handling = may(user, RECEIVERS, area_code=case.area_code)
    phone = row.phone if handling and case.closed_at is None else f"{row.phone[:3]}****{row.phone[-4:]}"
    return [
        Item("申请人", row.name),
        Item("身份证号", identity.mask(row.id_number)),
        Item("登记", known),
        Item("手机号", phone),
        Item("申请方式", row.get_way_display()),
        Item("代办人", row.agent or None),
        Item("提交时间", row.at, Kind.TIME),
        Item("前一次申请", row.same_as.case.number if row.same_as else None),
        Item("困难", "、".join(row.need_words), wide=True),
        Item("补充说明", row.words or None, wide=True),
    ]


def _panels(user: Any, case: Case) -> list[Panel]:
    kept = list(Submission.objects.get(pk=case.pk).files.order_by("pk"))
    files = [(each.name, reverse("file", args=[each.pk]), each.content_type.startswith("image/")) for each in kept]
    return [Panel("files", "上传的材料", "reception/files.html", {"files": files}, len(files))] if files else []


def _links(user: Any, case: Case) -> list[tuple[str, str]]:
    """To the front door: with the household if the register knows the person, else to look him up."""
    if case.closed_at is not None or not may(user, RECEIVERS, area_code=case.area_code):
        return []
    row = Submission.objects.get(pk=case.pk)
    person = by_index(row.id_index)
    home = person.memberships.filter(to_on=None).values_list("household", flat=True).first() if person else None
    if home is not None:
        address = reverse("reception:household", args=[home])
    else:
        address = reverse("reception:door_person", args=[person.pk]) if person else reverse("reception:door")
    return [("到一门受理登记", f"{address}?submission={row.pk}")]


def _same(case: Case) -> Tag:
    return Tag("再次提交" if case.submission.same_as_id else "", "warn")


SUBMISSION_PAGES = CasePages(
    programme="reception",
    flow=SUBMISSIONS,
    name="网上申请",
    noun="网上申请",
    one="submission",
    readers=READERS,
    opened="网上提交",
    icon="device-mobile",
    items=_items,
    panels=_panels,
    links=_links,
    columns=(
        Column("needs", "困难", lambda case: "、".join(case.submission.need_words)),
        Column("same", "重复", _same, half=True),
    ),
    related=("submission",),
)
