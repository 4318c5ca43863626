"""双周报: the fortnights, one of them as it stands or was sent, and its forms to take away."""

from __future__ import annotations

import datetime as dt

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from doudi.base.access import may, scope
from doudi.base.areas import county_of
from doudi.base.files import DOCX, XLSX
from doudi.base.models import User
from doudi.base.roles import COUNTY_ROLES
from doudi.base.spans import Period
from doudi.mechanisms.papers import sheets
from doudi.pages.responses import done, file_response
from doudi.programmes.integrity.rectification import fortnight, queries
from doudi.programmes.integrity.rectification.flow import REGISTRARS
from doudi.programmes.integrity.rectification.models import LedgerReport

READERS = COUNTY_ROLES | queries.OUTSIDE
_SHOWN = 13  # half a year
_DAY = dt.timedelta(days=1)


def many(request: HttpRequest) -> HttpResponse:
    """The running fortnight and those of the last half year, each sent or not."""
    period, spans = fortnight.fortnight_of(timezone.localdate()), []
    for _ in range(_SHOWN):
        spans.append(period)
        period = fortnight.fortnight_of(period.first - _DAY)
    sent = {each.until: each for each in LedgerReport.objects.filter(until__gte=period.first).select_related("by")}
    rows = [
        (each, reverse("rectification:fortnight", args=[each.last.isoformat()]), sent.get(each.last)) for each in spans
    ]
    context = {"title": "台账双周报", "rows": rows, "today": timezone.localdate()}
    return render(request, "rectification/fortnights.html", context)


def one(request: HttpRequest, until: str) -> HttpResponse:
    period, today = _asked(until), timezone.localdate()
    report = fortnight.report_of(period)
    headings = [each.words for each in fortnight.HEADINGS]
    context = {
        "title": "集中整治台账双周报",
        "report": report,
        "headings": headings,
        "rows": [list(zip(headings, row, strict=True)) for row in report.rows],
        "until": until,
        "may_send": report.sent is None and period.last < today and bool(report.rows) and may(request.user, REGISTRARS),
        "running": period.last >= today,
        "crumbs": [("台账双周报", reverse("rectification:fortnights")), (f"{period.first}至{period.last}", "")],
    }
    return render(request, "rectification/fortnight.html", context)


@require_POST
def send(request: HttpRequest, until: str) -> HttpResponse:
    user = request.user
    assert isinstance(user, User)
    fortnight.send(_asked(until), area_code=_county(user), by=user, at=timezone.now())
    return done(request, "已报送，此后台账变动不改本期。", to=reverse("rectification:fortnight", args=[until]))


def taken(request: HttpRequest, until: str, form: str) -> HttpResponse:
    """The report as a .docx or a workbook."""
    period, user = _asked(until), request.user
    assert isinstance(user, User)
    report = fortnight.report_of(period)
    on = timezone.localdate(report.sent.at) if report.sent else timezone.localdate()
    sheet = fortnight.sheet_of(report, county_code=_county(user), on=on)
    name = f"{sheet.title}{period.last}"
    if form == "docx":
        return file_response(sheets.docx(sheet), f"{name}.docx", DOCX.content_type)
    if form == "xlsx":
        return file_response(sheets.xlsx(sheet), f"{name}.xlsx", XLSX.content_type)
    raise Http404("只能下载 docx 或 xlsx。")


def _county(user: User) -> str:
    return county_of(min(low for low, _ in scope(user, READERS).ranges))


def _asked(until: str) -> Period:
    try:
        last = dt.date.fromisoformat(until)
    except ValueError as error:
        raise Http404("没有这一期双周报。") from error
    period = fortnight.fortnight_of(last)
    if period.last != last:
        raise Http404("没有这一期双周报。")
    return period
