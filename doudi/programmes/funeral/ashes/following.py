"""A death opens its case at once, its certificate moves it on, a false report voids it: the chain begins with the first report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from doudi.base import bulk
from doudi.base.models import User
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.services import NewCase, open_cases, take_by_system, take_each_by_system
from doudi.mechanisms.registry.death_records.declare import Consequence, Follower
from doudi.mechanisms.registry.death_records.models import Death
from doudi.programmes.funeral.ashes.flow import CERTIFY, TRACKING, VOID
from doudi.programmes.funeral.ashes.models import AshesCase


def open_chains(deaths: Sequence[Death], by: User | None, at: dt.datetime) -> None:
    """S0, one case a death (R-ASHES-01)."""
    new = [NewCase(death.name, death.area_code, by=by, at=death.reported_at) for death in deaths]
    cases = open_cases(TRACKING, new, by=by, at=at, because="死亡报告")
    bulk.insert(
        [AshesCase(case=case, death=death, tracker=death.tracker) for case, death in zip(cases, deaths, strict=True)]
    )


def go_on(deaths: Sequence[Death], by: User | None, at: dt.datetime) -> None:
    """S0 → S1; who is with the police or away already stays there."""
    when = {death.pk: death.certified_at or at for death in deaths}
    rows = Case.objects.filter(ashes__death__in=list(when), stage="S0").select_related("ashes").order_by("pk")
    take_each_by_system(CERTIFY, [(case, when[case.ashes.death_id]) for case in rows], because="登记死亡证明")


def close_void(deaths: Sequence[Death], by: User | None, at: dt.datetime) -> None:
    """X9. Whoever has been received, cremated or donated was dead: then nothing is voided, and the sentence says what to look into."""
    for case in Case.objects.filter(ashes__death__in=[death.pk for death in deaths]).order_by("pk"):
        take_by_system(case, VOID, at=at, because="死亡误报")


def consequences(death: Death, on: dt.date) -> list[Consequence]:
    row = AshesCase.objects.select_related("case").filter(death=death).first()
    if row is None:
        return []
    stage = TRACKING.stage(row.case.stage)
    return [Consequence("骨灰跟踪", f"{row.case.number}，{stage.name}", f"/ashes/tracking/{row.pk}/", done=stage.final)]


CHAINS = Follower("ashes.tracking", reported=open_chains, certified=go_on, voided=close_void, consequences=consequences)
