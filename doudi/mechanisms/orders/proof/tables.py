"""The tables that signals look at, and what an empty one of them is. Times are the server's, local, without zone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

# Delivered orders that are to be judged, one row each.
ORDERS: dict[str, type[pl.DataType] | pl.DataType] = {
    "order_id": pl.Int64,
    "number": pl.String,  # as people call it
    "day": pl.Date,  # the day of the service: its parameters are those of this day
    "client": pl.Int64,
    "item": pl.String,  # what was to be done
    "planned_at": pl.Datetime("us"),  # null: at any time of that day
    "planned_minutes": pl.Int64,  # null: not planned
    "minimum_minutes": pl.Int64,  # below it the item counts as short (R-HOME-06); null: none is set
    "workers_needed": pl.Int64,
    "at_home": pl.Boolean,  # whether the service begins at the client's home
    "any_hour": pl.Boolean,  # whether night is its usual time (an emergency)
    "home_lat": pl.Float64,  # null: the file has no place
    "home_lon": pl.Float64,
    "urban": pl.Boolean,
    "photos_needed": pl.Int64,
    "certificate": pl.String,  # what the worker must hold; empty: nothing
    "confirmed_by": pl.String,  # card · second_device · family · call_back · worker_device · "" (not confirmed)
    "denied": pl.Boolean,  # asked by telephone, the client said that it did not happen
}

# Who was there, one row an order and worker; rows of orders that are not judged may be given to compare with.
ATTENDANCES: dict[str, type[pl.DataType] | pl.DataType] = {
    "order_id": pl.Int64,
    "worker": pl.Int64,
    "in_at": pl.Datetime("us"),
    "out_at": pl.Datetime("us"),  # null: never checked out
    "in_lat": pl.Float64,  # null: the telephone gave no place
    "in_lon": pl.Float64,
    "in_accuracy": pl.Float64,  # metres, as the telephone says
    "in_by_code": pl.Boolean,  # the code or tag at the home was scanned
    "out_lat": pl.Float64,
    "out_lon": pl.Float64,
    "out_by_code": pl.Boolean,
    "phone_at": pl.Datetime("us"),  # what the clock of the telephone said at check-in
    "received_at": pl.Datetime("us"),  # when it reached us: later than in_at where it was sent afterwards
    "device": pl.String,
}

# Photographs with the order they prove; those of earlier months too, to compare with.
PHOTOS: dict[str, type[pl.DataType] | pl.DataType] = {
    "order_id": pl.Int64,
    "number": pl.String,
    "content": pl.String,  # hash of the bytes
    "fingerprint": pl.Int64,  # base.photos; null: the picture shows nothing
    "taken_at": pl.Datetime("us"),  # when it was sent with its order
}

DEATHS: dict[str, type[pl.DataType] | pl.DataType] = {"person": pl.Int64, "day": pl.Date}
# In hospital, in a home, away from the county: from a day to a day (null: still).
ABSENCES: dict[str, type[pl.DataType] | pl.DataType] = {
    "person": pl.Int64,
    "since": pl.Date,
    "until": pl.Date,
    "words": pl.String,  # 住院
}
CERTIFICATES: dict[str, type[pl.DataType] | pl.DataType] = {
    "worker": pl.Int64,
    "certificate": pl.String,
    "since": pl.Date,
    "until": pl.Date,  # null: without end
}
KIN: dict[str, type[pl.DataType] | pl.DataType] = {"worker": pl.Int64, "client": pl.Int64, "words": pl.String}

TABLES: Mapping[str, Mapping[str, type[pl.DataType] | pl.DataType]] = {
    "orders": ORDERS,
    "attendances": ATTENDANCES,
    "photos": PHOTOS,
    "deaths": DEATHS,
    "absences": ABSENCES,
    "certificates": CERTIFICATES,
    "kin": KIN,
}
TABLE_WORDS: Mapping[str, str] = {
    "photos": "照片",
    "deaths": "死亡信息",
    "absences": "住院、入住机构和外出信息",
    "certificates": "持证信息",
    "kin": "亲属关系",
}


@dataclass(frozen=True)
class Evidence:
    """All that is looked at. A table that is None has not come: what needs it is said to be unchecked. An empty one has come and is empty."""

    orders: pl.DataFrame
    attendances: pl.DataFrame
    photos: pl.DataFrame | None = None
    deaths: pl.DataFrame | None = None
    absences: pl.DataFrame | None = None
    certificates: pl.DataFrame | None = None
    kin: pl.DataFrame | None = None
    missing: frozenset[str] = field(init=False, default=frozenset())

    def __post_init__(self) -> None:
        gone = frozenset(name for name in TABLES if getattr(self, name) is None)
        object.__setattr__(self, "missing", gone)
        for column in ("order_id", "day"):
            assert not self.orders[column].null_count(), f"an order without its {column}"
        assert self.orders["order_id"].is_unique().all(), "an order stands twice"

    def table(self, name: str) -> pl.DataFrame:
        """A table with exactly its columns; one that has not come is empty."""
        held: pl.DataFrame | None = getattr(self, name)
        return frame(name, []) if held is None else held.select(pl.col(c).cast(t) for c, t in TABLES[name].items())


def frame(name: str, rows: list[Mapping[str, object]]) -> pl.DataFrame:
    """Rows as a table; a column that a row leaves out is null in it. Raises KeyError if a row names a column that does not exist."""
    columns = TABLES[name]
    for row in rows:
        unknown = set(row) - set(columns)
        if unknown:
            raise KeyError(f"{name} has no {sorted(unknown)}")
    return pl.DataFrame([{c: row.get(c) for c in columns} for row in rows], schema=dict(columns))
