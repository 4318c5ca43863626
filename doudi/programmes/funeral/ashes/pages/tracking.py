"""骨灰跟踪: what the pages of a case show beyond its flow: the papers, and the chain as a line with places, times and signatures."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from doudi.base.access import may
from doudi.base.roles import Role
from doudi.mechanisms.casework.afield import pages as afield
from doudi.mechanisms.casework.declare import Action
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.pages import of
from doudi.mechanisms.casework.pages.case import one
from doudi.mechanisms.casework.pages.declare import CasePages
from doudi.mechanisms.custody.declare import chain_of
from doudi.mechanisms.custody.pages import receipt_page as print_receipt
from doudi.mechanisms.custody.queries import Stay, stays, written
from doudi.mechanisms.custody.services import where
from doudi.pages.cells import Kind, Link, Tag
from doudi.pages.declare import Page, Panel
from doudi.pages.details import Event, Item
from doudi.pages.filters import Choice, YesNo
from doudi.pages.forms import PageForm
from doudi.pages.lists import Column
from doudi.programmes.funeral.ashes import chain, queries
from doudi.programmes.funeral.ashes.flow import TRACKING
from doudi.programmes.funeral.ashes.models import AshesCase
from doudi.programmes.funeral.ashes.rechecks import rechecks_due

_DEATH_READERS = queries.READERS - {Role.CEMETERY_KEEPER, Role.FUNERAL_ENFORCER}
_STEP, _RIM = 150, 70  # of the drawing, in its own units


def _row(case: Case) -> AshesCase:
    found: AshesCase = case.ashes
    return found


def items(user: Any, case: Case) -> list[Item]:
    row = AshesCase.objects.select_related("death", "item__custodian", "tracker").get(pk=case.pk)
    death, item = row.death, row.item
    number: Any = death.number
    if may(user, _DEATH_READERS):
        number = Link(death.number, reverse("deaths:death", args=[death.pk]))
    certificate = getattr(getattr(row, "cremation", None), "certificate", None)
    placement = row.placements.filter(freed_on=None).select_related("custodian").first()
    due = case.stage == "S8" and case.pk in rechecks_due(timezone.localdate())
    late = item is not None and item.due_on is not None and item.due_on < timezone.localdate()
    found = [
        Item("死亡登记", number),
        Item("死亡时间", death.died_at),
        Item("现在何处", where(item) if item is not None else death.get_place_display()),
        Item("接收时间", item.since if item is not None else None),
        Item(
            "移交期限",
            Tag(f"{item.due_on}，已超期", "danger")
            if late and item is not None
            else item.due_on
            if item is not None
            else None,
        ),
        Item("封签号", item.seal if item is not None else None),
        Item("存放至", row.stored_until if case.stage == "S2" else None, Kind.DATE),
        Item("火化日期", row.cremated_on, Kind.DATE),
        Item("火化证明", certificate.serial if certificate is not None else None),
        Item("去向", row.get_destination_display() or None),
        Item("领取人", row.collector or None),
        Item("安放", f"{placement.custodian.name} {placement.place}".strip() if placement is not None else None),
        Item("安葬证号", placement.certificate if placement is not None else None),
        Item("使用期满", placement.ends_on if placement is not None else None, Kind.DATE),
        Item("核查日期", row.verified_on, Kind.DATE),
        Item("年度抽查", Tag("已抽中，待核查", "warn") if due else None),
    ]
    return [each for each in found if each.value is not None]


def panels(user: Any, case: Case) -> list[Panel]:
    """The chain as a line, once something is tracked."""
    row = AshesCase.objects.select_related("item").get(pk=case.pk)
    if row.item is None:
        return []
    sent = afield.panels_of(user, case)
    found = stays(row.item, timezone.now())
    sheets = [
        (f"第{each.came.number}张 {each.came.label}", reverse("ashes:track_receipt", args=[case.pk, each.came.number]))
        for each in found
    ]
    here = {"drawing": drawing(found), "events": [_event(each) for each in reversed(found)], "sheets": sheets}
    return [Panel("chain", "交接链", "ashes/chain.html", here, number=len(found)), *sent]


def _event(stay: Stay) -> Event:
    receipt = stay.came
    said = [f"停留{_long(stay.hours)}" + ("" if stay.went else "，仍在此处")]
    if receipt.target_place:
        said.append(f"位置{receipt.target_place}")
    if receipt.seal:
        said.append(f"封签{receipt.seal}")
    said += [f"{label}：{value}" for label, value in receipt.evidence.items()]
    if receipt.signatures:
        said.append("签字：" + "、".join(f"{party}{name}" for party, name in receipt.signatures.items()))
    said.append(f"核验码{written(receipt.code)}")
    by = receipt.by.name if receipt.by is not None else ""
    return Event(f"{receipt.label} → {stay.name}", receipt.at, by, "；".join(said), now=stay.went is None)


def _long(hours: int) -> str:
    days, rest = divmod(hours, 24)
    return f"{days}天{rest}小时" if days else f"{rest}小时"


def drawing(found: list[Stay]) -> SafeString:
    """Custodians as stations on a line, with the time at each; a stay beyond its limit is red and says so."""
    width = _RIM * 2 + _STEP * (len(found) - 1)
    lines, marks = [], []
    for place, stay in enumerate(found):
        x = _RIM + place * _STEP
        late = stay.late
        colour = "#b42318" if late else "#2f6f4f"
        if place + 1 < len(found):
            lines.append((x, x + _STEP, colour))
        marks.append(
            (
                x, colour, x, stay.kind, x, f"{timezone.localtime(stay.came.at):%m-%d %H:%M}", x,
                _long(stay.hours) + ("（超期）" if late else ""), colour, x, f"{len(stay.came.signatures)}方签字" if stay.came.signatures else "",
            )
        )  # fmt: skip
    return format_html(
        '<svg viewBox="0 0 {} 120" width="{}" height="120" role="img" aria-label="交接链">{}{}</svg>',
        width,
        width,
        format_html_join("", '<line x1="{}" y1="42" x2="{}" y2="42" stroke="{}" stroke-width="3"/>', lines),
        format_html_join(
            "",
            '<circle cx="{}" cy="42" r="8" fill="{}"/><text x="{}" y="22" text-anchor="middle" font-size="13">{}</text>'
            '<text x="{}" y="70" text-anchor="middle" font-size="12">{}</text>'
            '<text x="{}" y="88" text-anchor="middle" font-size="12">{}</text>'
            '<text fill="{}" x="{}" y="106" text-anchor="middle" font-size="12">{}</text>',
            marks,
        ),
    )


def fill(form: PageForm, case: Case, action: Action) -> None:
    """What is known already; and where ashes may be laid, to choose from."""
    row, today, fields = (
        AshesCase.objects.select_related("death", "item").get(pk=case.pk),
        timezone.localdate(),
        form.fields,
    )
    if "facility" in fields:
        kinds = (chain.NATURE,) if action.code == "bury_unclaimed" else chain.AT_REST
        choices = [("", "请选择")]
        for each in queries.facilities(today, kinds):
            left = "" if each.free is None else f"（余{each.free}）"
            choices.append((each.custodian.code, f"{each.custodian.name}{left}"))
        before = fields["facility"]
        fields["facility"] = forms.ChoiceField(
            label=before.label, choices=choices, required=True, error_messages=before.error_messages
        )
        fields["facility"].widget.attrs["class"] = "form-select"
    if "family" in fields and row.collector:
        fields["family"].initial = row.collector
    if "name" in fields and action.code == "receive":
        fields["name"].help_text = "与死亡证明逐字核对"
    if "together_with" in fields and row.tracker_id is not None and action.companion == "跟踪员":
        fields["together_with"].initial = str(row.tracker_id)
    for day in ("on", "cremated_on"):
        if day in fields:
            fields[day].initial = today


def _where(case: Case) -> str:
    item = _row(case).item
    return where(item) if item is not None else "—"


def _recheck(rows: Any, value: str) -> Any:
    due = Q(pk__in=rechecks_due(timezone.localdate()), stage="S8")
    return rows.filter(due if value == "1" else ~due)


def _held(rows: Any, value: str) -> Any:
    return rows.filter(ashes__item__kind=value)


TRACKING_PAGES = CasePages(
    programme="ashes",
    flow=TRACKING,
    name="骨灰跟踪",
    noun="跟踪案",
    one="track",
    readers=queries.READERS,
    opened="报告死亡",
    icon="route",
    subject="逝者",
    items=items,
    panels=panels,
    columns=(
        Column("where", "现在何处", _where),
        Column(
            "died", "死亡日期", lambda case: timezone.localdate(_row(case).death.died_at), kind=Kind.DATE, half=True
        ),
    ),
    filters=(
        Choice(
            code="held",
            label="保管方",
            choices=[(each.code, each.name) for each in chain_of("ashes.chain").kinds],
            apply=_held,
        ),
        YesNo(code="recheck", label="年度抽查待核查", apply=_recheck),
    ),
    related=("ashes__death", "ashes__item__custodian"),
    fill=fill,
    links=afield.links_of,
    visits=frozenset({"S6"}),
)


def receipt_page(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """打印回执 of one handover of a case that the user may see."""
    case = one(request, TRACKING_PAGES, pk)
    item = AshesCase.objects.select_related("item").get(pk=case.pk).item
    if item is None:
        raise Http404
    return print_receipt(request, item, number, back=reverse("ashes:track", args=[pk]))


PAGES = (
    *of.pages_of(TRACKING_PAGES),
    Page("track_receipt", "交接回执", receipt_page, queries.READERS, "tracking/<int:pk>/receipts/<int:number>/"),
)
