"""The marks of Chinese print: sentences are written in code with half-width ones and are shown with full ones."""

from __future__ import annotations

import re

_MARKS = str.maketrans(",;:()", "，；：（）")
# Marks of a sentence, not those within figures and Latin words: 1,894 and 10:30 stay.
_MARK = re.compile(r"(?<![A-Za-z0-9])[,;:]|[,;:](?![A-Za-z0-9])|[()]")
_QUOTED = re.compile(r"(“[^”]*”)")


def full_width(words: str) -> str:
    """A sentence with the marks of Chinese print, whatever it quotes with them."""
    return _MARK.sub(lambda found: found[0].translate(_MARKS), words)


def full_width_outside_quotes(words: str) -> str:
    """The same, but what stands in “ ” is left as it was written: a file is found again only by its very name."""
    return "".join(each if each.startswith("“") else full_width(each) for each in _QUOTED.split(words))
