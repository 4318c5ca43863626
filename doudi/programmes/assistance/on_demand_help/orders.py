"""点餐式帮扶 as a kind of order: the menu, who takes which step, who goes in pairs."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.utils import timezone

from doudi.base import bulk, identity
from doudi.base.limits import Days, Hours, Workdays
from doudi.base.roles import Role
from doudi.mechanisms.entitlement.parameters_entered.queries import terms_in_force
from doudi.mechanisms.orders.declare import Doing, Fence, Hands, Item, OrderKind
from doudi.mechanisms.orders.models import State, Way
from doudi.mechanisms.registry.models import Membership, Person
from doudi.programmes.assistance.on_demand_help.policy import HelpPolicy, limit

ROSTER = "on_demand_help"
MENU = (
    Item("CLEAN", "打扫卫生", 60, group="生活", evidence=("服务照片",)),
    Item("REPAIR", "小修小补", 60, group="生活", evidence=("服务照片",)),
    Item("ERRAND", "跑腿代办", 60, group="代办"),
    Item("CLINIC", "陪同就医", 180, group="代办"),
    Item("MEAL", "送餐做饭", 45, group="生活"),
    Item("HAIR", "上门理发", 30, group="生活"),
    Item("FARM", "农活帮工", 180, group="生产"),
    Item("STUDY", "学业辅导", 60, people=2, group="学习"),
    Item("TALK", "陪伴谈心", 45, group="精神"),
    Item("POLICY", "政策咨询", 30, group="咨询"),
    Item("LAW", "法律援助", 60, group="咨询"),
    Item("SAFETY", "安全检查", 30, group="安全"),
    Item("WISH", "微心愿（实物）", 30, group="心愿", evidence=("签收单",)),
)
_VILLAGE, _CLERK, _LEADER = Role.VILLAGE_WORKER, Role.TOWNSHIP_CLERK, Role.TOWNSHIP_LEADER
_HANDS = Hands(
    request=frozenset({_VILLAGE, _CLERK}),
    check=frozenset({_VILLAGE, _CLERK}),
    dispatch=frozenset({_VILLAGE, _CLERK}),
    carry=frozenset({Role.VOLUNTEER}),
    confirm=frozenset({_VILLAGE, _CLERK}),
    resolve=frozenset({_CLERK, Role.COUNTY_OFFICER}),
)


def menu(on: dt.date) -> tuple[Item, ...]:
    """What may be ordered on a day."""
    return MENU


def refuse_alone(doings: Sequence[Doing]) -> Mapping[int, str]:
    """Two people visit single women and minors (R-ORDER-04): what asks for one is not requested for them."""
    clients = {each.order.client_id for each in doings if each.order.client_id is not None}
    people: dict[int, Person] = {}
    of_client: dict[int, int] = {}  # person → household
    homes: dict[int, set[int]] = defaultdict(set)
    living = Membership.objects.filter(to_on=None)
    for part in bulk.parts(clients):
        people.update({row.pk: row for row in Person.objects.filter(pk__in=part)})
        of_client.update(living.filter(person__in=part).values_list("person", "household"))
        in_homes = living.filter(household__memberships__person__in=part)
        for household, member in in_homes.values_list("household", "person"):
            homes[household].add(member)
    found: dict[int, str] = {}
    policies: dict[dt.date, HelpPolicy] = {}
    for place, each in enumerate(doings):
        person = people.get(each.order.client_id or 0)
        day = timezone.localdate(each.at)
        if day not in policies:
            policies[day] = HelpPolicy(terms_in_force(HelpPolicy, day))
        policy = policies[day]
        if person is None or each.order.people >= policy.pair_people:
            continue
        minor = person.born_on is not None and identity.age(person.born_on, day) < policy.adult_age
        home = of_client.get(person.pk)
        alone = home is not None and len(homes[home]) <= 1
        if minor or (person.sex == "女" and alone):
            who = "未成年人" if minor else "独居女性"
            found[place] = f"服务对象是{who}，须{policy.pair_people}人上门，请将需要人数改为{policy.pair_people}。"
    return found


HELP = OrderKind(
    "on_demand_help.orders",
    "点餐式帮扶",
    "帮",
    ROSTER,
    menu,
    _HANDS,
    check_within=Workdays(limit("check_days")),
    dispatch_within=Workdays(limit("dispatch_days")),
    accept_within=Workdays(limit("accept_days")),
    urgent_within=Hours(limit("urgent_hours")),
    confirm_within=Days(limit("rate_days")),
    told_up=frozenset({_CLERK, _LEADER}),
    expires_after=Days(limit("expire_days")),
    fence=Fence(limit("fence"), limit("fence"), limit("fence_refuse")),
    shown=limit("shown"),
    ways=(Way.HELPER, Way.FAMILY, Way.CALL_BACK),
    evidence=("服务照片", "签收单"),
    refuses={"request": refuse_alone},
    words={
        State.REQUESTED: "待核实",
        State.CHECKED: "待派单",
        State.DISPATCHED: "待接单",
        State.STARTED: "上门中",
        State.ENDED: "待评单",
        State.CONFIRMED: "已评单",
        State.SETTLED: "已办结",
        State.REFERRED: "已转为办件",
    },
)
