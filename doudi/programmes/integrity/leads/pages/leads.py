"""问题线索：登记、台账、留痕查看、封存材料。"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from doudi.base.access import may, scope
from doudi.base.areas import county_of
from doudi.base.models import Record, User
from doudi.base.records import name_of
from doudi.base.roles import Role
from doudi.mechanisms.casework import queries as casework
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.pages.declare import CasePages
from doudi.pages.acts import carry_out
from doudi.pages.cells import Kind
from doudi.pages.details import Event, Item
from doudi.pages.forms import DayField, PageForm, form_page, posted
from doudi.pages.lists import Column
from doudi.pages.reveal import ReasonForm
from doudi.programmes.integrity.leads import handling, queries, services
from doudi.programmes.integrity.leads.flow import LEADS
from doudi.programmes.integrity.leads.models import Lead, LeadPackage

SOURCES = ("实地摸排", "大数据比对", "主动交待", "巡察", "审计", "信访", "热线", "其他")
_SHOWN = 20


class LeadForm(PageForm):
    source = forms.ChoiceField(label="线索来源", choices=[("", "请选择"), *((each, each) for each in SOURCES)])
    received_on = DayField(label="收到日期")
    subject = forms.CharField(label="被反映单位、人员", max_length=200)
    brief = forms.CharField(label="线索内容", max_length=4000, widget=forms.Textarea(attrs={"rows": 6}))
    papers = forms.CharField(
        label="纸质材料清单",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="原件密封移交；电子材料登记后在线索页上传",
    )


def opens(request: HttpRequest) -> HttpResponse:
    form = LeadForm(*posted(request))
    words: dict[str, Any] = {
        "title": "登记问题线索",
        "submit": "登记",
        "back": reverse("leads:register"),
        "words": "内容加密保存，只有知悉人员能看，每次查看都留下记录；移送时封存，此后本局不能再看。",
    }

    def do(said: dict[str, Any], user: User) -> tuple[str, str]:
        place = min((low for low, _ in scope(user, queries.INSIDE).ranges), default="")
        new = services.NewLead(said["source"], said["received_on"], said["subject"], said["brief"], said["papers"])
        made = services.enter(new, area_code=county_of(place) if place else "", by=user, at=timezone.now())
        return "已登记，请尽快封存移送。", reverse("leads:lead", args=[made.pk])

    return carry_out(request, form, do=do, **words)


def items(user: Any, case: Case) -> list[Item]:
    """The line of the register (R-LEDGER-04); what the lead says is not among it."""
    row = handling.of(case)
    found = [
        Item("线索来源", row.source),
        Item("收到日期", row.received_on, Kind.DATE),
        Item("移送登记号", row.register_no or None),
        Item("接收单位", row.handed_to or None),
        Item("移送日期", row.handed_on, Kind.DATE),
        Item("回执号", row.receipt_no or None),
        Item("回执日期", row.receipt_on, Kind.DATE),
        Item("反馈结果", row.get_feedback_display() or None),
        Item("反馈日期", row.feedback_on, Kind.DATE),
    ]
    return [each for each in found if each.value is not None]


def links(user: Any, case: Case) -> list[tuple[str, str]]:
    """What it says for those let in, until it is sealed; then the package for the discipline commission."""
    row = handling.of(case)
    if may(user, Role.INSPECTOR):
        sealed = LeadPackage.objects.filter(lead=row).exists()
        return [("打开封存材料（留痕）", reverse("leads:package", args=[case.pk]))] if sealed else []
    if not row.brief:
        return []
    return [
        ("查看线索内容（留痕）", reverse("leads:read", args=[case.pk])),
        ("附件", reverse("leads:files", args=[case.pk])),
    ]


def read(request: HttpRequest, pk: int) -> HttpResponse:
    """What a lead says, once a reason was given."""
    lead, user = one(request, pk), request.user
    assert isinstance(user, User)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    title, back = f"查看线索内容：{lead.case.number}", reverse("leads:lead", args=[pk])
    if not form.is_valid():
        return form_page(request, form, title=title, back=back, submit="查看（留痕）")
    content = services.read(lead, reason=form.cleaned_data["reason"], by=user, at=timezone.now())
    context = {"title": title, "items": [Item(label, words or None, wide=True) for label, words in content.items()]}
    return render(request, "leads/content.html", {**context, "back": back, "events": _openings("lead.read", lead.case)})


def package(request: HttpRequest, pk: int) -> HttpResponse:
    """What was sealed; POST opens it, so that nobody opens it by following an address."""
    lead, user = one(request, pk), request.user
    assert isinstance(user, User)
    row = LeadPackage.objects.filter(lead=lead).select_related("lead__case").first()
    if row is None:
        raise Http404
    back = reverse("leads:lead", args=[pk])
    if request.method != "POST":
        words = "材料在移送时封存，此后不再改变。每次打开都留下记录。"
        return form_page(
            request, PageForm(*posted(request)), title="打开封存材料", submit="打开", back=back, words=words
        )
    content = services.open_package(row, by=user, at=timezone.now())
    found = [Item("移送登记号", row.register_no), Item("移送时间", row.at, Kind.TIME)]
    found += [Item(label, words or None, wide=True) for label, words in content.items() if label != "附件"]
    found.append(Item("封存值", row.seal, wide=True))
    context = {"title": f"封存材料 {row.register_no}", "items": found, "intact": row.is_intact, "sealed": True}
    copies = [
        (each, reverse("leads:sealed_file", args=[pk, each.pk])) for each in lead.files.select_related("file", "by")
    ]
    context |= {"back": back, "events": _openings("transfer.open", row), "copies": copies}
    return render(request, "leads/content.html", context)


def one(request: HttpRequest, pk: int) -> Lead:
    case = casework.cases(request.user, LEADS).filter(pk=pk).select_related("lead__case").first()
    if case is None:
        raise Http404
    return case.lead


def _openings(action: str, subject: Any) -> list[Event]:
    name = f"case:{subject.pk}" if isinstance(subject, Case) else name_of(subject)
    rows = Record.objects.filter(action=action, subject=name).select_related("by").order_by("-number")[:_SHOWN]
    return [
        Event("查看" if action == "lead.read" else "打开", each.at, str(each.by or ""), each.because) for each in rows
    ]


def _of(case: Case) -> Lead:
    return case.lead


LEAD_PAGES = CasePages(
    programme="leads",
    flow=LEADS,
    place="登记地",
    name="问题线索台账",
    noun="线索",
    one="lead",
    readers=queries.READERS,
    icon="gavel",
    subject="事项",
    opens=opens,
    openers=queries.INSIDE,
    items=items,
    links=links,
    columns=(
        Column("source", "线索来源", lambda case: _of(case).source),
        Column("handed_to", "接收单位", lambda case: _of(case).handed_to),
        Column("handed_on", "移送日期", lambda case: _of(case).handed_on, Kind.DATE, half=True),
        Column("receipt_on", "回执日期", lambda case: _of(case).receipt_on, Kind.DATE, half=True),
    ),
    related=("lead",),
)
