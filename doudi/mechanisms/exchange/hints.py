"""The mapping file: what a person says about files that cannot speak for themselves.

["附件3.xlsx"]            # a file name or a pattern such as "*养老*"
source = "pensions"       # which list it is
as_of = "2024-11"         # the month it speaks about
header_row = 3            # the row of its heading, as people count
columns = { "证号" = "id_number", "金额" = "monthly", "备考" = "" }   # heading → column; empty: not needed
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from doudi.base.months import parse_month
from doudi.mechanisms.exchange.declare import Source, by_code
from doudi.mechanisms.exchange.intake import FileHint, Hints

_KEYS = frozenset({"source", "as_of", "header_row", "columns"})


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
    files = {name: _of_file(f"对应表“{path}”中“{name}”", said, known) for name, said in raw.items()}
    return Hints(files=files)


def _of_file(where: str, said: Any, known: Mapping[str, Source]) -> FileHint:
    if not isinstance(said, dict):
        raise HintError(f'{where}一项应写成 ["文件名"] 的小节。')
    if unknown := sorted(set(said) - _KEYS):
        raise HintError(f"{where}的“{unknown[0]}”不认识,可写的有:{'、'.join(sorted(_KEYS))}。")
    code, columns, row, month = (said.get(each) for each in ("source", "columns", "header_row", "as_of"))
    if code is not None and code not in known:
        raise HintError(f"{where}的名单代码“{code}”不存在。")
    if columns is not None and not (
        isinstance(columns, dict) and all(isinstance(each, str) for each in columns.values())
    ):
        raise HintError(f'{where}的 columns 应写成 {{ "表头" = "列代码" }} 的样子。')
    codes = {column.code for source in known.values() for column in source.columns if code in (None, source.code)}
    if wrong := [each for each in (columns or {}).values() if each and each not in codes]:
        raise HintError(f"{where}的列“{wrong[0]}”不存在。")
    if row is not None and (type(row) is not int or row < 1):
        raise HintError(f"{where}的 header_row 应为表头所在的行号,从1数起。")
    try:
        as_of = parse_month(month) if isinstance(month, str) else None
    except ValueError as error:
        raise HintError(f"{where}:{error}") from error
    if month is not None and as_of is None:
        raise HintError(f'{where}的 as_of 应写成 "2024-11" 的样子。')
    return FileHint(code, as_of, row, columns or {})
