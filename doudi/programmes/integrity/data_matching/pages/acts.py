"""办理: the forms by which findings are worked off. What is refused comes back with what was typed; what is done leads on to the next."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from doudi.base import files
from doudi.base.access import holders
from doudi.base.models import User
from doudi.base.refused import Refused
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.casework.queries import Offer, offers
from doudi.mechanisms.casework.services import take
from doudi.pages.forms import PageForm, form_of, form_page, posted, with_fields
from doudi.pages.responses import done
from doudi.programmes.integrity.data_matching.flow import CLOSE, RECTIFY, VERIFY
from doudi.programmes.integrity.data_matching.models import FindingCase
from doudi.programmes.integrity.data_matching.pages import queue
from doudi.programmes.integrity.data_matching.pages.finding import words_of
from doudi.programmes.integrity.data_matching.pages.findings import RULES, rows


def act(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """The form of one action."""
    row = rows(request.user).filter(pk=pk).first()
    if row is None:
        raise Http404
    case = row.case
    offer = _offer(request, case, action.replace("-", "_"))
    form = _form(request, offer, case)
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
        _take(request, offer, case, form)
    except Refused as refused:
        return form_page(request, form, refusal=refused.sentence, **more)
    return _go_on(request, row, offer, following)


def _offer(request: HttpRequest, case: Case, code: str) -> Offer:
    allowed = offers(case, request.user, timezone.localdate())
    offer = next((each for each in allowed if each.action.code == code), None)
    if offer is None:
        raise Refused("这件疑点已经办过这一步，或不由您办理，请刷新后查看最新情况。")
    if offer.refusal:
        raise Refused(offer.refusal)
    return offer


def _about(row: FindingCase, offer: Offer) -> dict[str, object]:
    """What the form is about, to read above it: at somebody's door nobody goes back a page to look."""
    check = RULES[row.finding.rule]
    if offer.action == VERIFY:
        points = [f"须先核实：{doubt}" for doubt in row.finding.doubts]
        if check.exemptions:
            points.append(f"常见的正常情形：{'；'.join(each.words for each in check.exemptions)}。")
    else:
        points = _last_step(row.case)
    return {"head": check.name, "words": row.finding.reason, "points": points}


def _last_step(case: Case) -> list[str]:
    """What was said when the case was moved last: the step that is answered now."""
    last = case.actions.order_by("-pk").first()
    return [f"{last.label}：{line}" for line in words_of(last).splitlines()] if last is not None else []


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


def _form(request: HttpRequest, offer: Offer, case: Case) -> PageForm:
    action, by = offer.action, request.user
    assert isinstance(by, User)
    form = PageForm(*posted(request))
    fields: dict[str, forms.Field] = {
        "version": forms.IntegerField(initial=case.version, widget=forms.HiddenInput, required=False)
    }
    if action.pair:
        others = holders(action.roles, area_code=case.area_code, on=timezone.localdate()).exclude(pk=by.pk)
        fields["together_with"] = forms.ChoiceField(
            label="同行人员",
            choices=[("", "请选择"), *((str(user.pk), f"{user.name}（{user.unit}）") for user in others)],
            help_text="入户核实须两人。",
            initial=_last_companion(by),
        )
    fields |= form_of(action.fields)
    if action.needs_reason:
        fields["because"] = forms.CharField(label="理由", widget=forms.Textarea(attrs={"rows": 3}))
    return with_fields(form, fields)


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


def _last_companion(user: User) -> str:
    """With whom he went out last: two people mostly go on together."""
    taken = ActionTaken.objects.filter(by=user, together_with__isnull=False).order_by("-pk")
    last = taken.values_list("together_with", flat=True).first()
    return str(last or "")


def _take(request: HttpRequest, offer: Offer, case: Case, form: PageForm) -> None:
    assert isinstance(request.user, User)
    data = dict(form.cleaned_data)
    version, second, because = data.pop("version", None), data.pop("together_with", ""), data.pop("because", "")
    now = timezone.now()
    kept = []
    for field in offer.action.fields:
        if field.kind in ("photo", "file"):
            uploads = data.pop(field.code, None) or []
            for upload in uploads if isinstance(uploads, list | tuple) else [uploads]:
                kept.append(
                    files.keep(
                        upload,
                        name=upload.name or "照片.jpg",
                        purpose=f"{offer.action.name}",
                        by=request.user,
                        at=now,
                        area_code=case.area_code,
                    )
                )
    said = {
        key: value if isinstance(value, int | str | bool) or value is None else str(value)
        for key, value in data.items()
    }
    together = User.objects.filter(pk=int(second)).first() if second else None
    take(
        case,
        offer.action,
        by=request.user,
        at=now,
        because=because,
        data=said,
        files=kept,
        together_with=together,
        version=version,
    )
