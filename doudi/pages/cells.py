"""How a value stands in a cell: on the page as HTML, in an export as text or number. Money is fen, months are numbers, identity
numbers are masked in both."""

from __future__ import annotations

import datetime as dt
import html
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from doudi.base import identity
from doudi.base.marks import full_width as full_width
from doudi.base.money import yuan
from doudi.base.months import format_month

NOTHING = mark_safe('<span class="none">—</span>')


class Kind(StrEnum):
    """What a column holds; numbers and money stand at the right."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"  # whole fen, shown in 元
    DATE = "date"
    TIME = "time"
    MONTH = "month"  # a month number, see base.months
    IDENTITY = "identity"  # a full identity number comes in, a masked one goes out
    YES = "yes"

    @property
    def at_right(self) -> bool:
        return self in (Kind.NUMBER, Kind.MONEY)

    @property
    def in_one_line(self) -> bool:
        """Dates, amounts and numbers are never broken."""
        return self not in (Kind.TEXT, Kind.YES)


# Identity numbers of 18 and 15 characters, accounts of 16 and 19; files of households are often numbered with 17.
_LONG_NUMBER = re.compile(r"(?<![\dA-Za-z])(?:\d{17}[\dXx]|\d{19}|\d{16}|\d{15})(?![\dA-Za-z])")


@dataclass(frozen=True)
class Tag:
    """A state: words on a tint. The words say it, the colour only repeats it."""

    words: str
    tint: str = ""  # ok · warn · danger · info

    def __str__(self) -> str:
        return self.words

    def __html__(self) -> str:
        return format_html('<span class="tag {}">{}</span>', self.tint, self.words) if self.words else NOTHING


@dataclass(frozen=True)
class Link:
    """Words that lead to a page; `drawer` opens it beside the list."""

    words: str
    url: str
    drawer: bool = False

    def __str__(self) -> str:
        return self.words

    def __html__(self) -> str:
        if self.drawer:
            return format_html(
                '<a href="{0}" data-drawer hx-get="{0}" hx-target="#drawer-body">{1}</a>', self.url, self.words
            )
        return format_html('<a href="{}">{}</a>', self.url, self.words)


def shown(kind: Kind, value: Any) -> SafeString:
    """A value as HTML."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, Tag | Link):
        return SafeString(value.__html__())
    if isinstance(value, SafeString):
        return value
    return mark_safe(html.escape(written(kind, value)))


def written(kind: Kind, value: Any) -> str:
    """A value as people write it."""
    if value is None or value == "":
        return ""
    if kind == Kind.MONEY:
        return yuan(value)
    if kind == Kind.NUMBER:
        return f"{value:,}"
    if kind == Kind.IDENTITY:
        return identity.mask(value)
    if kind == Kind.MONTH:
        return format_month(value)
    if kind == Kind.YES:
        return "是" if value else "否"
    if isinstance(value, dt.datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    return str(value)


def mask_numbers(words: str) -> str:
    """Text in which identity numbers and accounts are masked wherever they stand."""
    return _LONG_NUMBER.sub(lambda found: identity.mask(found[0]), words)


def exported(kind: Kind, value: Any) -> str | int | float:
    """A value for a spreadsheet: amounts in 元 and counts as numbers, everything else as it is written."""
    if kind == Kind.MONEY and isinstance(value, int):
        return value / 100
    if kind == Kind.NUMBER and isinstance(value, int | float):
        return value
    return written(kind, value)
