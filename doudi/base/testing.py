"""What tests need of the database: files instead of memory where processes meet, PostgreSQL where it is installed.

Nothing here is used by the running system.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import sqlite3
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, TypeVar

import pytest
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


@contextmanager
def postgresql() -> Iterator[str]:
    """A PostgreSQL server of its own on a local socket; gives the DATABASE_URL. Without one the test is skipped, in CI it fails."""
    binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not binaries or importlib.util.find_spec("psycopg") is None:
        if os.environ.get("CI"):
            pytest.fail("PostgreSQL 或 psycopg 未安装")
        pytest.skip("没有安装 PostgreSQL 或 psycopg")
    programs = binaries[-1].parent
    with tempfile.TemporaryDirectory(prefix="doudi-pg-") as name:
        folder = Path(name)
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        data = ["-D", str(folder / "data")]
        _as_postgres(folder, programs / "initdb", *data, "-U", "doudi", "-A", "trust", "-E", "UTF8", "--no-sync")
        options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
        _as_postgres(folder, programs / "pg_ctl", *data, "-w", "-o", options, "-l", str(folder / "log"), "start")
        try:
            yield f"postgres://doudi@/postgres?host={folder}"
        finally:
            _as_postgres(folder, programs / "pg_ctl", *data, "-w", "-m", "immediate", "stop")


def _as_postgres(folder: Path, program: Path, *arguments: str) -> None:
    """The server refuses to run as root: then the user that its Debian package made runs it."""
    command = [str(program), *arguments]
    if os.geteuid() == 0:
        command = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", *command]
    done = subprocess.run(command, check=False, cwd=folder, stdout=subprocess.DEVNULL, timeout=60)
    assert done.returncode == 0, f"{program.name} failed"
