"""What is read of the outbox."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import QuerySet

from doudi.base.access import scope
from doudi.mechanisms.casework.texts.models import TextMessage, TextState
from doudi.mechanisms.casework.texts.services import KEEPERS


def texts(user: Any) -> QuerySet[TextMessage]:
    """The texts that lie in the user's area."""
    return scope(user, KEEPERS).filter(TextMessage.objects.select_related("case"))


def failed(user: Any) -> QuerySet[TextMessage]:
    """Those that somebody has to look at."""
    return texts(user).filter(state=TextState.FAILED)


def late(user: Any, at: dt.datetime) -> int:
    """How many have waited for a day: then the job does not run."""
    return texts(user).filter(state=TextState.QUEUED, next_at__lt=at - dt.timedelta(days=1)).count()


def about(case_id: int) -> list[TextMessage]:
    """What was told by text about a case, oldest first: the proof that it was."""
    return list(TextMessage.objects.filter(case=case_id).order_by("pk"))
