"""动态风险评分 of an old person, 0 to 100, with the factors that made it (elder care 9.4). The points are the county's own parameters."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from doudi.mechanisms.entitlement.parameters_entered.queries import terms_in_force
from doudi.programmes.elderly.elder_visits.policy import ElderVisitPolicy
from doudi.programmes.elderly.elder_visits.rounds import ORANGE, RED, YELLOW

_AGES = (90, 80, 70)
_LIVING = {"ALONE": ("独居", "alone"), "EMPTY_NEST": ("空巢", "empty_nest"), "LEFT_BEHIND": ("留守", "left_behind")}


@dataclass(frozen=True)
class Facts:
    """What is known of somebody; `falls` of 90 days, `alerts` that were real of 30 days; `living` ALONE, EMPTY_NEST, LEFT_BEHIND or empty."""

    age: int
    living: str = ""
    ability: int = 0
    dementia: bool = False
    chronic: bool = False
    falls: int = 0
    alerts: int = 0
    no_device: bool = False
    missed_visit: bool = False
    no_kin: bool = False
    hardship: bool = False


def factors(facts: Facts, *, on: dt.date) -> list[tuple[str, int]]:
    """Each factor with its points as they stand on a day, those that weigh nothing left out."""
    points = terms_in_force(ElderVisitPolicy, on)
    old = next((age for age in _AGES if facts.age >= age), 0)
    living, alone = _LIVING.get(facts.living, ("", ""))
    found = [
        (f"{facts.age}岁", points[f"age_{old}"] if old else 0),
        (living, points[alone] if alone else 0),
        (f"能力{facts.ability}级", points[f"ability_{facts.ability}"] if facts.ability else 0),
        ("认知障碍", points["dementia"] * facts.dementia),
        ("高风险慢性病", points["chronic"] * facts.chronic),
        (f"90天内跌倒{facts.falls}次", min(points["fall"] * facts.falls, points["falls_most"])),
        (f"30天内真实告警{facts.alerts}次", min(points["alert"] * facts.alerts, points["alerts_most"])),
        ("没有可用设备", points["no_device"] * facts.no_device),
        ("上次应访未访", points["missed_visit"] * facts.missed_visit),
        ("没有能联系上的亲属", points["no_kin"] * facts.no_kin),
        ("经济困难", points["hardship"] * facts.hardship),
    ]
    return [each for each in found if each[1]]


def score(facts: Facts, *, on: dt.date) -> int:
    """0 to 100."""
    return min(sum(points for _, points in factors(facts, on=on)), int(terms_in_force(ElderVisitPolicy, on)["most"]))


def level_of(facts: Facts, *, on: dt.date) -> str:
    """The level that the score suggests; nobody on the roll is below yellow (R-VIS-02)."""
    lines, points = terms_in_force(ElderVisitPolicy, on), score(facts, on=on)
    return RED if points >= lines["red_from"] else ORANGE if points >= lines["orange_from"] else YELLOW
