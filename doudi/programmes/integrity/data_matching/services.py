"""What this line does: run the month over what was taken in, open a case for each new finding, carry the bureau's rolls into the registry."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

import polars as pl
from django.db import transaction
from django.utils import timezone

from doudi.base import areas
from doudi.base.areas import AreaRow
from doudi.base.models import Area, User
from doudi.base.months import first_day, last_day
from doudi.base.parameters import ParameterSet
from doudi.base.records import record
from doudi.mechanisms.casework.services import NewCase, open_cases
from doudi.mechanisms.exchange.queries import stored_parts
from doudi.mechanisms.exchange.snapshots import Selection, select
from doudi.mechanisms.matching import services as matching
from doudi.mechanisms.matching.engine import empty_table
from doudi.mechanisms.matching.linkage.addresses import Gazetteer, parse
from doudi.mechanisms.matching.models import Finding, Run
from doudi.mechanisms.registry.models import Category
from doudi.mechanisms.registry.services import (
    NewCategory,
    NewHousehold,
    NewMember,
    NewPerson,
    put_in_category,
    register_households,
    register_people,
)
from doudi.programmes.integrity.data_matching.checks import CHECKS
from doudi.programmes.integrity.data_matching.comparison import Comparison, compare
from doudi.programmes.integrity.data_matching.flow import FINDINGS
from doudi.programmes.integrity.data_matching.models import FindingCase
from doudi.programmes.integrity.data_matching.parameters import CLEARED_MONTHS, PARAMETERS
from doudi.programmes.integrity.data_matching.sources import AREAS, SOURCES

NAMES = {check.code: check.name for check in CHECKS}


def run_month(month: int, *, by: User | None, at: dt.datetime, run: Run | None = None) -> Run:
    """Compare a month, keep the findings, open their cases. A second run adds nothing."""
    run = run or matching.start_run(month, by=by, at=at)
    Run.objects.filter(pk=run.pk).update(state=Run.State.RUNNING)
    try:
        _run(run, by=by, at=at)
    except Exception as error:
        Run.objects.filter(pk=run.pk).update(
            state=Run.State.FAILED, failure="比对没有完成,请核对名单后重新运行;如仍失败请联系管理员。", finished_at=at
        )
        raise error
    run.refresh_from_db()
    return run


def _run(run: Run, *, by: User | None, at: dt.datetime) -> None:
    settings = ParameterSet.of(PARAMETERS, on=last_day(run.month))
    selection = select(stored_parts(SOURCES, month=run.month), month=run.month)
    selection.tables["areas"] = _areas_table()  # the system's own areas, not whatever list was sent last

    def progress(step: str, share: float) -> None:
        Run.objects.filter(pk=run.pk).update(step=step[:80], steps_done=int(share * 100), steps=100)

    found = compare(selection.tables, month=run.month, parameters=settings, progress=progress)
    value = CLEARED_MONTHS.on(last_day(run.month)).value
    assert isinstance(value, int)
    with transaction.atomic():
        new, again = matching.keep(run, found.findings, on=timezone.localdate(at), cleared_months=value)
        _open(new, by=by, at=at)
        per_rule = dict.fromkeys(NAMES, 0)
        for each in new:
            per_rule[each.rule] = per_rule.get(each.rule, 0) + 1
        run.state, run.finished_at, run.steps_done, run.steps, run.step = Run.State.DONE, at, 100, 100, "完成"
        run.parameters = {code: settings[code] for code in settings.parameters}
        run.results = [
            {
                "rule": each.check.code,
                "compared": each.compared,
                "missing": list(each.missing),
                "hits": each.hits,
                "new": per_rule.get(each.check.code, 0),
                "amount_fen": each.amount_fen,
            }
            for each in found.results
        ]
        run.coverage = _coverage(found, selection, run.month)
        run.save()
        record(
            "run.done",
            run,
            by=by,
            at=at,
            data={"month": run.month, "findings": found.findings.height, "new": len(new), "again": again},
        )


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


def _open(new: list[Finding], *, by: User | None, at: dt.datetime) -> None:
    county = Area.objects.filter(level=Area.Level.COUNTY).values_list("code", flat=True).first() or ""
    wanted = [
        NewCase(f"{NAMES[each.rule]}:{each.subject_name}", each.area_code or county, data={"rule": each.rule})
        for each in new
    ]
    cases = open_cases(FINDINGS, wanted, by=by, at=at, because="月度比对")
    FindingCase.objects.bulk_create(
        [FindingCase(case=case, finding=finding) for case, finding in zip(cases, new, strict=True)], batch_size=500
    )


# --- the bureau's own rolls -----------------------------------------------------------------------------------------------

_KINDS = {
    "农村低保": Category.Kind.DIBAO_RURAL,
    "城市低保": Category.Kind.DIBAO_URBAN,
    "特困供养": Category.Kind.TEKUN,
    "困难残疾人生活补贴": Category.Kind.LIVING_SUBSIDY,
    "重度残疾人护理补贴": Category.Kind.NURSING_SUBSIDY,
    "高龄津贴": Category.Kind.AGE_ALLOWANCE,
    "孤儿基本生活费": Category.Kind.ORPHAN,
}


def enter_rolls(month: int, *, by: User | None, at: dt.datetime) -> int:
    """Carry the bureau's own rolls of a month into the registry: people, households, what they receive. Others' lists never. How many people."""
    own = [source for source in SOURCES if source.own]
    tables = select(stored_parts(own, month=month), month=month).tables
    county = Area.objects.filter(level=Area.Level.COUNTY).values_list("code", flat=True).first()
    places = _Places()
    because = "本局花名册"
    count = 0
    for code, programme in (("dibao_rural", "农村低保"), ("dibao_urban", "城市低保")):
        if code in tables:
            count += _enter_households(
                tables[code].filter(pl.col("id_number").is_not_null()),
                _KINDS[programme],
                places,
                county or "",
                because,
                month,
                by,
                at,
            )
    for source in own:
        if source.programme not in _KINDS or source.code not in tables or source.code.startswith("dibao"):
            continue
        rows = tables[source.code].filter(pl.col("id_number").is_not_null()).to_dicts()
        people = register_people([places.person(row, county or "") for row in rows], by=by, at=at, because=because)
        categories = []
        for row, person in zip(rows, people, strict=True):
            kind = Category.Kind.UNATTENDED_CHILD if "事实" in (row.get("category") or "") else _KINDS[source.programme]
            categories.append(
                NewCategory(
                    person.pk,
                    kind,
                    first_day(row["since"] or month),
                    monthly_fen=row.get("amount"),
                    because=source.name,
                    as_of=month,
                )
            )
        put_in_category(categories, by=by, at=at)
        count += len(people)
    return count


class _Places:
    """Area codes of rows by village and township names."""

    def __init__(self) -> None:
        self.gazetteer = Gazetteer(
            pl.DataFrame(list(Area.objects.values_list("code", "name")), schema=["code", "name"], orient="row")
        )

    def code(self, row: dict[str, Any], default: str) -> str:
        town = row.get("township") or ""
        for text in (row.get("address"), row.get("village")):
            if text and (found := parse(text, self.gazetteer, town=town).area_code):
                return found
        return default

    def person(self, row: dict[str, Any], default: str) -> NewPerson:
        return NewPerson(row["id_number"], row["name"] or "", self.code(row, default), address=row.get("address") or "")


def _enter_households(
    rows: pl.DataFrame,
    kind: Category.Kind,
    places: _Places,
    county: str,
    because: str,
    month: int,
    by: User | None,
    at: dt.datetime,
) -> int:
    new: list[NewHousehold] = []
    money: dict[str, tuple[int, int]] = {}
    for (number,), members in rows.group_by(["household_no"], maintain_order=True):
        lines = members.unique("id_number", keep="first", maintain_order=True).to_dicts()
        area = places.code(lines[0], county)
        household = tuple(
            NewMember(
                NewPerson(line["id_number"], line["name"] or "", area, address=line["address"] or ""),
                line["relation"] or "",
            )
            for line in lines
        )
        new.append(
            NewHousehold(
                str(number),
                area,
                household,
                address=lines[0]["address"] or "",
                since=first_day(lines[0]["since"] or month),
            )
        )
        money[str(number)] = (
            lines[0]["household_amount"] or sum(line["personal_amount"] or 0 for line in lines),
            lines[0]["since"] or month,
        )
    households = register_households(new, by=by, at=at, because=because)
    put_in_category(
        [
            NewCategory(
                each.pk,
                kind,
                first_day(money[each.number][1]),
                monthly_fen=money[each.number][0],
                because=because,
                as_of=month,
            )
            for each in households
            if each.number in money
        ],
        by=by,
        at=at,
    )
    return rows.height


def enter_areas(rows: Iterable[tuple[str, str, str]]) -> int:
    """Load (code, name, level) rows of an area table."""
    return areas.load_areas(AreaRow(code, name, level) for code, name, level in rows)
