"""An edge family at the front door: what is known is filled in, what was only said waits for the investigation."""

from __future__ import annotations

import datetime as dt

import pytest

from doudi.mechanisms.entitlement.front_door.declare import Opening
from doudi.mechanisms.entitlement.front_door.known import home_of
from doudi.mechanisms.entitlement.testing import fen
from doudi.mechanisms.entitlement.testing_awards import moment
from doudi.programmes.assistance.low_income.door import MARGINAL_DOOR
from doudi.programmes.assistance.low_income.models import Application
from doudi.programmes.assistance.low_income.stories import Hall

pytestmark = pytest.mark.django_db


def test_it_opens_a_case_with_the_whole_household_and_without_the_income_that_was_only_said() -> None:
    hall = Hall()
    household = hall.household(2)
    home = home_of(household, dt.date(2024, 9, 2))
    assert home is not None
    home = home.answered({"monthly_income": fen(900)}, {})
    applicant = home.someone(hall.people(household)[0].pk)
    assert MARGINAL_DOOR.opens is not None
    case = MARGINAL_DOOR.opens(Opening(home, None, applicant, hall.helper, moment("2024-09-02")))
    row = Application.objects.get(pk=case.pk)
    assert (row.kind, row.members.count()) == ("marginal", 2)
    assert all("wages" not in each.facts for each in row.members.all())
    assert MARGINAL_DOOR.busy is not None
    assert set(MARGINAL_DOOR.busy()) == {each.pk for each in hall.people(household)}
