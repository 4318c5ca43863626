"""Opening everything that was chosen at the door: each as its own case, all of them or none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from doudi.base.models import User
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.notices.progress import give_code
from doudi.mechanisms.entitlement.front_door.declare import Home, Opening
from doudi.mechanisms.entitlement.front_door.queries import Choice


def open_all(
    home: Home,
    chosen: Sequence[Choice],
    *,
    applicant: int,
    by: User,
    at: dt.datetime,
    phone: str = "",
    agent: str = "",
) -> list[tuple[Case, str]]:
    """A case for each, with the code of its slip. What one of them refuses is told with its name, and nothing is opened."""
    if not chosen:
        raise Refused("请至少选择一项申请。")
    opened = []
    with transaction.atomic():
        for each in chosen:
            assert each.door.opens is not None, "only what can be opened is offered"
            opening = Opening(home, each.someone, each.someone or home.someone(applicant), by, at, phone, agent)
            try:
                case = each.door.opens(opening)
            except Refused as refused:
                raise Refused(f"{each.door.name}：{refused.sentence}") from refused
            opened.append((case, give_code(case, by=by, at=at, phone=phone)))
        numbers = [case.number for case, _ in opened]
        subject = f"household:{home.household_id}" if home.household_id else f"person:{applicant}"
        record("front_door.open", subject, by=by, at=at, area_code=home.area_code, data={"cases": numbers})
    return opened
