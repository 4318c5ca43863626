"""What is done with deliveries: taken in, answered, withdrawn, purged. Nothing is deleted but rows whose time is over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import polars as pl
from django.conf import settings
from django.db import transaction

from doudi.base import files
from doudi.base.models import User
from doudi.base.months import chinese_month, last_day
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.mechanisms.exchange.declare import Source, by_code
from doudi.mechanisms.exchange.intake import FileHint, Hints, Intake, Problem, ProblemKind, take_in
from doudi.mechanisms.exchange.models import Delivery, LearntHeading
from doudi.mechanisms.exchange.parts import Part
from doudi.mechanisms.exchange.recognise import SheetGuess
from doudi.mechanisms.exchange.snapshots import difference, read_snapshot, write_snapshot

SUDDEN_DROP = 0.3
LARGEST = 600 * 2**20


def deliver(
    path: Path,
    *,
    sources: Iterable[Source],
    by: User | None,
    at: dt.datetime,
    month: int,
    name: str = "",
    source: str | None = None,
    as_of: int | None = None,
    supplier: str = "",
) -> list[Delivery]:
    """Take in one file (or zip): a delivery for each file in it, whatever became of it.

    `month` is the present month; `supplier` limits a data officer to the lists of his own department. Raises Refused only if the
    file cannot be kept at all.
    """
    known = list(sources)
    kept = files.keep(path, name=name or path.name, purpose="报送", by=by, at=at, limit=LARGEST)
    hints = Hints(source=source, as_of=as_of, learnt=_learnt())
    intake = take_in(
        [files.path_of(kept.sha256)], known, month=month, hints=_named(hints, kept.sha256, name or path.name)
    )
    delivered = []
    for file in _files_of(intake):
        delivery = Delivery(
            file=kept, file_name=_shown(file, kept.sha256, name or path.name), sha256=kept.sha256, received_at=at, received_by=by, supplier=supplier,
        )  # fmt: skip
        delivered.append(_keep(delivery, file, intake, known, by=by, at=at))
    return delivered


def answer(
    delivery: Delivery,
    *,
    source: str,
    columns: Mapping[str, str],
    as_of: int | None,
    header_row: int | None,
    sources: Iterable[Source],
    by: User,
    at: dt.datetime,
) -> Delivery:
    """A person says what a file is and which heading is which column; remembered for that source's supplier."""
    if delivery.state != Delivery.State.ASKING:
        raise Refused("这份报送已经处理过,请刷新后查看最新情况。")
    known = list(sources)
    assert delivery.file is not None
    hint = FileHint(source=source, as_of=as_of, header_row=header_row, columns=columns)
    hints = Hints(files={"*": hint}, learnt=_learnt())
    intake = take_in([files.path_of(delivery.file.sha256)], known, month=as_of, hints=hints)
    file = next(iter(_files_of(intake)), "")
    with transaction.atomic():
        for heading, column in columns.items():
            LearntHeading.objects.update_or_create(
                source=source,
                supplier=delivery.supplier,
                heading=heading,
                defaults={"column": column, "by": by, "at": at},
            )
        return _keep(delivery, file, intake, known, by=by, at=at)


def withdraw(delivery: Delivery, *, because: str, by: User, at: dt.datetime) -> None:
    """A delivery is taken back: it stays as record and speaks for no month any more."""
    if not because.strip():
        raise Refused("请填写撤回的理由。")
    with transaction.atomic():
        changed = Delivery.objects.filter(
            pk=delivery.pk, state__in=[Delivery.State.TAKEN_IN, Delivery.State.ASKING]
        ).update(state=Delivery.State.WITHDRAWN)
        if not changed:
            raise Refused("这份报送已经撤回或退回,请刷新后查看最新情况。")
        delivery.state = Delivery.State.WITHDRAWN
        record("delivery.withdraw", delivery, by=by, at=at, because=because)


def purge(*, sources: Iterable[Source], on: dt.date, by: User | None, at: dt.datetime) -> int:
    """Destroy rows and originals whose retention is over (R-PRIV-11); the delivery stays as record. How many."""
    known = by_code(sources)
    purged = 0
    for delivery in (
        Delivery.objects.filter(as_of__isnull=False).exclude(state=Delivery.State.PURGED).select_related("file")
    ):
        source = known.get(delivery.source)
        if source is None or delivery.as_of is None or last_day(delivery.as_of + source.retention_months) >= on:
            continue
        with transaction.atomic():
            record("delivery.purge", delivery, by=by, at=at, because=f"保存期限{source.retention_months}个月已满")
            paths = [Path(settings.SNAPSHOTS_ROOT) / each for each in (delivery.snapshot, delivery.rejects) if each]
            delivery.state, delivery.snapshot, delivery.rejects, delivery.sheets = Delivery.State.PURGED, "", "", []
            delivery.save()
            still_needed = Delivery.objects.filter(sha256=delivery.sha256).exclude(state=Delivery.State.PURGED).exists()
            if not still_needed:
                paths.append(files.path_of(delivery.sha256))
        for path in paths:
            path.unlink(missing_ok=True)
        purged += 1
    return purged


def clear_unfinished() -> int:
    """Remove what a killed process left half written, and snapshots that no delivery knows. How many files."""
    root = Path(settings.SNAPSHOTS_ROOT)
    known = set(Delivery.objects.exclude(snapshot="").values_list("snapshot", flat=True))
    known |= set(Delivery.objects.exclude(rejects="").values_list("rejects", flat=True))
    stray = [path for path in root.rglob("*") if path.is_file() and str(path.relative_to(root)) not in known]
    for path in stray:
        path.unlink(missing_ok=True)
    return len(stray)


# --- one file of a delivery ---------------------------------------------------------------------------------------------


def _learnt() -> dict[tuple[str, str], str]:
    return {
        (source, heading): column
        for source, heading, column in LearntHeading.objects.values_list("source", "heading", "column")
    }


def _named(hints: Hints, sha256: str, name: str) -> Hints:
    """Files are kept under their hash: whoever recognises them must see the name they came with."""
    return Hints(hints.source, hints.as_of, hints.files, hints.learnt, names={files.path_of(sha256).name: name})


def _shown(file: str, sha256: str, name: str) -> str:
    return file.replace(files.path_of(sha256).name, name)[-200:]


def _files_of(intake: Intake) -> list[str]:
    names = [
        *(part.file for part in intake.parts),
        *(problem.file for problem in intake.problems),
        *(guess.file for guess in intake.guesses),
    ]
    return list(dict.fromkeys(names))


def _keep(
    delivery: Delivery, file: str, intake: Intake, sources: Sequence[Source], *, by: User | None, at: dt.datetime
) -> Delivery:
    """Store what became of one file, snapshot and record in one transaction: whole or not at all."""
    parts = [part for part in intake.parts if part.file == file]
    problems = [problem for problem in intake.problems if problem.file == file]
    delivery.sheets = [_said(guess) for guess in intake.guesses if guess.file == file]
    delivery.warnings = [problem.sentence for problem in problems if problem.kind == ProblemKind.WARNING]
    if not parts:
        return _without_rows(delivery, problems, by=by, at=at)
    source = max(
        (part.source for part in parts),
        key=lambda each: sum(part.rows for part in parts if part.source.code == each.code),
    )
    mine = [part for part in parts if part.source.code == source.code]
    if delivery.supplier and delivery.supplier != source.supplier:
        return _refused(
            delivery, f"“{source.name}”应由{source.supplier}报送,您只能报送{delivery.supplier}的名单。", by=by, at=at
        )
    others = sorted({part.source.name for part in parts if part.source.code != source.code})
    if others:
        delivery.warnings.append(f"文件中还有{'、'.join(others)},请拆分后另行报送。")
    delivery.source, delivery.supplier, delivery.as_of = source.code, source.supplier, mine[0].as_of
    delivery.rows, delivery.accepted, delivery.rejected = (
        sum(getattr(part, name) for part in mine) for name in ("rows", "accepted", "rejected")
    )
    delivery.content = f"{sum(part.content for part in mine) % 2**64:x}"
    earlier = (
        Delivery.objects.filter(source=source.code, content=delivery.content, state=Delivery.State.TAKEN_IN)
        .exclude(pk=delivery.pk)
        .order_by("as_of")
        .first()
    )
    if earlier is not None and delivery.rows:
        return _repeated(delivery, earlier, by=by, at=at)
    frame = pl.concat([part.frame for part in mine])
    _compare_with_last(delivery, source, frame)
    with transaction.atomic():
        delivery.state = Delivery.State.TAKEN_IN
        delivery.save()
        root = Path(settings.SNAPSHOTS_ROOT)
        whole = Part(
            source,
            delivery.file_name,
            "",
            delivery.sha256,
            delivery.as_of,
            frame,
            delivery.rows,
            delivery.accepted,
            delivery.rejected,
            mine[0].guess,
        )
        delivery.snapshot = str(write_snapshot(whole, root, name=f"delivery-{delivery.pk}").relative_to(root))
        refused = intake.rejects.filter(pl.col("file") == file)
        if refused.height:
            path = root / source.code / f"rejects-{delivery.pk}.parquet"
            refused.write_parquet(path)
            delivery.rejects = str(path.relative_to(root))
        delivery.save()
        record(
            "delivery.take_in", delivery, by=by, at=at, because=delivery.file_name,
            data={"source": source.code, "as_of": delivery.as_of, "rows": delivery.rows, "accepted": delivery.accepted, "rejected": delivery.rejected, "sha256": delivery.sha256},
        )  # fmt: skip
    return delivery


def _without_rows(delivery: Delivery, problems: Sequence[Problem], *, by: User | None, at: dt.datetime) -> Delivery:
    asking = [each for each in problems if each.kind in (ProblemKind.UNSURE, ProblemKind.UNRECOGNISED)]
    serious = [each for each in problems if each.kind != ProblemKind.WARNING] or list(problems)
    delivery.refused_because = (serious[0].sentence if serious else "文件中没有可用的行。")[:400]
    repeated = any(each.kind == ProblemKind.REPEATED for each in problems)
    delivery.state = (
        Delivery.State.ASKING if asking else Delivery.State.REPEATED if repeated else Delivery.State.REFUSED
    )
    return _saved(delivery, by=by, at=at)


def _refused(delivery: Delivery, sentence: str, *, by: User | None, at: dt.datetime) -> Delivery:
    delivery.state, delivery.refused_because = Delivery.State.REFUSED, sentence
    return _saved(delivery, by=by, at=at)


def _repeated(delivery: Delivery, earlier: Delivery, *, by: User | None, at: dt.datetime) -> Delivery:
    when = chinese_month(earlier.as_of) if earlier.as_of is not None else "此前"
    delivery.state = Delivery.State.REPEATED
    delivery.refused_because = f"内容与{when}的“{earlier.file_name}”完全相同,没有更新;请报送单位重新报送。"[:400]
    return _saved(delivery, by=by, at=at)


def _saved(delivery: Delivery, *, by: User | None, at: dt.datetime) -> Delivery:
    with transaction.atomic():
        delivery.save()
        record(
            f"delivery.{delivery.state.lower()}",
            delivery,
            by=by,
            at=at,
            because=delivery.refused_because,
            data={"sha256": delivery.sha256},
        )
    return delivery


def _compare_with_last(delivery: Delivery, source: Source, frame: pl.DataFrame) -> None:
    last = (
        Delivery.objects.filter(source=source.code, state=Delivery.State.TAKEN_IN, as_of__lt=delivery.as_of or 0)
        .exclude(pk=delivery.pk)
        .exclude(snapshot="")
        .order_by("-as_of", "-pk")
        .first()
    )
    if last is None:
        return
    found = difference(read_snapshot(Path(settings.SNAPSHOTS_ROOT) / last.snapshot), frame, source)
    delivery.difference = {
        "previous": last.pk,
        "new": found.new,
        "gone": found.gone,
        "changed": found.changed,
        "before": found.before,
        "after": found.after,
    }
    if found.before and found.after < found.before * (1 - SUDDEN_DROP):
        delivery.warnings.append(f"行数由上次的{found.before}行降到{found.after}行,请向报送单位核实是否漏报。")


def _said(guess: SheetGuess) -> dict[str, object]:
    """What the page asks a person about: the guess with its certainty. First rows are read from the original when shown."""
    return {
        "sheet": guess.sheet,
        "header_row": guess.header_row,
        "source": guess.source,
        "certainty": guess.certainty,
        "runners_up": guess.runners_up,
        "columns": [
            {
                "heading": each.heading,
                "position": each.position,
                "column": each.column,
                "certainty": round(each.certainty, 2),
                "why": each.why,
            }
            for each in guess.columns
        ],
    }
