"""Temporary assistance at the front door: something sudden, or spending that a family cannot bear."""

from __future__ import annotations

from doudi.base.refused import Refused
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.entitlement.front_door import common
from doudi.mechanisms.entitlement.front_door.by_rules import whenever
from doudi.mechanisms.entitlement.front_door.declare import Door, Home, Opening, Someone, When
from doudi.mechanisms.registry.models import Party
from doudi.programmes.assistance.temporary.applying import NewApplication, apply
from doudi.programmes.assistance.temporary.models import Cause
from doudi.programmes.assistance.temporary.policy import Hardship

# By the numbers of the choices of `common.SUDDEN` and `common.HEAVY_COST`.
_SUDDEN = {1: Cause.FIRE, 2: Cause.TRAFFIC, 3: Cause.DROWNING, 4: Cause.INJURY, 5: Cause.OTHER}
_HEAVY = {1: Cause.ILLNESS, 2: Cause.EDUCATION, 3: Cause.OTHER}


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


def _open(opening: Opening) -> Case:
    """As a draft, with what was said of the need; how much is asked for is filled in on it."""
    said = opening.home.said
    heavy, sudden, spent = said.get("heavy_cost", 0), said.get("sudden", 0), said.get("spent")
    if heavy and not sudden and not spent:
        raise Refused("请在“为此自己已经负担了多少”里填写票据合计，支出型救助须有这个数。")
    new = NewApplication(
        Party.objects.get(pk=opening.applicant.person_id),
        opening.home.area_code,
        Hardship.EXPENDITURE if heavy and not sudden else Hardship.EMERGENCY,
        _SUDDEN.get(sudden) or _HEAVY.get(heavy, Cause.OTHER),
        people=len(opening.home.people),
        months=0,  # the least that the policy counts, until it is filled in
        spending=spent,
        agent=opening.agent,
        phone=opening.phone,
    )
    return apply(new, by=opening.by, at=opening.at).case


TEMPORARY_DOOR = Door(
    "temporary",
    "临时救助",
    whenever("temporary", _why),
    asks=(common.SUDDEN, common.HEAVY_COST, common.SPENT),
    papers=(common.IDENTITY, common.FORM, common.CARD, common.ILLNESS, common.ACCIDENT),
    opens=_open,
)
