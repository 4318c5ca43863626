"""What lists taken in say of people, for the one front door and for finding those who were missed: certificates, edge families, costs.

The same lists and words as the checks of what was missed (`checks.missed`), read once as columns.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any

import polars as pl

from doudi.base.months import chinese_month, last_day
from doudi.base.parameters import ParameterSet
from doudi.mechanisms.entitlement.front_door.declare import HeldFact, Lists
from doudi.mechanisms.entitlement.units import DisabilityClass
from doudi.mechanisms.exchange.queries import stored_parts
from doudi.mechanisms.exchange.snapshots import select
from doudi.programmes.integrity.data_matching import parameters as p
from doudi.programmes.integrity.data_matching.sources import SOURCES

_READ = (
    "disability_certificates",
    "edge_families",
    "medical_costs",
    "monitored",
    "temporary_assistance",
    "work_injury",
)
_SOURCES = {source.code: source for source in SOURCES if source.code in _READ}
_CLASSES = {each.label: int(each) for each in DisabilityClass if int(each)}
_PARAMETERS = (
    p.CERTIFICATE_GONE,
    p.CERTIFICATE_REPLACED,
    p.OWN_PART_LIMIT,
    p.ASSISTANCE_MONTHS,
    p.RISK_GONE,
    p.UNWILLING,
    p.PENSION_STOPPED,
)


def read(keys: Collection[int] | None, month: int) -> Iterable[HeldFact]:
    """The facts of some people, or of everybody on the lists; the newest list that came not later than the month speaks."""
    found = select(stored_parts(_SOURCES.values(), month=month), month=month)
    values = ParameterSet.of(_PARAMETERS, on=last_day(month))
    months = {part.source.code: part.as_of for part in found.chosen if part.as_of is not None}
    for code, make in _FACTS.items():
        table = found.tables.get(code)
        if table is None or "id_number_key" not in table.columns:
            continue
        mine = table.filter(pl.col("id_number_key").is_not_null())
        if keys is not None:
            mine = mine.filter(pl.col("id_number_key").is_in(list(keys)))
        as_of = months.get(code)
        source = _SOURCES[code].name + (f"（{chinese_month(as_of)}）" if as_of is not None else "")
        yield from make(mine, source, month, values)


def _says(table: pl.DataFrame, column: str, words: Any) -> pl.Expr:
    """Whether a cell holds any of the words of a state."""
    if column not in table.columns:
        return pl.lit(False)
    begins_or_ends = [re.escape(word).replace(r"\^", "^").replace(r"\$", "$") for word in words]
    return pl.col(column).cast(pl.String).fill_null("").str.contains("|".join(begins_or_ends))


def _certificates(table: pl.DataFrame, source: str, month: int, values: ParameterSet) -> Iterator[HeldFact]:
    """The certificate that counts today, the newest of a person: standing, not run out, not replaced."""
    gone = _says(table, "state", values["certificate_gone"]) | _says(table, "state", values["certificate_replaced"])
    last = pl.lit(last_day(month))
    first = last.dt.month_start()
    valid = table.filter(~gone & (pl.col("valid_to").is_null() | (pl.col("valid_to").cast(pl.Date) >= first)))
    newest = valid.sort("issued_on", nulls_last=False).unique("id_number_key", keep="last", maintain_order=True)
    for row in newest.select("id_number_key", "disability_class", "grade").iter_rows():
        key, written, grade = row
        kind = next((number for label, number in _CLASSES.items() if label in str(written or "")), 0)
        if kind and grade:
            yield HeldFact(key, "disability", kind, "持有效残疾人证", source)
            yield HeldFact(key, "disability_grade", int(grade), "持有效残疾人证", source)


def _edge(table: pl.DataFrame, source: str, month: int, values: ParameterSet) -> Iterator[HeldFact]:
    """Members of edge families; who gave up being covered in writing was not missed, nor was his household."""
    unwilling = table.filter(_says(table, "note", values["unwilling"]))
    homes = set(unwilling["household_no"].drop_nulls()) if "household_no" in table.columns else set()
    gave_up = set(unwilling["id_number_key"])
    for key, home in table.select("id_number_key", "household_no").iter_rows():
        yield HeldFact(key, "edge", 1, "低保边缘家庭成员", source)
        if key in gave_up or home in homes:
            yield HeldFact(key, "unwilling", 1, "已书面放弃", source)


def _costs(table: pl.DataFrame, source: str, month: int, values: ParameterSet) -> Iterator[HeldFact]:
    """Own part of medical costs above the county's limit; a bill that stands on the list twice counts once."""
    once = table.unique(
        [name for name in ("id_number_key", "hospital", "period", "total", "own_part") if name in table.columns]
    )
    summed = once.group_by("id_number_key").agg(pl.col("own_part").sum())
    limit = int(values["own_part_limit"])  # type: ignore[arg-type]
    for key, own in summed.filter(pl.col("own_part") > limit).iter_rows():
        yield HeldFact(key, "heavy_cost", int(own), "个人自付医疗费用较高", source, shown=False)


def _monitored(table: pl.DataFrame, source: str, month: int, values: ParameterSet) -> Iterator[HeldFact]:
    for (key,) in table.filter(~_says(table, "cleared", values["risk_gone"])).select("id_number_key").iter_rows():
        yield HeldFact(key, "monitored", 1, "防返贫监测对象", source)
        yield HeldFact(key, "helped", 1, "已纳入防返贫监测", source)


def _assisted(table: pl.DataFrame, source: str, month: int, values: ParameterSet) -> Iterator[HeldFact]:
    since = month - int(values["assistance_months"])  # type: ignore[arg-type]
    for key, on in table.select("id_number_key", "on").iter_rows():
        if on is None or on.year * 12 + on.month - 1 > since:
            yield HeldFact(key, "helped", 1, "近12个月已享受临时救助", source)


def _injured(table: pl.DataFrame, source: str, month: int, values: ParameterSet) -> Iterator[HeldFact]:
    paid = _says(table, "item", ("护理",)) & ~_says(table, "state", values["pension_stopped"])
    for (key,) in table.filter(paid).select("id_number_key").iter_rows():
        yield HeldFact(key, "work_injury", 1, "领取工伤保险生活护理费", source)


_FACTS = {
    "disability_certificates": _certificates,
    "edge_families": _edge,
    "medical_costs": _costs,
    "monitored": _monitored,
    "temporary_assistance": _assisted,
    "work_injury": _injured,
}
LISTS = Lists("data_matching", read)
