"""交接不用网络 (R-ASHES-10, R-ASHES-12): handovers that are taken on a phone where remains and ashes pass from hand to hand, each signed by its
parties on the glass; and the verification at the grave (R-ASHES-15), for which nobody finds a signal either. What does not agree is entered as
核查不符 on the page of the case."""

from __future__ import annotations

import datetime as dt
from typing import Any

from doudi.mechanisms.casework.afield.declare import Afield, Known
from doudi.mechanisms.casework.afield.form import COMPANION
from doudi.mechanisms.casework.declare import Action
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.phone.declare import Signature
from doudi.programmes.funeral.ashes import chain, queries
from doudi.programmes.funeral.ashes.flow import (
    COLLECT_AWAY,
    MOVE,
    PLACE,
    PUT_RIGHT,
    RECEIVE,
    RECHECK,
    RELEASE,
    TRACKING,
    VERIFY,
)
from doudi.programmes.funeral.ashes.models import AshesCase
from doudi.programmes.funeral.ashes.policy import limit

FAMILY, TRACKER = Signature("FAMILY", "丧属"), Signature("TRACKER", "跟踪员")
VERIFIER = (Signature("VERIFIER", "核查人"),)  # nothing passes from hand to hand: he answers for what he saw
LAID = (FAMILY, Signature("KEEPER", "管理员"), TRACKER)


def known(case: Case, action: Action, on: dt.date) -> Known:
    """Where ashes may be laid on the day, who collected them and who tracks them; the seal is read off the urn, and so not told. Who
    verifies is told where they should be under which seal, because he has to compare."""
    row = AshesCase.objects.select_related("death", "item__custodian").get(pk=case.pk)
    asked = {each.code for each in action.fields}
    choices, initial, about = {}, dict[str, Any](), []
    if "facility" in asked:
        rooms = queries.facilities(on, chain.AT_REST)
        choices["facility"] = tuple((each.custodian.code, each.custodian.name) for each in rooms)
    if row.collector and "family" in asked:
        initial["family"] = row.collector
    if action.companion == "跟踪员" and row.tracker_id is not None:
        initial[COMPANION] = str(row.tracker_id)
    if "seal_matches" in asked and row.item is not None:
        about.append(f"登记的位置：{row.item.custodian or '未登记'}{row.item.place}；封签号：{row.item.seal or '没有'}")
    elif row.get_destination_display():
        about.append(f"去向：{row.get_destination_display()}")
    if row.item is not None and row.item.due_on is not None:
        about.append(f"移交期限：{row.item.due_on:%Y-%m-%d}")
    return Known(tuple(about), initial, choices)


AFIELD = Afield(
    TRACKING,
    {
        RECEIVE.code: (FAMILY, Signature("DRIVER", "接运人")),
        RELEASE.code: (Signature("FAMILY", "领取人"), Signature("HOME", "殡仪馆经办人"), TRACKER),
        COLLECT_AWAY.code: (Signature("FAMILY", "领取人"), TRACKER),
        PLACE.code: LAID,
        PUT_RIGHT.code: LAID,
        MOVE.code: LAID,
        VERIFY.code: VERIFIER,
        RECHECK.code: VERIFIER,
    },
    "交接",
    limit("afield_hours"),
    codes=frozenset({"seal", "certificate"}),
    place=("latitude", "longitude"),
    known=known,
)
