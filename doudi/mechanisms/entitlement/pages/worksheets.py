"""核算说明 as a page shows it: each step with its facts, articles as numbered notes, parameters with their documents."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from doudi.base.documents import Article
from doudi.base.money import yuan
from doudi.mechanisms.entitlement.explain import Line, Used, Worksheet
from doudi.mechanisms.entitlement.rules import Fact, Rules
from doudi.mechanisms.entitlement.units import FLAG, MONTH, NUMBER, Unit
from doudi.pages.cells import full_width

TAGS = {"A": "原文", "B": "官方消息", "C": "外地或二手", "D": "待确认", "K": "待核"}  # how surely a wording was read


@dataclass(frozen=True)
class FactShown:
    """A figure that a step rests on: 工资性收入（月） 1,500元 · 核对报告、2024-09-02."""

    label: str
    value: str
    source: str


@dataclass(frozen=True)
class StepShown:
    """One step: its sentence, its figure with unit, the facts behind it, the numbers of its notes."""

    number: int
    who: str
    label: str
    sentence: str
    figure: str
    facts: tuple[FactShown, ...]
    notes: tuple[tuple[int, str], ...]
    last: bool = False  # the result itself


@dataclass(frozen=True)
class ParameterShown:
    """A parameter that the result rests on, with the entry in force."""

    code: str
    label: str
    shown: str
    document: str
    applies_from: str
    issued_on: str
    tag: str
    known: str  # what the tag says


@dataclass(frozen=True)
class SheetShown:
    """A worksheet as the template draws it. `others`: parameters that no step came to use."""

    sheet: Worksheet
    steps: tuple[StepShown, ...]
    notes: tuple[tuple[int, str, str], ...]  # number, document with place, tag if it was not read in the primary text
    parameters: tuple[ParameterShown, ...]
    others: tuple[ParameterShown, ...]
    missing: tuple[tuple[str, bool], ...]
    turns: tuple[str, ...]
    sum_words: str


def shown(book: Rules, sheet: Worksheet) -> SheetShown:
    """Everything of a worksheet, in the order of the law."""
    articles = dict(enumerate(sheet.articles, 1))
    steps = tuple(_step(book, line, number, articles) for number, line in enumerate(sheet.lines, 1))
    return SheetShown(
        sheet,
        steps,
        tuple((number, full_width(str(each)), _doubt(each.document.tag)) for number, each in articles.items()),
        tuple(_parameters(each for each in sheet.parameters if each.bears)),
        tuple(_parameters(each for each in sheet.parameters if not each.bears)),
        tuple((full_width(str(each)), each.matters) for each in sheet.missing),
        tuple(full_width(each) for each in sheet.turns),
        _sum(sheet),
    )


def _step(book: Rules, line: Line, number: int, notes: dict[int, Article]) -> StepShown:
    rule = book.rules[line.name]
    facts = [each for name in rule.inputs if isinstance(each := book.names.get(name), Fact)]
    return StepShown(
        number,
        line.who,
        full_width(rule.label),
        full_width(line.sentence),
        figure(rule.unit, line.figure),
        tuple(
            FactShown(
                full_width(label), figure(fact.unit, given.value) if given.value is not None else "未提供", str(given)
            )
            for fact, (label, given) in zip(facts, line.facts, strict=True)
            if given.value is not None or str(given)
        ),
        tuple((each, full_width(str(notes[each]))) for each in line.articles),
        line.name == book.result,
    )


def figure(unit: Unit, value: int) -> str:
    """1,430元, 是, 农村, 2024年3月; a month that stands for never or for ever as nothing."""
    if unit is MONTH and not 1900 * 12 <= value < 2200 * 12:
        return "—"
    return unit.shown(value) + ("" if unit in (MONTH, FLAG, NUMBER) else unit.name)


def _doubt(tag: str) -> str:
    return "" if tag == "A" else TAGS.get(tag, tag)


def money(fen: int) -> str:
    """1,234.50元."""
    return f"{yuan(fen)}元"


def _parameters(used: Iterable[Used]) -> Iterable[ParameterShown]:
    for each in used:
        row = each.rows[0]
        yield ParameterShown(
            each.code,
            full_width(each.label),
            each.shown,
            str(row.document),
            f"{row.applies_from:%Y-%m-%d}",
            f"{row.issued_on:%Y-%m-%d}",
            row.tag,
            TAGS.get(row.tag, row.tag),
        )


def _sum(sheet: Worksheet) -> str:
    """补差 1,430元＋分类施保 100元＝1,530元, where there is more than one part."""
    if len(sheet.parts) < 2:
        return ""
    parts = " ＋ ".join(f"{full_width(label)} {sheet.unit.shown(part)}" for label, part in sheet.parts)
    return f"{parts} ＝ {sheet.unit.shown(sheet.result)}{sheet.unit.name}"
