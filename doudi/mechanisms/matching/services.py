"""What is done with findings: kept so that a second run adds nothing, and disposed of by people (R-FIND-01, R-FIND-02)."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

import polars as pl
from django.db import transaction

from doudi.base.ciphers import blind_index
from doudi.base.models import User
from doudi.base.records import record
from doudi.mechanisms.matching.models import Finding, Run

_BATCH = 500


def start_run(month: int, *, by: User | None, at: dt.datetime) -> Run:
    """A run that waits to be carried out by a job."""
    with transaction.atomic():
        run = Run.objects.create(month=month, by=by, started_at=at)
        record("run.start", run, by=by, at=at, data={"month": month})
    return run


def keep(run: Run, findings: pl.DataFrame, *, on: dt.date, cleared_months: int) -> tuple[list[Finding], int]:
    """Keep the findings of a run; returns the new ones and how many of these re-open a closed one.

    An open finding of the same person and rule is the same finding: it learns the newest evidence. A cleared one stays cleared
    until its data change or `cleared_months` have passed; then a new one is opened that names the old.
    """
    rows = findings.to_dicts()
    wanted = [row["identity"] for row in rows]
    known: dict[str, Finding] = {}
    for start in range(0, len(wanted), _BATCH):
        for each in Finding.objects.filter(identity__in=wanted[start : start + _BATCH]).order_by("id"):
            known[each.identity] = each
    new, seen, changed = [], [], []
    for row in rows:
        before = known.get(row["identity"])
        if before is None:
            new.append(_finding(row, run, on))
        elif not before.disposal:
            seen.append(before.pk)
            if before.data_key != row["data_key"]:
                _learn(before, row)
                changed.append(before)
        elif not _stays_closed(before, row, on, cleared_months):
            again = _finding(row, run, on)
            again.previous = before
            new.append(again)
    with transaction.atomic():
        created = Finding.objects.bulk_create(new, batch_size=_BATCH)
        if changed:
            Finding.objects.bulk_update(changed, list(_LEARNT), batch_size=_BATCH)
        for start in range(0, len(seen), _BATCH):
            Finding.objects.filter(pk__in=seen[start : start + _BATCH]).update(last_run=run)
    return created, sum(1 for each in created if each.previous_id)


def dispose(finding: Finding, disposal: Finding.Disposal, *, because: str, on: dt.date) -> None:
    """A person has answered the question; part of the case's transaction, which records who."""
    finding.disposal, finding.disposed_on, finding.disposal_because = disposal, on, because[:400]
    finding.save(update_fields=["disposal", "disposed_on", "disposal_because"])


def _stays_closed(before: Finding, row: Mapping[str, Any], on: dt.date, cleared_months: int) -> bool:
    assert before.disposed_on is not None
    if before.data_key != row["data_key"]:
        return False
    if before.disposal != Finding.Disposal.CLEARED:
        return True  # corrected or referred, and nothing new has come since
    months = (on.year - before.disposed_on.year) * 12 + on.month - before.disposed_on.month
    return months < cleared_months or (months == cleared_months and on.day < before.disposed_on.day)


_LEARNT = (
    "strength",
    "conclusive",
    "amount_fen",
    "reason",
    "evidence",
    "doubts",
    "kin_path",
    "not_compared",
    "period_from",
    "period_to",
    "data_key",
    "programme",
)


def _learn(finding: Finding, row: Mapping[str, Any]) -> None:
    for name, value in _columns(row).items():
        if name in _LEARNT:
            setattr(finding, name, value)


def _finding(row: Mapping[str, Any], run: Run, on: dt.date) -> Finding:
    return Finding(first_run=run, last_run=run, found_on=on, **_columns(row))


def _columns(row: Mapping[str, Any]) -> dict[str, Any]:
    number = row["subject_id"] or ""
    pieces = [piece for piece in row["evidence"] or [] if piece is not None]
    return {
        "identity": row["identity"],
        "rule": row["rule"],
        "direction": row["direction"],
        "strength": row["strength"],
        "conclusive": row["conclusive"],
        "subject_name": row["subject_name"] or "",
        "subject_id": number,
        "subject_index": blind_index(number) if number else "",
        "household_no": row["household_no"] or "",
        "programme": (row["programme"] or "")[:80],
        "area_code": row["area_code"] or "",
        "amount_fen": row["amount_fen"],
        "reason": row["reason"][:600],
        "evidence": json.dumps(
            [{**piece, "values": json.loads(piece["values"] or "{}")} for piece in pieces], ensure_ascii=False
        ),
        "kin_path": _kin_path(row, pieces),
        "doubts": list(row["doubts"] or []),
        "not_compared": list(row["not_compared"] or []),
        "period_from": row["period_from"],
        "period_to": row["period_to"],
        "data_key": row["data_key"],
    }


def _kin_path(row: Mapping[str, Any], pieces: list[dict[str, Any]]) -> list[str]:
    """The names from the person in office to the recipient, if the evidence holds a path of kin."""
    for piece in pieces:
        values = json.loads(piece["values"] or "{}")
        if "路径" in values:
            staff = next(
                (json.loads(other["values"])["姓名"] for other in pieces if "职务" in (other["values"] or "")), ""
            )
            return [name for name in [staff, *values["路径"]] if name]
    return []
