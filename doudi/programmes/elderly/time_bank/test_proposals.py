"""The proposal of a day: near, able, and rather somebody who has not served for long; a person ticks, and only that is sent."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from doudi.base.roles import Role
from doudi.base.stories import OTHER_VILLAGE, somebody
from doudi.mechanisms.orders import requesting, services
from doudi.mechanisms.orders.models import Assignment, Order, State, Worker
from doudi.mechanisms.orders.requesting import NewOrder
from doudi.programmes.elderly.time_bank.slips import SLIPS
from doudi.programmes.elderly.time_bank.testing import DAY, HOME, Bank, clock

pytestmark = pytest.mark.django_db
TOMORROW = DAY + dt.timedelta(days=1)
PAGE = f"/time_bank/slips/proposals/?day={TOMORROW}"


@pytest.fixture
def bank(db: None) -> Bank:
    made = Bank()
    Worker.objects.update(latitude=HOME[0], longitude=HOME[1])
    return made


def needed(bank: Bank, hour: int) -> Order:
    """Something for tomorrow that waits for somebody to be sent."""
    new = NewOrder(
        "王奶奶", bank.station.area_code, "CLEAN", clock(hour, day=TOMORROW), client=bank.old.party, organisation="S01"
    )
    order = requesting.request(SLIPS, new, by=bank.helper, at=clock(9))
    services.check(order, by=bank.keeper, at=clock(10))
    return order


def keeper(bank: Bank) -> Browser:
    browser = Browser()
    browser.force_login(bank.keeper)
    return browser


def test_who_has_not_served_for_long_is_invited_and_only_what_is_ticked_is_sent(bank: Bank) -> None:
    for day in range(1, 5):
        start = clock(9, day=DAY - dt.timedelta(days=day))
        bank.serve(bank.slip(start=start), bank.ming, start, start + dt.timedelta(hours=1))
    order, other = needed(bank, 9), needed(bank, 15)
    page = keeper(bank).get(PAGE).content.decode()
    assert "近90天没有服务过，邀请参加" in page
    assert f'value="{order.pk}:{bank.hua.worker.pk}"' in page
    assert f'value="{order.pk}:{bank.ming.worker.pk}"' not in page
    sent = keeper(bank).post(PAGE, {"day": str(TOMORROW), "line": [f"{order.pk}:{bank.hua.worker.pk}"]})
    assert sent.status_code == 302
    order.refresh_from_db()
    other.refresh_from_db()
    assert (order.state, other.state) == (State.DISPATCHED, State.CHECKED)
    assert Assignment.objects.get(order=order).worker == bank.hua.worker


def test_nothing_ticked_or_already_sent_is_refused_and_another_station_sees_nothing(bank: Bank) -> None:
    order = needed(bank, 9)
    line = {"day": str(TOMORROW), "line": [f"{order.pk}:{bank.hua.worker.pk}"]}
    nothing = keeper(bank).post(PAGE, {"day": str(TOMORROW)})
    assert nothing.status_code == 422
    assert "没有勾选任何一行" in nothing.content.decode()
    assert keeper(bank).post(PAGE, line).status_code == 302
    again = keeper(bank).post(PAGE, line)
    assert again.status_code == 422
    assert "已派出或不属于本单位" in again.content.decode()
    stranger = Browser()
    stranger.force_login(somebody("stranger", Role.STATION_KEEPER, OTHER_VILLAGE))
    needed(bank, 15)
    assert "没有待派的服务单" in stranger.get(PAGE).content.decode()
    village = Browser()
    village.force_login(somebody("volunteer", Role.VOLUNTEER, OTHER_VILLAGE))
    assert village.get(PAGE).status_code == 403


def test_as_many_queries_for_three_as_for_one(bank: Bank) -> None:
    browser, counts = keeper(bank), []
    for hours in ((9,), (11, 14)):
        for hour in hours:
            needed(bank, hour)
        browser.get(PAGE)
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(PAGE).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
