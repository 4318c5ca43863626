"""The command line speaks Chinese, also where the library that parses it would speak English."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner

from doudi.config import cli

_NAMES = re.compile(
    r"--?[a-z][a-z-]*|doudi|[a-z]+-[a-z]+|\b(?:group|YYYY-MM|TOML|var|docs|programmes)\b|0\.0\.0\.0|[<>=x]+"
)


@pytest.mark.parametrize("command", [None, *cli.COMMANDS])
def test_help_is_chinese(command: str | None) -> None:
    result = CliRunner().invoke(cli.group, [*([command] if command else []), "--help"])
    assert result.exit_code == 0
    said = result.output
    for name in cli.COMMANDS:
        said = re.sub(rf"^  {name} ", "", said, flags=re.MULTILINE)
    words = re.findall(r"[A-Za-z]{4,}", _NAMES.sub(" ", said))
    assert [word for word in words if word not in cli.COMMANDS] == []


def test_a_command_that_does_not_exist_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["doudi", "nonsense"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2
    assert capsys.readouterr().err == "没有这个命令,请用 doudi --help 查看有哪些命令。\n"
