"""A database made at once is the one that all migrations lead to, to the last trigger."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
_AT_ONCE = "import django; django.setup(); from doudi.base.new_database import set_up; set_up()"


def shape_of(var: Path, *command: str) -> dict[str, Any]:
    """Tables with their columns, foreign keys, checks and uniques; indexes and triggers with their text; what is said to be migrated."""
    environment = {
        **{k: v for k, v in os.environ.items() if k != "DATABASE_URL"},
        "DOUDI_VAR": str(var),
        "DJANGO_SETTINGS_MODULE": "doudi.config.settings",
    }
    subprocess.run([sys.executable, *command], cwd=ROOT, env=environment, check=True, capture_output=True)
    with closing(sqlite3.connect(var / "doudi.sqlite3")) as database:
        found: dict[str, Any] = {}
        for kind, name, table, text in database.execute("SELECT type, name, tbl_name, sql FROM sqlite_master"):
            if kind == "table":
                columns = {row[1:] for row in database.execute(f'PRAGMA table_info("{name}")')}
                keys = {row[2:] for row in database.execute(f'PRAGMA foreign_key_list("{name}")')}
                found[f"table {name}"] = (columns, keys, _rules_in(text))
            else:
                found[f"{kind} of {table}: {name if text else 'its own'}"] = text
        found["migrated"] = set(database.execute("SELECT app, name FROM django_migrations"))
    return found


def _rules_in(text: str) -> set[str]:
    """The named constraints of a CREATE TABLE, in whatever order they stand."""
    parts = text.split("CONSTRAINT ")
    return {part.rstrip(", )").strip() for part in parts[1:]}


@pytest.mark.slow
def test_a_database_made_at_once_is_the_one_that_migrations_lead_to(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    step_by_step = shape_of(tmp_path / "a", "manage.py", "migrate", "-v", "0")
    at_once = shape_of(tmp_path / "b", "-c", _AT_ONCE)
    assert at_once.keys() == step_by_step.keys()
    for what, expected in step_by_step.items():
        assert at_once[what] == expected, what
    assert len(at_once) > 100
