"""The page of one case, the forms of its actions, and the form by which one of its clocks is extended."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from doudi.base.access import may
from doudi.base.areas import full_name
from doudi.base.models import User
from doudi.base.notices import calendar
from doudi.base.refused import Refused
from doudi.base.roles import STAFF_ROLES
from doudi.mechanisms.casework import clocks, queries
from doudi.mechanisms.casework.declare import Action
from doudi.mechanisms.casework.models import ActionTaken, Case, RunningClock
from doudi.mechanisms.casework.pages import papers, remedy, road
from doudi.mechanisms.casework.pages.declare import BESIDE, CasePages, address_of
from doudi.mechanisms.casework.pages.forms import form_for, offer_of, take_posted
from doudi.pages.cells import Kind, Link, Tag, shown
from doudi.pages.details import Event, Item
from doudi.pages.forms import PageForm, form_page, posted
from doudi.pages.limits import time_left
from doudi.pages.responses import done


def one(request: HttpRequest, pages: CasePages, pk: int) -> Case:
    """The case, if it lies in the user's area (or his whom he substitutes) and stands where he may see it."""
    rows = queries.cases(request.user, pages.flow).select_related("opened_by", "original", *pages.related)
    case = rows.filter(pk=pk).first()
    if case is None:
        raise Http404
    return case


def case_view(pages: CasePages) -> Callable[..., HttpResponse]:
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        case, today, flow = one(request, pages, pk), timezone.localdate(), pages.flow
        taken = list(queries.history(case))
        told = taken if queries.sees_all(request.user, case, today) else _of_his_roles(request.user, pages, taken)
        allowed = queries.offers(case, request.user, today)
        left, tint = road.time_left_of(case, today)
        context = {
            "title": f"{case.title}：{pages.name}",
            "case": case,
            "stage": flow.stage(case.stage),
            "left": left,
            "left_tint": tint,
            "steps": road.steps(flow, case, taken),
            "items": [*_items(pages, case), *pages.items(request.user, case)],
            "limits": _limits(pages, case, request.user),
            "panels": [
                *pages.panels(request.user, case),
                *(panel for told in BESIDE for panel in told(request.user, case)),
                *papers.panel_of(pages, request.user, case),
                *remedy.panels(request.user, case, today),
            ],
            "events": _shown_to(request.user, case, road.events(flow, case, told, left, pages.opened)),
            "refusals": road.refusals(flow, case, allowed),
            "absent": "、".join(str(user) for user in queries.absent_for(request.user, today)),
            "links": pages.links(request.user, case),
            "buttons": road.buttons(flow, case, allowed, lambda action: _address(pages, case, action)),
        }
        return render(request, "casework/case.html", context)

    return view


def _shown_to(user: Any, case: Case, events: list[Event]) -> list[Event]:
    """Files are opened by the staff of the place and by whoever put them there (base.files): others are not shown what they cannot open."""
    if may(user, STAFF_ROLES, area_code=case.area_code):
        return events
    return [replace(each, files=[file for file in each.files if file.uploaded_by_id == user.pk]) for each in events]


def _of_his_roles(user: Any, pages: CasePages, taken: Sequence[ActionTaken]) -> list[ActionTaken]:
    """What may be told to somebody outside to whose organisation a case is given: what those of his roles did, and nobody's findings."""
    return [each for each in taken if may(user, pages.flow.action(each.action).roles)]


def act_view(pages: CasePages) -> Callable[..., HttpResponse]:
    def view(request: HttpRequest, pk: int, action: str) -> HttpResponse:
        case = one(request, pages, pk)
        offer = offer_of(request, case, action.replace("-", "_"), pages.noun)
        back = reverse(pages.at(pages.one), args=[pk])
        form = form_for(request, offer.action, case)
        if pages.fill is not None:
            pages.fill(form, case, offer.action)
        more: dict[str, Any] = {
            "title": f"{offer.action.name}：{case.title}",
            "submit": offer.action.name,
            "submit_class": "btn-warn" if offer.action.grave else "btn-primary",
            "back": back,
            "head": f"{pages.flow.stage(case.stage).name}，{case.number}",
            "words": full_name(case.area_code),
            "points": road.last_step(pages.flow, case)
            if queries.sees_all(request.user, case, timezone.localdate())
            else [],
        }
        if request.method != "POST" or not form.is_valid():
            return form_page(request, form, **more)
        try:
            take_posted(request, offer.action, case, form)
        except Refused as refused:
            return form_page(request, form, refusal=refused.sentence, **more)
        seen = queries.cases(request.user, pages.flow).filter(pk=pk).exists()
        return done(
            request,
            f"已办理“{offer.action.name}”：{case.title}。",
            to=back if seen else reverse(pages.at(pages.many)),
        )

    return view


def extend_view(pages: CasePages) -> Callable[..., HttpResponse]:
    """延长办理期限: only for one of the coded reasons."""

    def view(request: HttpRequest, pk: int, clock: str) -> HttpResponse:
        case, user = one(request, pages, pk), request.user
        declared = next((each for each in pages.flow.clocks if each.code == clock), None)
        if declared is None or declared.extended is None:
            raise Http404
        assert isinstance(user, User)
        form = PageForm(*posted(request))
        form.fields["reason"] = forms.ChoiceField(label="延长原因", choices=declared.reasons, widget=forms.RadioSelect)
        form.fields["because"] = forms.CharField(
            label="具体情况", widget=forms.Textarea(attrs={"rows": 3, "class": "form-control"})
        )
        back = reverse(pages.at(pages.one), args=[pk])
        more: dict[str, Any] = {"title": f"延长办理期限：{case.title}", "submit": "延长", "back": back}
        if request.method != "POST" or not form.is_valid():
            return form_page(request, form, **more)
        said = form.cleaned_data
        try:
            clocks.extend(case, declared, said["reason"], by=user, at=timezone.now(), because=said["because"])
        except Refused as refused:
            return form_page(request, form, refusal=refused.sentence, **more)
        return done(request, f"已延长：{case.title}。", to=back)

    return view


def _address(pages: CasePages, case: Case, action: Action) -> str:
    return reverse(pages.at(f"{pages.one}_act"), args=[case.pk, action.code.replace("_", "-")])


def _items(pages: CasePages, case: Case) -> list[Item]:
    found = [Item("编号", case.number), Item(pages.place, full_name(case.area_code))]
    if pages.flow.delegable:
        found.append(Item("审核确认", "乡镇（权限已下放）" if case.delegated else "县级"))
    if case.site_visit:
        found.append(Item("须入户抽查", Tag(case.site_visit, "warn")))
    if case.original is not None:
        found.append(Item(f"{case.link}的原件" if case.link else "原件", _other(case.original)))
    return [*found, *(Item(each.link or "后续办件", _other(each)) for each in case.later.order_by("pk"))]


def _other(case: Case) -> Link | str:
    """Another case by its number and how it stands, leading to it where its flow has pages."""
    words, url = f"{case.number}（{queries.flow_of(case).stage(case.stage).name}）", address_of(case)
    return Link(words, url) if url else words


def _limits(pages: CasePages, case: Case, user: Any) -> list[tuple[str, str, SafeString, SafeString]]:
    """Every limit beside that of the stage: what, by when, how much is left, and the way to extend it."""
    flow, today, known = pages.flow, timezone.localdate(), calendar()
    found = []
    for row in queries.clocks_of(case) if flow.keeps_clocks else []:
        if row.step and row.stopped_at is not None:
            continue
        name = flow.action(row.code).name if row.step else flow.clock(row.code).name
        by_when = f"{row.due_on}" if row.due_on else ("待前一步办结" if row.waits_since is None else "不限")
        left, more = _left(row, today, known), _extending(pages, case, row, user)
        found.append((name, by_when, shown(Kind.TEXT, left), shown(Kind.TEXT, more) if more else SafeString()))
    return found


def _left(row: RunningClock, today: Any, known: Any) -> Tag:
    if row.stopped_at is not None:
        late = row.due_on is not None and timezone.localdate(row.stopped_at) > row.due_on
        return Tag("超期办结" if late else "按期办结", "danger" if late else "ok")
    if row.due_on is None:
        return Tag("")
    words, tint = time_left(row.due_on, today, known, provisional=row.due_provisional)
    return Tag(words, tint)


def _extending(pages: CasePages, case: Case, row: RunningClock, user: Any) -> Link | str:
    if row.step or row.stopped_at is not None:
        return ""
    clock = pages.flow.clock(row.code)
    if row.extended:
        return f"已延长：{dict(clock.reasons).get(row.extended, row.extended)}"
    if clock.extended is None or not may(user, clock.extended_by, area_code=case.area_code):
        return ""
    return Link("延长", reverse(pages.at(f"{pages.one}_extend"), args=[case.pk, clock.code]))
