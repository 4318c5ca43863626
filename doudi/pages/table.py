"""The rows of a list as HTML, made here and not in a template: a page of a hundred rows has a thousand cells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from doudi.pages.cells import Tag, shown
from doudi.pages.lists import Column, Listing, Operation

_IN_ONE_LINE = 20  # a text up to this width is not broken; Chinese characters count two


def head(listing: Listing, sorting: str, address: Callable[[str], str]) -> SafeString:
    """The headings; those that can be sorted by are links. `address` gives the list sorted by a code."""
    return format_html_join("", "{}", [(_heading(column, sorting, address),) for column in listing.columns])


def body(listing: Listing, rows: Sequence[Any], operations: Sequence[Operation], *, ticks: bool) -> SafeString:
    return format_html_join("\n", "{}", [(_row(listing, row, operations, ticks),) for row in rows])


def _heading(column: Column, sorting: str, address: Callable[[str], str]) -> SafeString:
    right = " r" if column.kind.at_right else ""
    if not column.sort:
        return format_html('<th scope="col" class="c-{}{}">{}</th>', column.code, right, column.label)
    state = {column.code: "ascending", f"-{column.code}": "descending"}.get(sorting, "none")
    url = address(f"-{column.code}" if sorting == column.code else column.code)
    return format_html(
        '<th scope="col" class="c-{0}{1}" aria-sort="{2}">'
        '<a href="{3}" hx-get="{3}" hx-target="#tbl" hx-swap="outerHTML">{4}</a></th>',
        column.code,
        right,
        state,
        url,
        column.label,
    )


def _row(listing: Listing, row: Any, operations: Sequence[Operation], ticks: bool) -> SafeString:
    tick = ""
    if ticks:
        tick = (
            f'<td class="tick"><input type="checkbox" name="ids" value="{escape(row.pk)}" aria-label="选择这一行"></td>'
        )
    cells = "".join([_cell(column, column.value(row)) for column in listing.columns])
    tint = escape(listing.row_tint(row)) if listing.row_tint else ""
    return mark_safe(f'<tr class="{tint}">{tick}{cells}{_operations(operations, row)}</tr>')  # every part is escaped


def _cell(column: Column, value: Any) -> str:
    """A cell as HTML; `shown` has escaped what stands in it."""
    before, line, tag, after, label = _classes(column)
    broken = not line and _width(value) > _IN_ONE_LINE
    state = tag if isinstance(value, Tag) else ""
    return f'<td class="{before}{"" if broken else " line"}{state}{after}" data-l="{label}">{shown(column.kind, value)}</td>'


@lru_cache(maxsize=4096)
def _classes(column: Column) -> tuple[str, bool, str, str, str]:
    """What a column says of all its cells: classes before "line", whether none is broken, the class of a tag, classes behind, label."""
    before = f"c-{column.code}" + (" r" if column.kind.at_right else "")
    after = (" head" if column.head else "") + (" half" if column.half else "")
    after += " desk-only" if column.desk_only else ""
    state = "" if column.head else " state"
    return escape(before), column.kind.in_one_line or column.head, state, after, escape(column.label)


def _operations(operations: Sequence[Operation], row: Any) -> SafeString | str:
    if not operations:
        return ""
    offered = [(each, url) for each in operations if (url := each.url(row))]
    links = format_html_join("", "{}", [(_operation(each, url),) for each, url in offered[:3]])
    if len(offered) > 3:
        more = format_html_join("", "<li>{}</li>", [(_operation(each, url),) for each, url in offered[3:]])
        links = format_html(
            '{}<span class="dropdown"><button class="link" data-bs-toggle="dropdown" aria-expanded="false">更多</button>'
            '<ul class="dropdown-menu">{}</ul></span>',
            links,
            more,
        )
    return format_html('<td class="ops">{}</td>', links)


def _operation(operation: Operation, url: str) -> SafeString:
    if operation.drawer:
        return format_html(
            '<a href="{0}" data-drawer hx-get="{0}" hx-target="#drawer-body">{1}</a>', url, operation.label
        )
    return format_html('<a href="{}">{}</a>', url, operation.label)


def _width(value: object) -> int:
    return len(str(value).encode("gb18030", "replace"))
