"""The demo's year of the time bank and of order-style help, in a small county: figures come out of the indicators, the books are even."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest

from doudi.base import areas
from doudi.base.months import last_day
from doudi.base.records import verify_chain
from doudi.base.spans import Period
from doudi.demo.county import COUNTY, build
from doudi.demo.people_in_office import enter_county, enter_users
from doudi.demo.year.on_demand_help import OnDemandHelp
from doudi.demo.year.staff import Staff
from doudi.demo.year.time_bank import SINGLE, TEAM, VOLUNTEERS, WHOLE_COUNTY, TimeBank
from doudi.mechanisms.indicators.queries import figure
from doudi.mechanisms.ledger.models import Account, Book
from doudi.mechanisms.orders.queries import broken_batches
from doudi.programmes.assistance.on_demand_help import figures as helping
from doudi.programmes.elderly.time_bank import figures as banking

MONTH = 2024 * 12 + 10
TODAY = dt.date(2024, 12, 9)
YEAR = Period(dt.date(2024, 1, 1), dt.date(2024, 12, 31))
PEOPLE = 6000
pytestmark = pytest.mark.django_db


def values(indicators: Any) -> dict[str, int]:
    return {each.code: int(figure(each, YEAR, area_code=f"{COUNTY}000000").value) for each in indicators}


@pytest.mark.slow
def test_the_year_adds_up() -> None:
    county = build(PEOPLE, seed=7, on=last_day(MONTH))
    enter_county(county)
    users = enter_users(county, month=MONTH)
    dossier: Any = SimpleNamespace(county=county)
    months = range(MONTH - 2, MONTH + 1)
    lines = (
        TimeBank(Staff.of(users), dossier, months, users, 7),
        OnDemandHelp(Staff.of(users), dossier, months, 7),
    )
    for line in lines:
        line.begin()
        for month in months:
            line.pass_month(month)
        line.december(TODAY)
    share = len(county.people) / WHOLE_COUNTY
    banked, helped = values(banking.INDICATORS), values(helping.INDICATORS)
    assert banked["time_bank.volunteers"] == round(VOLUNTEERS * share)
    assert banked["time_bank.single_slips"] == round(SINGLE * share)
    assert banked["time_bank.team_slips"] == max(1, round(TEAM * share))
    assert 0 < banked["time_bank.active"] < banked["time_bank.volunteers"]
    assert helped["on_demand_help.villages"] == areas.active_villages(TODAY) == 135
    assert 0 < helped["on_demand_help.done"] < helped["on_demand_help.requested"]
    assert sum(row.balance for row in Account.objects.filter(book=Book.TIME)) == 0
    assert list(broken_batches()) == []
    assert verify_chain() is None
