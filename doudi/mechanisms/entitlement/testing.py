"""For tests of rules: families written in 元, and the whole of what a book says about them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from doudi.base.months import parse_month
from doudi.mechanisms.entitlement.family import Family, Member
from doudi.mechanisms.entitlement.rules import Rules

MANY = ("父亲", "母亲", "祖父", "祖母", "儿子", "女儿", "孙子", "孙女")


def fen(yuan: float | str) -> int:
    """935 → 93500; 1893.5 → 189350."""
    return round(float(yuan) * 100)


def family(*people: Mapping[str, int], **household: int) -> Family:
    """A household of so many people, each with the figures that matter; wages are nought unless said."""
    members = tuple(
        Member(str(number), MANY[number % len(MANY)], {"wages": 0, **figures}) for number, figures in enumerate(people)
    )
    return Family("张家", household, members)


def person(**figures: int) -> Family:
    """Somebody looked at for himself."""
    return Family("本人", {}, (Member("1", "本人", figures),))


def figures(book: Rules, of: Family, month: str, *names: str, **more: Any) -> dict[str, int | list[int]]:
    """What the rules give in a month: one number for the household, a list for its people."""
    wanted = names or (book.result,)
    found = book.run(of.facts(book), book.terms(parse_month(month), **more), *wanted)
    return {name: (column[0].item() if len(column) == 1 else column.tolist()) for name, column in found.columns.items()}


def amount(book: Rules, of: Family, month: str, **more: Any) -> Any:
    """The result in 元, exactly as computed: one number, or a list for several people."""
    found = figures(book, of, month, book.result, **more)[book.result]
    return [each / 100 for each in found] if isinstance(found, list) else found / 100
