"""What every application tells the applicant by text on its way, and the number that was left for it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from doudi.mechanisms.casework.declare import Action
from doudi.mechanisms.casework.texts import declare as texts
from doudi.mechanisms.casework.texts.declare import Template
from doudi.mechanisms.entitlement.applications.models import Applied

# By the codes that these actions have wherever they occur (`steps`).
_TELLS: dict[str, Template] = {
    "submit": texts.RECEIVED,
    "accept": texts.ACCEPTED,
    "deem": texts.ACCEPTED,
    "supplement": texts.TO_SUPPLY,
    "refuse_accept": texts.NOT_ACCEPTED,
    "post": texts.POSTED,
    "confirm": texts.CONFIRMED,
    "confirm_here": texts.CONFIRMED,
    "sign_here": texts.GRANTED,  # what is given once
    "approve": texts.GRANTED,
    "approve_reserve": texts.GRANTED,
    "refuse": texts.REFUSED,
    "refuse_here": texts.REFUSED,
}


def tells(actions: Iterable[Action]) -> dict[str, Template]:
    """For `Flow.tells`: those of the flow's actions that an applicant is told of."""
    return {action.code: _TELLS[action.code] for action in actions if action.code in _TELLS}


def phones(model: type[Applied], cases: Iterable[int]) -> dict[int, str]:
    """Case → number: the one left with the application, else the register's of whoever applies. One query."""
    subject = "applicant" if hasattr(model, "applicant") else "person"
    rows: Any = model._default_manager.filter(pk__in=list(cases)).select_related(subject)
    return {row.pk: getattr(row, "phone", "") or getattr(row, subject).phone for row in rows}
