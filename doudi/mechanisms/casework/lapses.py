"""What happens by itself when its time has come: a public notice that nobody objected to is over. Run daily; running it again does
nothing."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable

from django.db.models import Q

from doudi.base.refused import Refused
from doudi.mechanisms.casework.declare import Action, Flow
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.services import take_by_system

_LOG = logging.getLogger(__name__)


def lapse(flows: Iterable[Flow], *, today: dt.date, at: dt.datetime) -> int:
    """Take every action that lapses on the cases whose limit ended before today; how many. What `unless` refuses waits for tomorrow."""
    number = 0
    for flow in flows:
        for action in flow.actions:
            if action.lapses:
                for case in list(ready(flow, action, today)):
                    number += _taken(case, action, at)
    return number


def ready(flow: Flow, action: Action, today: dt.date) -> Iterable[Case]:
    """The cases on which an action falls due by itself; a day that is only provisional is waited for until it is certain."""
    over = Q(due_on__lt=today, due_provisional=False)
    return Case.objects.filter(over, flow=flow.code, stage__in=action.sources).order_by("pk")


def _taken(case: Case, action: Action, at: dt.datetime) -> bool:
    try:
        take_by_system(case, action, at=at, because="期限届满")
    except Refused as refused:
        _LOG.info("%s waits: %s", case.number, refused.sentence)
        return False
    return True
