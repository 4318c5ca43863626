"""What the page of a case shows of steps away from the desk: the button to take one along, and what was sent."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone

from doudi.base.access import may
from doudi.base.roles import STAFF_ROLES
from doudi.mechanisms.casework import queries
from doudi.mechanisms.casework.afield import services
from doudi.mechanisms.casework.afield.declare import AFIELD
from doudi.mechanisms.casework.afield.models import SentStep
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.next_step import may_take
from doudi.mechanisms.phone.sent import PHOTO
from doudi.pages.cells import Tag
from doudi.pages.declare import Panel


def links_of(user: Any, case: Case) -> list[tuple[str, str]]:
    """带上手机: while such a step waits for the user. The case stands behind the # and so in no log."""
    afield = AFIELD.get(case.flow)
    if afield is None or not may_take(afield.flow, case, user, afield.signed, on=timezone.localdate()):
        return []
    return [("带上手机", f"{reverse('phone:page')}#{services.BOX}:{case.pk}")]


def panels_of(user: Any, case: Case) -> list[Panel]:
    """现场办理: what was sent from phones, counted or kept as evidence; photos and signatures for those who may open them."""
    found = SentStep.objects.filter(case=case).select_related("by", "together_with").prefetch_related("pictures__file")
    staff = may(user, STAFF_ROLES, area_code=case.area_code)
    flow = queries.flow_of(case)
    rows = [
        {
            "name": flow.action(each.action).name,
            "by": "、".join(one.name for one in (each.by, each.together_with) if one is not None),
            "filled_at": each.filled_at,
            "received_at": each.received_at,
            "place": f"{each.latitude}，{each.longitude}" if each.latitude is not None else each.no_place,
            "tag": Tag("已计入办理", "ok") if each.taken_id is not None else Tag("仅作证据", "warn"),
            "why": each.kept_because,
            "signatures": [one for one in opened if one.kind != PHOTO],
            "photos": [one for one in opened if one.kind == PHOTO],
        }
        for each in found
        for opened in [[one for one in each.pictures.all() if staff or one.file.uploaded_by_id == user.pk]]
    ]
    return [Panel("afield", "现场办理", "afield/panel.html", {"rows": rows}, len(rows))] if rows else []
