"""A provider's month paid out by two persons, through the pages, and in the ledger once."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client as Browser

from doudi.base.models import User
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.base.stories import COUNTY, somebody
from doudi.mechanisms.ledger import queries as ledger
from doudi.programmes.elderly.home_care import accounts, paying
from doudi.programmes.elderly.home_care import services as care
from doudi.programmes.elderly.home_care.models import Settlement
from doudi.programmes.elderly.home_care.testing import NOVEMBER, House, clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(db: None) -> House:
    return House()


def test_two_persons_pay_what_was_signed_once(house: House) -> None:
    house.serve("H01", clock(5), 63)
    made = house.settle()
    party = house.provider.organisation.party
    finance = somebody("finance", Role.FINANCE, COUNTY)
    deputy = somebody("deputy", Role.BUREAU_LEADER, COUNTY)
    paid = {"voucher": "HD-1", "paid_on": dt.date(2024, 12, 12)}
    with pytest.raises(Refused, match="须由财务人员提请"):
        paying.order_payment(made, by=deputy, at=clock(11, month=12))
    with pytest.raises(Refused, match="已审批入账”，请刷新"):
        paying.confirm_payment(made, by=deputy, at=clock(12, month=12), **paid)  # type: ignore[arg-type]
    paying.order_payment(made, by=finance, at=clock(11, month=12))
    with pytest.raises(Refused, match="拨付是您提请的"):
        paying.confirm_payment(made, by=finance, at=clock(12, month=12), **paid)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="审批结算单的人不能办理拨付"):
        paying.confirm_payment(made, by=house.leader, at=clock(12, month=12), **paid)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="银行回单号"):
        paying.confirm_payment(made, voucher=" ", paid_on=dt.date(2024, 12, 12), by=deputy, at=clock(12, month=12))
    assert ledger.balance(accounts.OWED, party) == made.payable == 40_00
    paying.confirm_payment(made, by=deputy, at=clock(12, month=12), **paid)  # type: ignore[arg-type]
    assert (ledger.balance(accounts.OWED, party), ledger.balance(accounts.PAID, party)) == (0, 40_00)
    with pytest.raises(Refused, match="已拨付"):
        paying.confirm_payment(made, by=deputy, at=clock(13, month=12), **paid)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="不能重新计算"):
        care.draft(house.provider, NOVEMBER, by=house.officer, at=clock(14, month=12))


def test_from_drawing_up_to_paid_through_the_pages(house: House) -> None:
    house.serve("H01", clock(5), 63)
    finance = somebody("finance", Role.FINANCE, COUNTY)
    deputy = somebody("deputy", Role.BUREAU_LEADER, COUNTY)
    officer = _as(house.officer)
    sent = {"provider": str(house.provider.pk), "month": "2024-11"}
    assert officer.post("/home_care/settlements/new/", sent).status_code == 302
    made = Settlement.objects.get()
    address = f"/home_care/settlements/{made.pk}/"
    for user, button in ((house.office, "机构确认"), (house.leader, "审批入账"), (finance, "提请拨付")):
        browser = _as(user)
        assert button in browser.get(address).content.decode()
        assert browser.post(address).status_code == 302
    assert "确认拨付" not in _as(finance).get(address).content.decode()
    last = _as(deputy)
    assert "确认拨付" in last.get(address).content.decode()
    assert last.post(address, {"voucher": "", "paid_on": "2024-12-12"}).status_code == 422
    assert last.post(address, {"voucher": "HD-2", "paid_on": "2024-12-12"}).status_code == 302
    made.refresh_from_db()
    assert made.state == Settlement.State.PAID
    assert "回单HD-2" in _as(house.office).get(address).content.decode()


def _as(user: User) -> Browser:
    browser = Browser()
    browser.force_login(user)
    return browser
