"""时光益站 as declared: two kinds of slips, hours in the ledger's book of time, the roll of volunteers and how alive it is."""

from __future__ import annotations

import datetime as dt

from doudi.base.documents import ELDERLY_LAW
from doudi.base.nightly import Nightly
from doudi.base.roles import Role
from doudi.declare import Programme
from doudi.mechanisms.orders.pages import listing, of, proposals
from doudi.pages.declare import Page
from doudi.programmes.elderly.time_bank import queries, services
from doudi.programmes.elderly.time_bank.figures import INDICATORS
from doudi.programmes.elderly.time_bank.pages import volunteers
from doudi.programmes.elderly.time_bank.pages.slips import SLIP_PAGES, TEAM_PAGES
from doudi.programmes.elderly.time_bank.policy import VOLUNTEER_RECORDS, TimeBankPolicy
from doudi.programmes.elderly.time_bank.slips import KINDS


def _sleep(on: dt.date, at: dt.datetime) -> str:
    return f"志愿者休眠、恢复 {services.mark_dormant(on=on, at=at)} 名。"


VOLUNTEERING = frozenset({Role.VOLUNTEER})
time_bank = Programme(
    "time_bank",
    "时光益站",
    basis=(str(ELDERLY_LAW), str(VOLUNTEER_RECORDS)),
    about="志愿者为老年人服务,服务时间存入时间存折,一小时为一枚,可兑换服务、转赠父母、捐入公益时间池,不得买卖、兑现;"
    "签到、签退须有两种凭证,由长者凭卡密码或由他人确认后入账;活跃度按站点、季度公布。",
    orders=KINDS,
    policies=(TimeBankPolicy,),
    indicators=INDICATORS,
    pages=(
        *of.pages_of(SLIP_PAGES),
        *of.pages_of(TEAM_PAGES),
        proposals.proposals_page_of(SLIP_PAGES, queries.volunteers_near),
        Page("volunteers", "志愿者名册", volunteers.volunteers, queries.READERS, icon="users"),
        Page("statement", "对账单", volunteers.statement, queries.READERS, "volunteers/<int:pk>/"),
        Page("certificate", "服务证明", volunteers.certificate, queries.READERS, "volunteers/<int:pk>/certificate/"),
        Page("stations", "站点活跃度", volunteers.stations, queries.READERS, icon="chart-bar"),
        *of.phone_pages_of(SLIP_PAGES, TEAM_PAGES, name="我的服务单"),
        Page("my_savings", "我的时间存折", volunteers.my_statement, VOLUNTEERING, icon="clock"),
    ),
    nightly=(Nightly("time_bank.dormant", "时光益站:休眠志愿者", _sleep),),
    worklist=listing.worklist_of(SLIP_PAGES, TEAM_PAGES),
    figures=listing.figures_of(SLIP_PAGES),
)
