"""`doudi simulate`: what changed parameters would cost and whom they would touch, over today's register."""

from __future__ import annotations

import json
import unicodedata
from typing import TYPE_CHECKING

import click

from doudi.base.months import chinese_month, format_month, parse_month
from doudi.config.commands.django_setup import start

if TYPE_CHECKING:
    from doudi.mechanisms.entitlement.simulations.queries import Simulated

_HELP = """政策测算:改动参数,按现在的名册算出全县每月、每年的资金变化,新增、退出、待遇减少的户数,分乡镇、分城乡列出。

\b
参数写法(含方括号时请加引号):
  "means.standard[城市]=980"           城市低保标准改为980元
  means.standard=+5%                   城市、农村标准各提高5%
  "tekun.basic_living[农村,自理]=950"  两种类别用逗号隔开
  dibao.uplift_stacks=是               开关填是或否

不写 --benefit 时,凡用到这些参数的待遇都测算。结果只有合计数,不含任何个人。有待遇减少的,退出码为1。"""


@click.command(help=_HELP)
@click.argument("wanted", metavar="参数=取值...", nargs=-1, required=True)
@click.option("--month", required=True, metavar="YYYY-MM", help="测算月份。")
@click.option("--benefit", "codes", metavar="待遇", multiple=True, help="只测算这一项待遇,可以写几次。")
@click.option("--json", "as_json", is_flag=True, help="以JSON输出,金额单位为分。")
@click.help_option("--help", "-h", help="显示帮助。")
def command(wanted: tuple[str, ...], month: str, codes: tuple[str, ...], as_json: bool) -> None:
    try:
        number = parse_month(month)
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    start()
    from doudi.base.refused import Refused

    try:
        found = _simulated(wanted, number, codes)
    except Refused as refused:
        raise click.ClickException(refused.sentence) from refused
    if as_json:
        click.echo(json.dumps(_plain(found, number), ensure_ascii=False, indent=1))
    else:
        for each in found:
            _say(each)
    raise click.exceptions.Exit(1 if any(each.outcome.losing for each in found) else 0)


def _simulated(wanted: tuple[str, ...], month: int, codes: tuple[str, ...]) -> list[Simulated]:
    """Every benefit asked for (every one that is awarded, if none is) that one of the parameters touches."""
    from django.utils import timezone

    from doudi.base.models import Area
    from doudi.base.refused import Refused
    from doudi.mechanisms.entitlement.declare import benefit_of
    from doudi.mechanisms.entitlement.parameters_entered import queries as parameters
    from doudi.mechanisms.entitlement.simulations import queries, reforms
    from doudi.mechanisms.entitlement.simulations.basis import basis_of

    county = Area.objects.filter(level=Area.Level.COUNTY).order_by("code").first()
    if county is None:
        raise Refused("还没有录入区划,请先建立区划表。")
    benefits = [benefit_of(code) for code in codes] or queries.benefits_awarded()
    if not benefits:
        raise Refused("还没有登记任何待遇,无从测算。")
    at = timezone.now()
    known = timezone.localdate(at)
    terms = {each.code: parameters.terms(each.book, month, known=known, area=county.code) for each in benefits}
    changes = reforms.read(wanted, benefits, terms)
    touched = reforms.resting_benefits(benefits, changes)
    return [
        queries.of_basis(basis_of(each, month, county, at=at), reforms.of_benefit(changes, each)) for each in touched
    ]


def _say(tried: Simulated) -> None:
    """One benefit in a few lines and a table."""
    from doudi.base.money import short_yuan, wan_yuan

    outcome, unit = tried.outcome, tried.basis.unit
    change = outcome.month_after - outcome.month_before
    click.echo(f"{tried.benefit.name}{chinese_month(tried.basis.month)}测算(名册截至{tried.basis.known_at:%Y-%m-%d}):")
    for each in tried.changed or ():
        click.echo(f"  {each.words}")
    if not tried.changed:
        click.echo("  所填与现行取值相同。")
    click.echo(
        f"  月支出 {short_yuan(outcome.month_before)} → {short_yuan(outcome.month_after)} 元,"
        f"每月{_more(change)} {short_yuan(abs(change))} 元,一年{_more(change)} {wan_yuan(abs(outcome.year_change))} 万元"
    )
    known = f"(其中已认定的低收入家庭 {outcome.newly_known:,})" if outcome.newly_known else ""
    click.echo(
        f"  享受 {outcome.entitled_before:,} → {outcome.entitled_after:,} {unit}:新增 {outcome.newly_entitled:,}{known},退出 {outcome.leaving:,};"
        f"待遇增加 {outcome.gaining:,},减少 {outcome.losing:,}"
    )
    if outcome.gap_before is not None and outcome.gap_after is not None:
        click.echo(
            f"  收入缺口 {short_yuan(outcome.gap_before)} → {short_yuan(outcome.gap_after)} 元/月;"
            f"保障线以下50元以内(临界) {outcome.cliff:,} {unit}"
        )
    if outcome.gaining or outcome.losing:
        _table(tried)
    for sentence in tried.basis.unknown():
        click.echo(f"  注:{sentence}")


def _more(change: int) -> str:
    return "减少" if change < 0 else "增加"


def _table(tried: Simulated) -> None:
    """Township × urban and rural; a place without anybody is left out."""
    from doudi.base.money import short_yuan

    outcome = tried.outcome
    places, kinds = outcome.groups
    heads = ("乡镇", "城乡", "现享受", "调整后", "新增", "退出", "减少", "月支出变化(元)")
    names = ("现享受", "调整后享受", "新增", "退出", "待遇减少")
    click.echo("  " + " ".join(_padded(head, width) for head, width in zip(heads, _WIDTHS, strict=True)))
    for row, place in enumerate(places):
        for column, kind in enumerate(kinds):
            numbers = [int(outcome.tables[name][row, column]) for name in names]
            if not any(numbers):
                continue
            cells = [place, kind, *(f"{each:,}" for each in numbers)]
            cells.append(short_yuan(int(outcome.tables["月支出变化"][row, column])))
            click.echo("  " + " ".join(_padded(cell, width) for cell, width in zip(cells, _WIDTHS, strict=True)))


def _padded(words: str, width: int) -> str:
    """Filled up to a width of a terminal, where a Chinese sign takes two places; below nought: stands at the right."""
    missing = max(abs(width) - sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in words), 0)
    return " " * missing + words if width < 0 else words + " " * missing


_WIDTHS = (12, 4, -8, -8, -6, -6, -6, -16)  # below nought: at the right


def _plain(found: list[Simulated], month: int) -> dict[str, object]:
    from doudi.mechanisms.entitlement.simulations.reforms import stored
    from doudi.mechanisms.entitlement.simulations.services import kept

    return {
        "month": format_month(month),
        "benefits": [
            {
                "code": each.benefit.code,
                "name": each.benefit.name,
                "unit": each.basis.unit,
                "reform": stored(each.outcome.reform),
                "changed": [setting.words for setting in each.changed],
                **kept(each),
            }
            for each in found
        ],
    }
