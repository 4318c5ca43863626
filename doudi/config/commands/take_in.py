"""`doudi take-in`: a delivery into the exchange of the running system."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from doudi.base.months import chinese_month, month_of, parse_month
from doudi.config.commands.django_setup import start
from doudi.config.commands.progress import Bar

if TYPE_CHECKING:
    from doudi.mechanisms.exchange.models import Delivery


@click.command(help="接收一份或多份名单(表格或压缩包)。")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="文件…")
@click.option("--source", metavar="名单代码", help="指明是什么名单。")
@click.option("--as-of", "as_of", metavar="YYYY-MM", help="数据所属月。")
@click.help_option("--help", "-h", help="显示帮助。")
def command(files: tuple[Path, ...], source: str | None, as_of: str | None) -> None:
    try:
        month = parse_month(as_of) if as_of else None
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    if missing := [str(path) for path in files if not path.is_file()]:
        raise click.ClickException(f"找不到文件“{missing[0]}”,没有接收任何名单。")
    start()
    from django.utils import timezone

    from doudi.base.refused import Refused
    from doudi.mechanisms.exchange.retention import clear_unfinished
    from doudi.mechanisms.exchange.services import deliver
    from doudi.programmes.integrity.data_matching.sources import SOURCES

    names = {each.code: each.name for each in SOURCES}
    if source is not None and source not in names:
        raise click.ClickException(f"没有代码为“{source}”的名单;名单代码有:{'、'.join(names)}。")
    clear_unfinished(now=time.time())
    now = timezone.now()
    present = month_of(timezone.localdate(now))
    attention, lines = False, []
    with Bar() as bar:
        for done, path in enumerate(files):
            bar(f"读取 {path.name}", done / len(files))
            try:
                delivered = deliver(path, sources=SOURCES, by=None, at=now, month=present, source=source, as_of=month)
            except Refused as refused:
                lines.append(f"[退回] {path.name}:{refused}")
                attention = True
                continue
            for each in delivered:
                lines += _said(each, names)
                attention |= bool(each.refused_because or each.rejected or each.warnings)
    for line in lines:
        click.echo(line)
    raise click.exceptions.Exit(1 if attention else 0)


def _said(delivery: Delivery, names: dict[str, str]) -> Iterator[str]:
    """What became of a delivery, and what a person should look at."""
    if delivery.refused_because:
        yield f"[{delivery.get_state_display()}] {delivery.file_name}:{delivery.refused_because}"
    else:
        when = chinese_month(delivery.as_of) if delivery.as_of is not None else ""
        counts = f"{delivery.rows}行,接收{delivery.accepted}行,退回{delivery.rejected}行"
        yield f"[{delivery.get_state_display()}] {delivery.file_name}:{names[delivery.source]}({when}),{counts}。"
        if change := delivery.difference:
            yield f"  与上次相比:新增{change['new']},减少{change['gone']},变化{change['changed']}。"
    yield from (f"  提示:{warning}" for warning in delivery.warnings)
