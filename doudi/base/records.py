"""The chain of records: what happened, to what, who, when, because of what (R-GEN-05, R-SOD-09).

Each record is sealed with SM3 over the seal before it and its own content, so whoever changes, removes or inserts one breaks the
chain at that place, and `verify_chain` names it. No record holds a full identity number, account or diagnosis.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction

from doudi.base import bulk
from doudi.base.models import Record, User
from doudi.base.refused import Refused

FIRST_SEAL = "0" * 64
_LOCK = 0x646F756469  # the advisory lock of the chain on PostgreSQL: "doudi"
_BATCH = 2000
_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_LAST_LINK = f"SELECT number, seal FROM {Record._meta.db_table} ORDER BY number DESC LIMIT 1"
_AS_STORED = DjangoJSONEncoder(allow_nan=False)


@dataclass(frozen=True)
class Happening:
    """One thing to be recorded; `record_many` takes thousands. `by` and `at` where it was somebody else at another moment."""

    action: str  # "person.register"
    subject: str  # "person:17"
    because: str = ""
    area_code: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    by: User | None = None
    at: dt.datetime | None = None


@dataclass(frozen=True)
class BrokenLink:
    """The first place where the chain does not hold."""

    number: int
    what: str


def record(
    action: str,
    subject: str | models.Model,
    *,
    by: User | None,
    at: dt.datetime,
    because: str = "",
    area_code: str = "",
    data: Mapping[str, Any] | None = None,
) -> Record:
    """Append one record. The chain stays locked until the surrounding transaction ends: record last."""
    happening = Happening(action, name_of(subject), because, area_code, data or {})
    return record_many([happening], by=by, at=at)[0]


def record_many(happenings: Iterable[Happening], *, by: User | None, at: dt.datetime) -> list[Record]:
    """Append many records in the order given, all of one moment and one person unless a happening says its own."""
    # No savepoint: what is not recorded has not happened, and nobody goes on after a failure here.
    with transaction.atomic(savepoint=False):
        _lock_chain()
        number, seal = _last_link()
        records = []
        for happening in happenings:
            number += 1
            new = Record(
                number=number,
                at=happening.at or at,
                by=happening.by or by,
                action=happening.action,
                subject=happening.subject,
                because=happening.because[:400],
                area_code=happening.area_code,
                data=_plain(happening.data),
            )
            seal = new.seal = sealed(new, after=seal)
            records.append(new)
        bulk.insert(records)
    return records


def reveal(user: User, subject: models.Model, field: str, reason: str, *, at: dt.datetime, area_code: str = "") -> str:
    """Read a masked field in full: needs a reason, and leaves a record (R-SEC-04). Whether the user may see the subject at all has been
    asked by the page before."""
    if len(reason.strip()) < 2:
        raise Refused("查看完整信息须填写事由。")
    value = getattr(subject, field)
    record("reveal", subject, by=user, at=at, because=reason.strip(), area_code=area_code, data={"field": field})
    return str(value)


def verify_chain() -> BrokenLink | None:
    """Walk the whole chain; the first link that does not hold, or None."""
    seal, expected = FIRST_SEAL, 1
    for each in Record.objects.order_by("number").iterator(chunk_size=_BATCH):
        if each.number != expected:
            return BrokenLink(expected, f"第 {expected} 条记录缺失。")
        seal = sealed(each, after=seal)
        if seal != each.seal:
            return BrokenLink(
                each.number, f"第 {each.number} 条记录({each.at:%Y-%m-%d %H:%M},{each.action})与链值不符,内容被改动过。"
            )
        expected += 1
    return None


def sealed(record: Record, *, after: str) -> str:
    """SM3 over the seal before and the record's own content as canonical JSON."""
    content = _CANONICAL.encode(
        [
            record.number,
            record.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
            record.by_id,
            record.action,
            record.subject,
            record.because,
            record.area_code,
            record.data,
        ]
    )
    digest = hashes.Hash(hashes.SM3())
    digest.update(after.encode())
    digest.update(content.encode())
    return digest.finalize().hex()


def name_of(subject: str | models.Model) -> str:
    """person:17 — how records name what they are about."""
    return subject if isinstance(subject, str) else f"{subject._meta.model_name}:{subject.pk}"


def _plain(data: Mapping[str, Any]) -> dict[str, Any]:
    """As JSON gives it back, so that what is sealed is what will be read."""
    return json.loads(_AS_STORED.encode(dict(data))) if data else {}


def _last_link() -> tuple[int, str]:
    """Number and seal of the newest record. Every action asks for it: in plain SQL, which costs a tenth of a queryset."""
    with connection.cursor() as cursor:
        cursor.execute(_LAST_LINK)
        found: Any = cursor.fetchone()
    return (int(found[0]), str(found[1])) if found else (0, FIRST_SEAL)


def _lock_chain() -> None:
    """One writer at a time: SQLite's transactions begin IMMEDIATE and so hold its only write lock; PostgreSQL is asked for one."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
