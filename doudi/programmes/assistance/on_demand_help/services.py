"""What is done in order-style help beside orders: members are registered. The only function that writes here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from doudi.base.models import User
from doudi.mechanisms.orders import rosters
from doudi.mechanisms.orders.models import Worker
from doudi.mechanisms.registry.models import Person
from doudi.programmes.assistance.on_demand_help.orders import ROSTER


@dataclass(frozen=True)
class NewMember:
    """党员、志愿者: who takes orders, of which branch, with what he can do."""

    person: Person
    name: str
    village: str
    skills: tuple[str, ...]
    since: dt.date
    branch: str = ""
    user: User | None = None


def register_members(new: Iterable[NewMember], *, by: User, at: dt.datetime) -> list[Worker]:
    """Put members on the roster, in the order given; who is on it is handed back as he is."""
    rows = [
        rosters.NewWorker(
            each.person, each.name, each.village, each.since, organisation=each.branch, skills=each.skills, user=each.user
        )
        for each in new
    ]  # fmt: skip
    return rosters.enrol(ROSTER, rows, by=by, at=at, because="党员志愿者登记")
