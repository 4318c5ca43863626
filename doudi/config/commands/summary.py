"""`doudi summary`: the annual summary, written from the records, or one that somebody else wrote, checked.

`check` without a period reads the file alone: no Django, no database.
"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from doudi.base.refused import Refused
from doudi.config.commands.django_setup import start

if TYPE_CHECKING:
    from doudi.mechanisms.prose.checked import Checked
    from doudi.programmes.office.reports.comparing import Difference
    from doudi.programmes.office.reports.composing import Composed

_CHECK_HELP = """检查一份工作总结（.txt、.docx）：列出全部数字，找出前后矛盾、合计和占比不符、列举不符、空缺、约数不当、缺时点、网页残留和疑似错漏。

\b
写明 --period 时，再与本系统的记录逐项对照。
退出码：0 没有错误和提醒；1 有需要人看的内容；2 文件读不了，并说明原因。"""


@click.group(help="年度工作总结。")
@click.help_option("--help", "-h", help="显示帮助。")
def command() -> None: ...


@command.command(help=_CHECK_HELP)
@click.argument("file", metavar="文件", type=click.Path(path_type=Path))
@click.option("--period", metavar="2024", help="与记录对照的统计期。")
@click.option("--json", "as_json", is_flag=True, help="以JSON输出。")
@click.help_option("--help", "-h", help="显示帮助。")
def check(file: Path, period: str | None, as_json: bool) -> None:
    from doudi.mechanisms.prose import checked, reading, written

    try:
        found = checked.check(reading.read(file))
        compared = _compared(found, period) if period else None
    except Refused as refused:
        raise click.ClickException(refused.sentence) from refused
    if as_json:
        plain = written.as_json(found)
        if compared is not None:
            plain |= {"period": period, "against_records": [each.as_plain for each in compared]}
        click.echo(json.dumps(plain, ensure_ascii=False, indent=1))
    else:
        for line in written.as_lines(found):
            click.echo(line)
        if compared is not None:
            _say_compared(compared)
    differ = any(each.differs for each in compared or ())
    raise click.exceptions.Exit(1 if found.needs_a_look or differ else 0)


_WRITE_HELP = """由记录写出年度工作总结：数字全部由记录算出，没有业务记录的句子不写，并列明。

\b
退出码：0 全部写出；1 写出了，但有句子缺数没有写入，或自查有需要人看的内容；2 没有写出，并说明原因。"""


@command.command(help=_WRITE_HELP)
@click.option("--period", required=True, metavar="2024", help="总结的年份。")
@click.option("--out", required=True, metavar="文件.docx", type=click.Path(path_type=Path), help="写到哪个文件。")
@click.option("--public", is_flag=True, help="对外公开的版本：不含线索、内部问题等内容。")
@click.help_option("--help", "-h", help="显示帮助。")
def write(period: str, out: Path, public: bool) -> None:
    start()
    from doudi.mechanisms.prose.checked import check as check_text
    from doudi.mechanisms.prose.faults import Severity
    from doudi.mechanisms.prose.text import Text
    from doudi.programmes.office.reports.writing import document

    try:
        made = _composed(period, public=public)
        if out.suffix.lower() != ".docx":
            raise Refused("输出文件请以 .docx 结尾。")
        out.write_bytes(document(made))
    except Refused as refused:
        raise click.ClickException(refused.sentence) from refused
    except OSError as error:
        raise click.ClickException(f"写不了 {out.name}，请检查文件夹和权限。") from error
    found = check_text(Text(made.text))
    faults = [each for each in found.faults if each.severity is not Severity.NOTE]
    click.echo(f"已写到 {out}：{len(made.text):,}字，{len(made.values)}个数字，全部由记录算出。")
    for left in made.left_out:
        why = f"没有{'、'.join(left.missing)}的记录" if left.missing else "数字都是0"
        click.echo(f"  未写入（{why}）：{left.words}")
    for each in faults:
        click.echo(f"  自查：{each.why}")
    raise click.exceptions.Exit(1 if made.left_out or faults else 0)


def _composed(period: str, *, public: bool = False) -> Composed:
    """The summary of a year as the records have it now."""
    from django.utils import timezone

    from doudi.mechanisms.indicators.periods import parse_period
    from doudi.programmes.office.reports.queries import composed_of

    span = parse_period(period)
    if span.first != dt.date(span.last.year, 1, 1) or span.last.month != 12:
        raise Refused("年度总结的统计期是一整年，请写成 2024。")
    return composed_of(span.last.year, on=timezone.localdate(), public=public)


def _compared(found: Checked, period: str) -> list[Difference]:
    start()
    from doudi.programmes.office.reports.comparing import differences

    return differences(found, _composed(period))


def _say_compared(compared: list[Difference]) -> None:
    from doudi.mechanisms.indicators.numbers import in_text

    click.echo("")
    click.echo(f"与记录对照：{len(compared)}个数字有记录可查，其中{sum(each.differs for each in compared)}个不符。")
    for each in compared:
        verdict = "不符" if each.differs else "相符"
        click.echo(
            f"  [{verdict}] {each.value.name}：文中{each.figure.words}，记录{in_text(each.value.value)}{each.value.unit}"
            + (f"（{each.value.records}条记录）" if each.value.records is not None else "（政策标准）")
        )
