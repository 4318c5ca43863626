"""What tests need of the database: files instead of memory where processes meet.

Nothing here is used by the running system.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, TypeVar

from django.db import connection, connections
from django.test import TransactionTestCase

from doudi.base import areas, guards

Result = TypeVar("Result")


def let_tests_empty_the_chain() -> None:
    """Tests with real transactions empty all tables afterwards; the triggers on records step aside for just that."""
    teardown = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]  # Django's own hook, not in its stubs

    def without_guards(self: Any) -> None:
        guards.remove(connection)
        try:
            teardown(self)
        finally:
            guards.install(connection)
            areas.forget_names()

    TransactionTestCase._fixture_teardown = without_guards  # type: ignore[attr-defined]


@contextmanager
def database_in_a_file(folder: Path) -> Iterator[None]:
    """The test database copied into a file, as it is in service: threads get connections of their own and wait for each other."""
    if connection.vendor != "sqlite":
        yield
        return
    path = folder / "doudi.sqlite3"
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(path)])
    # As after the first start. Of several who turn a file to WAL at the same moment one may be told that it is locked, at once.
    with closing(sqlite3.connect(path)) as copy:
        copy.execute("PRAGMA journal_mode=WAL")
    settings = connections.settings["default"]
    before = settings["NAME"]
    settings["NAME"] = str(path)
    try:
        yield
    finally:
        settings["NAME"] = before


def at_once(*calls: Callable[[], Result]) -> list[Result | Exception]:
    """Call all of them in threads of their own at the same moment; what each gave or raised."""
    barrier = threading.Barrier(len(calls))
    results: list[Any] = [None] * len(calls)

    def run(number: int) -> None:
        try:
            barrier.wait()
            results[number] = calls[number]()
        except Exception as error:
            results[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
