"""数据来源: what the lists say of one person, shown within his file; that somebody looked is recorded."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from doudi.base.access import scope
from doudi.base.models import User
from doudi.base.records import record
from doudi.mechanisms.registry.models import Person
from doudi.programmes.integrity.data_matching import panels


def known(request: HttpRequest, pk: int) -> HttpResponse:
    """The table alone: it is loaded into the file when its tab is opened."""
    person = scope(request.user).filter(Person.objects.select_related("party"), "party__area_id").filter(pk=pk).first()
    if person is None or not isinstance(request.user, User):
        raise Http404
    now = timezone.localtime()
    lines = panels.known_of(person, today=now.date())
    record("data_matching.look_up", person, by=request.user, at=now, area_code=person.party.area_id or "")
    template = "data_matching/known.html" if getattr(request, "htmx", None) else "data_matching/known_page.html"
    return render(request, template, {"title": f"{person.party.name}的数据来源", "lines": lines})
