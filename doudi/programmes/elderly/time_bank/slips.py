"""单个志愿服务单和团队服务单 as kinds of orders: who takes which step, what must not be, what follows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from doudi.base.limits import Hours, Workdays
from doudi.base.roles import Role
from doudi.mechanisms.orders.conditions import RefuseKin
from doudi.mechanisms.orders.declare import Doing, Done, Fence, Hands, Item, OrderKind
from doudi.mechanisms.orders.models import State, Way
from doudi.programmes.elderly.time_bank import earning
from doudi.programmes.elderly.time_bank.policy import limit

ROSTER = "time_bank"
HEALTH, LAW, SAFE = "HEALTH", "LAW", "NO_RECORD"
CREDENTIALS = (("TRAINING", "培训合格"), (HEALTH, "健康证"), (LAW, "法律、医疗等执业证"), (SAFE, "无犯罪记录"))
# Non-professional and of low risk (R-TB-17): what asks for more than training asks for the paper.
ITEMS = (
    Item("TALK", "陪聊解闷", 60, group="精神慰藉"),
    Item("CLEAN", "居室清洁", 60, group="生活照料", evidence=("服务前后照片",)),
    Item("ERRAND", "代办跑腿", 60, group="代办"),
    Item("WALK", "陪同散步", 60, group="生活照料"),
    Item("CLINIC", "陪同就医", 120, group="代办"),
    Item("MEAL", "上门做饭", 60, group="生活照料", credentials=(HEALTH,)),
    Item("REPAIR", "小修小补", 60, group="生活照料"),
    Item("PHONE", "教用手机", 60, group="文化"),
    Item("HAIR", "义务理发", 30, group="生活照料"),
    Item("ADVICE", "法律、健康咨询", 60, group="咨询", credentials=(LAW,)),
    Item("BATH", "协助洗浴", 60, people=2, group="生活照料", credentials=(HEALTH,), risky=True),
)
TEAM_ITEMS = (
    Item("FESTIVAL", "节日慰问", 120, people=8, group="团队"),
    Item("CLEANUP", "集中清扫", 120, people=8, group="团队"),
    Item("SHOW", "文艺演出", 120, people=10, group="团队"),
    Item("HAIRDAY", "集中理发", 180, people=6, group="团队"),
    Item("CHECKUP", "健康义诊", 180, people=8, group="团队"),
)
# Spouse and lineal kin (R-TB-09); who lives in one household is refused by the mechanism.
KIN = frozenset({"配偶", "父母", "子女", "祖父母、外祖父母", "孙子女、外孙子女"})
_KEEPER, _HELPER = Role.STATION_KEEPER, Role.VILLAGE_WORKER
_HANDS = Hands(
    request=frozenset({_KEEPER, _HELPER}),
    check=frozenset({_KEEPER}),
    dispatch=frozenset({_KEEPER}),
    carry=frozenset({Role.VOLUNTEER}),
    confirm=frozenset({_KEEPER, _HELPER}),
    resolve=frozenset({Role.TOWNSHIP_CLERK, Role.COUNTY_OFFICER}),
)
_FENCE = Fence(limit("fence_rural"), limit("fence_urban"), limit("fence_refuse"))
_KIN = RefuseKin(KIN)
_WORDS = {State.REQUESTED: "待审核", State.CHECKED: "待发布", State.SETTLED: "已入账"}


def _not_alone_nor_kin(doings: Sequence[Doing]) -> Mapping[int, str]:
    return {**earning.refuse_minors(doings), **_KIN(doings)}


def _missed(dones: Sequence[Done]) -> None:
    earning.thaw(dones)
    earning.strike(dones)


def single_items(on: dt.date) -> tuple[Item, ...]:
    """What one volunteer may be asked for."""
    return ITEMS


def team_items(on: dt.date) -> tuple[Item, ...]:
    """What a team does."""
    return TEAM_ITEMS


SLIPS = OrderKind(
    "time_bank.slips",
    "单个志愿服务单",
    "时",
    ROSTER,
    single_items,
    _HANDS,
    check_within=Workdays(limit("check_days")),
    accept_within=Hours(limit("accept_hours")),
    urgent_within=Hours(limit("urgent_hours")),
    confirm_within=Hours(limit("confirm_hours")),
    told_up=frozenset({Role.TOWNSHIP_CLERK}),
    expires_after=Hours(limit("expire_hours")),
    fence=_FENCE,
    shown=limit("shown"),
    clock_minutes=limit("clock_minutes"),
    late_hours=limit("late_hours"),
    ways=(Way.CARD, Way.HELPER, Way.FAMILY, Way.CALL_BACK),
    evidence=("签到定位", "门牌码", "服务照片"),
    refuses={"request": earning.refuse_young, "dispatch": _not_alone_nor_kin, "accept": _not_alone_nor_kin},
    then={
        "accept": earning.freeze,
        "return": earning.thaw,
        "cancel": earning.thaw,
        "expire": earning.thaw,
        "no_show": _missed,
        "settle": earning.settle,
        "reverse": earning.take_back,
    },
    words=_WORDS,
)
TEAM_SLIPS = OrderKind(
    "time_bank.team_slips",
    "团队服务单",
    "团",
    ROSTER,
    team_items,
    _HANDS,
    check_within=Workdays(limit("check_days")),
    accept_within=Hours(limit("accept_hours")),
    confirm_within=Hours(limit("confirm_hours")),
    told_up=frozenset({Role.TOWNSHIP_CLERK}),
    expires_after=Hours(limit("expire_hours")),
    fence=_FENCE,
    shown=limit("team_shown"),
    clock_minutes=limit("clock_minutes"),
    late_hours=limit("late_hours"),
    ways=(Way.HELPER, Way.CALL_BACK),
    evidence=("签到定位", "活动照片"),
    then={"no_show": earning.strike, "settle": earning.settle, "reverse": earning.take_back},
    words=_WORDS,
)
KINDS = (SLIPS, TEAM_SLIPS)
