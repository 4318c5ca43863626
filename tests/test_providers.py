"""Whoever serves one line for the bureau finds nothing of the others (R-ORG-02): a carer's office has no business among the builders."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from doudi.base.models import User
from doudi.desk.menu import side
from doudi.programmes.elderly.home_adaptation.stories import Builders
from doudi.programmes.elderly.home_care.testing import House

pytestmark = pytest.mark.django_db
PLANS, HOMES = "home_care:plans", "home_adaptation:adaptations"


def finds(user: User, page: str) -> bool:
    """Whether it stands in his menu; then it opens, too, and else it does not."""
    browser = Client()
    browser.force_login(user)
    opens = browser.get(reverse(page)).status_code
    assert opens in (200, 403)
    shown = reverse(page) in side(user, "/")
    assert shown == (opens == 200)
    return shown


def test_the_office_of_carers_finds_the_plans_and_not_the_homes() -> None:
    office = House().office
    assert (finds(office, PLANS), finds(office, HOMES)) == (True, False)


def test_a_builder_finds_the_homes_and_not_the_plans() -> None:
    builder = Builders().builder
    assert (finds(builder, PLANS), finds(builder, HOMES)) == (False, True)
