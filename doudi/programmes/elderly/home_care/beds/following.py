"""A death: a bed that stands is retired by itself, an application ends; what has just been installed is accepted first by a person, who sees it on the
death's page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.urls import reverse

from doudi.base.models import User
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.services import take_each_by_system
from doudi.mechanisms.registry.death_records.declare import Consequence, Follower
from doudi.mechanisms.registry.death_records.models import Death
from doudi.programmes.elderly.home_care.beds.flow import BEDS, DIED, DIED_IN_IT


def certified(deaths: Sequence[Death], by: User | None, at: dt.datetime) -> None:
    """What is not installed yet ends; what stands is retired."""
    people = [each.person_id for each in deaths if each.person_id is not None]
    rows = Case.objects.filter(flow=BEDS.code, care_bed__person__in=people, closed_at=None).order_by("pk")
    for action in (DIED, DIED_IN_IT):
        those = [(case, at) for case in rows if case.stage in action.sources]
        take_each_by_system(action, those, because="死亡登记")


def consequences(death: Death, on: dt.date) -> list[Consequence]:
    """What was just installed is to be accepted, so that what is there is paid for, and then retired."""
    if death.person_id is None:
        return []
    rows = Case.objects.filter(flow=BEDS.code, care_bed__person=death.person_id, stage__in=("BUILT", "REWORK"))
    return [
        Consequence(
            "家庭养老床位", f"{case.number}已安装待验收：请核实已安装的配置后验收、撤床，或终止安装。", reverse("home_care:bed", args=[case.pk])
        )
        for case in rows
    ]  # fmt: skip


FOLLOWER = Follower("home_care.beds", certified=certified, consequences=consequences)
