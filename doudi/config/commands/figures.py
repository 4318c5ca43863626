"""`doudi figures`: every indicator with its value, its unit, and how many records it rests on; what no line keeps is said."""

from __future__ import annotations

import json
from typing import Any

import click

from doudi.base.refused import Refused
from doudi.config.commands.django_setup import start

_HELP = """列出各项指标在统计期的数值、单位、依据的记录数；没有业务记录的指标注明缺失，不编数。

\b
统计期写法：2024、2024-H1、2024-Q3、2024-06。"""


@click.command(help=_HELP)
@click.option("--period", required=True, metavar="2024", help="统计期。")
@click.option("--area", metavar="区划代码", default="", help="只统计这个乡镇或村居（十二位区划代码）。")
@click.option("--json", "as_json", is_flag=True, help="以JSON输出。")
@click.help_option("--help", "-h", help="显示帮助。")
def command(period: str, area: str, as_json: bool) -> None:
    start()
    try:
        told = _told(period, area)
    except Refused as refused:
        raise click.ClickException(refused.sentence) from refused
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    click.echo(f"{told['area_name']} {told['period_name']}")
    for each in told["figures"]:
        click.echo(
            f"  {each['code']:<34}{each['name']}：{each['text']}{each['unit']}（{each['kind']}，{each['records']}条记录）"
        )
    click.echo("没有业务记录的指标：")
    for each in told["missing"]:
        click.echo(f"  {each['code']} {each['name']}")


def _told(written: str, area: str) -> dict[str, Any]:
    from doudi.base import areas
    from doudi.mechanisms.indicators import periods
    from doudi.mechanisms.indicators.declare import INDICATORS
    from doudi.mechanisms.indicators.numbers import in_text
    from doudi.mechanisms.indicators.queries import figure, reported_all
    from doudi.programmes.office.reports.dictionary import DICTIONARY
    from doudi.programmes.office.reports.facts import FACTS
    from doudi.programmes.office.reports.queries import county

    period = periods.parse_period(written)
    place = area or county()
    if place not in areas.names():
        raise Refused("没有这个区划代码，请核对（十二位数字）。")
    entries = {code: each.code for each in DICTIONARY for code in each.indicators + each.facts}
    frozen = reported_all(period, area_code=place)
    figures: list[dict[str, Any]] = []
    for fact in FACTS.values():
        value = fact.value(period.last)
        figures.append(
            {"code": fact.code, "name": fact.name, "unit": fact.unit, "kind": "标准", "programme": "funds",
             "value": float(value), "text": in_text(value), "records": 1, "dictionary": entries.get(fact.code), "frozen": None}
        )  # fmt: skip
    for code, (programme, indicator) in INDICATORS.items():
        counted = figure(indicator, period, area_code=place)
        kept = frozen.get(code)
        figures.append(
            {"code": code, "name": indicator.name, "unit": indicator.unit, "kind": indicator.kind.value, "programme": programme,
             "value": float(counted.value), "text": in_text(counted.value), "records": counted.records,
             "dictionary": entries.get(code), "frozen": float(kept.value) if kept else None}
        )  # fmt: skip
    missing = [
        {"code": each.code, "name": each.name, "indicators": each.missing, "why": "本系统尚无这项业务的记录"}
        for each in DICTIONARY
        if each.missing
    ]
    return {
        "period": written,
        "period_name": periods.chinese(period),
        "area": place,
        "area_name": areas.names()[place],
        "figures": figures,
        "missing": missing,
    }
