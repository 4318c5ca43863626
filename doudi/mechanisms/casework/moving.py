"""How cases move from a stage to a stage: all of them or none, and of two who act at once the second is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.utils import timezone

from doudi.base import bulk
from doudi.base.areas import township_of
from doudi.base.models import User
from doudi.base.notices import calendar
from doudi.base.refused import Refused
from doudi.mechanisms.casework import clocks, queries
from doudi.mechanisms.casework.about import forget
from doudi.mechanisms.casework.conditions import SOMEBODY_ELSE
from doudi.mechanisms.casework.deadlines import COLUMNS, Deadline, Moved, deadline, noon
from doudi.mechanisms.casework.declare import Action, Flow
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.casework.spot_checks import mark_drawn

_OF_ALL = ("stage", "version")
_OF_CLOSED = (*_OF_ALL, *COLUMNS, "closed_at")
_OF_MOVED = (*_OF_CLOSED, "stage_since", "entered_at")


def move(flow: Flow, action: Action, taken: Sequence[ActionTaken]) -> None:
    """Bring the cases of these actions to the action's target, each as of its own moment. A row that somebody moved since it was read is
    not found, and nothing happens."""
    moved = [Moved(each.case, each.case.stage, each.at, counted_from(action, each.at, each.data)) for each in taken]
    versions = {each.case.pk: each.case.version for each in moved}
    final = flow.stage(action.target).final
    limits: dict[dt.datetime, dict[str, Any]] = {}
    known = calendar()
    for each in moved:
        columns: dict[str, Any] = {"stage": action.target, "version": each.case.version + 1}
        if final:
            columns |= {**Deadline(timezone.localdate(each.at)).columns(), "closed_at": each.at}
        elif each.left != action.target:
            since = noon(each.day) if action.counts_from else each.at
            if since not in limits:
                limits[since] = deadline(flow, action.target, since=since, calendar=known).columns()
            columns |= {**limits[since], "closed_at": None}
        if each.left != action.target:
            columns |= {"stage_since": each.day, "entered_at": each.at}
        each.case.__dict__.update(columns)
    _write(moved, versions, final=final)
    _settle_who_confirms(flow, action, moved)
    mark_drawn(flow, action, moved)
    clocks.keep(flow, action, moved)


def _write(moved: Sequence[Moved], versions: Mapping[int, int], *, final: bool) -> None:
    """What has stayed in its stage keeps its limits: they are not written, as they may have been computed again meanwhile."""
    stayed = [each for each in moved if each.left == each.case.stage]
    went = [each for each in moved if each.left != each.case.stage]
    found = 0
    for part, names in ((stayed, _OF_ALL if not final else _OF_CLOSED), (went, _OF_MOVED)):
        was: dict[str, list[Any]] = {
            "stage": [each.left for each in part],
            "version": [versions[each.case.pk] for each in part],
        }
        found += bulk.update([each.case for each in part], names, was=was)
    if found < len(moved):
        raise Refused(SOMEBODY_ELSE.format(moved[0].case.number if len(moved) == 1 else "选中的办件中有的"))


def counted_from(action: Action, at: dt.datetime, data: Mapping[str, Any]) -> dt.date:
    """The day that the limits of the target count from: the one entered with the action, else that of the action itself."""
    today = timezone.localdate(at)
    given = data.get(action.counts_from) if action.counts_from else None
    if not given:
        return today
    day = given if isinstance(given, dt.date) else dt.date.fromisoformat(str(given))
    if day > today:
        raise Refused("日期不能晚于今天，请核对。")
    return day


def taken_of(
    action: Action,
    case: Case,
    by: User | None,
    at: dt.datetime,
    because: str,
    data: dict[str, Any],
    second: User | None,
    absent: User | None = None,
) -> ActionTaken:
    """The record of an action on a case as it still stands."""
    return ActionTaken(
        case=case,
        action=action.code,
        label=action.name,
        source=case.stage,
        target=action.target,
        at=at,
        by=by,
        together_with=second,
        in_the_name_of=absent,
        since=case.entered_at,
        because=because,
        data=data,
    )


@contextmanager
def unchanged_on_failure(flow: Flow, rows: Sequence[Case]) -> Iterator[None]:
    """What is rolled back in the database is rolled back in the objects at hand, too: the page goes on showing the truth."""
    before = [dict(case.__dict__) for case in rows]
    try:
        yield
    except BaseException:
        for case, attributes in zip(rows, before, strict=True):
            case.__dict__.update(attributes)
        forget(flow, rows)
        raise


def _settle_who_confirms(flow: Flow, action: Action, moved: Sequence[Moved]) -> None:
    """With the action that starts the clocks it is settled whether township or county confirms; a later document changes new cases only."""
    if not flow.delegable or not any(action.code in clock.starts for clock in flow.clocks):
        return
    townships = {day: queries.delegated_townships(flow, day) for day in {each.day for each in moved}}
    for each in moved:
        each.case.delegated = township_of(each.case.area_code) in townships[each.day]
    bulk.update([each.case for each in moved], ["delegated"])
