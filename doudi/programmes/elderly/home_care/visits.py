"""上门服务单 as a kind of order: made from plans, sent by the provider's office, confirmed by somebody who is not of the provider."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from doudi.base.limits import Hours
from doudi.base.roles import Role
from doudi.mechanisms.call_backs.declare import CallBacks
from doudi.mechanisms.entitlement.parameters_entered.queries import terms_in_force
from doudi.mechanisms.orders.conditions import RefuseKin
from doudi.mechanisms.orders.declare import Fence, Hands, Item, OrderKind
from doudi.mechanisms.orders.models import State, Way
from doudi.programmes.elderly.home_care.policy import HomeCarePolicy, Service, limit

ROSTER = "home_care"
CARE, NURSE = "CARE", "NURSE"
CREDENTIALS = ((CARE, "养老护理员证"), (NURSE, "护士、康复治疗师执业证"))
AWAY = frozenset({Service.H05.name, Service.H10.name})  # they do not begin at the client's home
_PEOPLE = {Service.H02: 2}  # R-HOME-07
_PAPERS = {Service.H04: (CARE,), Service.H08: (NURSE,)}
_PHOTOS = {Service.H01: ("服务前后照片",), Service.H02: ("浴室照片",), Service.H03: ("餐食照片",)}
# Who is near kin may be a family carer and never gives items of the catalogue (§4, bad cases).
_KIN = RefuseKin(frozenset({"配偶", "父母", "子女", "兄弟姐妹", "祖父母、外祖父母", "孙子女、外孙子女", "儿媳、女婿"}))
_OFFICE, _HELPER = Role.PROVIDER, Role.VILLAGE_WORKER
_COUNTY = frozenset({Role.COUNTY_OFFICER})


def policy_on(day: dt.date) -> HomeCarePolicy:
    """The parameters as they stand on a day, with what the county has entered."""
    return HomeCarePolicy(terms_in_force(HomeCarePolicy, day))


def items(on: dt.date) -> tuple[Item, ...]:
    """The catalogue of a day: minutes as they are set for it."""
    policy = policy_on(on)
    return _items(tuple(int(policy.minutes[each]) for each in Service))


@lru_cache(maxsize=16)
def _items(minutes: tuple[int, ...]) -> tuple[Item, ...]:
    return tuple(
        Item(
            each.name,
            each.label,
            minutes[each],
            _PEOPLE.get(each, 1),
            credentials=_PAPERS.get(each, ()),
            evidence=_PHOTOS.get(each, ()),
        )
        for each in Service
    )


VISITS = OrderKind(
    "home_care.visits",
    "上门服务单",
    "居",
    ROSTER,
    items,
    Hands(
        request=frozenset({_OFFICE, Role.TOWNSHIP_CLERK}) | _COUNTY,
        dispatch=frozenset({_OFFICE}),
        carry=frozenset({Role.CARE_WORKER}),
        confirm=frozenset({_HELPER, Role.TOWNSHIP_CLERK}),  # nobody of the provider (R-HOME-10)
        resolve=frozenset({Role.TOWNSHIP_CLERK}) | _COUNTY,
        settle=frozenset({Role.BUREAU_LEADER}) | _COUNTY,
    ),
    accept_within=Hours(limit("accept_hours")),
    confirm_within=Hours(limit("confirm_hours")),
    call_backs=CallBacks(
        limit("call_back_share"), limit("call_back_days"), frozenset({_HELPER, Role.TOWNSHIP_CLERK}) | _COUNTY
    ),
    fence=Fence(limit("fence_rural"), limit("fence_urban"), limit("fence_refuse")),
    shown=1,
    clock_minutes=limit("clock_minutes"),
    late_hours=limit("late_hours"),
    ways=(Way.CARD, Way.HELPER, Way.FAMILY, Way.CALL_BACK),
    evidence=("签到定位", "门牌码", "服务照片"),
    refuses={"dispatch": _KIN, "accept": _KIN},
    words={State.CONFIRMED: "待结算"},
)
