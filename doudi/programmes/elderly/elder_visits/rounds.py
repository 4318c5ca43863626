"""特殊困难老年人探访关爱 as declared: three levels by risk, twelve things to look at, what may be needed (elder care 9.5)."""

from __future__ import annotations

from doudi.base.roles import COUNTY_ROLES, TOWNSHIP_ROLES, Role
from doudi.mechanisms.activities.declare import (
    DEATH,
    HOSPITAL,
    NOT_FOUND,
    PROTECT,
    Level,
    Need,
    Rhythm,
    VisitKind,
    group,
)
from doudi.mechanisms.entitlement.rounds import rules_of
from doudi.programmes.elderly.elder_visits.policy import ElderVisitPolicy, limit

RED, ORANGE, YELLOW = "RED", "ORANGE", "YELLOW"
LEVELS = (
    Level(RED, "红", "高风险", Rhythm(days=limit("red_days"), contacts=1, in_person=1), limit("grave_hours"), "danger"),
    Level(ORANGE, "橙", "较高风险", Rhythm(months=1, contacts=2, in_person=1), limit("grave_hours"), "warn"),
    Level(YELLOW, "黄", "其他特殊困难老年人", Rhythm(months=1), limit("grave_hours")),
)
# The twelve points of R-VIS-03.
GROUPS = (
    group("health", "健康状况"),
    group("meals", "吃饭"),
    group("medicine", "服药"),
    group("mood", "情绪"),
    group("money", "钱款和防骗"),
    group("fire", "水电气和消防"),
    group("warmth", "取暖和降温"),
    group("house", "房屋"),
    group("hygiene", "个人和居室卫生"),
    group("kin", "亲属联系"),
    group("device", "呼叫设备是否可用", "没有设备的选正常"),
    group("wishes", "心愿和意见"),
)
NEEDS = (
    Need(PROTECT, "侵害、遗弃或生命危险", limit("at_once"), alarm=True),
    Need(DEATH, "去世：当日转待遇复核", limit("same_day"), alarm=True),
    Need(HOSPITAL, "住院：当日转待遇复核", limit("same_day"), alarm=True),
    Need(NOT_FOUND, "连续未见到本人", limit("not_found_hours"), alarm=True),
    Need("MEAL", "助餐", limit("answer")),
    Need("HOME_CARE", "上门服务", limit("answer")),
    Need("VOLUNTEER", "志愿服务", limit("answer"), worker=True),
    Need("REPAIR", "维修、适老化改造", limit("answer")),
    Need("RELIEF", "社会救助", limit("answer")),
    Need("DEVICE", "设备报修", limit("answer"), worker=True),
)
VISITORS = frozenset({Role.VILLAGE_WORKER, *TOWNSHIP_ROLES})
READERS = VISITORS | (COUNTY_ROLES - {Role.FINANCE, Role.VERIFICATION_CENTRE})

ROUNDS = VisitKind(
    "elder_visits.round",
    "探访关爱",
    "特殊困难老年人探访名册",
    LEVELS,
    GROUPS,
    NEEDS,
    rules_of(ElderVisitPolicy, phone_counts=True),
    visitors=VISITORS,
    readers=READERS,
    downgraders=TOWNSHIP_ROLES,
)
