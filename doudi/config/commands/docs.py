"""`doudi docs`: one page per programme, written out from its declaration, so that it cannot differ from it."""

from __future__ import annotations

from pathlib import Path

import click

from doudi.config.commands.django_setup import start


@click.command(help="由业务声明生成 docs/programmes 下的说明文档。")
@click.option("--check", is_flag=True, help="只检查已提交的文档是否与声明一致。")
@click.option(
    "--folder", type=click.Path(path_type=Path), default=Path("docs/programmes"), metavar="文件夹", help="写到哪里。"
)
@click.help_option("--help", "-h", help="显示帮助。")
def command(check: bool, folder: Path) -> None:
    start(migrated=False)
    from doudi.catalogue import programmes
    from doudi.config.docs import page_of
    from doudi.mechanisms.entitlement.parameters_entered.queries import declared_only

    stale = []
    for programme in programmes():
        path = folder / f"{programme.code}.md"
        with declared_only():
            text = page_of(programme)
        if check:
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                stale.append(str(path))
        else:
            folder.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            click.echo(f"已写 {path}")
    if stale:
        raise click.ClickException(f"{'、'.join(stale)} 与声明不一致,请运行 make docs。")
