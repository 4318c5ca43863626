"""Pages of recognitions: the roll, one with its worksheet and history, what may be decided on it, its letter, and what it puts on first
screens and into files. A programme takes them by `pages_of`."""

from __future__ import annotations

from functools import partial

from doudi.mechanisms.entitlement.pages.recognitions import acts, known, one, roll
from doudi.mechanisms.entitlement.recognitions.declare import Recognition
from doudi.pages.declare import Page


def pages_of(programme: str, *recognitions: Recognition, name: str) -> tuple[Page, ...]:
    """The pages of a programme's recognitions; `name`: of the roll in the menu."""
    codes = tuple(each.code for each in recognitions)
    known.HOMES.update(dict.fromkeys(codes, programme))
    decide = frozenset().union(*(each.deciders for each in recognitions))
    readers = known.READERS | decide
    at = "recognised/<int:pk>/"
    return (
        Page("recognised", name, roll.view(roll.listing_of(recognitions, name, readers)), readers, icon="users"),
        Page("recognition", "认定", partial(one.page, codes=codes), readers, at),
        Page(
            "recognition_letter", "告知书", partial(one.letter_page, codes=codes), readers, f"{at}letters/<int:change>/"
        ),
        Page("recognition_act", "认定变动", partial(acts.page, codes=codes), decide, f"{at}<slug:act>/"),
    )
