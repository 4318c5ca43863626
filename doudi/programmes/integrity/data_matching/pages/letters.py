"""催报函: the letter to a department whose lists are late, as an official document to print (R-CHK-01)."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from doudi.base.months import chinese_month, parse_month
from doudi.base.refused import Refused
from doudi.mechanisms.exchange.queries import reminders
from doudi.programmes.integrity.data_matching.sources import SOURCES


def letters(request: HttpRequest) -> HttpResponse:
    """The letters of a month (`?month=2024-11`): to one department (`&to=县财政局`), or to all that owe something, a page each."""
    try:
        month = parse_month(request.GET.get("month", ""))
    except ValueError as error:
        raise Refused("请从月度看板的“催报”中打印催报函。") from error
    today = timezone.localdate()
    wanted = request.GET.get("to", "")
    found = [each for each in reminders(SOURCES, month, today=today) if not wanted or each.supplier == wanted]
    if not found:
        raise Refused(f"{wanted or '各部门'}没有逾期未报的{chinese_month(month)}名单，不需要催报。")
    context = {
        "title": "催报函",
        "letters": found,
        "today": today,
        "organiser": settings.SITE_ORGANISER,
        "year": today.year,
    }
    return render(request, "data_matching/letters.html", context)
