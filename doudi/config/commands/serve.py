"""`doudi serve`: the web site, and beside it two processes: one does the background work, one what happens by itself every night."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any

import click
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections
from gunicorn.app.base import BaseApplication

from doudi.config.commands.django_setup import start
from doudi.desk import assets

_THREADS = 8  # of each web process
_REST = 5  # seconds before a process that died is started again


@click.command(help="启动网站。")
@click.option("--host", default="127.0.0.1", show_default=True, metavar="地址", help="监听地址;0.0.0.0 为所有网卡。")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), metavar="端口", help="端口。")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), metavar="个数", help="进程数。")
@click.help_option("--help", "-h", help="显示帮助。")
def command(host: str, port: int, workers: int) -> None:
    start()
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise looks for it, though nothing is collected
    _check_assets()
    _check_port(host, port)
    connections.close_all()  # the web processes open their own
    shown = "127.0.0.1" if host == "0.0.0.0" else host
    click.echo(f"网站已启动:http://{shown}:{port} (按 Ctrl+C 停止)")
    WebSite(host, port, workers).run()


class WebSite(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn with threads, set up here instead of in a file of its own."""

    def __init__(self, host: str, port: int, workers: int) -> None:
        self.chosen = {
            "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
            "workers": workers,
            "threads": _THREADS,
            "worker_class": "gthread",
            "timeout": 120,
            "keepalive": 30,  # seconds; a clerk reads for longer than gunicorn's two before the next click
            "graceful_timeout": 10,
            "max_requests": 20_000,
            "max_requests_jitter": 2_000,
            "loglevel": "warning",
            "when_ready": lambda arbiter: beside(Beside.start),
            "on_exit": lambda arbiter: beside(Beside.stop),
        }
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.chosen.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return get_wsgi_application()


class Beside:
    """A child process beside the web site; started again if it dies."""

    def __init__(self, *command: str) -> None:
        self.command = command
        self.child: subprocess.Popen[bytes] | None = None
        self.stopping = threading.Event()

    def start(self) -> None:
        threading.Thread(target=self._watch, daemon=True).start()

    def stop(self) -> None:
        self.stopping.set()
        if self.child is not None and self.child.poll() is None:
            self.child.terminate()
            try:
                self.child.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.child.kill()

    def _watch(self) -> None:
        while not self.stopping.is_set():
            self.child = subprocess.Popen(
                [sys.executable, *self.command],
                env={**os.environ, "DJANGO_SETTINGS_MODULE": "doudi.config.settings"},
                start_new_session=True,  # Ctrl+C goes to us alone; we end it
            )
            self.child.wait()
            self.stopping.wait(_REST)


BESIDE = (
    Beside("-m", "django", "db_worker", "--interval", "1", "--queue-name", "*"),
    Beside("-c", "from doudi.config.cli import main; main()", "nightly", "--stay"),
)


def beside(do: Callable[[Beside], None]) -> None:
    """Start them all, or stop them."""
    for each in BESIDE:
        do(each)


def _check_assets() -> None:
    """The style and scripts of pages are there; fetched now if they are not."""
    if assets.is_complete():
        return
    try:
        assets.fetch()
    except assets.Missing as missing:
        raise click.ClickException(str(missing)) from missing


def _check_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            raise click.ClickException(
                f"不能使用 {host}:{port}(可能已有程序占用),请用 --port 换一个端口,例如 --port {port + 1 if port < 65535 else 8000}。"
            ) from error
