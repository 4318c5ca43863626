"""How cases move from a stage to a stage: all of them or none, and of two who act at once the second is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.utils import timezone

from doudi.base.models import User
from doudi.base.notices import calendar
from doudi.base.refused import Refused
from doudi.mechanisms.casework.conditions import SOMEBODY_ELSE
from doudi.mechanisms.casework.deadlines import Deadline, deadline
from doudi.mechanisms.casework.declare import Action, Flow
from doudi.mechanisms.casework.models import ActionTaken, Case

_BATCH = 500


def move(flow: Flow, action: Action, rows: Sequence[Case], at: dt.datetime) -> None:
    """Bring cases to the action's target. A row that somebody moved since it was read is not found, and nothing happens."""
    new: dict[str, Any] = {}
    if any(case.stage != action.target for case in rows):
        new = deadline(flow, action.target, since=at, calendar=calendar()).columns()
    final = flow.stage(action.target).final
    for stage, version, part in _groups(rows):
        columns = {"stage": action.target, "version": version + 1, **(new if stage != action.target else {})}
        if final:
            columns |= {**Deadline(timezone.localdate(at)).columns(), "closed_at": at}
        moved = sum(
            Case.objects.filter(pk__in=[case.pk for case in chunk], stage=stage, version=version).update(**columns)
            for chunk in _chunks(part)
        )
        if moved < len(part):
            raise Refused(SOMEBODY_ELSE.format(part[0].number if len(part) == 1 else "选中的办件中有的"))
        for case in part:
            case.__dict__.update(columns)


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


def _groups(rows: Sequence[Case]) -> Iterable[tuple[str, int, list[Case]]]:
    found: dict[tuple[str, int], list[Case]] = {}
    for case in rows:
        found.setdefault((case.stage, case.version), []).append(case)
    return [(stage, version, part) for (stage, version), part in found.items()]


def _chunks(rows: Sequence[Case]) -> Iterable[Sequence[Case]]:
    return (rows[start : start + _BATCH] for start in range(0, len(rows), _BATCH))


def taken_of(
    action: Action, case: Case, by: User, at: dt.datetime, because: str, data: dict[str, Any], second: User | None
) -> ActionTaken:
    return ActionTaken(
        case=case,
        action=action.code,
        label=action.name,
        source=case.stage,
        target=action.target,
        at=at,
        by=by,
        together_with=second,
        because=because,
        data=data,
    )
