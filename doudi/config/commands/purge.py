"""`doudi purge`: rows and originals whose retention is over are destroyed; the deliveries stay as records."""

from __future__ import annotations

import shutil
import time

import click

from doudi.config.commands.django_setup import start


@click.command(help="销毁超过保存期限的报送数据(报送记录保留)。")
@click.help_option("--help", "-h", help="显示帮助。")
def command() -> None:
    start()
    from django.conf import settings
    from django.utils import timezone

    from doudi.mechanisms.exchange.retention import clear_unfinished, purge
    from doudi.programmes.integrity.data_matching.sources import SOURCES

    now = timezone.now()
    number = purge(sources=SOURCES, on=timezone.localdate(now), by=None, at=now)
    if number:
        shutil.rmtree(settings.PREPARED_ROOT, ignore_errors=True)  # made from rows that are no more
    click.echo(f"已销毁 {number} 份到期报送的数据,清理 {clear_unfinished(now=time.time())} 个未完成的文件。")
