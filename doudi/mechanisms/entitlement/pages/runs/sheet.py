"""发放审批表: the paper of a month's run, with its sums, what differs from last month, and who has signed."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from doudi.base.money import in_capitals
from doudi.mechanisms.entitlement.declare import benefit_of
from doudi.mechanisms.entitlement.pages.runs.board import name_of
from doudi.mechanisms.entitlement.pages.runs.found import run_of
from doudi.mechanisms.entitlement.pages.runs.words import by_how_much
from doudi.mechanisms.entitlement.payment_runs import changes, queries
from doudi.mechanisms.entitlement.payment_runs.models import PaymentRun, RunStep
from doudi.pages.cells import full_width

_SIGNED = (RunStep.Step.FREEZE, RunStep.Step.CHECK, RunStep.Step.SIGN)


def sheet_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What is printed, signed by hand where the county wants it, and filed."""
    run = run_of(request, pk)
    benefit = benefit_of(run.benefit)
    towns = queries.by_township(request.user, run)
    earlier = changes.run_before(run)
    sums = changes.summed(changes.differing(run, earlier))
    context = {
        "title": f"{name_of(run)}发放审批表",
        "run": run,
        "benefit": benefit,
        "organiser": settings.SITE_ORGANISER,
        "towns": towns,
        "regular": sum(each.regular for each in towns),
        "arrears": sum(each.arrears for each in towns),
        "omitted": sum(each.omitted for each in towns),
        "capitals": in_capitals(run.amount),
        "earlier": earlier,
        "more": by_how_much(run.amount - earlier.amount) if earlier is not None else "",
        "changes": [(what.value, *each) for what, each in sums.items() if each[0]],
        "signed": [each for each in queries.this_round(run) if each.step in _SIGNED],
        "is_signed": run.state not in (PaymentRun.State.DRAFT, PaymentRun.State.FROZEN, PaymentRun.State.CHECKED),
        "basis": full_width("、".join(str(each) for each in benefit.basis)),
        "today": timezone.localdate(),
    }
    return render(request, "entitlement/runs/sheet.html", context)
