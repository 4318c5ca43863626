"""Triggers that make the database itself refuse what no code path may do: change or delete what is written once, break a rule.

Each room that writes such tables declares its guards and adds them here when its app starts; its migration installs them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

_REFUSED = "记录不可修改或删除"


@dataclass(frozen=True)
class Guard:
    """The triggers of one table: name → statement that makes it, and on PostgreSQL the functions they call."""

    table: str
    sqlite: Mapping[str, str]
    postgresql: Mapping[str, str]
    functions: tuple[str, ...] = ()  # PostgreSQL: made before the triggers


def append_only(table: str, sentence: str = _REFUSED) -> Guard:
    """Rows of the table are written once: no update, no delete, no truncate."""
    return Guard(
        table,
        sqlite={
            f"{table}_no_{verb.lower()}": (
                f"CREATE TRIGGER IF NOT EXISTS {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
            )
            for verb in ("UPDATE", "DELETE")
        },
        postgresql={
            f"{table}_no_change": f"""CREATE OR REPLACE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}
                FOR EACH ROW EXECUTE FUNCTION {table}_refuse()""",
            f"{table}_no_truncate": f"""CREATE OR REPLACE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
                FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()""",
        },
        functions=(
            f"""CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN RAISE EXCEPTION '{sentence}'; END $$""",
        ),
    )


def closed_once(table: str, column: str, sentence: str = _REFUSED) -> Guard:
    """Rows of the table are open until `column` is filled, and then stay as they are: no update, no delete."""
    return Guard(
        table,
        sqlite={
            f"{table}_closed_no_{verb.lower()}": (
                f"CREATE TRIGGER IF NOT EXISTS {table}_closed_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"WHEN OLD.{column} IS NOT NULL BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
            )
            for verb in ("UPDATE", "DELETE")
        },
        postgresql={
            f"{table}_closed_no_change": f"""CREATE OR REPLACE TRIGGER {table}_closed_no_change BEFORE UPDATE OR DELETE ON {table}
                FOR EACH ROW WHEN (OLD.{column} IS NOT NULL) EXECUTE FUNCTION {table}_closed_refuse()"""
        },
        functions=(
            f"""CREATE OR REPLACE FUNCTION {table}_closed_refuse() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN RAISE EXCEPTION '{sentence}'; END $$""",
        ),
    )


RECORDS = append_only("base_record")
_GUARDS: dict[str, Guard] = {}


def register(*guards: Guard) -> None:
    """Let these be looked after with all others: a room calls it when its app starts."""
    _GUARDS.update({f"{guard.table}:{','.join(guard.sqlite)}": guard for guard in guards})


register(RECORDS)


def registered() -> tuple[Guard, ...]:
    """All that are looked after."""
    return tuple(_GUARDS.values())


def install(connection: Any, *guards: Guard) -> None:
    """Make the triggers if they are not there (all that are registered, if none is named); a database of another kind has none."""
    with connection.cursor() as cursor:
        for guard in guards or registered():
            statements: Iterable[str] = ()
            if connection.vendor == "sqlite":
                statements = guard.sqlite.values()
            elif connection.vendor == "postgresql":
                statements = (*guard.functions, *guard.postgresql.values())
            for statement in statements:
                cursor.execute(statement)


def remove(connection: Any, *guards: Guard) -> None:
    """Take the triggers away: only for emptying a database of tests."""
    with connection.cursor() as cursor:
        for guard in guards or registered():
            if connection.vendor == "sqlite":
                for name in guard.sqlite:
                    cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            elif connection.vendor == "postgresql":
                for name in guard.postgresql:
                    cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {guard.table}")


def missing(connection: Any, *guards: Guard) -> bool:
    """Whether somebody took one of them away or switched it off."""
    wanted = guards or registered()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            return not {name for guard in wanted for name in guard.sqlite} <= {row[0] for row in cursor.fetchall()}
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'")
            return not {name for guard in wanted for name in guard.postgresql} <= {row[0] for row in cursor.fetchall()}
    return False
