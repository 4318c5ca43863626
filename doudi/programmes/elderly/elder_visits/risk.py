"""动态风险评分 of an old person, 0 to 100, with the factors that made it (elder care 9.4). Pure; the points are our own until the county has set them."""

from __future__ import annotations

from dataclasses import dataclass

from doudi.programmes.elderly.elder_visits.rounds import ORANGE, RED, YELLOW

_AGES = ((90, 15), (80, 10), (70, 5))
_LIVING = {"ALONE": ("独居", 20), "EMPTY_NEST": ("空巢", 12), "LEFT_BEHIND": ("留守", 10)}
_ABILITY = (0, 8, 16, 24, 30)
_CAP, _RED, _ORANGE = 100, 70, 45


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


def factors(facts: Facts) -> list[tuple[str, int]]:
    """Each factor with its points, those that weigh nothing left out."""
    words, alone = _LIVING.get(facts.living, ("", 0))
    found = [
        (f"{facts.age}岁", next((points for age, points in _AGES if facts.age >= age), 0)),
        (words, alone),
        (f"能力{facts.ability}级", _ABILITY[facts.ability]),
        ("认知障碍", 10 * facts.dementia),
        ("高风险慢性病", 10 * facts.chronic),
        (f"90天内跌倒{facts.falls}次", min(10 * facts.falls, 20)),
        (f"30天内真实告警{facts.alerts}次", min(3 * facts.alerts, 15)),
        ("没有可用设备", 5 * facts.no_device),
        ("上次应访未访", 8 * facts.missed_visit),
        ("没有能联系上的亲属", 7 * facts.no_kin),
        ("经济困难", 5 * facts.hardship),
    ]
    return [each for each in found if each[1]]


def score(facts: Facts) -> int:
    return min(sum(points for _, points in factors(facts)), _CAP)


def level_of(facts: Facts) -> str:
    """The level that the score suggests; nobody on the roll is below yellow (R-VIS-02)."""
    points = score(facts)
    return RED if points >= _RED else ORANGE if points >= _ORANGE else YELLOW
