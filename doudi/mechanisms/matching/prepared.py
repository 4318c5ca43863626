"""Prepared tables and answers kept from run to run, each under a key of everything that it was made from."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

# Raise it when a step prepares otherwise than before: what was kept is then made anew.
VERSION = 1
_WORD = re.compile(r"[a-z_][a-z_0-9]*")


class Prepared:
    """The tables and answers of one run, by name, with their keys. Without a folder, or if a list has no key, nothing is kept."""

    def __init__(self, con: duckdb.DuckDBPyConnection, folder: Path | None) -> None:
        self.con = con
        self.folder = folder
        self.keys: dict[str, str] = {}
        self._used: set[Path] = set()

    def key(self, text: str, values: Mapping[str, Any]) -> str:
        """The key of what a text makes: the text itself, its values, and the keys of all tables it names. Empty: not to be kept."""
        if self.folder is None:
            return ""
        named = {name: self.keys[name] for name in sorted(set(_WORD.findall(text)) & self.keys.keys())}
        if not all(named.values()):
            return ""
        said = json.dumps([VERSION, text, dict(values), named], ensure_ascii=False, default=str, sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()[:32]

    def content(self, name: str) -> str:
        """The key of a small table: what it holds."""
        rows = self.con.execute(f"SELECT * FROM {name} ORDER BY ALL").fetchall() if self.folder is not None else []
        return hashlib.sha256(repr(rows).encode()).hexdigest()[:32] if self.folder is not None else ""

    def recall(self, names: Sequence[str], key: str) -> bool:
        """Take up tables kept under a key, read as far as they are asked for; false if any is not there."""
        self.keys |= {name: key and f"{key}/{name}" for name in names}
        paths = [self._path(name, key) for name in names]
        if not key or not all(path.exists() for path in paths):
            return False
        try:
            for name, path in zip(names, paths, strict=True):
                self.con.execute(f"CREATE OR REPLACE VIEW {name} AS SELECT * FROM read_parquet({_quoted(path)})")
        except duckdb.Error:  # another run has just put it away, or the disk has damaged it: made anew
            for name in names:
                self.con.execute(f"DROP VIEW IF EXISTS {name}")
            return False
        self._used.update(paths)
        return True

    def keep(self, names: Sequence[str], key: str) -> None:
        """Keep tables under a key, each file whole or not at all."""
        if not key or self.folder is None:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        for name in names:
            path = self._path(name, key)
            unfinished = path.with_suffix(".part")
            self.con.execute(f"COPY {name} TO {_quoted(unfinished)} (FORMAT parquet, COMPRESSION snappy)")
            unfinished.replace(path)
            self._used.add(path)

    def let_go(self, name: str) -> None:
        """Give back the memory of a table that is not read again in this run; one taken up from a file holds none."""
        found = self.con.execute(
            "SELECT table_type FROM information_schema.tables WHERE table_name = $name", {"name": name}
        )
        if any(kind != "VIEW" for (kind,) in found.fetchall()):
            self.con.execute(f"DROP TABLE {name}")

    def recall_answer(self, name: str, key: str) -> pl.DataFrame | None:
        """What a question was answered under a key; None if it was not kept."""
        path = self._path(name, key)
        if not key or not path.exists():
            return None
        try:
            answer = pl.read_parquet(path)
        except (OSError, pl.exceptions.PolarsError):
            return None
        self._used.add(path)
        return answer

    def keep_answer(self, name: str, key: str, answer: pl.DataFrame) -> None:
        """Keep an answer under a key, whole or not at all."""
        if not key or self.folder is None:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self._path(name, key)
        unfinished = path.with_suffix(".part")
        answer.write_parquet(unfinished)
        unfinished.replace(path)
        self._used.add(path)

    def forget_others(self) -> None:
        """Only what the last run used stays: old lists must not live on in what was made from them."""
        if self.folder is not None and self.folder.is_dir():
            for path in self.folder.iterdir():
                if path not in self._used:
                    path.unlink(missing_ok=True)

    def _path(self, name: str, key: str) -> Path:
        return (self.folder or Path()) / f"{name}-{key}.parquet"


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
