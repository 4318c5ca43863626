"""家庭待遇清单: the amounts of several programmes of one household for a month on one sheet, to print and hand over."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from doudi.base.access import scope
from doudi.base.areas import full_name
from doudi.base.months import month_of, parse_month
from doudi.base.refused import Refused
from doudi.mechanisms.entitlement.pages import known
from doudi.mechanisms.entitlement.payment_runs import statements
from doudi.mechanisms.registry.models import Party
from doudi.pages.declare import Page


def statement_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet of a month (`?month=2024-11`), by default the last one paid."""
    party = Party.objects.filter(pk=pk).select_related("household").first()
    if party is None or not scope(request.user, known.READERS).covers(party.area_id or ""):
        raise Http404
    months = statements.months_paid(request.user, pk)
    this_month = month_of(timezone.localdate())
    asked = request.GET.get("month", "")
    try:
        month = parse_month(asked) if asked else (months[0] if months else this_month)
    except ValueError as error:
        raise Refused(str(error)) from error
    household = getattr(party, "household", None)
    context = {
        "title": f"家庭待遇清单：{party.name}",
        "party": party,
        "household": household,
        "place": full_name(party.area_id or ""),
        "sheet": statements.sheet(request.user, pk, month, at=timezone.now()),
        "month": month,
        "months": sorted({*months, this_month}, reverse=True),
        "organiser": settings.SITE_ORGANISER,
        "today": timezone.localdate(),
        "back": reverse("household" if household is not None else "person", args=[pk]),
    }
    return render(request, "entitlement/statement.html", context)


PAGES: tuple[Page, ...] = (
    Page("statement", "家庭待遇清单", statement_page, known.READERS, address="statements/<int:pk>/"),
)
