"""What is done with runs and findings: kept so that a second run adds nothing, disposed of by people (R-FIND-01, R-FIND-02)."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import polars as pl
from django.db import transaction

from doudi.base import bulk
from doudi.base.calendar import months_later
from doudi.base.ciphers import blind_index
from doudi.base.models import User
from doudi.base.months import chinese_month, month_of
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.mechanisms.matching.models import Finding, Run
from doudi.mechanisms.matching.queries import SILENT

_BATCH = 500
BROKEN_OFF = "比对中断(程序或服务器停止过),没有改动任何疑点,请重新运行。"


# --- runs ---------------------------------------------------------------------------------------------------------------


def start_run(month: int, *, by: User | None, at: dt.datetime) -> Run:
    """A run that waits to be carried out by a job. One at a time: raises Refused while another is alive."""
    with transaction.atomic():
        for other in Run.objects.select_for_update().filter(state__in=[Run.State.WAITING, Run.State.RUNNING]):
            heard = other.heard_at or other.started_at
            if heard is not None and abs(at - heard) < SILENT:
                raise Refused(f"{chinese_month(other.month)}的比对正在进行,请等它完成后再开始。")
            _fail(other, BROKEN_OFF, at=at)
        run = Run.objects.create(month=month, by=by, started_at=at)
        record("run.start", run, by=by, at=at, data={"month": month})
    return run


@contextmanager
def carried_out(run: Run, *, clock: Callable[[], dt.datetime]) -> Iterator[Callable[[str, float], None]]:
    """Around the carrying out of a run: gives the function that reports progress (step, share of 1); a failure is kept and raised."""

    def report(step: str, share: float) -> None:
        Run.objects.filter(pk=run.pk).update(step=step[:80], steps_done=int(share * 100), steps=100, heard_at=clock())

    if not Run.objects.filter(pk=run.pk, state=Run.State.WAITING).update(state=Run.State.RUNNING, heard_at=clock()):
        raise Refused("这次比对已经开始过,请刷新后查看。")
    try:
        yield report
    except BaseException as error:
        sentence = "比对没有完成,没有改动任何疑点;请核对名单后重新运行,仍失败请联系管理员。"
        _fail(run, error.sentence if isinstance(error, Refused) else sentence, at=clock())
        raise
    run.refresh_from_db()


def _fail(run: Run, sentence: str, *, at: dt.datetime) -> None:
    with transaction.atomic():
        Run.objects.filter(pk=run.pk).update(state=Run.State.FAILED, failure=sentence[:400], finished_at=at)
        record("run.fail", run, by=None, at=at, because=sentence, data={"month": run.month})


# --- findings -----------------------------------------------------------------------------------------------------------


@dataclass
class _Sorted:
    """The rows of a run by what becomes of them."""

    new: list[tuple[Mapping[str, Any], Finding | None]] = field(default_factory=list)  # with the closed one before it
    seen: list[int] = field(default_factory=list)
    changed: list[tuple[Finding, Mapping[str, Any]]] = field(default_factory=list)


def keep(run: Run, findings: pl.DataFrame, *, on: dt.date, cleared_months: int) -> tuple[list[Finding], int]:
    """Keep the findings of a run (columns of `Engine.run`); returns the new ones and how many of these follow a closed one.

    An open finding of the same person and rule is the same finding: it learns the newest evidence. A cleared one stays cleared
    until its data change or `cleared_months` have passed; a corrected one until a later month still shows it, or its data change;
    then a new one is opened that names the old. What is not found any more stays open: its `last_run` tells.
    """
    rows = findings.to_dicts()
    known = _known([row["identity"] for row in rows])
    found = _Sorted()
    for row in rows:
        _sort(row, known.get(row["identity"]), run, on, cleared_months, found)
    with transaction.atomic():
        created = _create(found.new, run, on)
        _learn(found.changed)
        for start in range(0, len(found.seen), _BATCH):
            Finding.objects.filter(pk__in=found.seen[start : start + _BATCH]).update(last_run=run)
    return created, sum(1 for each in created if each.previous_id)


@dataclass(frozen=True)
class Answer:
    """What a person has answered to a finding, why, and on which day."""

    finding: Finding
    disposal: Finding.Disposal
    because: str
    on: dt.date


def dispose(finding: Finding, disposal: Finding.Disposal, *, because: str, on: dt.date) -> None:
    """A person has answered the question; part of the case's transaction, which records who."""
    dispose_many([Answer(finding, disposal, because, on)])


def dispose_many(answers: Sequence[Answer]) -> None:
    """The same of many findings at once."""
    for each in answers:
        finding = each.finding
        finding.disposal, finding.disposed_on, finding.disposal_because = each.disposal, each.on, each.because[:400]
    bulk.update([each.finding for each in answers], ["disposal", "disposed_on", "disposal_because"])


def move_to_area(finding: Finding, area_code: str) -> None:
    """Somebody said where a person lives whom the lists did not place."""
    finding.area_code = area_code
    finding.save(update_fields=["area_code"])


def _known(identities: Sequence[str]) -> dict[str, Finding]:
    """The newest finding of each identity, with what decides whether there is anything new; what is encrypted stays closed."""
    known: dict[str, Finding] = {}
    rows = Finding.objects.select_related("last_run").only(
        "identity", "disposal", "disposed_on", "data_key", "amount_fen", "last_run__month"
    )
    for start in range(0, len(identities), _BATCH):
        for each in rows.filter(identity__in=identities[start : start + _BATCH]).order_by("id"):
            known[each.identity] = each
    return known


def _sort(
    row: Mapping[str, Any], before: Finding | None, run: Run, on: dt.date, cleared_months: int, found: _Sorted
) -> None:
    if before is None:
        found.new.append((row, None))
    elif not before.disposal:
        if before.last_run.month <= run.month:  # an earlier month compared again knows nothing newer
            found.seen.append(before.pk)
            if before.data_key != row["data_key"] or before.amount_fen != row["amount_fen"]:
                found.changed.append((before, row))
    elif not _stays_closed(before, row, run, on, cleared_months):
        found.new.append((row, before))


def _stays_closed(before: Finding, row: Mapping[str, Any], run: Run, on: dt.date, cleared_months: int) -> bool:
    assert before.disposed_on is not None, "a closed finding was closed on a day"
    if run.month < before.last_run.month:
        return True
    if before.data_key != row["data_key"]:
        return False
    if before.disposal == Finding.Disposal.CLEARED:
        return on < months_later(before.disposed_on, cleared_months)
    if before.disposal == Finding.Disposal.CORRECTED:
        return run.month <= month_of(before.disposed_on)  # what was put right in November shows in December's rolls
    return True  # with the discipline commission, and nothing new has come since


def _create(rows: Sequence[tuple[Mapping[str, Any], Finding | None]], run: Run, on: dt.date) -> list[Finding]:
    keys = bulk.reserve_keys(Finding, len(rows))
    created = [
        Finding(pk=next(keys), first_run=run, last_run=run, found_on=on, previous=before, **_columns(row))
        for row, before in rows
    ]
    bulk.insert(created)
    return created


_LEARNT = (
    "strength", "conclusive", "amount_fen", "reason", "evidence", "doubts", "kin_path", "not_compared",
    "period_from", "period_to", "data_key", "programme",
)  # fmt: skip


def _learn(changed: Sequence[tuple[Finding, Mapping[str, Any]]]) -> None:
    for finding, row in changed:
        columns = _columns(row)
        for name in _LEARNT:
            setattr(finding, name, columns[name])
    Finding.objects.bulk_update([finding for finding, _ in changed], list(_LEARNT), batch_size=50)


def _columns(row: Mapping[str, Any]) -> dict[str, Any]:
    number = row["subject_id"] or ""
    pieces = [
        {**piece, "values": json.loads(piece["values"] or "{}")} for piece in row["evidence"] or [] if piece is not None
    ]
    return {
        "identity": row["identity"],
        "rule": row["rule"],
        "direction": row["direction"],
        "strength": row["strength"],
        "conclusive": bool(row["conclusive"]),
        "subject_name": (row["subject_name"] or "")[:40],
        "subject_id": number,
        "subject_index": blind_index(number) if number else "",
        "household_no": (row["household_no"] or "")[:40],
        "programme": (row["programme"] or "")[:80],
        "area_code": row["area_code"] or "",
        "amount_fen": row["amount_fen"],
        "reason": row["reason"][:600],
        "evidence": json.dumps(pieces, ensure_ascii=False),
        "kin_path": _kin_path(pieces),
        "doubts": list(row["doubts"] or []),
        "not_compared": list(row["not_compared"] or []),
        "period_from": row["period_from"],
        "period_to": row["period_to"],
        "data_key": row["data_key"],
    }


def _kin_path(pieces: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """From the person in office to the recipient, everybody with what he is to the one before, if the evidence holds a path of kin.

    It is written `["程海", "父亲 程国", "子女 雷国斌"]`. Where only names stand behind the person in office, the whole relation is
    that of the last one.
    """
    found = next((piece["values"] for piece in pieces if piece["values"].get("路径")), None)
    if found is None:
        return []
    steps = [_kin_step(str(each)) for each in found["路径"]]
    staff = next((str(piece["values"].get("姓名", "")) for piece in pieces if "职务" in piece["values"]), "")
    if staff and steps[0] != {"name": staff, "relation": ""}:
        steps.insert(0, {"name": staff, "relation": ""})
    if not any(step["relation"] for step in steps):
        steps[-1]["relation"] = str(found.get("关系", ""))
    return steps


def _kin_step(written: str) -> dict[str, str]:
    relation, blank, name = written.partition(" ")
    return {"name": name.strip(), "relation": relation} if blank else {"name": written.strip(), "relation": ""}
