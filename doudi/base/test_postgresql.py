"""The same stories on PostgreSQL: writers at once, triggers, ranges and prefixes must hold there as well."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from doudi.base.testing_postgresql import postgresql

ROOT = Path(__file__).parents[2]
STORIES = [
    "doudi/base/test_records.py",
    "doudi/base/test_access.py",
    "doudi/base/test_ciphers.py",
    "doudi/mechanisms/registry",
    "doudi/mechanisms/ledger",
    "doudi/programmes/assistance/temporary",
    "doudi/mechanisms/casework",
    "tests/applications/test_at_once.py",
    "tests/funds/test_at_once.py",
    "tests/funds/test_runs.py",
]


@pytest.mark.slow
def test_the_stories_hold_on_postgresql() -> None:
    with postgresql() as url:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-x", "-n0", "-p", "no:cacheprovider", *STORIES],
            cwd=ROOT,
            env={**os.environ, "DATABASE_URL": url, "PYTEST_XDIST_WORKER": "", "PYTEST_ADDOPTS": ""},
            capture_output=True,
            text=True,
            check=False,
            timeout=900,
        )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
