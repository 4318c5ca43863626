"""`doudi nightly`: everything that happens by itself, one after the other; what fails is named and does not stop the rest."""

from __future__ import annotations

import os
import time

import click

from doudi.config.commands.django_setup import start

_LOOKS_EVERY = 30  # seconds


@click.command(help="办理每日自动办理的事项:到期办理、公示撤下、复核建件、监测、政策找人等(可重复运行)。")
@click.option("--stay", is_flag=True, help="不退出,到时间自动办理(doudi serve 会自己运行)。")
@click.help_option("--help", "-h", help="显示帮助。")
def command(stay: bool) -> None:
    start()
    if stay:
        _stay()
    raise click.exceptions.Exit(1 if once() else 0)


def once() -> int:
    """Run every job now and say what came of it; how many failed."""
    from django.utils import timezone

    from doudi.base.nightly import run
    from doudi.catalogue import nightly

    now = timezone.localtime()
    failed = 0
    for job in nightly():
        (done,) = run([job], on=now.date(), at=now, way="命令行")
        failed += done.failed
        click.echo(f"{job.name}:{'未完成。' if done.failed else ''}{done.told}", err=done.failed)
    return failed


def by_the_clock() -> None:
    """Run what is due by now."""
    from django.conf import settings
    from django.utils import timezone

    from doudi.base.nightly import due, run
    from doudi.catalogue import nightly

    now = timezone.localtime()
    run(due(nightly(), on=now.date(), now=now, since=settings.NIGHTLY_AT), on=now.date(), at=now, way="定时")


def _stay() -> None:
    """Until it is ended, or the site that started it is gone."""
    from django.db import connections

    parent = os.getppid()
    while os.getppid() == parent:
        by_the_clock()
        connections.close_all()
        time.sleep(_LOOKS_EVERY)
