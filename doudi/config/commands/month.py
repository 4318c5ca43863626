"""`doudi month`: a folder of lists in, a workbook of findings out."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from tqdm import tqdm

from doudi.programmes.integrity.data_matching.month import Refused, compare_folder, write_parameters


@click.command(help="比对文件夹里的名单和花名册,把疑点写到输出文件夹。")
@click.argument("folder", required=False, type=click.Path(path_type=Path), metavar="文件夹")
@click.option("--month", "month", metavar="YYYY-MM", help="比对月份,如 2024-11。")
@click.option("--out", "out", type=click.Path(path_type=Path), metavar="文件夹", help="输出文件夹。")
@click.option(
    "--parameters", "parameters", type=click.Path(path_type=Path), metavar="文件", help="本县约定的参数(TOML)。"
)
@click.option(
    "--mapping",
    "mapping",
    type=click.Path(path_type=Path),
    metavar="文件",
    help="说明某个文件是什么名单、哪一列是什么(TOML)。",
)
@click.option(
    "--source", "sources", multiple=True, metavar="文件名=名单代码", help="指明某个文件是什么名单,可多次使用。"
)
@click.option(
    "--write-parameters",
    "template",
    type=click.Path(path_type=Path),
    metavar="文件",
    help="写出带说明的参数文件,然后结束。",
)
@click.help_option("--help", "-h", help="显示帮助。")
def command(
    folder: Path | None,
    month: str | None,
    out: Path | None,
    parameters: Path | None,
    mapping: Path | None,
    sources: tuple[str, ...],
    template: Path | None,
) -> None:
    try:
        if template is not None:
            write_parameters(template)
            click.echo(f"参数文件已写到 {template}。")
            return
        if folder is None or month is None or out is None:
            raise Refused("请写明文件夹、--month 和 --out,例如:doudi month 11月材料 --month 2024-11 --out 11月疑点")
        with tqdm(
            total=1000, disable=not sys.stderr.isatty(), bar_format="{desc:　<24.24} {bar} {percentage:3.0f}%"
        ) as bar:

            def progress(step: str, share: float) -> None:
                bar.set_description_str(step)
                bar.update(int(share * 1000) - bar.n)

            outcome = compare_folder(
                folder, month=month, out=out, parameters=parameters, mapping=mapping, sources=sources, progress=progress
            )
    except Refused as refused:
        click.echo(str(refused), err=True)
        raise click.exceptions.Exit(2) from refused
    for line in outcome.lines:
        click.echo(line)
    raise click.exceptions.Exit(1 if outcome.needs_a_look else 0)
