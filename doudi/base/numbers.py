"""Running numbers as papers carry them: 疑202411-000042, the next of its month's series."""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Iterator

from django.db import connection, models
from django.utils import timezone

from doudi.base.prefixes import begins_with


def next_numbers(model: type[models.Model], prefix: str, *, at: dt.datetime, many: int) -> Iterator[str]:
    """The next numbers of the series that `prefix` and the month of `at` make, from the column `number` of a table. Within the transaction
    that uses them: on PostgreSQL the series of the table is locked, so that two who number at once do not take the same."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [zlib.crc32(model._meta.db_table.encode())])
    start = f"{prefix}{timezone.localdate(at):%Y%m}-"
    series = model._default_manager.filter(begins_with("number", start)).order_by("-number")
    last = series.values_list("number", flat=True).first()
    first = int(last.removeprefix(start)) + 1 if last else 1
    return iter(f"{start}{number:06d}" for number in range(first, first + many))
