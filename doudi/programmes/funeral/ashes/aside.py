"""What follows where the road leaves the county's home: cremated or laid to rest elsewhere, buried lawfully, donated."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils import timezone

from doudi.base import bulk
from doudi.base.refused import Refused
from doudi.mechanisms.casework.models import ActionTaken
from doudi.mechanisms.custody.declare import Handover
from doudi.mechanisms.custody.services import Whereabouts
from doudi.programmes.funeral.ashes import chain
from doudi.programmes.funeral.ashes.handing import day_of, hand, handed, of, signer, track


def come_from_away(taken: Sequence[ActionTaken]) -> None:
    """X1: cremated in another county; tracked from the funeral home there."""
    track(taken, "OTHER_HOME", lambda row: "异地殡仪馆")
    rows = [of(each.case) for each in taken]
    for each, row in zip(taken, rows, strict=True):
        row.cremated_on, row.cremated_away = dt.date.fromisoformat(str(each.data["cremated_on"])), True
        if row.cremated_on < timezone.localdate(row.death.died_at):
            raise Refused("火化日期早于死亡日期，请核对。")
    bulk.update(rows, ("item", "cremated_on", "cremated_away"))


def collect_away(taken: Sequence[ActionTaken]) -> None:
    """X1 → S5."""
    rows = [of(each.case) for each in taken]
    hand(
        taken,
        lambda each: (
            chain.COLLECT_AWAY,
            handed(
                each,
                Whereabouts(holder=f"{each.data['collector']}（跟踪员{signer(each.together_with)}）"),
                {"丧属": str(each.data["collector"])},
                {"异地火化证明": str(each.data["away_certificate"])},
            ),
        ),
    )
    for each, row in zip(taken, rows, strict=True):
        row.collector, row.released_on, row.tracker = str(each.data["collector"])[:40], day_of(each), each.together_with
    bulk.update(rows, ("collector", "released_on", "tracker"))


def lay_away(taken: Sequence[ActionTaken]) -> None:
    """Laid to rest in another county, by its certificate; verified from afar."""
    rows = [of(each.case) for each in taken]
    hand(
        taken,
        lambda each: (
            chain.AWAY,
            handed(
                each,
                Whereabouts(holder=str(each.data["where"])),
                {},
                {"外县安放证明": str(each.data["certificate"])},
            ),
        ),
    )
    for each, row in zip(taken, rows, strict=True):
        row.placed_on = day_of(each)
    bulk.update(rows, ("placed_on",))


def _without_cremation(taken: Sequence[ActionTaken], handover: Handover, label: str) -> None:
    track(taken, "DEATH_PLACE", lambda row: row.death.get_place_display())
    rows = [of(each.case) for each in taken]
    hand(
        taken,
        lambda each: (
            handover,
            handed(
                each,
                Whereabouts(holder=str(each.data["where"])),
                {},
                {label: str(each.data["document"])},
            ),
        ),
    )
    bulk.update(rows, ("item",))


def bury_lawfully(taken: Sequence[ActionTaken]) -> None:
    """X2."""
    for each in taken:
        if not of(each.case).death.burial_custom and not each.data.get("reform_area"):
            raise Refused("只有有土葬习俗的少数民族或者土葬改革区的，才能依法土葬。")
    _without_cremation(taken, chain.BURY, "批准文件")


def donate(taken: Sequence[ActionTaken]) -> None:
    """X3."""
    _without_cremation(taken, chain.DONATE, "捐献证明")
