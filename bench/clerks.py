"""Fifty clerks at once: each looks at the list, opens a case and starts its investigation, with a pause for reading between two clicks,
against `doudi serve` with its two processes. On PostgreSQL and on SQLite. `python -m bench clerks`.

`PAUSE=6 python -m bench clerks` is the same day in slow motion, for a machine three times slower than the one that the target is meant for."""

from __future__ import annotations

import http.client
import json
import os
import random
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.measured import python
from bench.targets import line
from doudi.base.testing_postgresql import postgresql

PAUSE = float(os.environ.get("PAUSE", "2"))  # seconds between two clicks, on average
HEAD = "the head's numbers, after the page"
_HEAD_ASKS = 'hx-get="/counters/"'
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_VERSION = re.compile(r'name="version" value="([^"]+)"')


@dataclass
class Log:
    """What every request took, in seconds, by what was asked, and what went wrong."""

    took: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)


def run() -> None:
    """Both databases, one after the other; prints the line of each."""
    with postgresql() as url:
        _say("PostgreSQL", url, "under 300 ms")
    _say("SQLite", "", "")


def _say(name: str, url: str, wanted: str) -> None:
    with tempfile.TemporaryDirectory(prefix="doudi-bench-") as var:
        environment = {"DOUDI_VAR": var, **({"DATABASE_URL": url} if url else {})}
        made = python("bench.clerks_county", environment=environment)
        log = _day(json.loads(made.printed.splitlines()[-1]), environment)
    every = [1e3 * each for what, times in log.took.items() if what != HEAD for each in times]  # what clerks wait for
    print(f"{len(every):,} requests of 50 clerks at once, {PAUSE:g} s to read between two clicks, {name}")
    line("95 of 100 answered within", _of_hundred(every, 95), "ms", wanted, f"{len(log.errors)} errors")
    line("  half within", statistics.median(every), "ms")
    for what, times in log.took.items():
        line(f"  {what}: 95 of 100 within", _of_hundred([1e3 * each for each in times], 95), "ms")
    for error in log.errors[:3]:
        print(f"  {error}")
    print()


def _day(county: dict[str, Any], environment: dict[str, str]) -> Log:
    log = Log()
    with _serving(environment) as port:
        threads = [
            threading.Thread(target=_clerk, args=(number, port, county, each, log))
            for number, each in enumerate(county["clerks"])
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return log


@contextmanager
def _serving(environment: dict[str, str]) -> Iterator[int]:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    doudi = str(Path(sys.executable).parent / "doudi")
    server = subprocess.Popen(
        [doudi, "serve", "--port", str(port)],
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(100):
            with socket.socket() as trial:
                if trial.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.2)
        for _ in range(8):  # both processes have read their modules before the day begins
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in/") as answer:
                answer.read()
        yield port
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=20)


def _clerk(number: int, port: int, county: dict[str, Any], me: dict[str, Any], log: Log) -> None:
    """His cases one after the other; a connection kept as browsers keep it."""
    chance = random.Random(number)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    cookies = {county["cookie"]: me["session"]}
    address = county["list"]

    def click(what: str, url: str, form: dict[str, str] | None = None, expected: int = 200) -> str:
        time.sleep(chance.expovariate(1 / PAUSE))
        page = ask(what, url, form, expected)
        if _HEAD_ASKS in page:  # as the browser does, while the clerk is already reading
            ask(HEAD, "/counters/")
        return page

    def ask(what: str, url: str, form: dict[str, str] | None = None, expected: int = 200) -> str:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
        if form is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
        begun = time.perf_counter()
        connection.request(
            "GET" if form is None else "POST", url, urllib.parse.urlencode(form) if form is not None else None, headers
        )
        answer = connection.getresponse()
        page = answer.read().decode()
        log.took[what].append(time.perf_counter() - begun)
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                cookie, _, rest = value.partition("=")
                cookies[cookie] = rest.partition(";")[0]
        if answer.status != expected:
            log.errors.append(f"{what}: {answer.status}")
        return page

    try:
        for case in me["cases"]:
            click("list", f"{address}?stage=ACCEPTED")
            click("open", f"{address}{case}/")
            page = click("form", f"{address}{case}/start/")
            token, version = _TOKEN.search(page), _VERSION.search(page)
            if token is None:
                log.errors.append("form: no token")
                continue
            said = {"csrfmiddlewaretoken": token[1], **({"version": version[1]} if version else {})}
            click("act", f"{address}{case}/start/", said, expected=302)
    except (OSError, http.client.HTTPException) as error:
        log.errors.append(f"{type(error).__name__}: {error}")


def _of_hundred(values: list[float], share: int) -> float:
    return statistics.quantiles(values, n=100)[share - 1]
