"""A worklist of 500 waiting steps, as a clerk opens it: server time in milliseconds and queries. `python -m bench.worklist`."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import statistics
import tempfile
import time

_VAR = tempfile.mkdtemp(prefix="doudi-bench-")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "doudi.config.settings")
os.environ["DOUDI_VAR"] = _VAR

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402  the settings stand only after setup()
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from doudi.base.models import Grant, User  # noqa: E402
from doudi.base.roles import Role  # noqa: E402
from doudi.base.stories import TOWN, VILLAGE, build_county  # noqa: E402
from doudi.mechanisms.casework.models import Case, RunningClock  # noqa: E402
from doudi.mechanisms.casework.pages import listing  # noqa: E402
from doudi.mechanisms.casework.services import NewCase, open_cases  # noqa: E402
from doudi.programmes.assistance.dibao.flow import APPLICATIONS  # noqa: E402
from doudi.programmes.assistance.dibao.pages import APPLICATION_PAGES  # noqa: E402

WAITING = 500
_TIMES = 40


def main() -> dict[str, float]:
    call_command("migrate", verbosity=0)
    build_county()
    now, today = timezone.now(), timezone.localdate()
    user = User.objects.create(username="bench", name="量度", password="!", is_active=True)
    Grant.objects.create(user=user, role=Role.TOWNSHIP_CLERK, area_id=TOWN, since=today - dt.timedelta(days=400))
    _waiting(now, today)
    lines = listing.worklist_of(APPLICATION_PAGES)
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/worklist/").status_code == 200
    found = lines(User.objects.get(pk=user.pk), today)
    assert sum(item.number for item in found) == WAITING
    fresh = User.objects.get(pk=user.pk)
    with CaptureQueriesContext(connection) as made:
        lines(fresh, today)
    asked = len(made.captured_queries)
    return {
        "lines_ms": _median(lambda: lines(User.objects.get(pk=user.pk), today)),
        "page_ms": _median(lambda: client.get("/worklist/")),
        "queries": asked,
        "waiting": WAITING,
    }


def _waiting(now: dt.datetime, today: dt.date) -> None:
    """Applications under investigation, each with a survey and a request awaited by the clerk."""
    cases = open_cases(APPLICATIONS, [NewCase(f"第{n}户", VILLAGE) for n in range(WAITING)], by=None, at=now)
    due = today + dt.timedelta(days=5)
    Case.objects.update(stage="INVESTIGATING", due_on=due, clock_due_on=due + dt.timedelta(days=30), waits_since=today)
    RunningClock.objects.bulk_create(
        RunningClock(case=case, code=code, step=True, waits_since=today, due_on=due)
        for case in cases
        for code in ("survey", "request_check")
    )


def _median(work: object) -> float:
    assert callable(work)
    times = []
    for _ in range(_TIMES):
        began = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - began))
    return statistics.median(times)


if __name__ == "__main__":
    print(json.dumps(main()))
    shutil.rmtree(_VAR, ignore_errors=True)
