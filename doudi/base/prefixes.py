"""Text beginning with a text, found by index on every database."""

from __future__ import annotations

from django.db import connection
from django.db.models import Q

_LAST = "\U0010ffff"


def begins_with(field: str, text: str) -> Q:
    """SQLite cannot use an index for LIKE, but compares byte by byte, so a range does it; PostgreSQL compares by language, so that
    a range would miss some, but keeps an index for LIKE beside every indexed text."""
    if connection.vendor == "sqlite":
        return Q(**{f"{field}__gte": text, f"{field}__lt": text + _LAST})
    return Q(**{f"{field}__startswith": text})
