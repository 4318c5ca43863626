"""Snapshots: what each delivery said, as Parquet by source and month, and which of them speak for a month."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from doudi.base.months import chinese_month, format_month, last_day
from doudi.mechanisms.exchange.declare import Source
from doudi.mechanisms.exchange.parts import Part

# An older delivery that shares at most this much of its persons with the newest is another part of the county, not an older version.
ANOTHER_PART = 0.2


@dataclass
class Selection:
    """The tables that speak for a month, by source code, and what was left out and why (sentences)."""

    tables: dict[str, pl.DataFrame] = field(default_factory=dict)
    chosen: list[Part] = field(default_factory=list)
    left_out: list[tuple[Part, str]] = field(default_factory=list)


def select(parts: Sequence[Part], *, month: int) -> Selection:
    """Per source the newest delivery not later than `month`, and older ones that are about other people.

    Tables carry `_row_id` (unique), and `_stale`: the last day of the as-of month lies more than the source's limit (35 days)
    before the last day of `month` (R-CHK-01).
    """
    selection = Selection()
    by_source: dict[str, list[Part]] = {}
    for part in parts:
        by_source.setdefault(part.source.code, []).append(part)
    for code, mine in by_source.items():
        chosen = _choose(mine, month, selection)
        if chosen:
            selection.chosen += chosen
            selection.tables[code] = _table(chosen, month)
    return selection


def _choose(parts: Sequence[Part], month: int, selection: Selection) -> list[Part]:
    now = [each for each in parts if each.as_of is None or each.as_of <= month]
    for each in parts:
        if each not in now:
            assert each.as_of is not None
            when = chinese_month(each.as_of)
            selection.left_out.append((each, f"“{each.file}”是{when}的数据,晚于比对月份,未使用。"))
    months = sorted({each.as_of or 0 for each in now}, reverse=True)
    chosen: list[Part] = []
    for as_of in months:
        same = [each for each in now if (each.as_of or 0) == as_of]
        if not chosen:
            chosen = same
            continue
        for older in same:
            if _overlap(older, chosen) <= ANOTHER_PART:
                chosen.append(older)
            else:
                when = chinese_month(as_of) if as_of else "未注明月份"
                selection.left_out.append((older, f"“{older.file}”({when})已有更新的同类名单,未使用。"))
    return chosen


def _overlap(older: Part, chosen: Sequence[Part]) -> float:
    """The share of the older delivery's persons (or codes) that the chosen ones name too."""
    key = key_of(older.source)
    if key is None or older.frame.is_empty():
        return 1.0
    mine = older.frame[key].drop_nulls().unique()
    if mine.is_empty():
        return 1.0
    theirs = pl.concat([each.frame[key].drop_nulls() for each in chosen]).unique()
    return float(mine.is_in(theirs.implode()).sum()) / len(mine)


def key_of(source: Source) -> str | None:
    """The column that says whom (or which meter, which place) a row is about."""
    if source.subject is not None:
        return f"{source.subject.code}_key"
    codes = [each.code for each in source.columns if each.code in ("meter_no", "code")]
    return codes[0] if codes else None


def _table(parts: Sequence[Part], month: int) -> pl.DataFrame:
    frames = []
    for part in parts:
        stale = part.as_of is not None and (last_day(month) - last_day(part.as_of)).days > part.source.stale_after_days
        frames.append(part.frame.with_columns(_stale=pl.lit(stale)))
    return pl.concat(frames).with_row_index("_row_id").with_columns(pl.col("_row_id").cast(pl.Int64))


# --- kept on disk -------------------------------------------------------------------------------------------------------


def write_snapshot(part: Part, folder: Path, *, name: str) -> Path:
    """The rows of a part as Parquet under folder/source/month/name.parquet; whole or not at all."""
    target = folder / part.source.code / (format_month(part.as_of) if part.as_of is not None else "undated")
    target.mkdir(parents=True, exist_ok=True)
    final = target / f"{name}.parquet"
    unfinished = final.with_suffix(".part")
    part.frame.write_parquet(unfinished, compression="zstd")
    with unfinished.open("rb") as file:
        os.fsync(file.fileno())
    unfinished.replace(final)
    return final


def read_snapshot(path: Path) -> pl.DataFrame:
    """A snapshot as written; it is never changed."""
    frame = pl.read_parquet(path)
    # Snapshots of earlier versions held file names as text, and identity numbers as they were written besides.
    return frame.drop(pl.selectors.ends_with("_as_written")).with_columns(
        pl.col("_file", "_sheet").cast(pl.Categorical)
    )


# --- what is new --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Difference:
    """How a delivery differs from the one before: rows new, gone, changed, of how many."""

    new: int
    gone: int
    changed: int
    before: int
    after: int


def difference(before: pl.DataFrame, after: pl.DataFrame, source: Source) -> Difference:
    """Rows compared by the person (or code) they are about; without such a key by the whole row."""
    columns = [
        name for name, kind in after.schema.items() if not name.startswith("_") and not isinstance(kind, pl.List)
    ]
    columns = [name for name in columns if name in before.columns]
    old = before.select(columns).hash_rows(seed=3)
    new = after.select(columns).hash_rows(seed=3)
    key = key_of(source)
    fresh = ~new.is_in(old.unique().implode())
    lost = ~old.is_in(new.unique().implode())
    if key is None or key not in before.columns:
        return Difference(int(fresh.sum()), int(lost.sum()), 0, before.height, after.height)
    known, kept = before[key].drop_nulls().unique(), after[key].drop_nulls().unique()
    newcomers = fresh & ~after[key].is_in(known.implode()).fill_null(False)
    leavers = lost & ~before[key].is_in(kept.implode()).fill_null(False)
    return Difference(
        int(newcomers.sum()), int(leavers.sum()), int((fresh & ~newcomers).sum()), before.height, after.height
    )
