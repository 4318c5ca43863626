"""A small book for the tests of all rooms that move amounts: a county's fund, reserves of townships, savings of time."""

from __future__ import annotations

import datetime as dt
from typing import Any

from doudi.base.models import Area
from doudi.base.roles import Role
from doudi.base.stories import COUNTY, OTHER_TOWN, SHANGHAI, TOWN, build_county, somebody
from doudi.mechanisms.ledger import services
from doudi.mechanisms.ledger.declare import AccountKind, TransferKind
from doudi.mechanisms.ledger.models import Book, Entry
from doudi.mechanisms.registry.models import Party

FUND = AccountKind("test.fund", "县级资金", Book.MONEY, Area, may_be_overdrawn=True)
RESERVE = AccountKind("test.reserve", "乡镇备用金", Book.MONEY, Area)
RECEIVED = AccountKind("test.received", "已领", Book.MONEY, Area)
ALLOT = TransferKind("test.allot", "下拨", FUND, RESERVE)
USE = TransferKind("test.use", "支出", RESERVE, RECEIVED)
RETURN = TransferKind("test.return", "收回", RESERVE, FUND)

POOL = AccountKind("test.pool", "公益时间池", Book.TIME, Area, may_be_overdrawn=True)
SAVINGS = AccountKind("test.savings", "时间存折", Book.TIME, Party)
EARN = TransferKind("test.earn", "服务入账", POOL, SAVINGS)
GIVE = TransferKind("test.give", "转赠", SAVINGS, SAVINGS)

MAY = dt.date(2024, 5, 20)


class County:
    """The invented county with its people in office."""

    def __init__(self) -> None:
        build_county()
        self.county = Area.objects.get(code=COUNTY)
        self.town = Area.objects.get(code=TOWN)
        self.other = Area.objects.get(code=OTHER_TOWN)
        self.finance = somebody("finance", Role.FINANCE, COUNTY)
        self.leader = somebody("leader", Role.BUREAU_LEADER, COUNTY)
        self.officer = somebody("officer", Role.COUNTY_OFFICER, COUNTY)
        self.clerk = somebody("clerk", Role.TOWNSHIP_CLERK, TOWN)

    def party(self, name: str = "姜某") -> Party:
        return Party.objects.create(kind=Party.Kind.PERSON, name=name, area=self.town)


def moment(day: dt.date, hour: int = 10) -> dt.datetime:
    """Some time on a day."""
    return dt.datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI)


def allot(here: County, amount: int = 5_000_000, *, on: dt.date = MAY, key: str = "allot:1", **more: Any) -> Entry:
    """The county gives a township its reserve, on a day of May unless told."""
    given = {"source": here.county, "target": here.town, "by": here.finance, "at": moment(on), "on": on, **more}
    return services.post(ALLOT, amount=amount, key=key, because="县财〔2024〕12号", **given)


def use(here: County, amount: int, *, on: dt.date = MAY, key: str = "case:1", **more: Any) -> Entry:
    """The township pays out of it."""
    given = {
        "source": here.town,
        "target": here.town,
        "by": here.clerk,
        "at": moment(on),
        "because": "临时救助",
        **more,
    }
    return services.post(USE, amount=amount, key=key, **given)
