"""The command `doudi`. Every subcommand is imported only when it is called, so that `doudi month` starts without Django."""

from __future__ import annotations

import click


@click.group(help="兜底:县民政局业务信息系统")
def main() -> None: ...
