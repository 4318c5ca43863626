"""A death: what has not begun to be built ends by itself; what is being built is stopped by a person, who sees it on the death's page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.urls import reverse

from doudi.base.models import User
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.services import take_each_by_system
from doudi.mechanisms.registry.death_records.declare import Consequence, Follower
from doudi.mechanisms.registry.death_records.models import Death
from doudi.programmes.elderly.home_adaptation.flow import ADAPTATIONS, DIED


def certified(deaths: Sequence[Death], by: User | None, at: dt.datetime) -> None:
    """What is not being built yet ends."""
    people = [each.person_id for each in deaths if each.person_id is not None]
    rows = Case.objects.filter(
        home_adaptation__person__in=people,
        home_adaptation__started_on=None,
        closed_at=None,
        stage__in=DIED.sources,
    )
    take_each_by_system(DIED, [(case, at) for case in rows.order_by("pk")], because="死亡登记")


def consequences(death: Death, on: dt.date) -> list[Consequence]:
    """What is being built is to be stopped, and what is done accepted."""
    rows = Case.objects.filter(
        home_adaptation__person=death.person_id, flow=ADAPTATIONS.code, stage__in=("BUILDING", "CHANGE", "REWORK", "BUILT")
    )  # fmt: skip
    return [
        Consequence(
            "居家适老化改造",
            f"{case.number}正在施工：请停工并验收已完成的部分，只支付已完成的项目。",
            reverse("home_adaptation:adaptation", args=[case.pk]),
        )
        for case in rows
        if death.person_id is not None
    ]


FOLLOWER = Follower("home_adaptation", certified=certified, consequences=consequences)
