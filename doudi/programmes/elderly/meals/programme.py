"""城乡老年助餐 as declared: the register of points, the counter, doubts, months settled."""

from __future__ import annotations

import datetime as dt

from doudi.base.documents import ELDERLY_LAW
from doudi.base.months import month_of
from doudi.base.nightly import Nightly
from doudi.base.roles import COUNTY_ROLES, TOWNSHIP_ROLES, Role
from doudi.declare import Programme
from doudi.pages.declare import Page
from doudi.programmes.elderly.meals import doubts, queries
from doudi.programmes.elderly.meals import settlements as services
from doudi.programmes.elderly.meals.figures import INDICATORS
from doudi.programmes.elderly.meals.pages import counter, points, records, settlements
from doudi.programmes.elderly.meals.policy import ACTION_PLAN, MealsPolicy
from doudi.programmes.elderly.meals.register import KEEPING, suspend_expired

SERVING = frozenset({Role.PROVIDER, Role.VILLAGE_WORKER})
OFFICES = COUNTY_ROLES | TOWNSHIP_ROLES | {Role.INSPECTOR}


def _suspend(on: dt.date, at: dt.datetime) -> str:
    found = suspend_expired(list(queries.in_use(on)), on=on, at=at)
    return f"许可证到期停业{len(found)}个助餐点。"


def _look(on: dt.date, at: dt.datetime) -> str:
    looked = [doubts.look_at_month(month, at=at) for month in doubts.unsettled_months(on)]
    late = doubts.lapse(on, at=at)
    return (
        f"核查近三个月助餐{sum(each.meals for each in looked)}份，新暂缓{sum(each.held for each in looked)}份，"
        f"新预警{sum(each.flagged for each in looked)}条，逾期未核实拒付{late}份。"
    )


def _draft(on: dt.date, at: dt.datetime) -> str:
    if on.day != 1:
        return "未到生成结算单的日期。"
    return f"生成上月助餐结算单{len(services.draft_month(month_of(on) - 1, by=None, at=at))}份。"


meals = Programme(
    "meals",
    "城乡老年助餐",
    basis=(str(ELDERLY_LAW), str(ACTION_PLAN)),
    about="助餐点的状态、运营模式、运营方按日期登记,任何一天的数量由台账算出;老年人按年龄和困难类别享受餐补,每人每餐全县只补一份。",
    policies=(MealsPolicy,),
    providers=queries.providers,
    indicators=INDICATORS,
    pages=(
        Page("points", "助餐点", points.points, queries.READERS, icon="building-community"),
        Page("census", "台账核数", points.census, queries.STAFF, "points/census/"),
        Page("point_new", "登记助餐点", points.point_new, KEEPING, "points/new/"),
        Page("point", "助餐点", points.point, queries.READERS, "points/<int:pk>/"),
        Page("point_change", "状态变更", points.point_change, KEEPING, "points/<int:pk>/change/<slug:change>/"),
        Page("point_operator", "登记运营方", points.point_operator, KEEPING, "points/<int:pk>/operator/"),
        Page("point_price", "登记餐价", points.point_price, KEEPING, "points/<int:pk>/price/"),
        Page("counters", "核销柜台", counter.counters, SERVING, "counter/", icon="id"),
        Page("counter", "核销柜台", counter.counter, SERVING, "counter/<int:pk>/"),
        Page("counter_serve", "核销", counter.counter_serve, SERVING, "counter/<int:pk>/serve/"),
        Page("counter_undo", "撤销", counter.counter_undo, SERVING, "counter/<int:pk>/undo/"),
        Page("records", "助餐记录", records.records, queries.READERS, icon="list-check"),
        Page("reverse", "撤销", records.reverse_meal, doubts.TAKING_BACK, "records/<int:pk>/reverse/"),
        Page("flags", "助餐点预警", records.flags, queries.STAFF, icon="alert-triangle"),
        Page("flag", "预警核实", records.flag, doubts.LOOKING, "flags/<int:pk>/"),
        Page("settlements", "助餐月结算", settlements.settlements, queries.READERS, icon="cash"),
        Page("settlement", "结算单", settlements.settlement, queries.READERS, "settlements/<int:pk>/"),
        Page("subsidies", "运营补助", settlements.subsidies, OFFICES, icon="building-bank"),
        Page("subsidy_new", "计算运营补助", settlements.subsidy_new, services.DRAWING_UP, "subsidies/new/"),
        Page("subsidy", "运营补助", settlements.subsidy, OFFICES, "subsidies/<int:pk>/"),
    ),
    nightly=(
        Nightly("meals.licences", "助餐:许可证到期停业", _suspend),
        Nightly("meals.look", "助餐:存疑核查", _look),
        Nightly("meals.draft", "助餐:生成上月结算单", _draft),
    ),
    worklist=records.worklist,
)
