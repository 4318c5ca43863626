"""What a paper is made of. Words hold places in Jinja: {{ name }}, {{ amount|yuan }}, {{ on|day }}."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True)
class Head:
    """发文机关标志和发文字号: red, with a red rule below (GB/T 9704)."""

    issuer: str
    number: str


@dataclass(frozen=True)
class Title:
    words: str
    below: str = ""  # a smaller line under it: number and day


@dataclass(frozen=True)
class To:
    """主送: without indent, with a colon."""

    words: str


@dataclass(frozen=True)
class Text:
    """A paragraph; `level`: 0 body, 1 黑体, 2 楷体."""

    words: str
    level: int = 0


@dataclass(frozen=True)
class Each:
    """A paragraph for each of a list; in its words the one at hand is `each`, its number `loop.index`."""

    of: str
    words: str


@dataclass(frozen=True)
class Cell:
    """A cell of a grid: `head` is a label; `span` of six columns; `tall` in millimetres leaves room to write."""

    words: str
    span: int = 1
    head: bool = False
    tall: int = 0


@dataclass(frozen=True)
class Grid:
    """A form's table of labels and answers, six columns wide."""

    rows: tuple[tuple[Cell, ...], ...]

    def __post_init__(self) -> None:
        for row in self.rows:
            assert sum(cell.span for cell in row) == COLUMNS, f"{row[0].words}: 一行应占{COLUMNS}格"


@dataclass(frozen=True)
class Column:
    """A column of a listing; heading and words may hold places."""

    heading: str
    words: str  # the one at hand is `each`
    share: int = 1  # of the width
    at_right: bool = False


@dataclass(frozen=True)
class Listing:
    """A table with a row for each of a list; its heading is repeated on every page."""

    of: str
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class Signed:
    """落款: the unit and the day, at the right."""

    unit: str
    on: str


Block: TypeAlias = Head | Title | To | Text | Each | Grid | Listing | Signed
COLUMNS = 6


@dataclass(frozen=True)
class Paper:
    """A paper: its official name, and its blocks in order. `official`: laid out as an official document, else as a form. `wide`: a form across
    the page, for tables of many columns."""

    code: str
    name: str
    blocks: tuple[Block, ...]
    official: bool = False
    wide: bool = False


def fields(*pairs: tuple[str, str]) -> tuple[tuple[Cell, ...], ...]:
    """Rows of label and answer, two a row; a last single one takes the whole row."""
    rows = []
    for place in range(0, len(pairs), 2):
        part = pairs[place : place + 2]
        if len(part) == 2:
            rows.append(tuple(cell for label, words in part for cell in (Cell(label, head=True), Cell(words, 2))))
        else:
            rows.append(whole(*part[0]))
    return tuple(rows)


def whole(label: str, words: str, tall: int = 0) -> tuple[Cell, ...]:
    """A row of one label and one answer."""
    return (Cell(label, head=True, tall=tall), Cell(words, COLUMNS - 1))
