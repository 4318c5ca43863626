"""A PostgreSQL server for a test or a measurement, where the Debian package is installed. Knows nothing of Django.

Nothing here is used by the running system.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


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
