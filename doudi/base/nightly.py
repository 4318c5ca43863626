"""What happens by itself every night: declared where it belongs, run one after the other, and one that fails does not stop the others.

A job may be run any number of times a day; it is a thin call of services, which keep their own transactions: what one wraps for
minutes nobody else could write in. What it did not finish it takes up when it runs next.
"""

from __future__ import annotations

import datetime as dt
import logging
import traceback
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from doudi.base.models import NightlyRun
from doudi.base.records import record
from doudi.base.refused import Refused

_LOG = logging.getLogger(__name__)
_PACKAGE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Nightly:
    """A job that runs by itself. `run` takes the day and the moment and answers with one sentence: how many of what, nobody's name.

    `minutes`: not once a night but whenever so many have passed.
    """

    code: str
    name: str
    run: Callable[[dt.date, dt.datetime], str]
    minutes: int = 0


@dataclass(frozen=True)
class Done:
    """What came of a job."""

    job: Nightly
    told: str
    failed: bool


def run(jobs: Iterable[Nightly], *, on: dt.date, at: dt.datetime, way: str) -> list[Done]:
    """Run the jobs, each by itself; what came of each. Nothing that one of them raises gets out."""
    return [_run(job, on, at, way) for job in jobs]


def due(jobs: Sequence[Nightly], *, on: dt.date, now: dt.datetime, since: dt.time) -> list[Nightly]:
    """Those that have to run now: once a day after the time of day `since` (local), the others when their minutes have passed. After a
    night without power they run in the morning."""
    last = {row.code: row for row in NightlyRun.objects.all()}
    return [job for job in jobs if _is_due(job, last.get(job.code), on, now, since)]


def _is_due(job: Nightly, last: NightlyRun | None, on: dt.date, now: dt.datetime, since: dt.time) -> bool:
    if job.minutes:
        return last is None or now - last.at >= dt.timedelta(minutes=job.minutes)
    return now.time() >= since and (last is None or last.on < on)


def _run(job: Nightly, on: dt.date, at: dt.datetime, way: str) -> Done:
    try:
        done = Done(job, job.run(on, at), False)
    except Refused as refused:
        done = Done(job, refused.sentence, True)
    except Exception as error:  # whatever it is, the others have to run
        done = Done(job, f"程序出错（{type(error).__name__}，{_place(error)}），请联系维护人员。", True)
        _LOG.error("nightly job %s failed: %s at %s", job.code, type(error).__name__, _place(error))
    _keep(done, on, at, way)
    return done


def _place(error: Exception) -> str:
    """The last line of ours that it passed. Not its message, which may hold somebody's number."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [each for each in frames if _PACKAGE in Path(each.filename).parents] or frames
    return f"{Path(ours[-1].filename).name}:{ours[-1].lineno}"


def _keep(done: Done, on: dt.date, at: dt.datetime, way: str) -> None:
    """Where it stands now, and a record of the run; of what runs every few minutes only when it begins to fail or comes right again."""
    job, told = done.job, done.told[:400]
    with transaction.atomic():
        before = NightlyRun.objects.filter(pk=job.code).first()
        NightlyRun.objects.update_or_create(
            code=job.code, defaults={"on": on, "at": at, "way": way, "failed": done.failed, "told": told}
        )
        if not job.minutes or done.failed is not (before is not None and before.failed):
            data = {"on": on, "told": told, "failed": done.failed}
            record("nightly.run", f"nightly:{job.code}", by=None, at=at, because=way, data=data)
