"""Commands as whole processes: wall time, and the most memory they held."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Measured:
    """One run of a command: seconds, MiB at its most, and what it printed."""

    seconds: float
    mebibytes: float
    printed: str


def command(*arguments: str, environment: Mapping[str, str] | None = None, allowed: Sequence[int] = (0,)) -> Measured:
    """Run a command in a process of its own. Raises RuntimeError with its last words if it fails."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        arguments,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, **(environment or {})},
    )
    assert process.stdout is not None
    printed = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in allowed:
        raise RuntimeError(f"{' '.join(arguments)} ended with {process.returncode}:\n{printed[-3000:]}")
    return Measured(seconds, usage.ru_maxrss / 1024, printed)


def python(module: str, *arguments: str, environment: Mapping[str, str] | None = None) -> Measured:
    """Run a module of Python in a process of its own."""
    return command(sys.executable, "-m", module, *arguments, environment=environment)


def best(runs: Sequence[Measured]) -> Measured:
    """The quickest of several: what disturbs a machine only ever adds."""
    return min(runs, key=lambda run: run.seconds)


def size(folder: Path) -> float:
    """MB of all files under a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
