"""The same county in the database: the run, the run after one changed list, the page of findings. `python -m bench.desk FOLDER`."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import statistics
import sys
import time
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "doudi.config.settings")
django.setup()

from django.conf import settings  # noqa: E402  the settings stand only after setup()
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.county import MONTH  # noqa: E402
from doudi.base import areas  # noqa: E402
from doudi.base.models import Grant, User  # noqa: E402
from doudi.base.months import first_day, last_day  # noqa: E402
from doudi.base.roles import Role  # noqa: E402
from doudi.demo.county import COUNTY, COUNTY_NAME, TOWNS, build  # noqa: E402
from doudi.mechanisms.exchange.services import deliver  # noqa: E402
from doudi.mechanisms.matching.models import Finding  # noqa: E402
from doudi.programmes.integrity.data_matching.services import run_month  # noqa: E402
from doudi.programmes.integrity.data_matching.sources import SOURCES  # noqa: E402


def main(folder: Path) -> dict[str, float]:
    Path(settings.VAR).mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0)
    _load_areas()
    at = timezone.now()
    took = {"deliver": _timed(lambda: _deliver_all(folder, at))}
    took["first_run"] = _timed(lambda: run_month(MONTH, by=None, at=at))
    changed = _shortened(folder)
    took["deliver_changed"] = _timed(lambda: _deliver(changed, at))
    took["second_run"] = _timed(lambda: run_month(MONTH, by=None, at=at))
    return {**took, **_page(), "findings": Finding.objects.count()}


def _load_areas() -> None:
    villages = build(1000, seed=1, on=last_day(MONTH)).villages
    rows = [areas.AreaRow(f"{COUNTY}000000", COUNTY_NAME, "县")]
    rows += [areas.AreaRow(f"{COUNTY}{100 + number:03d}000", name, "乡镇") for number, name in enumerate(TOWNS)]
    rows += [areas.AreaRow(each.code, each.name, "社区" if each.urban else "村") for each in villages]
    areas.load_areas(rows)


def _deliver_all(folder: Path, at: dt.datetime) -> None:
    for path in sorted(folder.iterdir()):
        _deliver(path, at)


def _deliver(path: Path, at: dt.datetime) -> None:
    with transaction.atomic():
        deliver(path, sources=SOURCES, by=None, at=at, month=MONTH)


def _shortened(folder: Path) -> Path:
    """A list again without its last fifty rows: that of vehicles, or the shortest that is sent as text."""
    texts = sorted(folder.glob("*.csv"), key=lambda path: (not path.name.startswith("车管所"), path.stat().st_size))
    target = Path(settings.VAR) / texts[0].name
    target.write_bytes(b"\n".join(texts[0].read_bytes().split(b"\n")[:-51]) + b"\n")
    return target


def _page() -> dict[str, float]:
    """The list of findings as the verification centre sees it: server time in milliseconds, and queries, for one row and for a page."""
    user = User.objects.create(username="bench", name="量度", password="!", is_active=True)
    Grant.objects.create(
        user=user, role=Role.VERIFICATION_CENTRE, area_id=f"{COUNTY}000000", since=first_day(MONTH - 1)
    )
    client = Client()
    client.force_login(user)
    address = "/data_matching/findings/"
    assert client.get(address).status_code == 200
    times = []
    for _ in range(40):
        began = time.perf_counter()
        client.get(address)
        times.append(1000 * (time.perf_counter() - began))
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(f"{address}?q=没有这个人")
    return {"page_ms": statistics.median(times), "page_queries": len(many), "page_queries_without_rows": len(few)}


def _timed(work: object) -> float:
    assert callable(work)
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))
    shutil.rmtree(settings.VAR, ignore_errors=True)
