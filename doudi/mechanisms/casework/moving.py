"""How cases move from a stage to a stage: all of them or none, and of two who act at once the second is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.utils import timezone

from doudi.base.areas import township_of
from doudi.base.models import User
from doudi.base.notices import calendar
from doudi.base.refused import Refused
from doudi.mechanisms.casework import clocks, queries
from doudi.mechanisms.casework.conditions import SOMEBODY_ELSE
from doudi.mechanisms.casework.deadlines import Deadline, deadline, noon
from doudi.mechanisms.casework.declare import Action, Flow
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.casework.spot_checks import mark_drawn

_BATCH = 500


def move(flow: Flow, action: Action, rows: Sequence[Case], at: dt.datetime, data: Mapping[str, Any]) -> None:
    """Bring cases to the action's target. A row that somebody moved since it was read is not found, and nothing happens."""
    day = counted_from(action, at, data)
    left = {case.pk: case.stage for case in rows}
    new: dict[str, Any] = {}
    if any(case.stage != action.target for case in rows):
        since = noon(day) if action.counts_from else at
        new = deadline(flow, action.target, since=since, calendar=calendar()).columns()
        new |= {"stage_since": day, "entered_at": at}
    final = flow.stage(action.target).final
    for stage, version, part in _groups(rows):
        columns = {"stage": action.target, "version": version + 1, **(new if stage != action.target else {})}
        if final:
            columns |= {**Deadline(timezone.localdate(at)).columns(), "closed_at": at}
        elif any(case.closed_at for case in part):
            columns["closed_at"] = None
        moved = sum(
            Case.objects.filter(pk__in=[case.pk for case in chunk], stage=stage, version=version).update(**columns)
            for chunk in _chunks(part)
        )
        if moved < len(part):
            raise Refused(SOMEBODY_ELSE.format(part[0].number if len(part) == 1 else "选中的办件中有的"))
        for case in part:
            case.__dict__.update(columns)
    _settle_who_confirms(flow, action, rows, day)
    mark_drawn(flow, action, rows, timezone.localdate(at))
    clocks.keep(flow, action, rows, left, at, day)


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
def unchanged_on_failure(rows: Sequence[Case]) -> Iterator[None]:
    """What is rolled back in the database is rolled back in the objects at hand, too: the page goes on showing the truth."""
    before = [dict(case.__dict__) for case in rows]
    try:
        yield
    except BaseException:
        for case, attributes in zip(rows, before, strict=True):
            case.__dict__.update(attributes)
        raise


def _settle_who_confirms(flow: Flow, action: Action, rows: Sequence[Case], day: dt.date) -> None:
    """With the action that starts the clocks it is settled whether township or county confirms; a later document changes new cases only."""
    if not flow.delegable or not any(action.code in clock.starts for clock in flow.clocks):
        return
    townships = queries.delegated_townships(flow, day)
    for case in rows:
        case.delegated = township_of(case.area_code) in townships
    Case.objects.bulk_update(rows, ["delegated"], batch_size=_BATCH)


def _groups(rows: Sequence[Case]) -> Iterable[tuple[str, int, list[Case]]]:
    found: dict[tuple[str, int], list[Case]] = {}
    for case in rows:
        found.setdefault((case.stage, case.version), []).append(case)
    return [(stage, version, part) for (stage, version), part in found.items()]


def _chunks(rows: Sequence[Case]) -> Iterable[Sequence[Case]]:
    return (rows[start : start + _BATCH] for start in range(0, len(rows), _BATCH))
