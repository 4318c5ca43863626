"""A list, declared once: what its rows are, its columns, filters, tools and operations. `views.list_page` shows it.

Rows are always taken from `Listing.rows(user)`, which scopes them; nothing that a browser sends can widen that.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet
from django.forms import Form
from django.urls import reverse

from doudi.base.roles import STAFF_ROLES, Role
from doudi.pages.cells import Kind
from doudi.pages.filters import Filter


@dataclass(frozen=True)
class Column:
    """One column. `cell` is a function of the row, or the path of an attribute: `case.number`.

    On a phone a row becomes a card: the column with `head` is its title, a cell that is a Tag stands beside it, `half` puts two
    short ones on a line, and `desk_only` ones are left out.
    """

    code: str
    label: str
    cell: Callable[[Any], Any] | str = ""
    kind: Kind = Kind.TEXT
    sort: str = ""  # the column of the database to sort by, if one may
    head: bool = False
    half: bool = False
    desk_only: bool = False
    exported: bool = True

    def value(self, row: Any) -> Any:
        if callable(self.cell):
            return self.cell(row)
        for name in (self.cell or self.code).split("."):
            row = getattr(row, name) if row is not None else None
        return row


@dataclass(frozen=True)
class Operation:
    """What can be done with one row: the address, or None where it cannot. At most three are shown, the others under 更多."""

    label: str
    url: Callable[[Any], str | None]
    drawer: bool = True
    roles: frozenset[Role] | None = None


def page_of(name: str) -> Callable[[Any], str]:
    """The address of a row's own page, by the name of an address that takes the row's key alone. It is looked up once and not for
    every row: the twenty of a page took longer than all their cells."""
    return lambda row: _around(name)[0] + str(row.pk) + _around(name)[1]


@lru_cache(maxsize=256)
def _around(name: str) -> tuple[str, str]:
    """What stands before and behind the key in an address."""
    before, _, after = reverse(name, args=[_ANY]).rpartition(str(_ANY))
    return before, after


_ANY = 987_654_321  # a key that no other part of an address looks like


@dataclass(frozen=True)
class Tool:
    """A button above the table."""

    label: str
    url: Callable[[], str]
    icon: str = ""
    primary: bool = False
    drawer: bool = False
    roles: frozenset[Role] | None = None


@dataclass(frozen=True)
class Bulk:
    """Something done with the ticked rows at once: `do(user, rows, cleaned form)` does it and returns the sentence to show."""

    code: str
    label: str
    do: Callable[[Any, list[Any], dict[str, Any]], str]
    roles: frozenset[Role]
    words: str = ""  # what will happen, shown before
    form: type[Form] | None = None
    icon: str = ""


@dataclass(frozen=True)
class Listing:
    """A list. `rows(user)` are the rows he may see, with select_related and annotations; `finish(page)` may prefetch for a page.

    `persons`: a row tells of a person, so that an export of more than 200 rows needs a purpose (R-SOD-10).
    """

    code: str
    name: str
    rows: Callable[[Any], QuerySet[Any]]
    columns: tuple[Column, ...]
    filters: tuple[Filter, ...] = ()
    order: tuple[str, ...] = ("-pk",)
    tools: tuple[Tool, ...] = ()
    bulks: tuple[Bulk, ...] = ()
    operations: tuple[Operation, ...] = ()
    cards: Callable[[Any], Sequence[Any]] | None = None  # KeyFigures above the list
    finish: Callable[[list[Any]], None] | None = None
    empty: str = "没有符合条件的记录。可以放宽或重置筛选条件。"
    persons: bool = True
    export_roles: frozenset[Role] = STAFF_ROLES - {Role.VILLAGE_WORKER}
    scope_roles: frozenset[Role] = STAFF_ROLES
    first_filters: int = 4  # those shown before 展开
    row_tint: Callable[[Any], str] | None = None
