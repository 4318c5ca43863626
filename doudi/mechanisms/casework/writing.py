"""An action that nothing stands against, written: cases moved, what was said and what it changed kept, what follows done, all recorded.

One action or thousands of the same kind: all or nothing, in a few statements.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from doudi.base import bulk
from doudi.base.models import StoredFile
from doudi.base.records import Happening, record_many
from doudi.mechanisms.casework.about import forget, read_anew
from doudi.mechanisms.casework.declare import Action, Flow
from doudi.mechanisms.casework.models import ActionTaken, CaseChange
from doudi.mechanisms.casework.moving import move, unchanged_on_failure
from doudi.mechanisms.casework.texts.services import tell


def write(flow: Flow, action: Action, taken: Sequence[ActionTaken], files: Sequence[Sequence[StoredFile]]) -> None:
    """`files`: those of each action, in the same order."""
    rows = [each.case for each in taken]
    keeps = flow.facts is not None and (action.then is not None or action.then_many is not None)  # else nothing changes
    with unchanged_on_failure(flow, rows), transaction.atomic():
        move(flow, action, taken)
        _keep(taken, files)
        read_anew(flow, rows)  # within the transaction: nobody else writes it any more
        before = [_facts(flow, each) for each in taken] if keeps else []
        _follow(action, taken)
        if keeps:
            read_anew(flow, rows)  # what followed may have written by itself
            _keep_changes(flow, taken, before)
        if action.code in flow.tells and flow.phones is not None:
            tell(flow.tells, flow.phones(rows), taken)  # queued with the action, or not at all
        record_many([_happening(flow, action, each) for each in taken], by=None, at=taken[0].at)
    forget(flow, rows)


def _keep(taken: Sequence[ActionTaken], files: Sequence[Sequence[StoredFile]]) -> None:
    for each, key in zip(taken, bulk.reserve_keys(ActionTaken, len(taken)), strict=True):
        each.pk = key
    bulk.insert(taken)
    through = ActionTaken.files.through
    kept = [
        through(actiontaken_id=each.pk, storedfile_id=file.pk)
        for each, those in zip(taken, files, strict=True)
        for file in those
    ]
    bulk.insert(kept)


def _follow(action: Action, taken: Sequence[ActionTaken]) -> None:
    if action.then_many is not None:
        action.then_many(taken)
    elif action.then is not None:
        for each in taken:
            action.then(each.case, each)


def _facts(flow: Flow, taken: ActionTaken) -> dict[str, Any]:
    return dict(flow.facts(taken.case)) if flow.facts is not None else {}


def _keep_changes(flow: Flow, taken: Sequence[ActionTaken], before: Sequence[dict[str, Any]]) -> None:
    """What each action has changed of what its case says, before and after."""
    changes = []
    for each, old in zip(taken, before, strict=True):
        new = _facts(flow, each)
        changed = [label for label in {**old, **new} if old.get(label) != new.get(label)]
        if changed:
            was, is_now = ({label: facts.get(label) for label in changed} for facts in (old, new))
            changes.append(CaseChange(taken=each, before=was, after=is_now))
    bulk.insert(changes)


def _happening(flow: Flow, action: Action, taken: ActionTaken) -> Happening:
    case = taken.case
    others = {"together_with": taken.together_with_id, "in_the_name_of": taken.in_the_name_of_id}
    data: dict[str, Any] = {"number": case.number, "from": taken.source, "to": taken.target}
    data |= {name: user for name, user in others.items() if user is not None}
    return Happening(
        f"{flow.code}.{action.code}",
        f"case:{case.pk}",
        taken.because,
        case.area_code,
        data,
        taken.by,
        taken.at,
    )
