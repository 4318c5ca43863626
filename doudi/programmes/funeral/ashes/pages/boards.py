"""跟踪台账: who has what in each township, since when, how late; and the stock of cremation certificates."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from doudi.base.access import may
from doudi.base.areas import full_name, name_of
from doudi.base.models import User
from doudi.base.months import chinese_month, month_of
from doudi.base.roles import Role
from doudi.mechanisms.custody.services import where
from doudi.mechanisms.matching.own import checks_of
from doudi.pages.acts import carry_out
from doudi.pages.cells import Kind, Tag
from doudi.pages.declare import KeyFigure, Page
from doudi.pages.filters import Choice, Text
from doudi.pages.forms import PageForm, posted
from doudi.pages.lists import Column, Listing, Operation, Tool
from doudi.pages.views import list_page
from doudi.programmes.funeral.ashes import chain, queries, stock
from doudi.programmes.funeral.ashes.fraud import GROUP, compare
from doudi.programmes.funeral.ashes.models import CremationCertificate

STOCK_READERS = frozenset({Role.FUNERAL_OFFICER, Role.FUNERAL_HOME, Role.BUREAU_LEADER, Role.INSPECTOR, Role.AUDITOR})
FRAUD_READERS = frozenset({Role.FUNERAL_OFFICER, Role.BUREAU_LEADER, Role.INSPECTOR})
_TINTS = {"STOCK": "", "ISSUED": "ok", "VOIDED": "danger"}


def board_page(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    towns, kinds = queries.board(request.user, today), chain.CHAIN.kinds
    shown = [kind for kind in kinds if any(town.numbers.get(kind.code) for town in towns)]
    now = timezone.now()
    rows = [
        (
            name_of(town.area_code),
            [(kind.name, *_cell(town, kind.code, now)) for kind in shown],
            Tag(f"{town.late}件超期", "danger") if town.late else Tag("没有超期", "ok"),
            f"{reverse('ashes:tracking')}?area={town.area_code}",
        )
        for town in towns
    ]
    late = [
        (each, full_name(each.area_code), where(each), (today - each.due_on).days if each.due_on else 0)
        for each in queries.late_items(request.user, today)
    ]
    context = {
        "title": "跟踪台账",
        "kinds": [kind.name for kind in shown],
        "rows": rows,
        "late": late,
        "figures": [
            KeyFigure("在途（件）", f"{sum(town.on_the_way for town in towns):,}"),
            KeyFigure("已安放（件）", f"{sum(number for town in towns for kind, number in town.numbers.items() if kind in chain.CHAIN.at_rest):,}"),
            KeyFigure("超期（件）", f"{sum(town.late for town in towns):,}", tint="danger"),
        ],
    }  # fmt: skip
    return render(request, "ashes/board.html", context)


def _cell(town: queries.TownLine, kind: str, now: Any) -> tuple[int, str]:
    number = town.numbers.get(kind, 0)
    if not number or kind in chain.CHAIN.at_rest:
        return number, ""
    return number, f"最早{(now - town.first[kind]).days}天前"


def _summary(user: Any) -> list[KeyFigure]:
    found = stock.reconcile(month_of(timezone.localdate()))
    tint = "ok" if found.agrees else "danger"
    note = "开具与火化一致" if found.agrees else f"有{found.without_certificate}次火化没有证明"
    return [
        KeyFigure("库存（份）", f"{found.stock:,}"),
        KeyFigure(f"{chinese_month(found.month)}开具（份）", f"{found.issued:,}", "", note, tint),
        KeyFigure("火化（具）", f"{found.cremations:,}", "", f"本县户籍{found.resident_cremations}"),
        KeyFigure("居民死亡（人）", f"{found.resident_deaths:,}"),
        KeyFigure("作废（份）", f"{found.voided:,}"),
    ]


STOCK = Listing(
    code="ashes.stock",
    name="火化证明",
    rows=lambda user: CremationCertificate.objects.select_related("cremation", "batch", "by") if may(user, STOCK_READERS) else CremationCertificate.objects.none(),
    columns=(
        Column("serial", "编号", "serial", head=True, sort="serial"),
        Column("form", "火化确认书", lambda row: row.cremation.form_number if row.cremation else None),
        Column("recipient", "领证人", lambda row: row.recipient or None),
        Column("on", "日期", "on", kind=Kind.DATE, sort="on", half=True),
        Column("by", "经手人", lambda row: row.by.name if row.by else None, half=True),
        Column("because", "作废原因", lambda row: row.because or None, desk_only=True),
        Column("state", "状态", lambda row: Tag(row.get_state_display(), _TINTS[row.state])),
    ),
    filters=(
        Text(code="q", label="编号", field="serial"),
        Choice(code="state", label="状态", field="state", choices=CremationCertificate.State.choices),
    ),
    tools=(Tool("领入一批", lambda: reverse("ashes:receive_batch"), icon="plus", roles=stock.KEEPERS),),
    operations=(Operation("作废", lambda row: reverse("ashes:void_certificate", args=[row.pk]) if row.state != "VOIDED" else None, roles=stock.KEEPERS),),
    cards=_summary,
    order=("state", "-on", "serial"),
    empty="没有符合条件的火化证明。",
    persons=False,
    export_roles=frozenset({Role.FUNERAL_OFFICER}),
    scope_roles=STOCK_READERS,
)  # fmt: skip


def stock_page(request: HttpRequest) -> HttpResponse:
    return list_page(request, STOCK)


def fraud_page(request: HttpRequest) -> HttpResponse:
    """整治比对: every question put to the records as they are now."""
    outcome = compare(timezone.localdate())
    rows = outcome.findings.select("rule", "area_code", "reason").sort("rule", "reason").rows()
    checks = checks_of(GROUP)
    names = {each.code: each for each in checks}
    context = {
        "title": "整治比对",
        "rows": [(names[rule].name, full_name(area) if area else "—", reason) for rule, area, reason in rows],
        "figures": [KeyFigure(f"{each.check.name}（条）", f"{each.hits:,}", tint="danger" if each.hits else "ok") for each in outcome.results],
        "questions": [(each.name, each.question, each.basis) for each in checks],
    }  # fmt: skip
    return render(request, "ashes/fraud.html", context)


class BatchForm(PageForm):
    series = forms.CharField(label="字号", max_length=20, help_text="例如 赣火2024")
    first = forms.IntegerField(label="起号", min_value=1)
    last = forms.IntegerField(label="止号", min_value=1)


def receive_page(request: HttpRequest) -> HttpResponse:
    form, back = BatchForm(*posted(request)[:1]), reverse("ashes:stock")
    more: dict[str, Any] = {"title": "领入火化证明", "submit": "领入", "back": back}

    def do(said: dict[str, Any], user: User) -> str:
        batch = stock.receive_batch(said["series"], said["first"], said["last"], by=user, at=timezone.now())
        return f"已领入{batch}。"

    return carry_out(request, form, do=do, **more)


class VoidForm(PageForm):
    because = forms.CharField(label="作废原因", max_length=200)


def void_page(request: HttpRequest, pk: int) -> HttpResponse:
    certificate = CremationCertificate.objects.get(pk=pk)
    form, back = VoidForm(*posted(request)[:1]), reverse("ashes:stock")
    more: dict[str, Any] = {
        "title": f"作废火化证明{certificate.serial}",
        "submit": "作废",
        "back": back,
        "submit_class": "btn-warn",
    }

    def do(said: dict[str, Any], user: User) -> str:
        stock.void_certificate(certificate, because=said["because"], by=user, at=timezone.now())
        return f"已作废{certificate.serial}。"

    return carry_out(request, form, do=do, **more)


PAGES = (
    Page("board", "跟踪台账", board_page, queries.READERS - {Role.CEMETERY_KEEPER}, icon="sitemap"),
    Page("stock", "火化证明", stock_page, STOCK_READERS, icon="file-text"),
    Page("fraud", "整治比对", fraud_page, FRAUD_READERS, icon="shield-search"),
    Page("receive_batch", "领入火化证明", receive_page, stock.KEEPERS, "stock/new/"),
    Page("void_certificate", "作废火化证明", void_page, stock.KEEPERS, "stock/<int:pk>/void/"),
)
