"""Triggers that make the database itself refuse to change or delete records."""

from __future__ import annotations

from typing import Any

TABLE = "base_record"

_SQLITE = {
    f"{TABLE}_no_{verb.lower()}": (
        f"CREATE TRIGGER IF NOT EXISTS {TABLE}_no_{verb.lower()} BEFORE {verb} ON {TABLE} "
        f"BEGIN SELECT RAISE(ABORT, '记录不可修改或删除'); END"
    )
    for verb in ("UPDATE", "DELETE")
}
_POSTGRESQL = [
    f"""CREATE OR REPLACE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '记录不可修改或删除'; END $$""",
    f"""CREATE OR REPLACE TRIGGER {TABLE}_no_change BEFORE UPDATE OR DELETE ON {TABLE}
        FOR EACH ROW EXECUTE FUNCTION {TABLE}_refuse()""",
    f"""CREATE OR REPLACE TRIGGER {TABLE}_no_truncate BEFORE TRUNCATE ON {TABLE}
        FOR EACH STATEMENT EXECUTE FUNCTION {TABLE}_refuse()""",
]


def install(connection: Any) -> None:
    """Make the triggers if they are not there; a database of another kind has none."""
    with connection.cursor() as cursor:
        for statement in {"sqlite": list(_SQLITE.values()), "postgresql": _POSTGRESQL}.get(connection.vendor, []):
            cursor.execute(statement)


def remove(connection: Any) -> None:
    """Take the triggers away: only for emptying a database of tests."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name in _SQLITE:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        elif connection.vendor == "postgresql":
            for name in (f"{TABLE}_no_change", f"{TABLE}_no_truncate"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {TABLE}")


def missing(connection: Any) -> bool:
    """Whether somebody took them away."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [TABLE])
            return bool(cursor.fetchone()[0] < len(_SQLITE))
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT count(*) FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal AND tgenabled <> 'D'",
                [TABLE],
            )
            return bool(cursor.fetchone()[0] < 2)
    return False
