"""文书: the papers of a case, made from what the case says now, to print and as .docx. They hold whole identity numbers: whoever opens one
leaves a record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from doudi.base.access import may
from doudi.base.files import DOCX
from doudi.base.models import User
from doudi.base.records import record
from doudi.mechanisms.casework import queries
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.pages.declare import CasePages
from doudi.mechanisms.papers.making import docx, print_view
from doudi.pages.declare import Panel
from doudi.pages.responses import file_response


def paper_view(pages: CasePages) -> Callable[..., HttpResponse]:
    """One paper of a case; with ?docx=1 to be taken away."""

    def view(request: HttpRequest, pk: int, code: str) -> HttpResponse:
        case = queries.cases(request.user, pages.flow).filter(pk=pk).first()
        paper = next((each for each in pages.papers if each.code == code), None)
        if case is None or paper is None or not paper.when(case):
            raise Http404
        assert isinstance(request.user, User)
        facts, whole = paper.facts(case), bool(request.GET.get("docx"))
        data = {"number": case.number, "paper": paper.code, "docx": whole}
        record("case.paper", f"case:{case.pk}", by=request.user, at=timezone.now(), area_code=case.area_code, data=data)
        if whole:
            return file_response(docx(paper.paper, facts), f"{case.number}{paper.name}.docx", DOCX.content_type)
        context = {
            "title": f"{paper.name}：{case.title}",
            "paper": print_view(paper.paper, facts),
            "word": f"{request.path}?docx=1",
            "back": reverse(pages.at(pages.one), args=[pk]),
        }
        return render(request, "casework/paper.html", context)

    return view


def panel_of(pages: CasePages, user: Any, case: Case) -> list[Panel]:
    """The papers that there are by now, for those who may open them."""
    if not pages.papers or not may(user, pages.paper_readers or pages.readers, area_code=case.area_code):
        return []
    there = [
        (each.name, reverse(pages.at(f"{pages.one}_paper"), args=[case.pk, each.code]))
        for each in pages.papers
        if each.when(case)
    ]
    return [Panel("papers", "文书", "casework/papers.html", {"papers": there})] if there else []
