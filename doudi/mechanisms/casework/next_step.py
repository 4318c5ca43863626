"""Which of some steps of a flow a user would take of a case now: what is carried on a phone is one of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from doudi.base.refused import Refused
from doudi.mechanisms.casework import queries
from doudi.mechanisms.casework.conditions import check_possible
from doudi.mechanisms.casework.declare import Action, Flow
from doudi.mechanisms.casework.models import Case


def next_step(flow: Flow, case: Case, user: Any, codes: Collection[str], *, on: dt.date, sentence: str) -> Action:
    """The first of these actions (their codes) that the user may take now; Refused with the reason that keeps him from one of them, or
    with the sentence if none is due or none is his."""
    refusal = ""
    for offer in queries.offers(case, user, on):
        if offer.action.code not in codes:
            continue
        if offer.refusal is None:
            try:
                check_possible(flow, offer.action, case)
            except Refused as refused:
                refusal = refusal or refused.sentence
            else:
                return offer.action
        refusal = refusal or offer.refusal or ""
    raise Refused(refusal or sentence)


def may_take(flow: Flow, case: Case, user: Any, codes: Collection[str], *, on: dt.date) -> bool:
    """Whether one of these actions waits for the user."""
    try:
        next_step(flow, case, user, codes, on=on, sentence="没有")
    except Refused:
        return False
    return True
