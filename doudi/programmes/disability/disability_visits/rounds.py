"""困难重度失能残疾人探视巡访 as declared: levels, what is looked at, what may be needed (social affairs 3.1)."""

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
from doudi.programmes.disability.disability_visits.policy import DisabilityVisitPolicy, limit

HIGH, KEY, GENERAL = "H", "K", "G"
LEVELS = (
    Level(
        HIGH,
        "高风险",
        "独居，或照护人年老、残疾；卧床；近期有侵害、火灾风险",
        Rhythm(days=limit("high_days")),
        limit("high_hours"),
        "danger",
    ),
    Level(KEY, "重点", "其他在册对象", Rhythm(months=1), limit("key_hours"), "warn"),
    Level(GENERAL, "一般", "在机构，或有稳定的全天照护", Rhythm(months=3), limit("general_hours")),
)
GROUPS = (
    group("living", "饮食起居"),
    group("health", "健康和服药"),
    group("hygiene", "个人和居室卫生"),
    group("safety", "水电火气和住房安全"),
    group("carer", "照护人和照护情况"),
    group("money", "补贴到账、卡折在本人手中"),
    group("equipment", "辅助器具"),
    group("mood", "情绪"),
)
NEEDS = (
    Need(PROTECT, "侵害、遗弃或生命危险", limit("at_once"), alarm=True),
    Need(DEATH, "去世：当日转待遇复核", limit("same_day"), alarm=True),
    Need(HOSPITAL, "住院：当日转待遇复核", limit("same_day"), alarm=True),
    Need(NOT_FOUND, "连续未见到本人", limit("not_found_hours"), alarm=True),
    Need("CARE", "照护服务", limit("answer")),
    Need("EQUIPMENT", "辅助器具", limit("answer")),
    Need("HOUSING", "住房修缮、无障碍改造", limit("answer")),
    Need("RELIEF", "临时救助", limit("answer")),
    Need("MEDICAL", "就医、送药", limit("answer"), worker=True),
    Need("ERRAND", "代办、跑腿", limit("answer"), worker=True),
)
VISITORS = frozenset({Role.VILLAGE_WORKER, *TOWNSHIP_ROLES})
READERS = VISITORS | (COUNTY_ROLES - {Role.FINANCE, Role.VERIFICATION_CENTRE})

ROUNDS = VisitKind(
    "disability_visits.round",
    "探视巡访",
    "困难重度失能残疾人巡访名册",
    LEVELS,
    GROUPS,
    NEEDS,
    rules_of(DisabilityVisitPolicy, pair_for_other_sex=True),
    visitors=VISITORS,
    readers=READERS,
    downgraders=TOWNSHIP_ROLES,
)


def level_of(
    *, alone: bool, carer_frail: bool = False, bedridden: bool = False, at_risk: bool = False, cared_for: bool = False
) -> tuple[str, str]:
    """The level that the facts suggest, and why (level table of 3.1). `cared_for`: in an institution, or looked after all day."""
    reasons = [
        words
        for there, words in (
            (alone, "独居"), (carer_frail, "照护人年老或残疾"), (bedridden, "卧床"), (at_risk, "近期有侵害或火灾风险")
        )
        if there
    ]  # fmt: skip
    if reasons and not (cared_for and not at_risk):
        return HIGH, "、".join(reasons)
    return (GENERAL, "在机构或有稳定的全天照护") if cared_for else (KEY, "困难重度失能")
