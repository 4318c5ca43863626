"""What the pages beside the flow share: the home they are about, if the user may see it."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse

from doudi.mechanisms.casework.pages import case as case_pages
from doudi.programmes.elderly.home_adaptation.models import Adaptation
from doudi.programmes.elderly.home_adaptation.pages.adaptations import ADAPTATION_PAGES, row_of


def one(request: HttpRequest, pk: int) -> Adaptation:
    """The adaptation of an address; 404 if it is none of the user's."""
    return row_of(case_pages.one(request, ADAPTATION_PAGES, pk))


def page_of(row: Adaptation) -> str:
    """Where its page stands."""
    return reverse("home_adaptation:adaptation", args=[row.pk])
