"""`doudi take-in`: a delivery into the exchange of the running system."""

from __future__ import annotations

from pathlib import Path

import click

from doudi.base.months import chinese_month, month_of, parse_month
from doudi.config.commands.django_setup import start


@click.command(help="接收一份或多份名单(表格或压缩包)。")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="文件…")
@click.option("--source", metavar="名单代码", help="指明是什么名单。")
@click.option("--as-of", "as_of", metavar="YYYY-MM", help="数据所属月。")
@click.help_option("--help", "-h", help="显示帮助。")
def command(files: tuple[Path, ...], source: str | None, as_of: str | None) -> None:
    start()
    from django.utils import timezone

    from doudi.base.refused import Refused
    from doudi.mechanisms.exchange.models import Delivery
    from doudi.mechanisms.exchange.services import clear_unfinished, deliver
    from doudi.programmes.integrity.data_matching.sources import SOURCES

    if source is not None and source not in {each.code for each in SOURCES}:
        raise click.ClickException(f"没有代码为“{source}”的名单。")
    try:
        month = parse_month(as_of) if as_of else None
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    missing = [str(path) for path in files if not path.is_file()]
    if missing:
        raise click.ClickException(f"找不到文件“{missing[0]}”,没有接收任何名单。")
    clear_unfinished()
    now = timezone.now()
    attention = False
    names = {each.code: each.name for each in SOURCES}
    for path in files:
        try:
            delivered = deliver(
                path,
                sources=SOURCES,
                by=None,
                at=now,
                month=month_of(timezone.localdate(now)),
                source=source,
                as_of=month,
            )
        except Refused as refused:
            click.echo(f"[退回] {path.name}:{refused}")
            attention = True
            continue
        for each in delivered:
            if each.state == Delivery.State.TAKEN_IN:
                when = chinese_month(each.as_of) if each.as_of is not None else ""
                click.echo(
                    f"[已接收] {each.file_name}:{names[each.source]}({when}),{each.rows}行,接收{each.accepted}行,退回{each.rejected}行。"
                )
                for warning in each.warnings:
                    click.echo(f"  提示:{warning}")
                attention |= each.rejected > 0 or bool(each.warnings)
            else:
                click.echo(f"[{each.get_state_display()}] {each.file_name}:{each.refused_because}")
                attention = True
    raise click.exceptions.Exit(1 if attention else 0)
