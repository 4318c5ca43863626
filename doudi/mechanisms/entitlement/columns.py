"""Facts as columns: one number a household or a person, people of one household side by side; and what rules do with columns."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from doudi.base.refused import Refused

Column: TypeAlias = npt.NDArray[np.int64]
Flags: TypeAlias = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Homes:
    """Who lives with whom, within what is computed at once: `first` is the row of each household's first person."""

    first: npt.NDArray[np.intp]
    sizes: npt.NDArray[np.intp]

    @cached_property
    def _last(self) -> npt.NDArray[np.intp]:
        return self.first + self.sizes - 1

    @cached_property
    def _of_person(self) -> npt.NDArray[np.intp]:
        return np.repeat(np.arange(len(self.first), dtype=np.intp), self.sizes)

    def sum(self, of_persons: Column | Flags) -> Column:
        """Each household's sum over its people; of flags: how many. Differences of a running sum, quicker than sums apart."""
        if of_persons.ndim == 0:
            return np.multiply(of_persons, self.sizes, dtype=np.int64)
        if of_persons.dtype == np.bool_:
            if not of_persons.any():
                return np.zeros(len(self.first), np.int64)
            of_persons = of_persons.view(np.int8)  # type: ignore[assignment]
        running = np.cumsum(of_persons, dtype=np.int64)
        summed: Column = np.diff(running.take(self._last), prepend=0)
        return summed

    def any(self, of_persons: Flags) -> Flags:
        """Whether it is so for anyone of the household."""
        if of_persons.ndim == 0:
            return np.full(len(self.first), bool(of_persons))
        found: Flags = np.logical_or.reduceat(of_persons, self.first)
        return found

    def each(self, of_households: Any) -> Any:
        """The household's figure beside each of its people."""
        return of_households if np.ndim(of_households) == 0 else of_households.take(self._of_person)


@dataclass(frozen=True)
class Facts:
    """What is known of some households and their people in one month. Columns may be of any whole-number type; a column that is
    not given has its declared default. `sizes`: people of each household, in the order of the persons' columns."""

    households: Mapping[str, npt.NDArray[Any]]
    persons: Mapping[str, npt.NDArray[Any]]
    sizes: npt.NDArray[Any]
    starts: npt.NDArray[np.intp] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        sizes = np.asarray(self.sizes)
        if len(sizes) and sizes.min() < 1:
            raise Refused(f"第{int(np.argmin(sizes)) + 1}户没有家庭成员,请先补录成员。")
        object.__setattr__(self, "starts", np.concatenate(([0], np.cumsum(sizes, dtype=np.intp))))
        wanted = {"户": (self.households, len(sizes)), "人": (self.persons, int(self.starts[-1]))}
        for level, (columns, length) in wanted.items():
            for name, column in columns.items():
                if len(column) != length:
                    raise Refused(f"{level}的数据列“{name}”有{len(column)}行,应有{length}行,请核对名册。")
                if column.dtype.kind not in "biu":
                    raise Refused(f"{level}的数据列“{name}”不是整数,金额请换算成分。")

    @classmethod
    def of_persons(cls, **columns: npt.NDArray[Any]) -> Facts:
        """People who are each looked at for themselves."""
        return cls({}, columns, np.ones(len(next(iter(columns.values()))), np.int64))

    def __len__(self) -> int:
        return len(self.sizes)

    @property
    def people(self) -> int:
        return int(self.starts[-1])

    def part(self, first: int, last: int) -> Facts:
        """Some households by their rows, `last` not included."""
        one, other = self.starts[first], self.starts[last]
        return Facts(
            {name: column[first:last] for name, column in self.households.items()},
            {name: column[one:other] for name, column in self.persons.items()},
            self.sizes[first:last],
        )

    def one(self, row: int) -> Facts:
        return self.part(row, row + 1)

    def taken(self, rows: npt.NDArray[np.intp]) -> Facts:
        """Some households by their rows, in that order."""
        sizes = np.asarray(self.sizes, np.intp).take(rows)
        people = np.repeat(self.starts.take(rows), sizes) + within(sizes)
        return Facts(
            {name: column.take(rows) for name, column in self.households.items()},
            {name: column.take(people) for name, column in self.persons.items()},
            sizes,
        )

    def followed_by(self, other: Facts, defaults: Mapping[str, int]) -> Facts:
        """These households and then those; a column that only one of the two has is filled up with its default."""
        return Facts(
            _one_after_the_other(self.households, other.households, len(self), len(other), defaults),
            _one_after_the_other(self.persons, other.persons, self.people, other.people, defaults),
            np.concatenate((np.asarray(self.sizes, np.int64), np.asarray(other.sizes, np.int64))),
        )

    def repeated(self, times: int, names: Collection[str]) -> Facts:
        """A single household many times over, for asking "what if" of all of them at once; only the columns named."""
        assert len(self) == 1
        households, persons = np.zeros(times, np.intp), np.tile(np.arange(self.people), times)
        return Facts(
            {name: column.take(households) for name, column in self.households.items() if name in names},
            {name: column.take(persons) for name, column in self.persons.items() if name in names},
            np.asarray(self.sizes).take(households),
        )


def _one_after_the_other(
    first: Mapping[str, npt.NDArray[Any]],
    then: Mapping[str, npt.NDArray[Any]],
    length: int,
    more: int,
    defaults: Mapping[str, int],
) -> dict[str, npt.NDArray[Any]]:
    def column(columns: Mapping[str, npt.NDArray[Any]], name: str, rows: int) -> npt.NDArray[Any]:
        return columns[name] if name in columns else np.full(rows, defaults[name], np.int64)

    return {
        name: np.concatenate((column(first, name, length), column(then, name, more)))
        for name in sorted({*first, *then})
    }


def within(sizes: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """0, 1, 2 within each: of sizes 2, 3 → 0 1 0 1 2."""
    ends = np.cumsum(sizes)
    found: npt.NDArray[np.intp] = np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - sizes, sizes)
    return found


# --- what rules do with columns; each also takes a single number -------------------------------------------------------------


def where(condition: Any, then: Any, otherwise: Any) -> Column:
    figures: Column = np.where(condition, then, otherwise)
    return figures


def only_where(condition: Any, figures: Callable[[], Any]) -> Column:
    """The figures where the condition holds, else nought; not worked out at all if it holds for nobody."""
    return where(condition, figures(), 0) if np.any(condition) else np.zeros((), np.int64)


def at_least_zero(column: Any) -> Column:
    figures: Column = np.maximum(column, 0)
    return figures


def lower(one: Any, other: Any) -> Column:
    figures: Column = np.minimum(one, other)
    return figures


def higher(one: Any, other: Any) -> Column:
    figures: Column = np.maximum(one, other)
    return figures


def divided_up(amount: Any, by: Any) -> Column:
    """Whole division, up."""
    figures: Column = -(-amount // by)
    return figures


def divided_half_up(amount: Any, by: Any) -> Column:
    """Whole division of what is not below nought, half up."""
    figures: Column = (2 * amount + by) // (2 * by)
    return figures


def rounded_up(amount: Any, step: Any) -> Column:
    """To the next whole step, in the household's favour; exact amounts stay."""
    figures: Column = divided_up(amount, step) * step
    return figures


def among(column: Any, *classes: int) -> Flags:
    """Whether a class is one of these."""
    found: Flags = column == classes[0]
    for each in classes[1:]:
        found = found | (column == each)
    return found


def age(born: Any, month: int) -> Column:
    """Full years at the end of a month, from months of birth: the birthday's month already counts (R-CAL-06)."""
    years: Column = (month - born) // 12
    return years
