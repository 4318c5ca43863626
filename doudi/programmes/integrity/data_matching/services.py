"""What this line does: run the month over what was taken in, open a case for each new finding; recoveries and opened packages."""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import polars as pl
from django.conf import settings as settings_of_house
from django.db import transaction
from django.utils import timezone

from doudi.base import areas, bulk
from doudi.base.access import require
from doudi.base.areas import AreaRow
from doudi.base.models import Area, User
from doudi.base.months import chinese_month, last_day
from doudi.base.parameters import ParameterSet
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.mechanisms.casework.handing_on import open_sealed
from doudi.mechanisms.casework.services import NewCase, open_cases
from doudi.mechanisms.exchange.queries import stored_parts
from doudi.mechanisms.exchange.snapshots import Selection, select
from doudi.mechanisms.matching import followers
from doudi.mechanisms.matching import services as matching
from doudi.mechanisms.matching.engine import empty_table
from doudi.mechanisms.matching.kept import beside
from doudi.mechanisms.matching.models import Finding, Run
from doudi.programmes.integrity.data_matching.checks import CHECKS
from doudi.programmes.integrity.data_matching.comparison import Comparison, compare
from doudi.programmes.integrity.data_matching.flow import FINDINGS
from doudi.programmes.integrity.data_matching.models import FindingCase, TransferPackage
from doudi.programmes.integrity.data_matching.parameters import CLEARED_MONTHS, PARAMETERS
from doudi.programmes.integrity.data_matching.rolls import enter_rolls
from doudi.programmes.integrity.data_matching.sources import AREAS, SOURCES

__all__ = ["NAMES", "Question", "enter_areas", "enter_rolls", "open_package", "question_of", "recover", "run_month"]

Report: TypeAlias = Callable[[str, float], None]
Compared: TypeAlias = "Callable[[Question, Report], Comparison]"
PACKAGE_READERS = frozenset({Role.INSPECTOR, Role.VERIFICATION_CENTRE})
RECOVERERS = frozenset({Role.TOWNSHIP_CLERK, Role.FINANCE})
NAMES = {check.code: check.name for check in CHECKS}


def run_month(
    month: int,
    *,
    by: User | None,
    at: dt.datetime,
    run: Run | None = None,
    progress: Report | None = None,
    rolls: bool = False,
    compared: Compared | None = None,
) -> Run:
    """Compare a month, keep the findings, open their cases. A second run adds nothing; a failed one opens nothing.

    With `rolls` the bureau's own rolls are carried into the registry first. `compared`: who answers the month's question instead of
    this process, as where another one has begun with it already.
    """
    run = run or matching.start_run(month, by=by, at=at)
    begun = time.monotonic()

    def clock() -> dt.datetime:
        """The moment the run began, and what has passed since."""
        return at + dt.timedelta(seconds=time.monotonic() - begun)

    with matching.carried_out(run, clock=clock) as report:
        if rolls:
            report("花名册入库", 0.0)
            enter_rolls(month, by=by, at=at)

        def tell(step: str, share: float) -> None:
            report(step, share)
            if progress is not None:
                progress(step, share)

        _run(run, by=by, clock=clock, report=tell, compared=compared or Question.answer)
    return run


@dataclass(frozen=True)
class Question:
    """What is asked of a month: its lists as tables, what each of them holds, and the parameters."""

    month: int
    selection: Selection
    parameters: ParameterSet
    keys: Mapping[str, str]
    kept: Path

    def answer(self, progress: Report | None = None) -> Comparison:
        return compare(
            self.selection.tables,
            month=self.month,
            parameters=self.parameters,
            progress=progress,
            keys=self.keys,
            kept=self.kept,
        )


def question_of(month: int) -> Question:
    """From the lists taken in so far. Raises Refused if there is no roll to compare."""
    selection = select(stored_parts(SOURCES, month=month), month=month)
    if not any(part.source.own for part in selection.chosen):
        raise Refused(f"{chinese_month(month)}及以前没有接收过救助花名册,无法比对;请先报送花名册。")
    selection.tables["areas"] = _areas_table()  # the system's own areas, not whatever list was sent last
    kept = beside(selection.tables, SOURCES, month)
    parameters = ParameterSet.of(PARAMETERS, on=last_day(month))
    return Question(month, selection, parameters, _keys(selection, kept, month), Path(settings_of_house.PREPARED_ROOT))


def _run(run: Run, *, by: User | None, clock: Callable[[], dt.datetime], report: Report, compared: Compared) -> None:
    report("读取名单", 0.0)
    question = question_of(run.month)
    selection, settings = question.selection, question.parameters
    found = compared(question, lambda step, share: report(step, 0.9 * share))
    report("登记疑点", 0.9)
    months = CLEARED_MONTHS.on(last_day(run.month)).value
    assert isinstance(months, int)
    with transaction.atomic():
        at = clock()
        new, again = matching.keep(run, found.findings, on=timezone.localdate(at), cleared_months=months)
        county = Area.objects.filter(level=Area.Level.COUNTY).values_list("code", flat=True).first() or ""
        _open(new, county, by=by, at=at)
        followers.tell(run, new, at=at)
        run.state, run.finished_at, run.steps_done, run.steps, run.step = Run.State.DONE, clock(), 100, 100, "完成"
        run.area_code, run.recipients = county, found.recipients
        run.parameters = {code: settings[code] for code in settings.parameters}
        run.results = _results(found, new)
        run.coverage = _coverage(found, selection, run.month)
        run.compared_share = _compared_share(found)
        run.save()
        counts = {"findings": found.findings.height, "new": len(new), "again": again}
        record("run.done", run, by=by, at=at, data={"month": run.month, **counts})


def _keys(selection: Selection, kept: Mapping[str, str], month: int) -> dict[str, str]:
    """What each table holds: the snapshots it was read from, seen from a month (which says what is stale), and what the system keeps itself."""
    keys = {source.code: f"{month}:none" for source in SOURCES}
    for part in selection.chosen:
        keys[part.source.code] += f"|{part.snapshot}"
    for code, mark in kept.items():
        keys[code] += f"|{mark}"
    keys["areas"] = str(selection.tables["areas"].select("code", "name").hash_rows(seed=7).sum())
    return keys


def _results(found: Comparison, new: Sequence[Finding]) -> list[dict[str, Any]]:
    """Per check what the board shows: hits, how many of them are new or follow a closed one, money; or which lists were missing."""
    fresh = Counter(each.rule for each in new)
    again = Counter(each.rule for each in new if each.previous_id)
    return [
        {
            "rule": each.check.code,
            "compared": each.compared,
            "missing": list(each.missing),
            "hits": each.hits,
            "new": fresh[each.check.code],
            "again": again[each.check.code],
            "amount_fen": each.amount_fen,
            "seconds": round(each.seconds, 3),
        }
        for each in found.results
    ]


def _compared_share(found: Comparison) -> float:
    """The mean share of recipients that the lists owed could speak of; a list that did not come speaks of nobody."""
    owed = [source.code for source in SOURCES if not source.own]
    return sum(found.shares.get(code, 0.0) for code in owed) / len(owed)


def _areas_table() -> pl.DataFrame:
    rows = list(Area.objects.values_list("code", "name"))
    codes, names = [code for code, _ in rows], [name for _, name in rows]
    table = empty_table(AREAS)
    return pl.concat([table, pl.DataFrame({"code": codes, "name": names})], how="diagonal").with_columns(
        _row_id=pl.int_range(len(rows), dtype=pl.Int64)
    )


def _coverage(found: Comparison, selection: Selection, month: int) -> list[dict[str, Any]]:
    rows = []
    for part in selection.chosen:
        stale = part.as_of is not None and (last_day(month) - last_day(part.as_of)).days > part.source.stale_after_days
        rows.append({"source": part.source.code, "file": part.file, "as_of": part.as_of, "rows": part.rows, "accepted": part.accepted, "rejected": part.rejected, "stale": stale,
                     "share": None if part.source.own else found.shares.get(part.source.code)})  # fmt: skip
    return rows


def _open(new: Sequence[Finding], county: str, *, by: User | None, at: dt.datetime) -> None:
    """A case for each new finding, to be dispatched within its time."""
    wanted = [
        NewCase(f"{NAMES[each.rule]}：{each.subject_name}", each.area_code or county, data={"rule": each.rule})
        for each in new
    ]
    cases = open_cases(FINDINGS, wanted, by=by, at=at, because="月度比对")
    bulk.insert([FindingCase(case=case, finding=finding) for case, finding in zip(cases, new, strict=True)])


def enter_areas(rows: Iterable[tuple[str, str, str]]) -> int:
    """Load (code, name, level) rows of an area table."""
    return areas.load_areas(AreaRow(code, name, level) for code, name, level in rows)


def recover(mine: FindingCase, *, fen: int, receipt_no: str, by: User, at: dt.datetime) -> None:
    """An instalment of what was overpaid has come back, also after the case was closed (R-FIND-03)."""
    require(by, RECOVERERS, area_code=mine.case.area_code, on=timezone.localdate(at))
    if not receipt_no.strip():
        raise Refused("请填写缴款凭证号。")
    with transaction.atomic():
        now = FindingCase.objects.select_for_update().get(pk=mine.pk)
        if not 0 < fen <= now.outstanding_fen:
            raise Refused(f"追回金额须大于零,且不超过尚未追回的{now.outstanding_fen / 100:,.2f}元。")
        now.recovered_fen += fen
        now.save(update_fields=["recovered_fen"])
        mine.recovered_fen = now.recovered_fen
        record(
            "data_matching.recover", f"case:{mine.pk}", by=by, at=at, because=f"缴款凭证{receipt_no.strip()}",
            area_code=mine.case.area_code, data={"fen": fen, "outstanding": now.outstanding_fen},
        )  # fmt: skip


def open_package(package: TransferPackage, *, by: User, at: dt.datetime) -> dict[str, Any]:
    """What a transfer package holds. Every opening is recorded, with whether the seal still held (R-FIND-04)."""
    area = package.finding_case.case.area_code
    require(by, PACKAGE_READERS, area_code=area, on=timezone.localdate(at))
    return open_sealed(package, by=by, at=at, area_code=area)
