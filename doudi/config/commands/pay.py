"""`doudi pay`: a month's payment run as a draft; with --explain the worksheet of one household."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from doudi.base.months import chinese_month, parse_month
from doudi.config.commands.django_setup import start

if TYPE_CHECKING:
    from doudi.mechanisms.entitlement.declare import Benefit


@click.command(help="核算一个月的待遇,形成发放批次草稿(冻结、复核、签批在工作台办理);--explain 只输出一户的核算说明。")
@click.argument("programme", metavar="业务")
@click.option("--month", required=True, metavar="YYYY-MM", help="发放月份。")
@click.option("--explain", "household", metavar="户编号", help="只输出这一户的核算说明,不形成批次。")
@click.option("--by", "username", metavar="账号", help="以谁的名义核算;不填为系统核算。")
@click.help_option("--help", "-h", help="显示帮助。")
def command(programme: str, month: str, household: str | None, username: str | None) -> None:
    try:
        number = parse_month(month)
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    start()
    from doudi.base.refused import Refused

    try:
        benefits = _benefits(programme)
        if household is not None:
            _explain(benefits, household, number)
            return
        looks = [_draft(benefit, number, username) for benefit in benefits]
    except Refused as refused:
        raise click.ClickException(refused.sentence) from refused
    raise click.exceptions.Exit(1 if any(looks) else 0)


def _benefits(code: str) -> tuple[Benefit, ...]:
    """The benefits of a programme; Refused with the programmes that pay some."""
    from doudi.base.refused import Refused
    from doudi.catalogue import programmes

    paying = {each.code: each.benefits for each in programmes() if each.benefits}
    if code not in paying:
        raise Refused(f"没有名为“{code}”的发放业务,现有:{'、'.join(paying)}。")
    return paying[code]


def _draft(benefit: Benefit, month: int, username: str | None) -> bool:
    """Draft one run and say what it comes to; whether somebody must look at it."""
    from django.utils import timezone

    from doudi.base.models import Area, User
    from doudi.base.money import yuan
    from doudi.base.refused import Refused
    from doudi.mechanisms.entitlement.deaths import queries as deaths
    from doudi.mechanisms.entitlement.payment_runs import changes, drafting, queries

    by: Any = User.objects.filter(username=username).first() if username else None
    if username and by is None:
        raise Refused(f"没有账号“{username}”。")
    county = Area.objects.filter(level=Area.Level.COUNTY).order_by("code").first()
    if county is None:
        raise Refused("还没有录入区划,请先建立区划表。")
    run = drafting.draft(benefit, month, county=county, by=by, at=timezone.now())
    unit = benefit.unit.value
    click.echo(f"{benefit.name}{chinese_month(month)}:{run.lines_number} {unit},合计 {yuan(run.amount)} 元(草稿)。")
    compared = changes.compared(run)
    for what, (lines, amount) in compared.sums().items():
        if lines:
            click.echo(f"  {what.value} {lines} {unit},{yuan(amount)} 元")
    omitted = run.payments.exclude(omitted="").count()
    overpaid = queries.overpaid_by(run)
    dead = deaths.number_waiting(benefit, timezone.localdate())
    if omitted:
        click.echo(f"  有 {omitted} {unit}本月未发(暂缓、缺账户或重复),请查看。")
    if overpaid[0]:
        click.echo(f"  有 {overpaid[0]} {unit}以前月份多发 {yuan(overpaid[1])} 元,签批后转追缴程序。")
    if dead:
        click.echo(f"  有 {dead} 人已死亡仍在保障名单中,请先确认停发或调整。")
    return bool(omitted or overpaid[0] or dead)


def _explain(benefits: tuple[Benefit, ...], number: str, month: int) -> None:
    """Print the worksheet of every award that the household or one of its people has of these benefits."""
    from django.db.models import Q

    from doudi.base.refused import Refused
    from doudi.mechanisms.entitlement.awards import queries
    from doudi.mechanisms.entitlement.awards.models import Award
    from doudi.mechanisms.registry.models import Household, Membership

    household = Household.objects.filter(number=number).first()
    if household is None:
        raise Refused(f"没有编号为“{number}”的户。")
    people = Membership.objects.filter(household=household).values("person")
    awards = Award.objects.filter(
        Q(party=household.pk) | Q(party__in=people), benefit__in=[each.code for each in benefits]
    )
    found = list(queries.in_force(awards, month).select_related("party").order_by("pk"))
    if not found:
        names = "、".join(each.name for each in benefits)
        raise Refused(f"户“{number}”在{chinese_month(month)}没有{names}待遇。")
    for each in found:
        click.echo(queries.worksheet(each, month).text())
