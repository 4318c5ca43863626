"""`doudi compare`: the checks over what has been taken in; findings go to the desk."""

from __future__ import annotations

import click

from doudi.base.months import chinese_month, parse_month
from doudi.config.commands.django_setup import start


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

    from doudi.mechanisms.exchange.models import Delivery
    from doudi.programmes.integrity.data_matching.services import NAMES, enter_rolls, run_month

    own = ["dibao_rural", "dibao_urban", "tekun"]
    if not Delivery.objects.filter(state=Delivery.State.TAKEN_IN, source__in=own, as_of__lte=number).exists():
        raise click.ClickException(
            f"{chinese_month(number)}及以前没有接收过救助花名册,无法比对;请先用 doudi take-in 接收。"
        )
    now = timezone.now()
    enter_rolls(number, by=None, at=now)
    run = run_month(number, by=None, at=now)
    click.echo(
        f"{chinese_month(number)}比对完成:{sum(each['hits'] for each in run.results)} 条疑点,其中新增 {sum(each['new'] for each in run.results)} 条。"
    )
    missing = [each for each in run.results if not each["compared"]]
    for each in run.results:
        if each["hits"]:
            click.echo(f"  {each['rule']} {NAMES[each['rule']]}:{each['hits']} 条,新增 {each['new']} 条")
    if missing:
        click.echo(f"未比对:{'、'.join(each['rule'] for each in missing)}(没有收到所需名单)。")
    stale = [each["file"] for each in run.coverage if each["stale"]]
    if stale:
        click.echo(f"名单已过期,结果只作待核实:{'、'.join(stale)}。")
    raise click.exceptions.Exit(1 if stale else 0)
