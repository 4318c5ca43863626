"""The mapping file: what a person says about files that cannot speak for themselves.

["附件3.xlsx"]            # a file name or a pattern such as "*养老*"
source = "pensions"       # which list it is
as_of = "2024-11"         # the month it speaks about
header_row = 3            # the row of its heading, as people count
columns = { "证号" = "id_number", "金额" = "monthly", "备考" = "" }   # heading → column; empty: not needed
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path

from doudi.base.months import parse_month
from doudi.mechanisms.exchange.declare import Source, by_code
from doudi.mechanisms.exchange.intake import FileHint, Hints


class HintError(ValueError):
    """A mapping file that cannot be followed; the message is one sentence in Chinese."""


def read_hints(path: Path, sources: Iterable[Source]) -> Hints:
    """Read a mapping file. Raises HintError."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise HintError(f"对应表“{path}”无法打开。") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise HintError(f"对应表“{path}”写法有误(应为 TOML 格式)。") from error
    known = by_code(sources)
    files: dict[str, FileHint] = {}
    for name, said in raw.items():
        if not isinstance(said, dict):
            raise HintError(f'对应表“{path}”中“{name}”一项应写成 ["文件名"] 的小节。')
        code = said.get("source")
        if code is not None and code not in known:
            raise HintError(f"对应表“{path}”中“{name}”的名单代码“{code}”不存在。")
        columns = said.get("columns", {})
        unknown = [
            each
            for each in columns.values()
            if each and code is not None and each not in {c.code for c in known[code].columns}
        ]
        if unknown:
            raise HintError(f"对应表“{path}”中“{name}”的列“{unknown[0]}”不存在。")
        try:
            as_of = parse_month(said["as_of"]) if "as_of" in said else None
        except ValueError as error:
            raise HintError(f"对应表“{path}”中“{name}”:{error}") from error
        files[name] = FileHint(code, as_of, said.get("header_row"), columns)
    return Hints(files=files)
