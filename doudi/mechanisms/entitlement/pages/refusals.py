"""不予确认通知书 of an application, to print or as .docx: the reason and article that the decision named, the arithmetic as it was on its
day, what else may be asked for, and the remedy (R-DIBAO-15)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from doudi.base import areas
from doudi.base.access import may
from doudi.base.files import DOCX
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.casework.pages import case as case_pages
from doudi.mechanisms.casework.pages.declare import CasePages
from doudi.mechanisms.entitlement.applications.handling import Handling, applied_on
from doudi.mechanisms.entitlement.remedies import remedy_on
from doudi.mechanisms.papers import table
from doudi.mechanisms.papers.letters import Refusal
from doudi.pages.cells import full_width
from doudi.pages.declare import Page
from doudi.pages.responses import file_response

_REFUSED, _TOLD = "REFUSED", "TOLD"
_BASIS = "依据："


@dataclass(frozen=True)
class RefusalLetters:
    """What a programme says of its letters: whose application a row is, what else may be asked for, who may read the arithmetic."""

    handling: Handling[Any]
    benefit: str
    name: Callable[[Any], str]  # of the applicant, for a row
    other_help: str
    readers: frozenset[Role]
    title: str = "不予确认通知书"

    def page(self, pages: CasePages) -> Page:
        """To stand before the pages of the flow, whose addresses take any word."""

        def view(request: HttpRequest, pk: int) -> HttpResponse:
            case = case_pages.one(request, pages, pk)
            taken = refusal_of(case)
            if taken is None:
                raise Http404
            letter = self.letter(case, taken, delegated=bool(pages.flow.action(taken.action).delegated))
            if request.GET.get("as") == "docx":
                return file_response(table.docx(letter), f"{self.title}-{case.number}.docx", DOCX.content_type)
            context = {
                "title": f"{self.title}：{letter.name}",
                "paper": table.print_view(letter),
                "back": reverse(pages.at(pages.one), args=[pk]),
            }
            return render(request, "entitlement/refusal.html", context)

        return Page(f"{pages.one}_refusal", self.title, view, self.readers, f"{pages.many}/<int:pk>/refusal/")

    def links(self, user: Any, case: Case, address: str) -> list[tuple[str, str]]:
        """The button on the page of a refused case; `address`: the name of the letter's (dibao:application_refusal)."""
        if not may(user, self.readers, area_code=case.area_code) or refusal_of(case) is None:
            return []
        return [(self.title, reverse(address, args=[case.pk]))]

    def letter(self, case: Case, taken: ActionTaken, *, delegated: bool = False) -> Refusal:
        """The facts of the letter. The arithmetic stands in it where it is what refuses: not under a decision for another reason.
        `delegated`: the township decided in the county's place and signs."""
        on, row = timezone.localdate(taken.at), self.handling.of(case)
        told = self._arithmetic(row, on)
        bases = [each.removeprefix(_BASIS) for each in told if each.startswith(_BASIS)]
        county = areas.name_of(areas.county_of(case.area_code))
        words = str(taken.data.get("words", "")).strip().rstrip("。")
        return Refusal(
            areas.government_of(case.area_code) if delegated else settings.SITE_ORGANISER,
            str(taken.data.get("document", "")),
            self.benefit,
            self.name(row),
            (f"{full_width(str(taken.data['ground_words']))}：{full_width(words)}。",),
            tuple(dict.fromkeys((full_width(str(taken.data["basis"])), *bases))),
            self.other_help,
            remedy_on(on, government=f"{county}人民政府", court="人民法院"),
            on,
            applied_on=applied_on(row),
            worksheet=tuple(each for each in told if not each.startswith(_BASIS)),
        )

    def _arithmetic(self, row: Any, on: dt.date) -> list[str]:
        """The worksheet as the applicant reads it; nothing where the rules would give something, or where facts are missing."""
        try:
            sheet = self.handling.assessed(row, on).sheet
        except Refused:
            return []
        return [full_width(each) for each in sheet.letter()] if sheet.result <= 0 else []


def refusal_of(case: Case) -> ActionTaken | None:
    """The decision that a refused application stands at; None while it is not refused, or not any more."""
    if case.stage not in (_REFUSED, _TOLD):
        return None
    return case.actions.filter(target=_REFUSED).order_by("-pk").first()
