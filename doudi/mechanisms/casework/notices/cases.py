"""Where a notice meets the cases on it: hanging it posts them, an objection holds them, and which of them wait to be told of.

A flow says by `NoticeSteps` which of its actions these are. They are taken by whoever hung the notice or wrote the objection down, so the
flow's own roles and limits hold; if they do not allow it, nothing is hung.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q

from doudi.base.access import may
from doudi.base.models import User
from doudi.mechanisms.casework import services
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.notices.declare import NewLine
from doudi.mechanisms.casework.notices.models import NoticeKind, NoticeLine, NoticeState, Objection, PublicNotice
from doudi.mechanisms.casework.queries import flow_of

_LIVE = (NoticeState.DRAFT, NoticeState.REVIEWING, NoticeState.APPROVED, NoticeState.POSTED)


def not_told_of(lines: Iterable[NewLine]) -> list[NewLine]:
    """Those whose case is on no notice yet that is drafted or hangs: nobody is told of twice at once."""
    wanted = list(lines)
    cases = [line.case.pk for line in wanted if line.case is not None]
    told = set(NoticeLine.objects.filter(case__in=cases, notice__state__in=_LIVE).values_list("case", flat=True))
    return [line for line in wanted if line.case is None or line.case.pk not in told]


def post_cases(notice: PublicNotice, *, by: User, at: dt.datetime) -> None:
    """The cases of a notice that has just been hung go on to being posted; Refused if one of them does not wait for it."""
    if notice.kind != NoticeKind.PRELIMINARY:
        return
    for line in notice.lines.filter(case__isnull=False).select_related("case"):
        assert line.case is not None
        steps = flow_of(line.case).notice
        if steps is not None:
            said = {"posted_on": notice.posted_on, "photo": notice.number}  # the photos stand with the notice
            services.take(line.case, flow_of(line.case).action(steps.post), by=by, at=at, data=said)


def object_case(objection: Objection, *, by: User, at: dt.datetime) -> bool:
    """Hold the case that an objection is about; whether it was held now. What was said stays in the register of objections alone."""
    case = objection.case
    steps = flow_of(case).notice if case is not None else None
    if case is None or steps is None:
        return False
    case.refresh_from_db()
    action = flow_of(case).action(steps.object)
    if case.stage not in action.sources or not may(
        by, action.roles, area_code=case.area_code, on=at.astimezone().date()
    ):
        return False
    said = {"words": f"公示异议{objection.number}，内容见异议登记。", "real_name": bool(objection.name)}
    services.take(case, action, by=by, at=at, data=said)
    return True


def may_be_held(objection: Objection) -> bool:
    """Whether the case of an objection still goes on as if nobody had said anything."""
    case: Case | None = objection.case
    steps = flow_of(case).notice if case is not None else None
    return case is not None and steps is not None and case.stage in flow_of(case).action(steps.object).sources


def open_objection(case: Case) -> str | None:
    """The reason why a case may not be decided yet: somebody has objected and nobody has answered (R-PRC-08); for `unless` of a flow."""
    own = Q(case=case) | Q(case=None, notice__lines__case=case)
    first = Objection.objects.filter(own, answer=None).order_by("pk").first()
    return f"公示异议{first.number}尚未答复，请先核实答复。" if first is not None else None
