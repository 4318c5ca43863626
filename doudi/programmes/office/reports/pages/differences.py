"""差异表 on the desk: the summary beside the statistics table and the year before; sections say why; taken away in two forms."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from doudi.base.access import may
from doudi.base.files import DOCX, XLSX
from doudi.base.models import User
from doudi.mechanisms.indicators.periods import parse_period
from doudi.mechanisms.papers import sheets
from doudi.pages.acts import carry_out
from doudi.pages.forms import PageForm, posted
from doudi.pages.responses import file_response
from doudi.programmes.office.reports import explaining, queries
from doudi.programmes.office.reports.models import Explanation, Summary
from doudi.programmes.office.reports.pages.figures import address


class ExplanationForm(PageForm):
    cause = forms.ChoiceField(label="原因类别", choices=[("", "请选择"), *Explanation.Cause.choices])
    words = forms.CharField(
        label="差异原因",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写明哪一边多算或少算了什么",
    )


def differences(request: HttpRequest, year: int) -> HttpResponse:
    """The whole table, or what still asks for an explanation."""
    summary, today = _one(year), timezone.localdate()
    lines = explaining.table_of(summary, on=today)
    period = parse_period(str(year))
    only = "open" in request.GET
    writes = may(request.user, queries.WRITERS, area_code=summary.county_code)
    rows = [
        (
            each,
            address(each.row.code, period, summary.county_code) if each.row.code else "",
            reverse("reports:explain", args=[year, each.row.key]) if writes and each.row.asks else "",
        )
        for each in lines
        if not only or each.open
    ]
    context = {
        "title": f"{year}年总结差异表",
        "year": year,
        "rows": rows,
        "only": only,
        "open": sum(each.open for each in lines),
        "crumbs": [
            ("年度工作总结", reverse("reports:summaries")),
            (f"{year}年", reverse("reports:summary", args=[year])),
            ("差异表", ""),
        ],
    }
    return render(request, "reports/differences.html", context)


def explain_page(request: HttpRequest, year: int, key: str) -> HttpResponse:
    summary, today = _one(year), timezone.localdate()
    found = next((each for each in explaining.table_of(summary, on=today) if each.row.key == key), None)
    if found is None:
        raise Http404("总结里没有这一项。")
    known = found.explanation
    form = ExplanationForm(*posted(request), initial={"cause": known.cause, "words": known.words} if known else {})
    more: dict[str, Any] = {
        "title": f"差异说明：{found.row.name}",
        "words": f"{found.row.words}。",
        "submit": "保存",
        "back": reverse("reports:differences", args=[year]),
    }

    def do(said: dict[str, Any], user: User) -> str:
        explaining.explain(summary, key, cause=said["cause"], words=said["words"], on=today, by=user, at=timezone.now())
        return "已写明。数字变动后须重新说明。"

    return carry_out(request, form, do=do, **more)


def taken(request: HttpRequest, year: int, form: str) -> HttpResponse:
    """The table as a .docx or a workbook."""
    summary, today = _one(year), timezone.localdate()
    sheet = explaining.sheet_of(summary, explaining.table_of(summary, on=today), on=today)
    if form == "docx":
        return file_response(sheets.docx(sheet), f"{sheet.title}.docx", DOCX.content_type)
    if form == "xlsx":
        return file_response(sheets.xlsx(sheet), f"{sheet.title}.xlsx", XLSX.content_type)
    raise Http404("只能下载 docx 或 xlsx。")


def _one(year: int) -> Summary:
    found = queries.summary_of(year) if 2000 <= year <= 2100 else None
    if found is None:
        raise Http404("还没有起草这一年的总结，请先起草。")
    return found
