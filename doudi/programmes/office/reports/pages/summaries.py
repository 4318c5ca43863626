"""The annual summary on the desk: every figure a link, words changed by people, confirmed, checked, signed; and the checker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from doudi.base.access import may
from doudi.base.files import DOCX
from doudi.base.models import User
from doudi.base.refused import Refused
from doudi.mechanisms.indicators.periods import parse_period
from doudi.mechanisms.prose import reading
from doudi.mechanisms.prose.checked import check as check_text
from doudi.mechanisms.prose.faults import NAMES, SEVERITY_NAMES, Fault, Severity
from doudi.mechanisms.prose.text import Text
from doudi.pages.acts import carry_out
from doudi.pages.cells import Tag
from doudi.pages.details import Event
from doudi.pages.forms import PageForm, form_page, posted
from doudi.pages.responses import done
from doudi.programmes.office.reports import queries, services
from doudi.programmes.office.reports.comparing import Difference, differences
from doudi.programmes.office.reports.composing import Names, Value
from doudi.programmes.office.reports.facts import FACTS
from doudi.programmes.office.reports.jumps import jumps
from doudi.programmes.office.reports.models import Summary
from doudi.programmes.office.reports.pages.figures import address
from doudi.programmes.office.reports.shape import PARTS, SENTENCES
from doudi.programmes.office.reports.writing import document

_TINTS = {
    Summary.State.DRAFT: "info",
    Summary.State.CONFIRMED: "warn",
    Summary.State.CHECKED: "warn",
    Summary.State.SIGNED: "ok",
}
_SEVERITY_TINTS = {Severity.ERROR: "danger", Severity.WARNING: "warn", Severity.NOTE: "info"}


@dataclass(frozen=True)
class Piece:
    """A piece of a line on the page: words, and for a number where it leads and what it rests on."""

    words: str
    url: str = ""
    hint: str = ""


@dataclass(frozen=True)
class Paragraph:
    level: int
    pieces: tuple[Piece, ...]
    edit: str = ""


def summaries(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    known = {each.year: each for each in Summary.objects.filter(county_code=queries.county())}
    years = sorted({*known, today.year, today.year - 1, today.year - 2}, reverse=True)
    rows = [
        (
            year,
            reverse("reports:summary", args=[year]),
            _tag(known.get(year)),
            known[year].signed_on if year in known else None,
        )
        for year in years
    ]
    return render(request, "reports/summaries.html", {"title": "年度工作总结", "rows": rows})


def summary(request: HttpRequest, year: int) -> HttpResponse:
    _known_year(year)
    found = queries.summary_of(year)
    public = "public" in request.GET
    made = queries.composed_of(year, on=timezone.localdate(), public=public)
    period, county = parse_period(str(year)), queries.county()
    signed = found is not None and found.state == Summary.State.SIGNED
    writes = may(request.user, services.WRITERS, area_code=county) and found is not None and not signed and not public

    def piece(each: str | Value | Names) -> Piece:
        if isinstance(each, str):
            return Piece(each)
        if each.code in FACTS:
            return Piece(
                each.words, reverse("funds:standard", args=[FACTS[each.code].parameter]), f"{each.name}，政策标准"
            )
        return Piece(each.words, address(each.code, period, county), f"{each.name}，{each.records}条记录")

    paragraphs = [
        Paragraph(
            line.level,
            tuple(piece(each) for each in line.pieces),
            reverse("reports:sentence", args=[year, line.code]) if writes and line.code else "",
        )
        for line in made.lines
    ]
    faults = check_text(Text(made.text)).faults
    confirmed = queries.confirmed(found) if found is not None else {}
    context = {
        "title": f"{year}年工作总结",
        "made": made,
        "paragraphs": paragraphs,
        "tag": _tag(found),
        "found": found,
        "public": public,
        "year": year,
        "parts": [(code, part.heading, confirmed.get(code)) for code, part in PARTS.items()]
        if found and not signed
        else [],
        "faults": _faults(faults),
        "blocking": any(each.severity is Severity.ERROR for each in faults),
        "far": jumps((each.code for each in made.values), period, area_code=county)
        if found is not None and found.state == Summary.State.CONFIRMED
        else [],
        "differences": reverse("reports:differences", args=[year]) if found is not None and not public else "",
        "errata": queries.errata(found) if found is not None else [],
        "events": [
            Event(each.get_step_display(), each.at, each.by.name, each.because or _part_name(each.part))
            for each in (found.steps.select_related("by").order_by("-id") if found else ())
        ],
        "may_write": may(request.user, services.WRITERS, area_code=county),
        "may_sign": may(request.user, services.SIGNERS, area_code=county),
        "crumbs": [("年度工作总结", reverse("reports:summaries")), (f"{year}年", "")],
    }
    return render(request, "reports/summary.html", context)


def document_page(request: HttpRequest, year: int) -> HttpResponse:
    _known_year(year)
    public = "public" in request.GET
    made = queries.composed_of(year, on=timezone.localdate(), public=public)
    response = HttpResponse(document(made), content_type=DOCX.content_type)
    response["Content-Disposition"] = f'attachment; filename="summary-{year}{"-public" if public else ""}.docx"'
    return response


@require_POST
def act(request: HttpRequest, year: int, action: str) -> HttpResponse:
    """Begin, confirm a part, check, sign."""
    _known_year(year)
    user, at = request.user, timezone.now()
    assert isinstance(user, User)
    here = reverse("reports:summary", args=[year])
    if action == "begin":
        services.begin(year, county=queries.county(), by=user, at=at)
        return done(request, "已起草。", to=here)
    found = queries.summary_of(year)
    if found is None:
        raise Http404("还没有起草这一年的总结。")
    if action == "confirm":
        services.confirm(found, request.POST.get("part", ""), by=user, at=at)
        return done(request, "已确认。", to=here)
    if action == "check":
        services.check(found, by=user, at=at, because=request.POST.get("because", ""))
        return done(request, "已核对，等待签发。", to=here)
    if action == "sign":
        services.sign(found, by=user, at=at)
        return done(request, "已签发，数字已冻结。", to=here)
    raise Http404("没有这个操作。")


class SentenceForm(PageForm):
    words = forms.CharField(
        label="句子",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="数字用花括号里的指标代码表示，如{temporary.times}",
    )
    manual = forms.CharField(
        label="手填数字的理由和依据", max_length=400, required=False, help_text="句中有手填的数字时必填"
    )


def sentence(request: HttpRequest, year: int, code: str) -> HttpResponse:
    found = queries.summary_of(year)
    if found is None or code not in SENTENCES:
        raise Http404("没有这一句。")
    form = SentenceForm(
        *posted(request),
        initial={"words": found.words.get(code, SENTENCES[code].words), "manual": found.manual.get(code, "")},
    )
    back = reverse("reports:summary", args=[year])
    more: dict[str, Any] = {"title": "改写", "submit": "保存", "back": back}

    def do(said: dict[str, Any], user: User) -> str:
        services.write(found, code, said["words"], by=user, at=timezone.now(), manual=said["manual"])
        return "已改写，各部分须重新确认。"

    return carry_out(request, form, do=do, **more)


class CheckerForm(PageForm):
    file = forms.FileField(label="总结文件", help_text=".docx 或 .txt")
    year = forms.IntegerField(
        label="与记录对照的年份", required=False, min_value=2000, max_value=2100, help_text="不填则只检查文字本身"
    )


def checker(request: HttpRequest) -> HttpResponse:
    """The checker for a file that somebody else wrote. Nothing of it is kept."""
    form = CheckerForm(request.POST or None, request.FILES or None)
    more: dict[str, Any] = {"title": "检查总结", "submit": "检查", "back": reverse("reports:summaries")}
    if request.method != "POST" or not form.is_valid():
        return form_page(request, form, **more)
    upload, year = form.cleaned_data["file"], form.cleaned_data["year"]
    try:
        text = reading.read_bytes(upload.read(), name=upload.name)
    except Refused as refused:
        return form_page(request, form, refusal=refused.sentence, **more)
    found = check_text(text)
    compared: list[Difference] = []
    if year:
        compared = differences(found, queries.composed_of(year, on=timezone.localdate()))
    context = {
        "title": f"检查结果：{upload.name}",
        "checked": found,
        "faults": _faults(found.faults),
        "compared": compared,
        "year": year,
        "crumbs": [("检查总结", reverse("reports:checker")), (upload.name, "")],
    }
    return render(request, "reports/checked.html", context)


def _faults(faults: tuple[Fault, ...]) -> list[tuple[Tag, str, str, str]]:
    """Gravest first: severity, kind, what is wrong, the sentence."""
    order = list(Severity)
    found = []
    for each in sorted(faults, key=lambda fault: order.index(fault.severity)):
        tag = Tag(SEVERITY_NAMES[each.severity], _SEVERITY_TINTS[each.severity])
        found.append((tag, NAMES[each.kind], each.why, each.sentence.words if each.sentence is not None else ""))
    return found


def _tag(found: Summary | None) -> Tag:
    return Tag("未起草", "") if found is None else Tag(found.get_state_display(), _TINTS[Summary.State(found.state)])


def _part_name(code: str) -> str:
    return PARTS[code].heading if code in PARTS else ""


def _known_year(year: int) -> None:
    if not 2000 <= year <= 2100:
        raise Http404("没有这一年。")
