"""`doudi compare`: the checks over what has been taken in; findings go to the desk."""

from __future__ import annotations

import click

from doudi.base.months import chinese_month, parse_month
from doudi.config.commands.django_setup import start
from doudi.config.commands.progress import Bar


@click.command(help="对已接收的名单进行月度比对,疑点进入工作台。")
@click.option("--month", required=True, metavar="YYYY-MM", help="比对月份。")
@click.help_option("--help", "-h", help="显示帮助。")
def command(month: str) -> None:
    try:
        number = parse_month(month)
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    start()
    from django.utils import timezone

    from doudi.base.refused import Refused
    from doudi.programmes.integrity.data_matching.services import NAMES, run_month
    from doudi.programmes.integrity.data_matching.sources import SOURCES

    try:
        with Bar() as bar:
            run = run_month(number, by=None, at=timezone.now(), progress=bar, rolls=True)
    except Refused as refused:
        raise click.ClickException(refused.sentence) from refused
    hits, new = (sum(each[name] for each in run.results) for name in ("hits", "new"))
    click.echo(f"{chinese_month(number)}比对完成:{hits} 条疑点,其中新增 {new} 条。")
    for each in run.results:
        if each["hits"]:
            click.echo(f"  {each['rule']} {NAMES[each['rule']]}:{each['hits']} 条,新增 {each['new']} 条")
    names = {source.code: source.name for source in SOURCES}
    missing = sorted({code for each in run.results if not each["compared"] for code in each["missing"]})
    if missing:
        rules = "、".join(each["rule"] for each in run.results if not each["compared"])
        click.echo(f"未比对:{rules}(没有收到{'、'.join(names[code] for code in missing)})。")
    stale = [each["file"] for each in run.coverage if each["stale"]]
    if stale:
        click.echo(f"名单已过期,结果只作待核实:{'、'.join(stale)}。")
    raise click.exceptions.Exit(1 if stale else 0)
