"""办理: the forms by which findings are worked off. What is refused comes back with what was typed; what is done leads on to the next."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from doudi.base.refused import Refused
from doudi.mechanisms.casework.pages.forms import form_for, offer_of, take_posted
from doudi.mechanisms.casework.pages.road import last_step
from doudi.mechanisms.casework.queries import Offer
from doudi.pages.forms import PageForm, form_page
from doudi.pages.responses import done
from doudi.programmes.integrity.data_matching.flow import CLOSE, FINDINGS, RECTIFY, VERIFY
from doudi.programmes.integrity.data_matching.models import FindingCase
from doudi.programmes.integrity.data_matching.pages import queue
from doudi.programmes.integrity.data_matching.pages.findings import RULES, rows


def act(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """The form of one action."""
    row = rows(request.user).filter(pk=pk).first()
    if row is None:
        raise Http404
    case = row.case
    offer = offer_of(request, case, action.replace("-", "_"), "疑点")
    form = form_for(request, offer.action, case)
    _fill_in(form, row, offer)
    more: dict[str, Any] = {
        "title": f"{offer.action.name}：{row.finding.subject_name}",
        "submit": offer.action.name,
        "back": reverse("data_matching:finding", args=[pk]),
        **_about(row, offer),
    }
    if request.method != "POST" or not form.is_valid():
        return form_page(request, form, **more)
    following = queue.waiting(request, pk).next  # as the list stands before this one leaves it
    try:
        take_posted(request, offer.action, case, form)
    except Refused as refused:
        return form_page(request, form, refusal=refused.sentence, **more)
    return _go_on(request, row, offer, following)


def _about(row: FindingCase, offer: Offer) -> dict[str, object]:
    """What the form is about, to read above it: at somebody's door nobody goes back a page to look."""
    check = RULES[row.finding.rule]
    if offer.action == VERIFY:
        points = [f"须先核实：{doubt}" for doubt in row.finding.doubts]
        if check.exemptions:
            points.append(f"常见的正常情形：{'；'.join(each.words for each in check.exemptions)}。")
    else:
        points = last_step(FINDINGS, row.case)
    return {"head": check.name, "words": row.finding.reason, "points": points}


def _go_on(request: HttpRequest, row: FindingCase, offer: Offer, following: int | None) -> HttpResponse:
    """On to the next finding that waits, unless this one still does; the sentence says which one was done."""
    here = reverse("data_matching:finding", args=[row.pk])
    visible = rows(request.user).filter(pk=row.pk).exists()
    shown = format_html('<a href="{}">{}</a>', here, row.finding.subject_name) if visible else row.finding.subject_name
    waiting = queue.waiting(request, row.pk)
    if waiting.holds_it:
        return done(request, format_html("已{}：{}。", offer.action.name, row.finding.subject_name), to=here)
    if following is not None:
        words = format_html("已{}：{}。下面是下一件，还有{}件。", offer.action.name, shown, waiting.number)
        return done(request, words, to=reverse("data_matching:finding", args=[following]))
    words = format_html("已{}：{}。您的疑点都办完了。", offer.action.name, row.finding.subject_name)
    return done(request, words, to=here if visible else reverse("data_matching:findings"))


def _fill_in(form: PageForm, row: FindingCase, offer: Offer) -> None:
    """What is known already, and what this case needs beyond others."""
    fields = form.fields
    if "visited_on" in fields:
        fields["visited_on"].initial = timezone.localdate()
    if offer.action == RECTIFY and row.overpaid_fen:
        fields["overpaid"].initial = f"{row.overpaid_fen / 100:.2f}"
    if offer.action == CLOSE and row.on_site:
        fields["site_report"].required = True
        fields["site_report"].help_text = "本件抽中现场复核"
