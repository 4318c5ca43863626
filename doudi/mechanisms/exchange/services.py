"""What is done with deliveries: taken in, answered, withdrawn. Retention stands in `retention`. Nothing is ever deleted here."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from doudi.base import files
from doudi.base.access import may, scope
from doudi.base.marks import full_width_outside_quotes
from doudi.base.models import StoredFile, User
from doudi.base.months import chinese_month, month_of
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.mechanisms.exchange import originals
from doudi.mechanisms.exchange.declare import Cadence, Source, by_code
from doudi.mechanisms.exchange.intake import FileHint, Hints, Intake, Problem, ProblemKind, take_in
from doudi.mechanisms.exchange.models import Delivery, LearntHeading
from doudi.mechanisms.exchange.parts import Part
from doudi.mechanisms.exchange.queries import last_before
from doudi.mechanisms.exchange.recognise import SheetGuess
from doudi.mechanisms.exchange.snapshots import difference, read_snapshot, write_snapshot

TAKERS = frozenset({Role.VERIFICATION_CENTRE, Role.COUNTY_OFFICER})  # who take in lists of any department
SUDDEN_DROP = 0.3  # of the rows of the time before: asks whether something was left out
LARGEST = 600 * files.MEGABYTE
_FEW = 3  # so few rows may well be the same as last month


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
    read: Callable[..., Intake] = take_in,
) -> list[Delivery]:
    """Take in one file (or zip): a delivery for each list in it, and for each sheet that a person must be asked about.

    `month` is the present month. A data officer delivers for his own department only, whatever `supplier` says. The file is read
    first and everything kept in one transaction: whole or not at all. Raises Refused only if the file cannot be kept. `read`: who
    reads it instead of `take_in`, as where another process has done it already.
    """
    known, name = list(sources), Path((name or path.name).replace("\\", "/")).name
    supplier = _supplier_of(by, supplier, timezone.localdate(at))
    if path.stat().st_size > LARGEST:
        raise Refused(f"文件“{name}”超过{LARGEST // files.MEGABYTE}MB,请拆分后再报送。")
    hints = Hints(source, as_of, learnt=_learnt(supplier), names={path.name: name})
    intake = read([path], known, month=month, hints=hints)
    with _nothing_left_behind() as written, transaction.atomic():
        kept = files.keep(path, name=name, purpose="报送", by=by, at=at, limit=LARGEST)
        desk = _Desk(known, kept, supplier, by, at, written)
        return [desk.keep(matter, desk.fresh(matter)) for matter in _matters(intake)]


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
    """A person says what a sheet is and which heading is which column; remembered for that supplier once it has been taken in."""
    known = list(sources)
    if source not in by_code(known):
        raise Refused("没有这种名单,请重新选择。")
    own = _supplier_touching(delivery, by, at)
    sheet = str(delivery.sheets[0]["sheet"]) if delivery.sheets else ""
    hint = FileHint(source=source, as_of=as_of, header_row=header_row, columns=columns)
    with tempfile.TemporaryDirectory(prefix="doudi-answer-") as folder:
        path = originals.unpacked(delivery, Path(folder))
        hints = Hints(files={"*": hint}, learnt=_learnt(own), names={path.name: delivery.file_name})
        month = as_of if as_of is not None else month_of(timezone.localdate(at))
        intake = take_in([path], known, month=month, hints=hints)
    # a combined list gives a sister list, too: that becomes a delivery of its own
    said = sorted(_matters(_of_sheet(intake, sheet)), key=lambda matter: matter.source != source)
    with _nothing_left_behind() as written, transaction.atomic():
        now = Delivery.objects.select_for_update().select_related("file").get(pk=delivery.pk)
        if now.state != Delivery.State.ASKING:
            raise Refused("这份报送已经处理过,请刷新后查看最新情况。")
        assert now.file is not None, "a delivery that asks has its file"
        desk = _Desk(known, now.file, own, by, at, written)
        if not said:
            raise Refused(f"按您的说明没有读到任何行,请核对标题在第几行(现为第{header_row or 1}行)和各列的对应。")
        answered = desk.keep(said[0], now)
        for sister in said[1:]:
            desk.keep(sister, desk.fresh(sister))
        if answered.state == Delivery.State.TAKEN_IN:
            _remember(source, answered.supplier, columns, by=by, at=at)
        return answered


def withdraw(delivery: Delivery, *, because: str, by: User, at: dt.datetime) -> None:
    """A delivery is taken back: it stays as record and speaks for no month any more."""
    _supplier_touching(delivery, by, at)
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


# --- who may ------------------------------------------------------------------------------------------------------------


def _supplier_of(by: User | None, supplier: str, on: dt.date) -> str:
    """For whom somebody delivers: a data officer for his department, the county's people (and commands) for anybody."""
    if by is None or may(by, TAKERS, on=on):
        return supplier
    own = scope(by, Role.DATA_OFFICER, on=on).organisations
    if not own:
        raise Refused("您没有报送名单的权限,需要数据联络员的授权。")
    if supplier and supplier not in own:
        raise Refused(f"您只能报送{'、'.join(sorted(own))}的名单。")
    return supplier or min(own)


def _supplier_touching(delivery: Delivery, by: User, at: dt.datetime) -> str:
    """The same for what has been delivered already: a data officer touches only what is his department's."""
    own = _supplier_of(by, delivery.supplier, timezone.localdate(at))
    if own != delivery.supplier:
        raise Refused("这份报送不是您单位的,您不能办理。")
    return own


def _learnt(supplier: str) -> dict[tuple[str, str], str]:
    """What was said about headings: by anybody, and before that by this supplier."""
    rows = LearntHeading.objects.order_by("at").values_list("supplier", "source", "heading", "column")
    everybody = {(source, heading): column for _, source, heading, column in rows}
    own = {(source, heading): column for whose, source, heading, column in rows if supplier and whose == supplier}
    return everybody | own


def _remember(source: str, supplier: str, columns: Mapping[str, str], *, by: User, at: dt.datetime) -> None:
    for heading, column in columns.items():
        LearntHeading.objects.update_or_create(
            source=source, supplier=supplier, heading=heading[:120], defaults={"column": column, "by": by, "at": at}
        )


# --- what a file holds --------------------------------------------------------------------------------------------------


@dataclass
class _Matter:
    """What becomes one delivery: the sheets of one file that are one list of one month, or one sheet to be asked about."""

    file: str
    source: str = ""
    as_of: int | None = None
    parts: list[Part] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    guesses: list[SheetGuess] = field(default_factory=list)
    rejects: pl.DataFrame | None = None


def _matters(intake: Intake) -> Iterator[_Matter]:
    """Every file gives at least one; nothing that was in it is lost."""
    names = [
        *(each.file for each in intake.parts),
        *(each.file for each in intake.problems),
        *(each.file for each in intake.guesses),
    ]
    for file in dict.fromkeys(names):
        yield from _matters_of(file, intake)


def _matters_of(file: str, intake: Intake) -> Iterator[_Matter]:
    problems = [each for each in intake.problems if each.file == file]
    guesses = [each for each in intake.guesses if each.file == file]
    found: dict[tuple[str, int | None], _Matter] = {}
    for part in (each for each in intake.parts if each.file == file):
        mine = found.setdefault((part.source.code, part.as_of), _Matter(file, part.source.code, part.as_of))
        mine.parts.append(part)
        if part.guess not in mine.guesses:
            mine.guesses.append(part.guess)
    matters = list(found.values())
    for mine in matters:
        sheets = {part.sheet for part in mine.parts}
        mine.problems = [each for each in problems if each.kind == ProblemKind.WARNING and each.sheet in sheets]
        # a sheet that was split between two lists says its rejects once, with the list that it was recognised as
        said = [part.sheet for part in mine.parts if part.rejected or part.guess.source == mine.source]
        mine.rejects = intake.rejects.filter((pl.col("file") == file) & pl.col("sheet").is_in(said))
    unsure = [each for each in problems if each.kind == ProblemKind.UNSURE]
    unknown = [each for each in problems if each.kind == ProblemKind.UNRECOGNISED]
    if not matters and not unsure:
        unsure, unknown = unknown[:1], unknown[1:]
    for problem in unsure:
        matters.append(_Matter(file, problems=[problem], guesses=[g for g in guesses if g.sheet == problem.sheet]))
    rest = unknown + [each for each in problems if each.kind in (ProblemKind.REFUSED, ProblemKind.REPEATED)]
    if matters:
        matters[0].problems += rest
    else:
        matters.append(_Matter(file, problems=rest or problems, guesses=guesses))
    yield from matters


def _of_sheet(intake: Intake, sheet: str) -> Intake:
    """What was read of one sheet only."""
    return Intake(
        [each for each in intake.parts if each.sheet == sheet],
        [each for each in intake.problems if each.sheet in (sheet, "")],
        intake.rejects.filter(pl.col("sheet") == sheet),
        [each for each in intake.guesses if each.sheet == sheet],
    )


# --- how it is kept -----------------------------------------------------------------------------------------------------


@contextmanager
def _nothing_left_behind() -> Iterator[list[Path]]:
    """Files written for a transaction that fails go again; those of a killed process are cleared at the next start."""
    written: list[Path] = []
    try:
        yield written
    except BaseException:
        for path in written:
            path.unlink(missing_ok=True)
        raise


@dataclass
class _Desk:
    """One file at hand, with who handed it in: keeps its matters, within a transaction."""

    sources: Sequence[Source]
    file: StoredFile
    supplier: str
    by: User | None
    at: dt.datetime
    written: list[Path]

    def fresh(self, matter: _Matter) -> Delivery:
        _, _, member = matter.file.partition("/")
        return Delivery(
            file=self.file,
            file_name=matter.file[-200:],
            member=member[:400],
            sha256=self.file.sha256,
            received_at=self.at,
            received_by=self.by,
            supplier=self.supplier,
        )

    def keep(self, matter: _Matter, delivery: Delivery) -> Delivery:
        """Store what became of a matter: taken in with its snapshot, or why not."""
        delivery.sheets = [_said(guess) for guess in matter.guesses]
        delivery.warnings = [problem.sentence for problem in matter.problems if matter.parts]
        delivery.refused_because = ""
        if not matter.parts:
            return self._without_rows(delivery, matter.problems)
        source = by_code(self.sources)[matter.source]
        if self.supplier and self.supplier != source.supplier:
            sentence = f"“{source.name}”应由{source.supplier}报送,您只能报送{self.supplier}的名单。"
            return self._end(delivery, Delivery.State.REFUSED, sentence)
        delivery.source, delivery.supplier, delivery.as_of = source.code, source.supplier, matter.as_of
        delivery.rows = sum(part.rows for part in matter.parts)
        delivery.accepted = sum(part.accepted for part in matter.parts)
        delivery.rejected = sum(part.rejected for part in matter.parts)
        delivery.content = f"{sum(part.content for part in matter.parts) % 2**64:x}"
        if sentence := _repeated(delivery, source):
            return self._end(delivery, Delivery.State.REPEATED, sentence)
        return self._take_in(delivery, source, matter)

    def _take_in(self, delivery: Delivery, source: Source, matter: _Matter) -> Delivery:
        frame = pl.concat([part.frame for part in matter.parts])
        _compare_with_last(delivery, source, frame)
        delivery.state = Delivery.State.TAKEN_IN
        delivery.save()
        root, name = Path(settings.SNAPSHOTS_ROOT), f"delivery-{delivery.pk}"
        first = matter.parts[0]
        whole = Part(
            source, delivery.file_name, "", delivery.sha256, matter.as_of, frame,
            delivery.rows, delivery.accepted, delivery.rejected, first.guess,
        )  # fmt: skip
        snapshot = write_snapshot(whole, root, name=name)
        self.written.append(snapshot)
        delivery.snapshot = str(snapshot.relative_to(root))
        rejects = originals.with_rows(matter.rejects, matter.parts)
        if rejects.height:
            path = snapshot.with_name(f"rejects-{delivery.pk}.parquet")
            self.written.append(path)
            rejects.write_parquet(path)
            delivery.rejects = str(path.relative_to(root))
        delivery.save()
        record(
            "delivery.take_in", delivery, by=self.by, at=self.at, because=delivery.file_name,
            data={"source": source.code, "as_of": delivery.as_of, "rows": delivery.rows, "accepted": delivery.accepted,
                  "rejected": delivery.rejected, "sha256": delivery.sha256},
        )  # fmt: skip
        return delivery

    def _without_rows(self, delivery: Delivery, problems: Sequence[Problem]) -> Delivery:
        kinds = {each.kind for each in problems}
        serious = [each for each in problems if each.kind != ProblemKind.WARNING] or list(problems)
        sentence = serious[0].sentence if serious else "文件中没有可用的行,请核对后重新报送。"
        if kinds & {ProblemKind.UNSURE, ProblemKind.UNRECOGNISED}:
            waiting = Delivery.objects.filter(
                sha256=delivery.sha256,
                member=delivery.member,
                state=Delivery.State.ASKING,
                sheets__0__sheet=delivery.sheets[0]["sheet"] if delivery.sheets else "",
            ).exclude(pk=delivery.pk)
            if delivery.pk is None and waiting.exists():
                return self._end(
                    delivery, Delivery.State.REPEATED, "这份文件已经报送过,正等待确认是什么名单,请到原来的报送上确认。"
                )
            return self._end(delivery, Delivery.State.ASKING, sentence)
        repeated = ProblemKind.REPEATED in kinds
        return self._end(delivery, Delivery.State.REPEATED if repeated else Delivery.State.REFUSED, sentence)

    def _end(self, delivery: Delivery, state: Delivery.State, sentence: str) -> Delivery:
        delivery.state, delivery.refused_because = state, full_width_outside_quotes(sentence)[:400]
        delivery.save()
        data = {"sha256": delivery.sha256}
        record(f"delivery.{state.lower()}", delivery, by=self.by, at=self.at, because=sentence, data=data)
        return delivery


def _repeated(delivery: Delivery, source: Source) -> str:
    """The sentence if the same rows were taken in before. A list that is sent on change may say the same again, and so may few rows."""
    same = Delivery.objects.filter(source=source.code, content=delivery.content, state=Delivery.State.TAKEN_IN)
    earlier = same.exclude(pk=delivery.pk).order_by("as_of").first()
    if earlier is None or not delivery.rows:
        return ""
    if earlier.as_of != delivery.as_of and (source.cadence == Cadence.ON_CHANGE or delivery.rows < _FEW):
        return ""
    when = chinese_month(earlier.as_of) if earlier.as_of is not None else "此前"
    return f"内容与{when}的“{earlier.file_name}”完全相同,没有更新;请报送单位重新报送。"


def _compare_with_last(delivery: Delivery, source: Source, frame: pl.DataFrame) -> None:
    last = last_before(delivery, source, frame)
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
