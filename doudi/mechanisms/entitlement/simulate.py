"""What if: a changed parameter over today's register. Only sums and counts leave here, nothing of a person.

What it cannot know: who never applied is neither in the register nor among the known families, so cost and newly entitled are lower
bounds; the page says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from doudi.base.refused import Refused
from doudi.mechanisms.entitlement.columns import Column, Facts, Flags, at_least_zero, where
from doudi.mechanisms.entitlement.policy import Reform, Terms
from doudi.mechanisms.entitlement.rules import HOUSEHOLD, Rules

BUCKETS = ("减少超过5%", "减少不超过5%", "不变", "增加不超过5%", "增加超过5%", "新增")
STEP = 5_000  # 分: the width of the bars of the chart of changes, and what counts as near the line
BARS = 10  # bars to either side of nought


@dataclass(frozen=True)
class Groups:
    """How the tables are split: for each row its group by two keys (township × urban or rural), with their names."""

    rows: npt.NDArray[Any]
    columns: npt.NDArray[Any]
    row_names: tuple[str, ...]
    column_names: tuple[str, ...]

    @cached_property
    def cell(self) -> npt.NDArray[np.int64]:
        return self.rows.astype(np.int64) * len(self.column_names) + self.columns

    def sums(self, figures: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
        """By row and column. Sums stay exact: whole numbers below 2^53."""
        shape = (len(self.row_names), len(self.column_names))
        weights = None if figures.dtype == np.bool_ else figures
        cells = self.cell[figures] if weights is None else self.cell
        return np.bincount(cells, weights, minlength=shape[0] * shape[1]).astype(np.int64).reshape(shape)


@dataclass(frozen=True)
class Outcome:
    """Sums over the county, and tables by group (measure → rows × columns). Money in fen a month unless it says a year."""

    reform: Mapping[str, Any]
    entitled_before: int
    entitled_after: int
    month_before: int
    month_after: int
    newly_entitled: int
    newly_known: int  # of them: families known and not awarded, recognised as low-income
    leaving: int
    gaining: int
    losing: int
    mean_gain: int  # of those entitled before and after
    gap_before: int | None  # what is lacking to the line, income and benefit taken together
    gap_after: int | None
    cliff: int | None  # entitled after, and within 50 元 below the line: a little more income costs the linked benefits
    tables: Mapping[str, npt.NDArray[np.int64]]
    buckets: Mapping[str, int]
    bars: tuple[int, ...]  # households by change, from −500 to +500 元 in steps of 50; the outermost take the rest
    groups: tuple[tuple[str, ...], tuple[str, ...]] = field(default=((), ()))

    @property
    def year_change(self) -> int:
        """What it costs (or saves) in twelve months."""
        return (self.month_after - self.month_before) * 12

    def saved(self) -> dict[str, Any]:
        """As stored with a scenario: numbers and names of places only."""
        plain = {name: value for name, value in asdict(self).items() if name != "tables"}
        return {**plain, "tables": {name: table.tolist() for name, table in self.tables.items()}}


@dataclass
class Simulation:
    """A register and a month, computed once as it is; then any number of reforms against it. `need` names the line and the
    income of a means-tested benefit; `current`: who is awarded now, others are known and get nothing as it is (None: all are)."""

    book: Rules
    facts: Facts
    month: int
    groups: Groups
    need: tuple[str, str] | None = None
    more: Mapping[str, Any] = field(default_factory=dict)
    current: Flags | None = None
    known: Flags | None = None  # families known beside those who are or were awarded

    @cached_property
    def terms(self) -> Terms:
        return self.book.terms(self.month, **self.more)

    @cached_property
    def base(self) -> Mapping[str, npt.NDArray[Any]]:
        columns = dict(self._run(self.terms))
        if self.current is not None:
            columns[self.book.result] = where(self.current, columns[self.book.result], 0)
        return columns

    def _run(self, terms: Terms) -> Mapping[str, npt.NDArray[Any]]:
        if self.need and self.book.level(self.book.result) is not HOUSEHOLD:
            raise Refused("按人发放的待遇没有家庭收入缺口,请不要指定保障线。")
        return self.book.run(self.facts, terms, self.book.result, *(self.need or ())).columns

    def of(self, reform: Reform) -> Outcome:
        """The register under changed parameters, against the register as it is."""
        after = self._run(self.book.terms(self.month, **{**self.more, "reform": reform}))
        old: Column = self.base[self.book.result].astype(np.int64)
        new: Column = after[self.book.result].astype(np.int64)
        change = new - old
        had, has = old > 0, new > 0
        kept = had & has
        short_before = short_after = cliff = None
        if self.need:
            short_before, short_after = self._short(self.base, old), self._short(after, new)
            line, income = (after[name] for name in self.need)
            cliff = has & (line - income <= STEP) & (line > income)
        measures: dict[str, Any] = {
            "现享受": had,
            "调整后享受": has,
            "现月支出": old,
            "月支出变化": change,
            "新增": ~had & has,
            "退出": had & ~has,
            "待遇减少": change < 0,
        }
        if cliff is not None and short_after is not None:
            measures |= {"临界": cliff, "调整后收入缺口": short_after}
        tables = {name: self.groups.sums(figures) for name, figures in measures.items()}
        return Outcome(
            dict(reform),
            int(had.sum()),
            int(has.sum()),
            int(old.sum()),
            int(new.sum()),
            int((~had & has).sum()),
            0 if self.known is None else int((~had & has & self.known).sum()),
            int((had & ~has).sum()),
            int((change > 0).sum()),
            int((change < 0).sum()),
            int(change[kept].sum()) // max(int(kept.sum()), 1),
            None if short_before is None else int(short_before.sum()),
            None if short_after is None else int(short_after.sum()),
            None if cliff is None else int(cliff.sum()),
            tables,
            _buckets(old, change),
            _bars(change[had | has]),
            (self.groups.row_names, self.groups.column_names),
        )

    def losers(self, reform: Reform) -> npt.NDArray[np.intp]:
        """Rows that would get less, for whoever may open their names; not kept with the scenario."""
        return np.flatnonzero(self.change(reform) < 0)

    def change(self, reform: Reform) -> Column:
        """By how much each row would get more or less, in fen a month."""
        after = self._run(self.book.terms(self.month, **{**self.more, "reform": reform}))
        figures: Column = after[self.book.result].astype(np.int64) - self.base[self.book.result]
        return figures

    def _short(self, columns: Mapping[str, npt.NDArray[Any]], paid: Column) -> Column:
        assert self.need
        line, income = (columns[name] for name in self.need)
        return at_least_zero(line - income - paid)


def _buckets(old: Column, change: Column) -> dict[str, int]:
    """Five buckets from "loses more than 5 %" to "gains more than 5 %", compared exactly; newly entitled apart."""
    was = old > 0
    counted = [
        was & (change * 20 < -old),
        was & (change < 0) & (change * 20 >= -old),
        was & (change == 0),
        was & (change > 0) & (change * 20 <= old),
        was & (change * 20 > old),
        ~was & (change > 0),
    ]
    return {name: int(each.sum()) for name, each in zip(BUCKETS, counted, strict=True)}


def _bars(change: Column) -> tuple[int, ...]:
    bars = np.clip(change // STEP, -BARS, BARS - 1) + BARS
    return tuple(int(each) for each in np.bincount(bars, minlength=2 * BARS))
