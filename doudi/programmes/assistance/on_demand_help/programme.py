"""点餐式帮扶 as declared: one kind of order, the board of all villages, no money and no hours."""

from __future__ import annotations

from doudi.base.documents import ASSISTANCE, COUNTY
from doudi.declare import Programme
from doudi.mechanisms.orders.pages import listing, of
from doudi.pages.declare import Page
from doudi.programmes.assistance.on_demand_help import queries
from doudi.programmes.assistance.on_demand_help.figures import INDICATORS
from doudi.programmes.assistance.on_demand_help.orders import HELP
from doudi.programmes.assistance.on_demand_help.pages.board import HELP_PAGES, board
from doudi.programmes.assistance.on_demand_help.policy import HelpPolicy

on_demand_help = Programme(
    "on_demand_help",
    "点餐式帮扶",
    basis=(str(ASSISTANCE), str(COUNTY)),
    about="群众点单、村级派单、党员志愿者接单、上门办理、群众评单;需求属于法定待遇的转为办件,不作人情;"
    "无人接单的上报乡镇;看板列出全部村居,没有的也列零。",
    orders=(HELP,),
    policies=(HelpPolicy,),
    indicators=INDICATORS,
    pages=(
        *of.pages_of(HELP_PAGES),
        Page("board", "村级看板", board, queries.READERS, icon="chart-bar"),
        *of.phone_pages_of(HELP_PAGES, name="我的订单"),
    ),
    worklist=listing.worklist_of(HELP_PAGES),
    figures=listing.figures_of(HELP_PAGES),
)
