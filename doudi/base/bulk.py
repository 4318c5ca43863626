"""Many rows at once: a county's register is a hundred thousand people, and `bulk_create` takes half of its time to prepare the SQL."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from operator import attrgetter
from typing import Any, TypeVar

from django.db import connection, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

T = TypeVar("T")
_ROWS = 1000  # a statement: SQLite takes 32,766 values in one
_VALUES = 5000  # in one IN list
_AS_THEY_ARE = frozenset({
    models.CharField, models.TextField, models.BigAutoField, models.BigIntegerField, models.IntegerField,
    models.PositiveIntegerField, models.PositiveSmallIntegerField, models.SmallIntegerField, models.BooleanField,
})  # fmt: skip
_REPEATED = frozenset({models.DateField, models.DateTimeField})  # many rows, few values: each is prepared once


def parts(values: Iterable[T]) -> Iterator[list[T]]:
    """The values by parts that one query may ask for in its IN list; none for nothing."""
    listed = list(values)
    return (listed[start : start + _VALUES] for start in range(0, len(listed), _VALUES))


@dataclass(frozen=True)
class _Column:
    """A column of a table: where a row keeps its value, and how it is prepared. Found once for each model: every action writes rows."""

    name: str
    quoted: str
    field: Any  # of a foreign key, the field that it points to
    primary_key: bool
    as_it_is: bool
    repeated: bool

    def values(self, rows: Sequence[models.Model], database: BaseDatabaseWrapper) -> list[Any]:
        """The values of this column as the database takes them; most kinds go as they are."""
        values = list(map(attrgetter(self.name), rows))
        if self.as_it_is:
            return values
        if self.repeated and len(rows) > 1:
            prepared = {value: self.field.get_db_prep_save(value, database) for value in set(values)}
            return [prepared[value] for value in values]
        return [self.field.get_db_prep_save(value, database) for value in values]


@cache
def _columns(model: type[models.Model]) -> dict[str, _Column]:
    """Name of the field → its column, in the order of the table."""
    quoted = connection.ops.quote_name
    found = {}
    for own in model._meta.concrete_fields:
        field: Any = own
        while isinstance(field, models.ForeignKey):
            field = field.target_field
        kind = type(field)
        found[own.name] = _Column(
            own.attname, quoted(str(own.column)), field, own.primary_key, kind in _AS_THEY_ARE, kind in _REPEATED
        )
    return found


def insert(rows: Sequence[models.Model]) -> None:
    """Insert new rows of one table whose keys are set (or are left to the database, and then stay unknown here).

    Unlike `save` it neither checks nor fills in anything; fields are prepared as `save` would, so encrypted ones are encrypted.
    """
    if not rows:
        return
    database, first = connections[connection.alias], rows[0]
    known = [each for each in _columns(type(first)).values() if not (each.primary_key and first.pk is None)]
    columns, places = ", ".join([each.quoted for each in known]), ", ".join(["%s"] * len(known))
    table = database.ops.quote_name(first._meta.db_table)
    values = [each.values(rows, database) for each in known]
    with database.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", list(zip(*values, strict=True)))
    for row in rows:
        row._state.adding = False
        row._state.db = database.alias


def update(
    rows: Sequence[models.Model], names: Sequence[str], *, was: Mapping[str, Sequence[Any]] | None = None
) -> int:
    """Write some columns of rows that are there, each row its own values, in one statement prepared once; how many were written.

    `was`: columns with what each row must still hold. A row that somebody changed meanwhile is left as it is and not counted.
    Unlike `bulk_update` it builds no statement as long as the rows are many.
    """
    if not rows:
        return 0
    database, meta = connections[connection.alias], rows[0]._meta
    known = _columns(type(rows[0]))
    columns, key = [known[name] for name in names], known[meta.pk.name]
    held = {known[name]: values for name, values in (was or {}).items()}
    new = ", ".join(f"{each.quoted} = %s" for each in columns)
    same = " AND ".join(f"{each.quoted} = %s" for each in (key, *held))
    values = [each.values(rows, database) for each in (*columns, key)]
    values += [[each.field.get_db_prep_save(value, database) for value in told] for each, told in held.items()]
    table = database.ops.quote_name(meta.db_table)
    with database.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET {new} WHERE {same}", list(zip(*values, strict=True)))
        return int(cursor.rowcount)


def reserve_keys(model: type[models.Model], number: int) -> Iterator[int]:
    """The next keys of a table, for rows that others point to before they are written. Within a transaction only."""
    assert connection.in_atomic_block, "keys are reserved within the transaction that uses them"
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, number]
            )
            return iter([key for (key,) in cursor.fetchall()])
        cursor.execute(
            "SELECT seq FROM sqlite_sequence WHERE name = %s", [table]
        )  # the transaction holds the write lock
        found: Any = cursor.fetchone()
    last = found[0] if found else 0
    return iter(range(last + 1, last + 1 + number))


def insert_rows(model: type[models.Model], names: Sequence[str], rows: Sequence[Sequence[str | int | None]]) -> None:
    """Insert rows of plain text, whole numbers and nothing, as the database takes them (encrypted already, keys as ids), by column names.

    Many rows a statement: where a table has triggers, a statement a row takes five times as long.
    """
    if not rows:
        return
    database = connections[connection.alias]
    fields = {str(field.column): field for field in model._meta.concrete_fields}
    columns = ", ".join(database.ops.quote_name(name) for name in names)
    into = f"INSERT INTO {database.ops.quote_name(model._meta.db_table)} ({columns})"
    with database.cursor() as cursor:
        if database.vendor == "sqlite":
            places = f"({', '.join(['%s'] * len(names))})"
            for first in range(0, len(rows), _ROWS):
                part = rows[first : first + _ROWS]
                cursor.execute(f"{into} VALUES {', '.join([places] * len(part))}", list(chain.from_iterable(part)))
            return
        values = ", ".join(f"(value ->> {place})::{_cast(fields[name], database)}" for place, name in enumerate(names))
        source = "jsonb_array_elements(%s::jsonb) AS given (value)"
        cursor.execute(f"{into} SELECT {values} FROM {source}", [json.dumps(rows, ensure_ascii=False)])


def _cast(field: Any, database: BaseDatabaseWrapper) -> str:
    """The type to read a value as; text of any length, so that one too long is refused and not cut."""
    kind = str(field.db_type(database))
    return "text" if kind.startswith("varchar") else kind
