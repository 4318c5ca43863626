"""The command `doudi`. A subcommand is imported only when it is called, so that `doudi month` starts without Django."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Iterable

import click

# Read by the allocator of Polars when it is loaded: memory that is no longer needed goes back soon, so that a county of half a million
# fits into an office computer.
os.environ.setdefault("_RJEM_MALLOC_CONF", "dirty_decay_ms:100,muzzy_decay_ms:0")

# name → module below doudi.config.commands, with its line of help (so that --help imports nothing)
COMMANDS = {
    "month": ("month", "比对一个文件夹里的名单,输出疑点(不需要服务器)"),
    "demo": ("demo", "建立演示县"),
    "serve": ("serve", "启动网站"),
    "nightly": ("nightly", "办理每日自动办理的事项(可重复运行)"),
    "take-in": ("take_in", "接收报送的名单"),
    "compare": ("compare", "对已接收的名单进行月度比对"),
    "pay": ("pay", "核算一个月的待遇,形成发放批次草稿"),
    "simulate": ("simulate", "政策测算:改动参数会花多少钱、影响多少户"),
    "figures": ("figures", "各项指标的数值及其依据的记录数"),
    "summary": ("summary", "由记录写年度工作总结,或检查别人写的总结"),
    "purge": ("purge", "销毁超过保存期限的报送数据"),
    "docs": ("docs", "由业务声明生成说明文档"),
}


_WORDS = {
    "Options": "参数", "[OPTIONS]": "[参数]", "COMMAND [ARGS]...": "命令 …", "[default: ": "[默认:", "[required]": "[必填]", "Commands": "命令",
}  # fmt: skip


def _told(text: str) -> str:
    for word, chinese in _WORDS.items():
        text = text.replace(word, chinese)
    return text


class ChineseHelp(click.HelpFormatter):
    """Help without the English words of the library."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, _told(args), "用法:")

    def write_heading(self, heading: str) -> None:
        super().write_heading(_told(heading))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        super().write_dl([(first, _told(second)) for first, second in rows], col_max, col_spacing)


click.Context.formatter_class = ChineseHelp


class LazyGroup(click.Group):
    """Subcommands by name, imported on demand."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command = importlib.import_module(f"doudi.config.commands.{COMMANDS[name][0]}").command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("命令"):
            formatter.write_dl([(name, words) for name, (_, words) in COMMANDS.items()])


@click.group(
    cls=LazyGroup, help="兜底:县民政局业务信息系统。退出码:0 完成;1 完成但有需要人看的内容;2 未执行,并说明原因。"
)
@click.help_option("--help", "-h", help="显示帮助。")
def group() -> None: ...


def main() -> None:
    """Run the command line; whatever is refused ends with one line in Chinese and exit status 2."""
    try:
        sys.exit(group(standalone_mode=False) or 0)
    except click.Abort:
        click.echo("已中止。", err=True)
        sys.exit(2)
    except click.ClickException as refused:
        click.echo(_in_chinese(refused), err=True)
        sys.exit(2)


def _in_chinese(refused: click.ClickException) -> str:
    if isinstance(refused, click.NoSuchOption):
        return f"没有参数 {refused.option_name},请用 --help 查看用法。"
    if isinstance(refused, click.MissingParameter) and refused.param is not None:
        return f"缺少参数 {refused.param.opts[0]},请用 --help 查看用法。"
    if isinstance(refused, click.BadParameter) and refused.param is not None and refused.message.isascii():
        return f"参数 {refused.param.opts[0]} 的值不对,请用 --help 查看用法。"
    if isinstance(refused, click.UsageError) and "command" in refused.message:
        return "没有这个命令,请用 doudi --help 查看有哪些命令。"
    if isinstance(refused, click.UsageError) and refused.message.isascii():
        return "命令写法不对,请用 --help 查看用法。"
    return refused.format_message()
