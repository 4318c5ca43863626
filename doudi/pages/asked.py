"""A list as one request asks for it: narrowed, sorted, one page of it.

The ids of a page are looked up before the rows, so that a far page is as quick as the first; the number of rows is remembered for
a minute.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.core.cache import cache
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.safestring import SafeString

from doudi.base.access import Scope, may, scope
from doudi.pages import table
from doudi.pages.filters import Asked
from doudi.pages.lists import Bulk, Listing, Operation, Tool

SIZES = (20, 50, 100)
AS_LEFT = "again"  # the parameter that asks for a list as the user left it
COUNTED_FOR = 60  # seconds that the number of rows is remembered
_DEAR = 1000  # rows: how many there are of a longer list is not counted for every page


@dataclass
class AskedList:
    """A list as one request asks for it."""

    listing: Listing
    user: Any
    given: QueryDict
    path: str
    _key: str = ""
    fresh: str = ""  # changes when the user has changed something, so that his own change shows at once
    wrong: list[str] = field(default_factory=list)

    @cached_property
    def scope(self) -> Scope:
        return scope(self.user, self.listing.scope_roles)

    @cached_property
    def filters(self) -> list[Asked]:
        asked = [each.ask(self.given.dict(), self.scope) for each in self.listing.filters]  # type: ignore[arg-type]  # one value each
        self.wrong = [each.wrong for each in asked if each.wrong]
        return asked

    @cached_property
    def rows(self) -> QuerySet[Any]:
        """The rows narrowed by the filters; none where a filter cannot be read."""
        rows = self.listing.rows(self.user)
        filters = self.filters
        if self.wrong:
            return rows.none()
        for asked in filters:
            if asked.active:
                rows = asked.filter.narrow(rows, asked)
        return rows

    @cached_property
    def sorting(self) -> str:
        """The code of the column sorted by, with a minus if downwards; empty for the list's own order."""
        wanted = self.given.get("sort", "")
        sortable = {column.code for column in self.listing.columns if column.sort}
        return wanted if wanted.lstrip("-") in sortable else ""

    @cached_property
    def ordered(self) -> QuerySet[Any]:
        order = self.listing.order
        if self.sorting:
            column = next(each for each in self.listing.columns if each.code == self.sorting.lstrip("-"))
            order = (("-" if self.sorting.startswith("-") else "") + column.sort,)
        names = {each.lstrip("-") for each in order if isinstance(each, str)}
        return self.rows.order_by(*order) if names & {"pk", "id"} else self.rows.order_by(*order, "pk")

    @cached_property
    def size(self) -> int:
        given = self.given.get("size", "")
        return int(given) if given in {str(size) for size in SIZES} else SIZES[0]

    @cached_property
    def total(self) -> int:
        if self.filters and self.wrong:  # what is wrong is known once the filters have been read
            return 0
        asked = [(each.filter.code, each.value, each.until) for each in self.filters]
        key = hashlib.sha256(f"{self._key}|{self.fresh}|{asked}".encode()).hexdigest()
        found = cache.get(f"count:{key}")
        if found is None:
            found = self.rows.order_by().count()
            # A short list is counted in no time, and an empty one must not stay empty when somebody adds the first row.
            if found > _DEAR:
                cache.set(f"count:{key}", found, COUNTED_FOR)
        return int(found)

    @cached_property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))

    @cached_property
    def number(self) -> int:
        given = self.given.get("page", "1")
        return min(max(int(given), 1), self.pages) if given.isdecimal() and len(given) < 9 else 1

    @cached_property
    def page(self) -> list[Any]:
        """The rows of the page: their ids first, then they themselves."""
        start = (self.number - 1) * self.size
        keys = list(self.ordered.values_list("pk", flat=True)[start : start + self.size])
        found = {row.pk: row for row in self.listing.rows(self.user).order_by().filter(pk__in=keys)}
        page = [found[key] for key in keys if key in found]
        if self.listing.finish:
            self.listing.finish(page)
        return page

    @cached_property
    def figures(self) -> Sequence[Any]:
        return self.listing.cards(self.user) if self.listing.cards else ()

    @cached_property
    def xlsx(self) -> str:
        return self.address(export="xlsx", page=None, size=None)

    @cached_property
    def csv(self) -> str:
        return self.address(export="csv", page=None, size=None)

    # --- what the templates ask -------------------------------------------------------------------------------------

    @cached_property
    def first_filters(self) -> list[Asked]:
        return self.filters[: self.listing.first_filters]

    @cached_property
    def more_filters(self) -> list[Asked]:
        return self.filters[self.listing.first_filters :]

    @cached_property
    def narrowed(self) -> int:
        """How many filters are set."""
        return sum(each.active for each in self.filters)

    @cached_property
    def opened(self) -> bool:
        """Whether the further filters are shown: one of them is set."""
        return any(each.active for each in self.more_filters)

    @cached_property
    def tools(self) -> list[Tool]:
        return [tool for tool in self.listing.tools if tool.roles is None or may(self.user, tool.roles)]

    @cached_property
    def operations(self) -> list[Operation]:
        return [each for each in self.listing.operations if each.roles is None or may(self.user, each.roles)]

    @cached_property
    def bulks(self) -> list[Bulk]:
        return [bulk for bulk in self.listing.bulks if may(self.user, bulk.roles)]

    @cached_property
    def may_export(self) -> bool:
        return may(self.user, self.listing.export_roles)

    def address(self, **changes: str | int | None) -> str:
        """This list with other parameters; None takes one away."""
        given = self.given.copy()
        for name, value in changes.items():
            if value is None:
                given.pop(name, None)
            else:
                given[name] = str(value)
        return f"{self.path}?{given.urlencode()}" if given else self.path

    def page_address(self, number: int) -> str:
        return self.address(page=number if number > 1 else None)

    @cached_property
    def first_page(self) -> str:
        return self.address(page=None, sort=None, size=None)

    @cached_property
    def previous_page(self) -> str:
        return self.page_address(self.number - 1) if self.number > 1 else ""

    @cached_property
    def next_page(self) -> str:
        return self.page_address(self.number + 1) if self.number < self.pages else ""

    @cached_property
    def page_links(self) -> list[tuple[int, str]]:
        """Numbers with addresses; a gap is a number without one."""
        near = {1, self.pages, *range(self.number - 2, self.number + 3)}
        links: list[tuple[int, str]] = []
        for number in sorted(each for each in near if 1 <= each <= self.pages):
            if links and number > links[-1][0] + 1:
                links.append((0, ""))
            links.append((number, self.page_address(number)))
        return links

    @cached_property
    def size_links(self) -> list[tuple[int, str]]:
        return [(size, self.address(size=size, page=None)) for size in SIZES]

    @cached_property
    def head(self) -> SafeString:
        return table.head(self.listing, self.sorting, lambda sort: self.address(sort=sort, page=None))

    @cached_property
    def body(self) -> SafeString:
        """The rows as HTML, made here and not in a template: a page of a hundred rows has a thousand cells."""
        return table.body(self.listing, self.page, self.operations, ticks=bool(self.bulks))


def asked_of(request: HttpRequest, listing: Listing) -> AskedList:
    """The list as the request asks for it; empty parameters are left out of addresses."""
    given = QueryDict(mutable=True)
    for name, value in request.GET.items():
        if value and name not in ("export", "csrfmiddlewaretoken"):
            given[name] = str(value)
    return _asked(request, listing, given, request.path)


def remember(request: HttpRequest, asked: AskedList) -> None:
    """Keep how the user has narrowed and sorted a list, until he signs out: in the session, never in the browser."""
    kept, now = request.session.get("lists", {}), asked.given.urlencode()
    if kept.get(asked.listing.code, "") != now:
        request.session["lists"] = {**kept, asked.listing.code: now}


def as_left(request: HttpRequest, listing: Listing, path: str) -> AskedList:
    """A list as the user last left it; all of it if he has not been there."""
    return _asked(
        request, listing, QueryDict(request.session.get("lists", {}).get(listing.code, ""), mutable=True), path
    )


def _asked(request: HttpRequest, listing: Listing, given: QueryDict, path: str) -> AskedList:
    key = f"{listing.code}|{request.user.pk}|{sorted(scope(request.user, listing.scope_roles).ranges)}"
    return AskedList(listing, request.user, given, path, key, fresh=str(request.session.get("changed", "")))
