"""The sentences of a worksheet: official Chinese with places for figures, which are written by their units."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import cache
from string import Formatter
from typing import TypeAlias

from doudi.mechanisms.entitlement.units import Unit

Sentence: TypeAlias = (
    str | Callable[..., str]
)  # a text with {names}, or a function of the same figures for what needs more


@cache
def placeholders(sentence: Sentence) -> tuple[str, ...]:
    """The figures a sentence names."""
    if callable(sentence):
        return tuple(inspect.signature(sentence).parameters)
    return tuple(name for _, name, _, _ in Formatter().parse(sentence) if name)


def said(sentence: Sentence, figures: Mapping[str, int], units: Mapping[str, Unit]) -> str:
    """The sentence with its figures: {income} of 189400 分 reads 1,894."""
    named = placeholders(sentence)
    if callable(sentence):
        return sentence(**{name: figures[name] for name in named})
    return sentence.format_map({name: units[name].shown(figures[name]) for name in named})
