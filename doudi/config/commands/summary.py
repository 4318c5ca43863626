"""`doudi summary`: the annual summary, written from the records, or one that somebody else wrote, checked.

`check` without a period reads the file alone: no Django, no database.
"""

from __future__ import annotations

import json
from pathlib import Path

import click

from doudi.base.refused import Refused

_CHECK_HELP = """检查一份工作总结（.txt、.docx）：列出全部数字，找出前后矛盾、合计和占比不符、列举不符、空缺、约数不当、缺时点、网页残留和疑似错漏。

\b
退出码：0 没有错误和提醒；1 有需要人看的内容；2 文件读不了，并说明原因。"""


@click.group(help="年度工作总结。")
@click.help_option("--help", "-h", help="显示帮助。")
def command() -> None: ...


@command.command(help=_CHECK_HELP)
@click.argument("file", metavar="文件", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="以JSON输出。")
@click.help_option("--help", "-h", help="显示帮助。")
def check(file: Path, as_json: bool) -> None:
    from doudi.mechanisms.prose import checked, reading, written

    try:
        found = checked.check(reading.read(file))
    except Refused as refused:
        raise click.ClickException(refused.sentence) from refused
    if as_json:
        click.echo(json.dumps(written.as_json(found), ensure_ascii=False, indent=1))
    else:
        for line in written.as_lines(found):
            click.echo(line)
    raise click.exceptions.Exit(1 if found.needs_a_look else 0)
