"""统计报表: the coded table of a period; balance checks block its freezing; the workbook as it is handed in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from doudi.base.files import XLSX
from doudi.base.models import User
from doudi.base.notices import calendar
from doudi.mechanisms.indicators import periods
from doudi.pages.responses import done
from doudi.programmes.office.reports import queries, reporting
from doudi.programmes.office.reports import statistics as tables
from doudi.programmes.office.reports.dictionary import TABLE
from doudi.programmes.office.reports.pages.figures import choices, period_of


def statistics(request: HttpRequest) -> HttpResponse:
    period = period_of(request)
    county = queries.place_of(request.user)
    rows = tables.table(period, area_code=county)
    code, over = periods.code_of(period), period.last < timezone.localdate()
    context = {
        "title": "统计报表",
        "period": code,
        "period_name": periods.chinese(period),
        "periods": choices(period),
        "rows": rows,
        "imbalances": tables.imbalances(rows),
        "days": tables.days_of(period, calendar()),
        "frozen": reporting.frozen_at(period, area_code=county),
        "far": reporting.far_from_before(period, area_code=county) if over else [],  # asked about when it is frozen
        "explained": reporting.explained(period, area_code=county),
        "over": over,
        "workbook": reverse("reports:workbook", args=[code]),
        "freeze": reverse("reports:freeze", args=[code]),
    }
    return render(request, "reports/statistics.html", context)


@require_POST
def freeze_page(request: HttpRequest, period: str) -> HttpResponse:
    user = request.user
    assert isinstance(user, User)
    number = reporting.freeze_table(
        periods.parse_period(period),
        area_code=queries.place_of(user),
        by=user,
        at=timezone.now(),
        because=request.POST.get("because", ""),
    )
    return done(
        request,
        f"已冻结{number}项，此后的变动计入下期或办理更正。",
        to=f"{reverse('reports:statistics')}?period={period}",
    )


def workbook_page(request: HttpRequest, period: str) -> HttpResponse:
    span = periods.parse_period(period)
    county = queries.place_of(request.user)
    content = tables.workbook(tables.table(span, area_code=county), span, unit_name=queries.issuer(), area_code=county)
    response = HttpResponse(content, content_type=XLSX.content_type)
    response["Content-Disposition"] = f'attachment; filename="{TABLE}-{period}.xlsx"'
    return response
