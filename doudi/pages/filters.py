"""What a list can be narrowed by. Each filter reads the query string, so that back, share and export use the same address.

An identity number never stands in an address: a list that is asked for one is asked by POST, and answers with an address that
carries the number's blind index instead (`numbered`).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar, TypeAlias

from django.db.models import Q, QuerySet
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from doudi.base import areas, identity
from doudi.base.access import Scope
from doudi.base.areas import code_range, level_of
from doudi.base.ciphers import blind_index
from doudi.base.models import Area
from doudi.base.months import chinese_month, month_of, parse_month

Rows: TypeAlias = QuerySet[Any]
Choices: TypeAlias = Sequence[tuple[str, str]]
_TOKEN = re.compile(r"^~(\w{4})\.([0-9a-f]{64})$")
_NUMBER = re.compile(r"\d{14,17}[\dXx]")


@dataclass(frozen=True)
class Asked:
    """A filter as the page shows it: its present value, and what it offers to this user."""

    filter: Filter
    value: str = ""
    until: str = ""  # second end of a range
    choices: Choices = ()
    wrong: str = ""  # the sentence if the value cannot be read

    @property
    def tail(self) -> str:
        """The last four characters of an identity number that the list is narrowed by."""
        found = _TOKEN.match(self.value)
        return found[1] if found else ""

    @property
    def active(self) -> bool:
        return bool(self.value or self.until)

    @property
    def options(self) -> SafeString:
        """The choices as HTML, made once for all users who are offered the same: a county has hundreds of villages."""
        return _options(tuple((str(code), str(words)) for code, words in self.choices), self.value)


@lru_cache(maxsize=512)
def _options(choices: tuple[tuple[str, str], ...], chosen: str) -> SafeString:
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((code, mark_safe(" selected") if code == chosen else "", words) for code, words in choices),
    )


@dataclass(frozen=True, kw_only=True)
class Filter:
    """`field` is the column it looks at, `apply` replaces that by any condition."""

    code: str
    label: str
    field: str = ""
    apply: Callable[[Rows, str], Rows] | None = None
    template: str = "pages/filters/text.html"
    wide: ClassVar[bool] = False

    def ask(self, given: Mapping[str, str], scope: Scope) -> Asked:
        return Asked(self, given.get(self.code, "").strip())

    def narrow(self, rows: Rows, asked: Asked) -> Rows:
        return self.apply(rows, asked.value) if self.apply else rows.filter(**{self.field or self.code: asked.value})


@dataclass(frozen=True, kw_only=True)
class Text(Filter):
    """Typed words. `index` names the column of blind indexes: then whole identity numbers can be asked for, too."""

    hint: str = ""
    index: str = ""

    def narrow(self, rows: Rows, asked: Asked) -> Rows:
        token = _TOKEN.match(asked.value)
        if token is not None:
            return rows.filter(**{self.index: token[2]}) if self.index else rows.none()
        if self.apply:
            return self.apply(rows, asked.value)
        return rows.filter(**{f"{self.field or self.code}__icontains": asked.value})


@dataclass(frozen=True, kw_only=True)
class Choice(Filter):
    """One of a few. `choices` may be a function without arguments."""

    choices: Choices | Callable[[], Choices] = ()
    template: str = "pages/filters/choice.html"

    def ask(self, given: Mapping[str, str], scope: Scope) -> Asked:
        choices = self.choices() if callable(self.choices) else self.choices
        value = given.get(self.code, "")
        if value and value not in {code for code, _ in choices}:
            return Asked(self, "", choices=choices, wrong=f"“{self.label}”没有这个选项，请重新选择。")
        return Asked(self, value, choices=choices)


@dataclass(frozen=True, kw_only=True)
class AreaTree(Filter):
    """A township or village of those that the user sees, as a range over the code."""

    code: str = "area"
    label: str = "所属乡镇"
    field: str = "area_code"
    template: str = "pages/filters/choice.html"

    def ask(self, given: Mapping[str, str], scope: Scope) -> Asked:
        value = given.get(self.code, "")
        if value and not (len(value) == 12 and value.isdigit() and scope.covers(value)):
            return Asked(self, "", choices=_areas_in(scope), wrong="所选区划不在您的辖区内，请重新选择。")
        return Asked(self, value, choices=_areas_in(scope))

    def narrow(self, rows: Rows, asked: Asked) -> Rows:
        low, high = code_range(asked.value)
        return rows.filter(**{f"{self.field}__gte": low, f"{self.field}__lt": high})


@dataclass(frozen=True, kw_only=True)
class Month(Filter):
    """A month number. `months` are those offered, the newest first; left out, the last two years up to `until`."""

    months: Callable[[], Sequence[int]]
    template: str = "pages/filters/choice.html"

    def ask(self, given: Mapping[str, str], scope: Scope) -> Asked:
        choices = [(f"{month // 12}-{month % 12 + 1:02d}", chinese_month(month)) for month in self.months()]
        value = given.get(self.code, "")
        try:
            parse_month(value or "2000-01")
        except ValueError as error:
            return Asked(self, "", choices=choices, wrong=str(error))
        return Asked(self, value, choices=choices)

    def narrow(self, rows: Rows, asked: Asked) -> Rows:
        month = parse_month(asked.value)
        return self.apply(rows, asked.value) if self.apply else rows.filter(**{self.field or self.code: month})


@dataclass(frozen=True, kw_only=True)
class Days(Filter):
    """From a day to a day, both included; of a column of days or, with `times`, of moments."""

    times: bool = False
    template: str = "pages/filters/days.html"
    wide: ClassVar[bool] = True

    def ask(self, given: Mapping[str, str], scope: Scope) -> Asked:
        first, last = given.get(f"{self.code}_from", ""), given.get(f"{self.code}_to", "")
        days = [_day(first), _day(last)]
        if (first and not days[0]) or (last and not days[1]):
            return Asked(self, wrong=f"“{self.label}”的日期看不懂，请写成 2024-11-05 的样子。")
        if days[0] and days[1] and days[1] < days[0]:
            return Asked(self, wrong=f"“{self.label}”的起始日期晚于截止日期，请调换。")
        return Asked(self, first, last)

    def narrow(self, rows: Rows, asked: Asked) -> Rows:
        name = (self.field or self.code) + ("__date" if self.times else "")
        first, last = _day(asked.value), _day(asked.until)
        bounds = ({f"{name}__gte": first} if first else {}) | ({f"{name}__lte": last} if last else {})
        return rows.filter(Q(**bounds))


@dataclass(frozen=True, kw_only=True)
class YesNo(Filter):
    """Yes, no, or either."""

    yes: str = "是"
    no: str = "否"
    template: str = "pages/filters/choice.html"

    def ask(self, given: Mapping[str, str], scope: Scope) -> Asked:
        value = given.get(self.code, "")
        return Asked(self, value if value in ("1", "0") else "", choices=[("1", self.yes), ("0", self.no)])

    def narrow(self, rows: Rows, asked: Asked) -> Rows:
        return (
            self.apply(rows, asked.value)
            if self.apply
            else rows.filter(**{self.field or self.code: asked.value == "1"})
        )


def numbered(value: str) -> str:
    """What a list's address carries instead of an identity number: its last four characters and its blind index. Anything else is
    handed back; a flawed number raises ValueError with the sentence."""
    compact = identity.clean(value)
    if not _NUMBER.fullmatch(compact):
        return value
    reading = identity.read(compact)
    if reading.number is None:
        raise ValueError(str(reading.flaw))
    return f"~{reading.number[-4:]}.{blind_index(reading.number)}"


def index_of(value: str) -> str:
    """The blind index that such a value carries; empty if it carries none."""
    found = _TOKEN.match(value)
    return found[2] if found else ""


def months_back(today: dt.date, number: int = 24) -> list[int]:
    """The month of a day and those before it."""
    return [month_of(today) - back for back in range(number)]


def _day(written: str) -> dt.date | None:
    """2024-11-05 or 20241105."""
    try:
        return dt.date.fromisoformat(written)
    except ValueError:
        return None


def _areas_in(scope: Scope) -> Choices:
    """Townships with their villages below them, by code; the county itself is what an empty choice means."""
    indent = {Area.Level.TOWNSHIP: "", Area.Level.VILLAGE: "　"}
    found = []
    for code, name in sorted(areas.names().items()):
        level = level_of(code)
        if level in indent and scope.covers(code):
            found.append((code, indent[level] + name))
    return found
