"""Whether a visit counts: pure, each reason a sentence (R-DIS-01, R-DIS-02, R-VIS-03)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from doudi.base import identity
from doudi.base.models import User
from doudi.mechanisms.activities.declare import UNSEEN, VisitKind
from doudi.mechanisms.activities.models import Activity, RollEntry

Way, Outcome, Stay = Activity.Way, Activity.Outcome, RollEntry.Stay


@dataclass(frozen=True)
class Facts:
    """What is known of a visit when it is judged. `metres` from the home: None where the home or the phone's place is not known."""

    on: dt.date
    outcome: str
    way: str
    said: Mapping[str, Any]
    stay: str
    authorised: bool
    metres: int | None
    placed: bool  # the phone said where it was
    place_reason: str  # why it could not, or why he was seen elsewhere
    alone: bool
    other_sex: bool
    accompanied: bool


def why_not(kind: VisitKind, facts: Facts) -> list[str]:
    """The reasons for which the visit does not count; none if it does."""
    rules, found = kind.rules, []
    if not facts.authorised:
        found.append("巡访人没有本村（居）的巡访授权")
    if facts.outcome != Outcome.SEEN:
        found.append(Outcome(facts.outcome).label)
        return found
    if facts.way == Way.PHONE and not (rules.phone_counts or facts.stay == Stay.AWAY):
        found.append("电话巡访只对外出人员有效")
    if facts.way == Way.VIDEO and not (rules.phone_counts or facts.stay == Stay.AWAY):
        found.append("视频巡访只对外出人员有效")
    unseen = [each.label for each in kind.groups if facts.said.get(each.code) in (None, "", UNSEEN)]
    if unseen:
        found.append(f"未查看：{'、'.join(unseen)}")
    if facts.way == Way.FACE:
        found += _of_place(kind, facts)
        if rules.pair_for_other_sex and facts.alone and facts.other_sex and not facts.accompanied:
            found.append("独居异性须两人上门")
    return found


def _of_place(kind: VisitKind, facts: Facts) -> list[str]:
    if facts.place_reason:
        return []
    if not facts.placed:
        return ["没有定位，也没有说明原因"]
    limit = kind.rules.metres.on(facts.on)
    if facts.metres is not None and facts.metres > limit:
        return [f"定位离住址{facts.metres}米，超过{limit}米且没有说明原因"]
    return []


def sex_of(user: User) -> str:
    """The sex of a visitor by his identity number; empty where it is not known."""
    return identity.sex(user.id_number) if user.id_number else ""
