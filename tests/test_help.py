"""The command line speaks Chinese, also where the library that parses it would speak English."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from doudi.config import cli

ENGLISH = ("usage", "options", "commands", "arguments", "default", "required", "show this", "and exit", "error")


@pytest.mark.parametrize("command", [None, *cli.COMMANDS])
def test_help_is_chinese(command: str | None) -> None:
    result = CliRunner().invoke(cli.group, [*([command] if command else []), "--help"])
    assert result.exit_code == 0
    assert [word for word in ENGLISH if word in result.output.lower()] == []
    assert "用法" in result.output


def test_a_command_that_does_not_exist_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["doudi", "nonsense"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2
    assert capsys.readouterr().err == "没有这个命令,请用 doudi --help 查看有哪些命令。\n"
