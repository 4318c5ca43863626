"""Temporary assistance at the front door: something sudden, or spending that a family cannot bear."""

from __future__ import annotations

from doudi.mechanisms.entitlement.front_door import common
from doudi.mechanisms.entitlement.front_door.by_rules import whenever
from doudi.mechanisms.entitlement.front_door.declare import Door, Home, Someone, When


def _why(home: Home, someone: Someone | None, when: When) -> str:
    if home.said.get("sudden"):
        return "遇到突发困难，可以申请急难型临时救助；情况紧急的先救助、后补手续。"
    if home.said.get("heavy_cost"):
        return "必需支出超出家庭承受能力，可以申请支出型临时救助。"
    # At night only those whom nothing helps: who is in a category has been looked at for his costs when he was admitted.
    costs = [each.held["heavy_cost"] for each in home.people if "heavy_cost" in each.held]
    if costs and not home.categories and not any(each.categories or "helped" in each.held for each in home.people):
        return f"{costs[0].words}，全家没有享受任何救助，可以申请支出型临时救助。"
    return ""


TEMPORARY_DOOR = Door(
    "temporary",
    "临时救助",
    whenever("temporary", _why),
    asks=(common.SUDDEN, common.HEAVY_COST),
    papers=(common.IDENTITY, common.FORM, common.CARD, common.ILLNESS, common.ACCIDENT),
)
