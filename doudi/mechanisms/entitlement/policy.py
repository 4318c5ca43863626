"""Policy parameters: the numbers that a law, the province or the county sets.

A parameter is declared beside the rules that use it, with its unit and its basis. Its values carry two dates: the day they
apply from and the day they were issued; so one can ask what is right for March, and also what was held to be right for March
before the June document came out. The difference between the two answers is back-pay.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any, ClassVar, Self, TypeAlias, TypeVar, overload

import numpy as np
import numpy.typing as npt

from doudi.base.documents import COUNTY, ELSEWHERE, Article, Document
from doudi.base.months import chinese_month, first_day, month_of
from doudi.base.refused import Refused
from doudi.mechanisms.entitlement.units import FLAG, Named, Unit, one_of

Column: TypeAlias = npt.NDArray[np.int64]
Key: TypeAlias = tuple[int, ...]  # the classes a value is for: () for all, (0,) urban, (1, 2) rural grade C
Reform: TypeAlias = Mapping[
    str, int | Mapping[Any, int]
]  # code of a parameter → its value as kept, for all or by class


@dataclass(frozen=True)
class PolicyValue:
    """One value of one parameter for one class. `area`: only there (a code or its beginning). `approved_on`: the day the second
    person approved the entry, if it was entered by hand; nobody could have computed with it before."""

    code: str
    key: Key
    value: int
    applies_from: dt.date
    issued_on: dt.date
    document: Document | Article | str
    tag: str
    note: str = ""
    area: str = ""
    approved_on: dt.date | None = None

    @property
    def known_from(self) -> dt.date:
        return max(self.issued_on, self.approved_on or self.issued_on)


@dataclass(frozen=True)
class Dated:
    """Values of a parameter as its declaration writes them: in 元, and for classes one beside the other (None: not found)."""

    written: Any
    applies_from: dt.date
    issued_on: dt.date
    document: Document | Article | str
    tag: str
    note: str = ""


def since(
    day: str,
    written: Any,
    document: Document | Article | str,
    tag: str,
    *,
    issued: str = "",
    note: str = "",
) -> Dated:
    """A value from a day on; issued that day too unless the document is of another."""
    applies = dt.date.fromisoformat(day)
    return Dated(written, applies, dt.date.fromisoformat(issued) if issued else applies, document, tag, note)


class Parameter:
    """One number by policy. On the policy's class it is the declaration, on a policy in force it is the value."""

    name: str = ""

    def __init__(
        self,
        label: str,
        unit: Unit,
        *values: Dated,
        basis: Article,
        by: tuple[type[Named], ...] = (),
        note: str = "",
    ) -> None:
        assert all([int(each) for each in names] == list(range(len(names))) for names in by), (
            "classes count from nought"
        )
        self.label, self.unit, self.dated, self.basis, self.by, self.note = label, unit, values, basis, by, note

    def __set_name__(self, owner: type[Policy], name: str) -> None:
        self.name = name

    @overload
    def __get__(self, policy: None, owner: type[Policy]) -> Self: ...
    @overload
    def __get__(self, policy: Policy, owner: type[Policy]) -> int: ...
    def __get__(self, policy: Policy | None, owner: type[Policy]) -> Self | int:
        return self if policy is None else int(policy.terms[self.name])

    @property
    def shape(self) -> tuple[int, ...]:
        return tuple(len(each) for each in self.by)

    def keys(self) -> list[Key]:
        """Every class, or every pair of classes, that the parameter has a value for."""
        return [tuple(int(n) for n in key) for key in np.ndindex(*self.shape)]

    def class_name(self, key: Key) -> str:
        return "、".join(names.name_of(number) for names, number in zip(self.by, key, strict=True))

    def values(self, code: str) -> list[PolicyValue]:
        """What stands in the declaration, one entry a class."""
        return [
            PolicyValue(
                code,
                key,
                self.unit.kept(written),
                each.applies_from,
                each.issued_on,
                each.document,
                each.tag,
                each.note,
            )
            for each in self.dated
            for key, written in _spread(each.written, len(self.by))
            if written is not None
        ]


class Table(Parameter):
    """A parameter by class; on a policy in force it is a table that rules look up: standard[residence]."""

    @overload  # type: ignore[override]
    def __get__(self, policy: None, owner: type[Policy]) -> Self: ...
    @overload
    def __get__(self, policy: Policy, owner: type[Policy]) -> Column: ...
    def __get__(self, policy: Policy | None, owner: type[Policy]) -> Self | Column:
        if policy is None:
            return self
        table: Column = policy.terms[self.name]
        return table


def parameter(label: str, unit: Unit, *values: Dated, basis: Article, note: str = "") -> Parameter:
    """A number set by policy; `basis`: the article that lets it be set."""
    return Parameter(label, unit, *values, basis=basis, note=note)


def proposed(label: str, unit: Unit, value: Any, rule: str, tag: str = "D", note: str = "") -> Parameter:
    """A number that no document of the county sets: ours, or as others have it (tags B and C), until the county has confirmed it. `rule`:
    what it is for, with the id it goes by."""
    document = ELSEWHERE if tag in ("B", "C") else COUNTY
    return parameter(label, unit, since("2021-01-01", value, document, tag, note=note), basis=document[rule])


def switch(label: str, *values: Dated, basis: Article, note: str = "") -> Parameter:
    """Something that policy says yes or no to."""
    return Parameter(label, FLAG, *values, basis=basis, note=note)


def choice(label: str, names: type[Named], *values: Dated, basis: Article, note: str = "") -> Parameter:
    """One of several ways, by policy."""
    return Parameter(label, one_of(names), *values, basis=basis, note=note)


def table(label: str, unit: Unit, *values: Dated, by: Any, basis: Article, note: str = "") -> Table:
    """Numbers by class or by two classes; a value lists them in the order of the class."""
    return Table(label, unit, *values, basis=basis, by=by if isinstance(by, tuple) else (by,), note=note)


class Policy:
    """The parameters of a programme; an instance is the policy in force for one day as known on another."""

    code: ClassVar[str]
    name: ClassVar[str]

    def __init__(self, terms: Terms) -> None:
        self.terms = terms

    @classmethod
    @cache
    def parameters(cls) -> dict[str, Parameter]:
        """By name, in the order of declaration, those of a policy it extends first."""
        found: dict[str, Parameter] = {}
        for each in reversed(cls.__mro__):
            found.update({name: value for name, value in vars(each).items() if isinstance(value, Parameter)})
        return found


PolicyT = TypeVar("PolicyT", bound=Policy)


@dataclass(frozen=True)
class Terms:
    """What parameters say for `on`, as known on `known`: `terms["standard"]`, and the entries behind it for the record."""

    on: dt.date
    known: dt.date
    values: Mapping[str, Any]
    rows: Mapping[str, tuple[PolicyValue, ...]]
    lacking: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def month(self) -> int:
        return month_of(self.on)

    def __getitem__(self, name: str) -> Any:
        if name in self.lacking:
            raise Refused(self.lacking[name])
        return self.values[name]


def terms_on(
    policies: Iterable[type[Policy]],
    on: dt.date,
    *,
    known: dt.date = dt.date.max,
    reform: Reform | None = None,
    entered: Iterable[PolicyValue] = (),
    area: str = "",
) -> Terms:
    """All parameters of some policies on a day. `entered`: approved entries beside those of the declaration; `reform`: what if."""
    values: dict[str, Any] = {}
    rows: dict[str, tuple[PolicyValue, ...]] = {}
    lacking: dict[str, str] = {}
    reform, entered = dict(reform or {}), list(entered)
    for policy in policies:
        for name, each in policy.parameters().items():
            code = f"{policy.code}.{name}"
            candidates = [*_declared(policy)[code], *(row for row in entered if row.code == code)]  # type: ignore[arg-type]  # classes are hashable
            found = _in_force(candidates, on, known, area)
            if code in reform:
                found.update(_supposed(each, code, reform.pop(code), on))
            absent = [key for key in each.keys() if key not in found]  # noqa: SIM118 — a method, not a mapping
            if absent:
                which = each.class_name(absent[0])
                lacking[name] = (
                    f"参数“{each.label}”{f'({which})' if which else ''}在{chinese_month(month_of(on))}尚无取值,请先录入并经复核。"
                )
                continue
            rows[name] = tuple(found[key] for key in each.keys())  # noqa: SIM118
            whole = np.array([row.value for row in rows[name]], dtype=np.int64)
            values[name] = whole.reshape(each.shape) if each.by else int(whole[0])
    if reform:
        raise Refused(f"没有名为{'、'.join(sorted(reform))}的参数,请核对测算设定。")
    return Terms(on, known, values, rows, lacking)


def terms_of_month(policies: Iterable[type[Policy]], month: int, **more: Any) -> Terms:
    """Benefits of a month follow what is in force on its first day."""
    return terms_on(policies, first_day(month), **more)


def in_force(policy: type[PolicyT], on: dt.date, **more: Any) -> PolicyT:
    """One policy as it stands on a day, with typed values: in_force(TemporaryPolicy, day).town_ceiling."""
    return policy(terms_on([policy], on, **more))


def values_on(
    policy: type[Policy], name: str, on: dt.date, entered: Iterable[PolicyValue] = ()
) -> dict[Key, PolicyValue]:
    """What is in force for each class of one parameter on a day; a class without a value is left out."""
    code = f"{policy.code}.{name}"
    return _in_force([*_declared(policy)[code], *(row for row in entered if row.code == code)], on, dt.date.max, "")  # type: ignore[arg-type]  # classes are hashable


def entries(policy: type[Policy], entered: Iterable[PolicyValue] = ()) -> Iterator[tuple[Parameter, PolicyValue]]:
    """Every value of every parameter, oldest first, as the page of parameters lists them by year."""
    entered = list(entered)
    for name, each in policy.parameters().items():
        code = f"{policy.code}.{name}"
        rows = each.values(code) + [row for row in entered if row.code == code]
        for row in sorted(rows, key=lambda row: (row.key, row.applies_from, row.issued_on)):
            yield each, row


def months_reopened(row: PolicyValue, closed_through: int) -> range:
    """The months already closed that a value reaches back into: they are not computed anew but back-paid."""
    return months_between(row.applies_from, closed_through)


def months_between(applies_from: dt.date, closed_through: int) -> range:
    """The months from the first one that a value from a day on is right for, through one: benefits follow the first day of a month."""
    first = month_of(applies_from) + (0 if applies_from.day == 1 else 1)
    return range(first, closed_through + 1)


def _in_force(rows: Iterable[PolicyValue], on: dt.date, known: dt.date, area: str) -> dict[Key, PolicyValue]:
    """Per class: what is nearest to the area, then applies latest, then was issued latest; later entries correct earlier ones."""
    best: dict[Key, PolicyValue] = {}
    for row in rows:
        if row.applies_from > on or row.known_from > known or not area.startswith(row.area):
            continue
        held = best.get(row.key)
        if held is None or _rank(row) >= _rank(held):
            best[row.key] = row
    return best


def _rank(row: PolicyValue) -> tuple[int, dt.date, dt.date]:
    return (len(row.area), row.applies_from, row.known_from)


def _supposed(each: Parameter, code: str, wanted: int | Mapping[Any, int], on: dt.date) -> dict[Key, PolicyValue]:
    """What a reform puts in the place of what is in force; classes it does not name stay as they are."""
    by_class = wanted.items() if isinstance(wanted, Mapping) else [(key, wanted) for key in each.keys()]  # noqa: SIM118
    keys = {(int(key),) if isinstance(key, int) else tuple(int(n) for n in key): value for key, value in by_class}
    return {key: PolicyValue(code, key, value, on, on, "测算设定", "D") for key, value in keys.items()}


@cache
def _declared(policy: type[Policy]) -> dict[str, list[PolicyValue]]:
    codes = {f"{policy.code}.{name}": each for name, each in policy.parameters().items()}
    return {code: each.values(code) for code, each in codes.items()}


def _spread(written: Any, depth: int, key: Key = ()) -> Iterator[tuple[Key, Any]]:
    """(935, 715) → ((0,), 935), ((1,), 715); a mapping names its classes."""
    if depth == 0:
        yield key, written
        return
    pairs = written.items() if isinstance(written, Mapping) else enumerate(written)
    for number, below in pairs:
        if below is not None:
            yield from _spread(below, depth - 1, (*key, int(number)))
