"""追缴告知书: facts, basis, sum, and how to answer, on paper for the person or his family."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from doudi.base.areas import full_name
from doudi.mechanisms.entitlement.pages.debts.register import debt_of, programme_of
from doudi.mechanisms.entitlement.payment_runs.owing import months_of
from doudi.mechanisms.ledger.debts.declare import HEAR_WITHIN


def notice_page(request: HttpRequest, pk: int) -> HttpResponse:
    debt, today = debt_of(request, pk), timezone.localdate()
    context = {
        "title": f"追缴告知书：{debt.party.name}",
        "debt": debt,
        "programme": programme_of(debt),
        "place": full_name(debt.area_code),
        "months": list(months_of(debt)),
        "days": HEAR_WITHIN.on(today).value,
        "organiser": settings.SITE_ORGANISER,
        "today": debt.notified_on or today,
        "year": (debt.notified_on or today).year,
    }
    return render(request, "entitlement/debts/notice.html", context)
