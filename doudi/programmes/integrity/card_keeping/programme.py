"""银行卡代管备案 as declared: its flow, its limits, its figures, its pages."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count
from django.urls import reverse

from doudi.base.access import may
from doudi.base.roles import COUNTY_ROLES, TOWNSHIP_ROLES
from doudi.declare import Programme
from doudi.mechanisms.casework.pages import listing, of
from doudi.mechanisms.indicators.declare import Indicator
from doudi.pages.declare import Page, WorkItem, together
from doudi.programmes.integrity.card_keeping import queries
from doudi.programmes.integrity.card_keeping.flow import KEEPINGS
from doudi.programmes.integrity.card_keeping.jobs import NIGHTLY
from doudi.programmes.integrity.card_keeping.pages.keepings import KEEPING_PAGES
from doudi.programmes.integrity.card_keeping.pages.unfiled import unfiled
from doudi.programmes.integrity.card_keeping.policy import BASIS, KeepingPolicy


def _unfiled(user: Any, today: dt.date) -> list[WorkItem]:
    """One line for the township and the county: how many accounts are in another name and not filed."""
    if not may(user, TOWNSHIP_ROLES | COUNTY_ROLES):
        return []
    number = queries.in_another_name(user, today).filter(keeping=False).count()
    if not number:
        return []
    address = f"{reverse('card_keeping:unfiled')}?filed=0"
    return [
        WorkItem(
            f"{number}个账户的户名不是保障对象或其家庭成员，未见代管备案", address, "代管未备案", "warn", number=number
        )
    ]


card_keeping = Programme(
    "card_keeping",
    "银行卡代管备案",
    basis=(str(BASIS),),
    about="救助对象的银行卡由经办人员、村（居）干部等代管的，须有书面协议并报县级备案，每年逐件复核，交还时本人签收。"
    "户名不是保障对象也不是其家庭成员、又没有备案的账户，列出来逐个核实。",
    flows=(KEEPINGS,),
    policies=(KeepingPolicy,),
    indicators=(
        Indicator(
            "card_keeping.filed", "银行卡代管备案", "件", Count("pk"), of=queries.filed, area_field="case__area_code"
        ),
    ),
    pages=(
        *of.pages_of(KEEPING_PAGES),
        Page("unfiled", "户名与保障对象不符", unfiled, queries.READERS, icon="user-search"),
    ),
    nightly=NIGHTLY,
    worklist=listing.worklist_of(KEEPING_PAGES),
    alarms=together(_unfiled, listing.alarms_of(KEEPING_PAGES)),
)
