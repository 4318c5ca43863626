"""`doudi summary check` as an operator types it, and how little it loads."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner, Result

from doudi.config.cli import group

RIGHT = "某县民政局2024年工作总结\n全县打造20个助餐点（城市8个，农村12个）。\n"
WRONG = RIGHT + "全县有14家农村助餐点。移送问题线索X条。\n"


def summary(*arguments: str) -> Result:
    return CliRunner().invoke(group, ["summary", *arguments])


def test_a_right_summary_and_a_wrong_one(tmp_path: Path) -> None:
    (tmp_path / "对.txt").write_text(RIGHT, encoding="utf-8")
    (tmp_path / "错.txt").write_text(WRONG, encoding="gb18030")
    done = summary("check", str(tmp_path / "对.txt"))
    assert done.exit_code == 0, done.output
    assert "没有发现问题" in done.output
    done = summary("check", str(tmp_path / "错.txt"))
    assert done.exit_code == 1, done.output
    assert "同一事项两个数" in done.output
    assert "移送问题线索X条" in done.output


def test_json_for_programs(tmp_path: Path) -> None:
    (tmp_path / "错.txt").write_text(WRONG, encoding="utf-8")
    done = summary("check", str(tmp_path / "错.txt"), "--json")
    assert done.exit_code == 1
    found = json.loads(done.output)
    assert [each["kind"] for each in found["faults"]] == ["contradiction", "blank"]
    assert [each["value"] for each in found["figures"]] == [20, 8, 12, 14]


def test_what_cannot_be_read_ends_with_one_line() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).parent / "doudi"), "summary", "check", "没有.txt"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.strip() == "没有文件 没有.txt，请检查文件名和所在文件夹。"


def test_checking_a_file_starts_without_django(tmp_path: Path) -> None:
    (tmp_path / "对.txt").write_text(RIGHT, encoding="utf-8")
    program = (
        "import sys; from click.testing import CliRunner; from doudi.config.cli import group;"
        f"CliRunner().invoke(group, ['summary', 'check', {str(tmp_path / '对.txt')!r}]);"
        "print(sorted({'django', 'polars', 'duckdb', 'numpy'} & set(sys.modules)))"
    )
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert loaded.strip() == "[]"
