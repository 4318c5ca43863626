"""A counter in a lunch hour: sixty old people served one after the other over HTTP, in a county that has eaten for months.
`python -m bench.counter` prints milliseconds as JSON: of the wall and of the processor, for an answer and for the page."""

from __future__ import annotations

import datetime as dt
import json
import os
import statistics
import tempfile
import time
from pathlib import Path

PEOPLE, DAYS, QUEUE = 1_000, 20, 60


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="doudi-bench-") as name:
        os.environ["DOUDI_VAR"] = name
        os.environ["DATABASE_URL"] = f"sqlite:///{Path(name) / 'doudi.sqlite3'}"
        os.environ["DJANGO_SETTINGS_MODULE"] = "doudi.config.settings"
        import django  # reads the settings from the environment just made

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        print(json.dumps(measure()))


def measure() -> dict[str, float]:
    """Medians and the slowest, in milliseconds."""
    from django.test import Client
    from django.utils import timezone

    from doudi.base.stories import VILLAGE, number_of
    from doudi.mechanisms.registry.services import NewPerson, register_people
    from doudi.programmes.elderly.meals import diners
    from doudi.programmes.elderly.meals.models import Meal
    from doudi.programmes.elderly.meals.serving import serve_each
    from doudi.programmes.elderly.meals.testing import Canteen, clock

    town = Canteen()
    new = [
        NewPerson(number_of(dt.date(1930 + n // 50, 1 + n % 12, 1 + n % 28), n % 1000), f"老人{n}", VILLAGE) for n in range(PEOPLE)
    ]  # fmt: skip
    people = register_people(new, by=None, at=clock(1, month=1), because="户籍底册")
    cards = diners.issue_cards(people, by=town.officer, at=clock(1, month=1))
    for day in range(1, DAYS + 1):
        at = [clock(day, 11, 0) + dt.timedelta(seconds=5 * n) for n in range(PEOPLE)]
        serve_each([town.serving(each, at[n]) for n, each in enumerate(people)], received=at[-1])
    timezone.now = lambda: clock(DAYS + 1)  # lunch of the day after
    browser = Client()
    browser.force_login(town.office, backend="django.contrib.auth.backends.ModelBackend")
    address = f"/meals/counter/{town.point.pk}/"
    browser.get(address)
    wall: list[float] = []
    processor: list[float] = []
    for n, card in enumerate(cards[:QUEUE]):
        begun, used = time.perf_counter(), time.process_time()
        answer = browser.post(f"{address}serve/", {"key": f"bench{n}", "text": card.number})
        wall.append(1e3 * (time.perf_counter() - begun))
        processor.append(1e3 * (time.process_time() - used))
        assert answer.json()["state"] == "served", answer.content
    pages = []
    for _ in range(20):
        used = time.process_time()
        assert browser.get(address).status_code == 200
        pages.append(1e3 * (time.process_time() - used))
    return {
        "meals": Meal.objects.count(), "answer": statistics.median(wall), "answer_slowest": max(wall),
        "answer_processor": statistics.median(processor), "page_processor": statistics.median(pages),
    }  # fmt: skip


if __name__ == "__main__":
    main()
