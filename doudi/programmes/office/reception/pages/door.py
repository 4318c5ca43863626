"""一门受理: somebody is looked up, a few things are asked, and everything that he may be entitled to is opened at once."""

from __future__ import annotations

import re
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from doudi.base.access import scope
from doudi.base.areas import full_name
from doudi.base.models import User
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.queries import flow_of
from doudi.mechanisms.entitlement.front_door import known
from doudi.mechanisms.entitlement.front_door import queries as doors
from doudi.mechanisms.entitlement.front_door.declare import DOORS, Home
from doudi.mechanisms.entitlement.front_door.services import open_all
from doudi.mechanisms.registry import queries as registry
from doudi.mechanisms.registry.models import Category, Household, Person
from doudi.programmes.office.reception import asking, finding, submitting
from doudi.programmes.office.reception.flow import RECEIVERS
from doudi.programmes.office.reception.models import Prospect, Submission

OPENERS = RECEIVERS
_LONG_NUMBER = re.compile(r"\d{8}")
_KINDS = dict(Category.Kind.choices)


def door(request: HttpRequest) -> HttpResponse:
    """Looking somebody up by name, number of the household or identity number; what was typed comes by POST and stands in no address."""
    text = (request.POST.get("q") or "").strip()
    found, refusal = None, ""
    if text:
        try:
            found = registry.search(request.user, text, at=timezone.localtime())
        except Refused as refused:
            refusal = refused.sentence
    kept = _kept(request)
    if (
        found is not None
        and len({each.household_id or each.person_id for each in found.hits}) == 1
        and not found.outside
    ):
        return redirect(_there(found.hits[0]) + kept)
    numbered = bool(_LONG_NUMBER.search(re.sub(r"\s", "", text)))
    lines = [(each, _there(each) + kept) for each in found.hits if not each.died_on] if found is not None else []
    context = {
        "title": "一门受理",
        "q": "" if numbered else text,
        "found": found,
        "lines": lines,
        "refusal": refusal,
        "register": reverse("reception:register") + kept,
    }
    return render(request, "reception/door.html", context, status=422 if refusal else 200)


def household(request: HttpRequest, pk: int) -> HttpResponse:
    """The door for a household."""
    row = scope(request.user, OPENERS).filter(Household.objects.all(), "party__area_id").filter(pk=pk).first()
    if row is None:
        raise Http404
    return _at_the_door(request, known.home_of(row, timezone.localdate()))


def person(request: HttpRequest, pk: int) -> HttpResponse:
    """The door for somebody who is registered in no household."""
    row = scope(request.user, OPENERS).filter(Person.objects.all(), "party__area_id").filter(pk=pk).first()
    if row is None:
        raise Http404
    return _at_the_door(request, known.home_of_person(row, timezone.localdate()))


def _at_the_door(request: HttpRequest, home: Home | None) -> HttpResponse:
    """Asked (GET), looked at (POST `look`), opened (POST `open`); the answers go along, so that nothing is typed twice."""
    assert isinstance(request.user, User)
    if home is None:
        raise Refused("这一户没有在世的成员，请核对户籍登记。")
    now = timezone.now()
    today = timezone.localdate(now)
    posted = request.POST if request.method == "POST" else None
    form, of_home, of_people = asking.form_for(home, today, posted)
    valid = posted is not None and form.is_valid()
    if valid:
        home = asking.answers(home, form.cleaned_data)
    choices = doors.choices(home, today)
    wanted = set(request.POST.getlist("chosen"))
    chosen = [each for each in choices if each.code in wanted]
    refusal = ""
    if valid and "open" in request.POST:
        try:
            return _open(request, home, chosen, form.cleaned_data)
        except Refused as refused:
            refusal = refused.sentence
    if request.method == "GET":
        subject = f"household:{home.household_id}" if home.household_id else f"person:{home.people[0].person_id}"
        record("front_door.look", subject, by=request.user, at=now, area_code=home.area_code)
    looked = posted is not None
    ticked = wanted if "open" in request.POST else {each.code for each in choices if each.reason}
    context = {
        "title": f"{home.people[0].name}户：一门受理",
        "home": home,
        "place": full_name(home.area_code),
        "kinds": [_KINDS[kind] for kind in sorted(home.categories)],
        "form": form,
        "of_home": [form[name] for name in of_home],
        "of_people": [
            (each, [form[name] for name in each.fields], _has(each.someone), _filled(form, each.fields))
            for each in of_people
        ],
        "suggested": [(each, each.code in ticked) for each in choices if each.reason],
        "others": [(each, each.code in ticked) for each in choices if not each.reason],
        "about": [form[name] for name in ("applicant", "phone", "agent")],
        "told": [
            {"name": DOORS[each.door].name, "who": each.someone.name if each.someone else "", "reason": each.reason}
            for each in doors.told_only(home, today)
        ],
        "papers": doors.papers(home, [each for each in choices if each.code in ticked]),
        "looked": looked,
        "refusal": refusal,
        "submission": _one(request, "submission"),
        "prospect": _one(request, "prospect"),
    }
    return render(request, "reception/home.html", context, status=422 if refusal or form.errors else 200)


def _open(request: HttpRequest, home: Home, chosen: list[doors.Choice], said: dict[str, Any]) -> HttpResponse:
    """Everything opened, and the slip that the applicant takes home."""
    assert isinstance(request.user, User)
    now = timezone.now()
    submission, prospect = _submission(request), _prospect(request)
    phone = said["phone"] or (submission.phone if submission is not None else "")
    opened = open_all(
        home, chosen, applicant=said["applicant"], by=request.user, at=now, phone=phone, agent=said["agent"]
    )
    cases = [case for case, _ in opened]
    if submission is not None:
        submitting.became(submission, cases, by=request.user, at=now, codes=False)
    if prospect is not None:
        finding.applied(prospect, cases, by=request.user, at=now)
    lines = [(case, flow_of(case).name, code, _page_of(case)) for case, code in opened]
    context = {
        "title": "受理登记回执",
        "lines": lines,
        "papers": doors.papers(home, chosen),
        "place": full_name(home.area_code),
        "by_phone": bool(phone),
        "address": request.build_absolute_uri(reverse("public:progress")),
        "back": reverse("reception:door"),
    }
    return render(request, "reception/slip.html", context)


def _there(hit: registry.Hit) -> str:
    page, pk = ("household", hit.household_id) if hit.household_id else ("door_person", hit.person_id)
    return reverse(f"reception:{page}", args=[pk])


def _page_of(case: Case) -> str:
    programme, _, many = case.flow.partition(".")
    return f"{reverse(f'{programme}:{many}')}{case.pk}/"


def _filled(form: asking.DoorForm, names: tuple[str, ...]) -> bool:
    """Whether something was said of somebody, or is wrong: then his questions stand open."""
    said = form.data if form.is_bound else {}
    return any(said.get(name) not in (None, "", "0") or form.errors.get(name) for name in names)


def _has(someone: Any) -> list[str]:
    return [_KINDS[kind] for kind in sorted(someone.categories)]


def _one(request: HttpRequest, name: str) -> str:
    value = request.POST.get(name) or request.GET.get(name) or ""
    return value if value.isdigit() else ""


def _kept(request: HttpRequest) -> str:
    """What this visit is about goes along in the address: numbers of rows, nothing of a person."""
    kept = [f"{name}={value}" for name in ("submission", "prospect") if (value := _one(request, name))]
    return f"?{'&'.join(kept)}" if kept else ""


def _submission(request: HttpRequest) -> Submission | None:
    pk = _one(request, "submission")
    rows = Submission.objects.filter(scope(request.user, OPENERS).condition("case__area_code"), case__closed_at=None)
    return rows.select_related("case").filter(pk=int(pk)).first() if pk else None


def _prospect(request: HttpRequest) -> Prospect | None:
    pk = _one(request, "prospect")
    rows = Prospect.objects.filter(scope(request.user, OPENERS).condition("case__area_code"), case__stage="FOUND")
    return rows.select_related("case").filter(pk=int(pk)).first() if pk else None
