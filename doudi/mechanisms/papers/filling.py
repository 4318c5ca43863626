"""From facts to words: how amounts, days and blanks are written on paper, the same for both ways of making one."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields, is_dataclass
from functools import lru_cache
from typing import Any

from jinja2 import Environment, StrictUndefined

from doudi.base import money
from doudi.base.months import chinese_month

BLANK = "　　　　"  # room to write by hand


def day(value: dt.date | dt.datetime | None) -> str:
    """2024年5月6日; room for it if it is not known yet."""
    return f"{value.year}年{value.month}月{value.day}日" if value is not None else "　　年　　月　　日"


def blank(value: Any) -> str:
    """What is not known leaves room to be written in."""
    return str(value) if value not in (None, "") else BLANK


def dash(value: Any) -> str:
    """What there is none of is said so."""
    return str(value) if value not in (None, "", ()) else "无"


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Strict: a place that nobody fills is an error here, not a gap on paper. Whatever is filled in is text, never mark-up."""
    made = Environment(undefined=StrictUndefined, autoescape=True)
    made.filters |= {
        "yuan": money.yuan,
        "capitals": money.in_capitals,
        "day": day,
        "month": chinese_month,
        "blank": blank,
        "dash": dash,
        "yes": lambda value: "是" if value else "否",
    }
    return made


def context(facts: Any) -> dict[str, Any]:
    """The fields of a typed paper, by name."""
    assert is_dataclass(facts)
    return {each.name: getattr(facts, each.name) for each in fields(facts)}
